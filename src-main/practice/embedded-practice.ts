import { withTimeLimit } from '../shared/time-limit';
import type { PracticeStore } from './practice-state';

type Running = { origin: string; close: () => Promise<void> };

/** Longer than any window waits for its meeting: that limit is the one to be felt. */
const answerLimitMs = 40_000;

/** The Practice Zoom that comes with Usher. It starts when somebody needs it; until then not a line of it is loaded. */
export class EmbeddedPractice {
  private running: Promise<Running> | undefined;

  constructor(
    private readonly options: {
      /** A Practice Zoom that already runs elsewhere, in place of this one. */
      runningOrigin: string | undefined;
      key: () => Promise<Uint8Array>;
      openStore: () => PracticeStore;
      now: () => Date;
    },
  ) {}

  /** `http://127.0.0.1:PORT`. A start that failed is tried again at the next call. */
  async origin(): Promise<string> {
    if (this.options.runningOrigin) return this.options.runningOrigin;
    this.running ??= this.start().catch((error: unknown) => {
      this.running = undefined;
      throw error;
    });
    return (await this.running).origin;
  }

  /** Answers what the Meeting SDK in a practice meeting asks `https://zoom.us`; other hosts do not exist there. */
  async ask(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.hostname !== 'zoom.us') return new Response(null, { status: 404 });
    const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
    try {
      return await withTimeLimit(answerLimitMs, async (signal) =>
        fetch(`${await this.origin()}${url.pathname}${url.search}`, {
          method: request.method,
          headers: request.headers,
          ...(body ? { body } : {}),
          signal,
        }),
      );
    } catch {
      return Response.error();
    }
  }

  async close(): Promise<void> {
    await (await this.running?.catch(() => undefined))?.close();
  }

  private async start(): Promise<Running> {
    const [{ PracticeZoom }, { startPracticeServer }] = await Promise.all([
      import('./practice-zoom'),
      import('./practice-server'),
    ]);
    const zoom = new PracticeZoom({
      key: await this.options.key(),
      now: this.options.now,
      store: this.options.openStore(),
    });
    await zoom.ready();
    return startPracticeServer(zoom);
  }
}
