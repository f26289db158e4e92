import { type AppErrorCode, failureOf } from '../../src-main/shared/app-error';

/** The code of what a piece of work fails with, or that it does not. */
export async function codeFrom(work: Promise<unknown>): Promise<AppErrorCode | 'done'> {
  return work.then(
    () => 'done' as const,
    (error: unknown) => failureOf(error).code,
  );
}
