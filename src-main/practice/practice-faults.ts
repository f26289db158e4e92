/** What goes wrong. After a `delay` the request goes on; the others are all the client gets. */
export type FaultEffect =
  | { kind: 'answer'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'delay'; ms: number }
  /** The connection stays open and nothing comes. */
  | { kind: 'silence' }
  | { kind: 'drop' };

export type PracticeFault = {
  /** The path it waits for; with `*` at its end, every path that begins so. */
  path: string;
  /** Any method but OPTIONS when left out. */
  method?: string;
  /** How many requests it meets: 1 when left out, `Infinity` until it is removed. */
  times?: number;
  effect: FaultEffect;
};

function meets(fault: PracticeFault, method: string, path: string): boolean {
  if (fault.method ? fault.method !== method : method === 'OPTIONS') return false;
  return fault.path.endsWith('*') ? path.startsWith(fault.path.slice(0, -1)) : fault.path === path;
}

/** A text is sent as a page, anything else as JSON. */
function answerOf({ status, body, headers }: Extract<FaultEffect, { kind: 'answer' }>): Response {
  if (body === undefined) return new Response(null, { status, headers: { ...headers } });
  const [type, text] = typeof body === 'string' ? ['text/html', body] : ['application/json', JSON.stringify(body)];
  return new Response(text, { status, headers: { 'content-type': `${type}; charset=utf-8`, ...headers } });
}

/** The switches of Practice Zoom for what goes wrong. Faults wait in the order they were added. */
export class PracticeFaults {
  /** Does a refresh token that comes a second time end its grant? Zoom is not known to do so. */
  reuseEndsGrant = false;

  private waiting: { fault: PracticeFault; left: number }[] = [];
  private readonly released = new Set<() => void>();

  /** Returns what takes it away again. */
  add(fault: PracticeFault): () => void {
    const entry = { fault, left: fault.times ?? 1 };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  /** Takes all faults away and lets held requests go. */
  clear(): void {
    this.waiting = [];
    this.reuseEndsGrant = false;
    for (const release of [...this.released]) release();
  }

  /**
   * Lets a request run into what waits for it: delays pass, then the first of the other kinds decides.
   * @returns the answer instead of the real one; a network error (`Response.error()`) for a dropped connection
   */
  async meet(method: string, path: string, signal: AbortSignal): Promise<Response | undefined> {
    for (const entry of this.waiting.filter(({ fault }) => meets(fault, method, path))) {
      // Another request may have used it up while this one was delayed.
      if (entry.left <= 0) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
      const { effect } = entry.fault;
      switch (effect.kind) {
        case 'answer':
          return answerOf(effect);
        case 'drop':
          return Response.error();
        case 'silence':
          await this.hold(signal);
          return Response.error();
        case 'delay':
          await this.hold(signal, effect.ms);
      }
    }
    return undefined;
  }

  private hold(signal: AbortSignal, ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => release(), ms);
      const release = () => {
        clearTimeout(timer);
        this.released.delete(release);
        signal.removeEventListener('abort', release);
        resolve();
      };
      this.released.add(release);
      signal.addEventListener('abort', release, { once: true });
    });
  }
}
