import { z } from 'zod';
import { ZoomEnvironment } from './credential';
import { MeetingId, MeetingSource } from './meeting';
import type { UnreadableReason } from './meeting-link';

/** A meeting that a text names, without the passcodes and tokens that it may hold: those stay in the main process. */
export const DraftedMeeting = z.object({
  meetingId: MeetingId,
  /** Unknown for a number by itself: then it is the cloud of whoever joins. */
  environment: ZoomEnvironment.optional(),
  topic: z.string().optional(),
  /** Who may know of it is asked at Zoom when no list has it. */
  isAsking: z.boolean().optional(),
  /** Those to whom Zoom has told of it, its host first. */
  sources: z.array(MeetingSource).optional(),
  hasPasscode: z.boolean(),
  /** The link is one registrant's own. */
  isRegistrants: z.boolean(),
});
export type DraftedMeeting = z.infer<typeof DraftedMeeting>;

/** What Usher has understood of a text, before anybody joins. Nothing happens by itself. */
export const MeetingDraft = z.object({
  draftId: z.string(),
  from: z.enum(['field', 'clipboard', 'link']),
  /** More than one when the text names several; none when there is a reason. */
  meetings: z.array(DraftedMeeting),
  reason: z
    .enum([
      'nothing',
      'notZoom',
      'suspicious',
      'wrongLength',
      'personalLink',
      'registration',
      'noMeeting',
      'secretInLink',
    ] as const satisfies readonly UnreadableReason[])
    .optional(),
});
export type MeetingDraft = z.infer<typeof MeetingDraft>;
