import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../shared/app-error';
import { redirectPath } from '../shared/redirect-addresses';
import { answerPage, answerPageHeaders } from './answer-page';

/** What the browser is told in the end; `sentence` is plain text. */
export type Conclusion = { ok: boolean; sentence: string };

/** Where the answer to one sign-in comes to (RFC 8252, section 7.3). */
export type LoopbackRedirect = {
  redirectUri: string;
  /** False where other programs have all registered ports: then the user pastes the address on which the browser ended. */
  isListening: boolean;
  /** The parameters of the first answer that carries our state. Everything else is turned away and the wait goes on. */
  answer: Promise<URLSearchParams>;
  /** Takes an address that the user has pasted. @returns whether it is the answer that is waited for */
  paste(address: string): boolean;
  /** Shows the browser how it ended and closes the port within a second. */
  conclude(conclusion: Conclusion): void;
  /** Closes the port at once. */
  close(): void;
};

const maxUrlLength = 8 * 1024;
const maxHeaderBytes = 16 * 1024;
const maxSockets = 8;
/** With a look at every connection once a second, nobody takes more than five seconds over a request. */
const requestTimeoutMs = 4_000;
/** For the browser to follow the redirect to the last page: half a second was seen on a busy computer. The port is to close within one. */
const lingerMs = 900;

const donePath = '/done';

/**
 * Listens on the literal 127.0.0.1 (on [::1] where there is no IPv4 loopback) until `conclude` or `close`.
 * @param options.ports `any` for a port of the kernel's choice, or the registered ones, tried in order; with none of them free
 * the first is used all the same, without a listener
 * @param options.onStray told when an answer with a foreign or missing state came by
 * @throws AppError `redirect_port_busy` when not even the kernel has a port
 */
export async function listenForRedirect(options: {
  ports: 'any' | readonly number[];
  state: string;
  issuer: string;
  onStray: () => void;
}): Promise<LoopbackRedirect> {
  const sockets = new Set<Socket>();
  const waitingForConclusion = new Set<ServerResponse>();
  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 1_000,
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Whoever opens sockets and says nothing must not keep the browser out: the oldest goes first.
    if (sockets.size <= maxSockets) return;
    const waiting = new Set([...waitingForConclusion].map((response) => response.socket));
    const oldest = [...sockets].find((open) => !waiting.has(open));
    // Several connections may come before the first one's end is reported: each of them pushes out another.
    if (oldest) sockets.delete(oldest.destroy());
  });
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'HPE_HEADER_OVERFLOW' && socket.writable)
      socket.end('HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\r\n');
    else socket.destroy();
  });

  const isListening = await listen(server, options.ports);
  server.on('error', () => {});
  const authority = isListening ? authorityOf(server) : `127.0.0.1:${options.ports[0]}`;

  let settle: (answer: URLSearchParams) => void = () => {};
  const answer = new Promise<URLSearchParams>((resolve) => {
    settle = resolve;
  });
  let answered = false;
  let conclusion: Conclusion | undefined;

  server.on('request', (request, response) => {
    const refusal = refuse(request, authority);
    if (refusal) return send(response, refusal.status, refusal.sentence);
    const [path, query = ''] = splitOnce(request.url ?? '', '?');
    if (path === donePath && query === '') {
      if (!answered) return send(response, 404, 'Nothing is here.');
      if (conclusion) return send(response, 200, conclusion.sentence, conclusion.ok);
      waitingForConclusion.add(response);
      response.once('close', () => waitingForConclusion.delete(response));
      return;
    }
    if (path !== redirectPath) return send(response, 404, 'Nothing is here.');
    const parameters = new URLSearchParams(query);
    const verdict = judge(parameters, options.state, options.issuer);
    if (verdict !== 'ours') {
      if (verdict === 'stray') options.onStray();
      return send(
        response,
        400,
        'This answer does not belong to the sign-in that Usher is waiting for. Use the newest tab.',
      );
    }
    answered = true;
    // The first answer wins: a promise settles once.
    settle(parameters);
    // The code must not stay in the address bar or the history.
    response.writeHead(303, { ...answerPageHeaders, location: donePath }).end();
  });

  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  /** Timers come before the network: after a busy moment the browser may be at the door already, and is let in, and then heard. */
  const closeSoon = async () => {
    await nextTurn();
    await nextTurn();
    close();
  };
  return {
    redirectUri: `http://${authority}${redirectPath}`,
    isListening,
    answer,
    paste(address) {
      const [start, query = ''] = splitOnce(address.trim(), '?');
      const parameters = new URLSearchParams(splitOnce(query, '#')[0]);
      const isOurs =
        start === `http://${authority}${redirectPath}` && judge(parameters, options.state, options.issuer) === 'ours';
      if (isOurs) settle(parameters);
      return isOurs;
    },
    conclude(result) {
      conclusion = result;
      for (const response of waitingForConclusion) send(response, 200, result.sentence, result.ok);
      setTimeout(() => void closeSoon(), waitingForConclusion.size > 0 ? 100 : lingerMs).unref();
    },
    close,
  };
}

