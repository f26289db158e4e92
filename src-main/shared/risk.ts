import { z } from 'zod';
import { Failure } from './app-error';
import { CredentialId } from './credential';
import { MeetingKey } from './meeting';

/** Minutes before a start at which everything that it will take is tried. */
export const Rung = z.union([z.literal(60), z.literal(15), z.literal(5)]);
export type Rung = z.infer<typeof Rung>;

/** A meeting that would fail as things are now, found out while there is time to act. */
export const Risk = z.object({
  meetingKey: MeetingKey,
  /** Whose the trouble is, and whom the failure's action is about. */
  credentialId: CredentialId,
  failure: Failure,
  at: z.string(),
  rung: Rung,
});
export type Risk = z.infer<typeof Risk>;
