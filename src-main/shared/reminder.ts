import { z } from 'zod';
import { MeetingKey } from './meeting';

/**
 * A meeting that somebody should think of now. `ahead`: it begins soon; `due`: its time has come; `running`: it goes on without its host,
 * who is one of the credentials here.
 */
export const Reminder = z.object({
  meetingKey: MeetingKey,
  kind: z.enum(['ahead', 'due', 'running']),
  /** Told before this start of Usher: it stands, and is no news. */
  isOldNews: z.literal(true).optional(),
});
export type Reminder = z.infer<typeof Reminder>;
