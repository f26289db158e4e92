/**
 * Runs work that may take no longer than this. The work is told through its signal, and is not waited for if it does not listen:
 * a body that trickles on must not hold anybody up. `AbortSignal.timeout` alone was seen not to end a read.
 * @param work may set itself a shorter limit as well with `within`, which gives back how to lift that one
 * @throws what the work throws, or an Error named TimeoutError
 */
export async function withTimeLimit<T>(
  milliseconds: number,
  work: (signal: AbortSignal, within: (milliseconds: number) => () => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const lifts: (() => void)[] = [];
  try {
    return await new Promise<T>((resolve, reject) => {
      const within = (limit: number) => {
        const timer = setTimeout(() => {
          const error = new Error(`no end after ${limit} ms`);
          error.name = 'TimeoutError';
          reject(error);
          controller.abort(error);
        }, limit);
        const lift = () => clearTimeout(timer);
        lifts.push(lift);
        return lift;
      };
      within(milliseconds);
      work(controller.signal, within).then(resolve, reject);
    });
  } finally {
    for (const lift of lifts) lift();
  }
}
