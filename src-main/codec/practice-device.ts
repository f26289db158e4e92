import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { withTimeLimit } from '../shared/time-limit';

const requestLimitMs = 5_000;

/** The room system that comes with Practice Zoom, and how to get in. */
const PracticeDevice = z.object({ name: z.string(), address: z.string(), userName: z.string(), password: z.string() });
export type PracticeDevice = z.infer<typeof PracticeDevice>;

/** Asks Practice Zoom for its room. It listens elsewhere after each start. @throws AppError `zoom_unavailable` */
export async function findPracticeDevice(request: { origin: string; fetch: typeof fetch }): Promise<PracticeDevice> {
  try {
    return await withTimeLimit(requestLimitMs, async (signal) => {
      const response = await request.fetch(`${request.origin}/practice/codecs`, { method: 'POST', signal });
      return PracticeDevice.parse(await response.json());
    });
  } catch (cause) {
    throw new AppError('zoom_unavailable', { cause });
  }
}