/** @returns false when none of the given ports is free */
async function listen(server: Server, ports: 'any' | readonly number[]): Promise<boolean> {
  const attempts =
    ports === 'any'
      ? [
          { host: '127.0.0.1', port: 0 },
          { host: '::1', port: 0 },
        ]
      : ports.map((port) => ({ host: '127.0.0.1', port }));
  let cause: unknown;
  for (const attempt of attempts) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ ...attempt, exclusive: true }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return true;
    } catch (error) {
      cause = error;
    }
  }
  if (ports !== 'any' && ports.length > 0) return false;
  throw new AppError('redirect_port_busy', { cause });
}

function authorityOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Only a top-level navigation of a browser to exactly this address is let through; DNS rebinding fails at `Host`. */
function refuse(request: IncomingMessage, authority: string): { status: number; sentence: string } | undefined {
  const { headers, method, url = '' } = request;
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length !== 1 || headers.host !== authority)
    return { status: 403, sentence: 'This address is not for you.' };
  if (url.length > maxUrlLength) return { status: 414, sentence: 'The address is too long.' };
  if (!url.startsWith('/')) return { status: 400, sentence: 'The address is malformed.' };
  if (method !== 'GET') return { status: 405, sentence: 'Only a browser that was sent here gets an answer.' };
  const mode = headers['sec-fetch-mode'];
  const destination = headers['sec-fetch-dest'];
  const isNavigation =
    (mode === undefined || mode === 'navigate') && (destination === undefined || destination === 'document');
  if (headers.origin !== undefined || !isNavigation) return { status: 403, sentence: 'This address is not for you.' };
  return undefined;
}

function judge(parameters: URLSearchParams, state: string, issuer: string): 'ours' | 'stray' | 'malformed' {
  const [given, ...more] = parameters.getAll('state');
  if (given === undefined || more.length > 0 || !equalInConstantTime(given, state)) return 'stray';
  const codes = parameters.getAll('code');
  const errors = parameters.getAll('error');
  const isWellFormed = codes.length + errors.length === 1 && (codes[0] ?? errors[0]) !== '';
  if (!isWellFormed) return 'malformed';
  // RFC 9207: Zoom does not send `iss`, but if anyone does it has to be Zoom.
  const [iss = issuer, ...others] = parameters.getAll('iss');
  return iss === issuer && others.length === 0 ? 'ours' : 'malformed';
}

function equalInConstantTime(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function send(response: ServerResponse, status: number, sentence: string, ok = false): void {
  const allow = status === 405 ? { allow: 'GET' } : {};
  response
    .writeHead(status, { ...answerPageHeaders, ...allow, 'content-type': 'text/html; charset=utf-8' })
    .end(answerPage(ok, sentence));
}
