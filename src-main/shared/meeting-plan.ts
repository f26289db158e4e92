import { z } from 'zod';

/** The wall clock of some place: no zone, no seconds. */
const WallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .refine((text) => new Date(`${text}:00Z`).toJSON()?.slice(0, 16) === text, 'no such day or time');

/** The first to fourth of a weekday in a month, or its last, -1. */
const NthWeekday = z.object({ week: z.literal([-1, 1, 2, 3, 4]), weekday: z.number().int().min(1).max(7) });
export type NthWeekday = z.infer<typeof NthWeekday>;

/** How a meeting comes again; Zoom counts the days of a week from Sunday, 1, to Saturday, 7. */
export const Recurrence = z
  .object({
    every: z.enum(['day', 'week', 'month']),
    /** Every so many days, weeks or months. */
    interval: z.number().int().min(1),
    weekdays: z.array(z.number().int().min(1).max(7)).max(7).optional(),
    /** The day of the month, or in its place a day of one of its weeks. */
    monthday: z.number().int().min(1).max(31).optional(),
    nthWeekday: NthWeekday.optional(),
    times: z.number().int().min(1).max(60),
  })
  .refine(({ every, interval }) => interval <= { day: 99, week: 50, month: 10 }[every], { path: ['interval'] })
  .refine(({ every, weekdays }) => every !== 'week' || (weekdays?.length ?? 0) > 0, { path: ['weekdays'] })
  .refine(
    ({ every, monthday, nthWeekday }) => every !== 'month' || (monthday === undefined) !== (nthWeekday === undefined),
    {
      path: ['monthday'],
    },
  );
export type Recurrence = z.infer<typeof Recurrence>;

/** Whether and where a meeting is recorded by itself. */
export const Recording = z.enum(['none', 'local', 'cloud']);

/** A meeting as a person wants it to be; Zoom's limits (OpenAPI: Meetings). */
export const MeetingPlan = z.object({
  topic: z.string().trim().min(1).max(200),
  agenda: z.string().max(2000),
  /** On the clock of `timezone`; left out, for one that comes again at no fixed time. */
  start: WallTime.optional(),
  timezone: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_+/-]+$/),
  durationMinutes: z.number().int().min(1).max(1440),
  /** Left out, it stays as it is, or Zoom makes one. */
  passcode: z
    .string()
    .regex(/^[\x21-\x7e]{1,10}$/)
    .optional(),
  waitingRoom: z.boolean(),
  joinBeforeHost: z.boolean(),
  /** Only who has signed in to Zoom comes in. */
  signedInOnly: z.boolean(),
  muteUponEntry: z.boolean(),
  recording: Recording,
  recurrence: Recurrence.optional(),
});
export type MeetingPlan = z.infer<typeof MeetingPlan>;

/** Which part of a recurring meeting is meant; one that does not recur is all there is. */
export const MeetingPart = z.enum(['occurrence', 'all']);
export type MeetingPart = z.infer<typeof MeetingPart>;

/** Somebody who lets a user schedule meetings in their name. */
export const ScheduledFor = z.object({ userId: z.string().min(1).max(200), email: z.string().max(320) });
export type ScheduledFor = z.infer<typeof ScheduledFor>;
