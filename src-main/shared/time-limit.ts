/**
 * Runs work that may take no longer than this. The work is told through its signal, and is not waited for if it does not listen:
 * a body that trickles on must not hold anybody up. `AbortSignal.timeout` alone was seen not to end a read.
 * @throws what the work throws, or an Error named TimeoutError
 */
export async function withTimeLimit<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no end after ${milliseconds} ms`);
      error.name = 'TimeoutError';
      reject(error);
      controller.abort(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}
