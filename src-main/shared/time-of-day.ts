import { z } from 'zod';

/** A time of day on the clock of this computer, such as "17:30". */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
