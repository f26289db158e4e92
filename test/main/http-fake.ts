import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type SeenRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
};
type Answer = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

/** A server on 127.0.0.1 that says what a test wants it to say, and remembers what it was asked. */
export class HttpFake {
  readonly requests: SeenRequest[] = [];
  answer: Answer = (_request, response) => sendJson(response, 404, {});
  private readonly server = createServer((request, response) => {
    // No socket outlives its answer: Node's fetch has a timer for an idle one, which it cannot clear while a test stops the clock.
    response.setHeader('connection', 'close');
    void this.take(request, response);
  });

  static async start(answer?: Answer): Promise<HttpFake> {
    const fake = new HttpFake();
    if (answer) fake.answer = answer;
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Every path that was asked for, in order. */
  get paths(): string[] {
    return this.requests.map(({ path }) => path);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.origin);
    const seen = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: await text(request),
    };
    this.requests.push(seen);
    await this.answer(seen, response);
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
    .end(JSON.stringify(body));
}
