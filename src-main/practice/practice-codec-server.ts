import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { PracticeCodec } from './practice-codec';
import { codecHost } from './practice-codec-identity';
import type { CodecWire } from './practice-codec-protocol';
import { CodecSession } from './practice-codec-session';
import { hashOf } from './practice-tokens';

const maxConnections = 20;
const maxMessageBytes = 1024 * 1024;

/**
 * Serves the practice codec to this computer: `wss://127.0.0.1:PORT/ws`, on a port that the kernel chooses.
 * @throws what the store throws, or when there is no port to listen on
 */
export async function startCodecServer(codec: PracticeCodec): Promise<{ close(): Promise<void> }> {
  await codec.identity.ready();
  const { faults } = codec;
  const sockets = new Set<Socket>();
  const options = { noServer: true, autoPong: false, maxPayload: maxMessageBytes, perMessageDeflate: false } as const;
  const echoing = new WebSocketServer({ ...options, handleProtocols: (offered) => chosenFrom(offered) ?? false });
  const mute = new WebSocketServer({ ...options, handleProtocols: () => false });
  const server = createServer({ ...codec.identity.shown(), minVersion: 'TLSv1.2', handshakeTimeout: 10_000 });

  // Before TLS has a look at it: each connection is shown what is right, or wrong, at that moment.
  server.prependListener('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const fault = faults.take('connection');
    if (fault?.kind === 'reset') socket.resetAndDestroy();
    else server.setSecureContext(codec.identity.shown(fault?.shows));
  });
  server.on('tlsClientError', () => undefined);
  server.on('request', (_request, response) => response.writeHead(404).end());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    const fault = faults.take('handshake');
    if (fault?.kind === 'silence') return;
    const refusal = fault?.kind === 'answer' ? fault : refusalOf(request, codec);
    if (refusal) answer(socket, refusal);
    else (fault ? mute : echoing).handleUpgrade(request, socket, head, (opened) => serve(opened, codec));
  });
  const port = await listen(server, 0);
  server.on('error', () => undefined);
  codec.address = `${codecHost}:${port}`;

  const endWatch = codec.onFaultsChanged(() => {
    if (faults.refusesConnections && server.listening) server.close();
    else if (!faults.refusesConnections && !server.listening) server.listen(port, codecHost);
  });
  return {
    async close() {
      endWatch();
      codec.address = undefined;
      await codec.powerOff();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, codecHost, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** The subprotocol that carries a name and a password, base64url without padding, as jsxapi does it for browsers. */
function chosenFrom(offered: Iterable<string>): string | undefined {
  return [...offered].find((protocol) => protocol.startsWith('auth-'));
}

/** 403 for a wrong password, 503 for too many connections at once; undefined for whoever may come in. */
function refusalOf(request: IncomingMessage, codec: PracticeCodec): { status: number } | undefined {
  if (!/^\/ws\/?(\?|$)/.test(request.url ?? '')) return { status: 404 };
  if (codec.numberOfConnections >= maxConnections) return { status: 503 };
  const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const given = basic ? Buffer.from(basic, 'base64') : Buffer.from(chosenFrom(offered)?.slice(5) ?? '', 'base64url');
  // Hashes: how long it takes to compare them tells nothing of the password.
  const isRight = hashOf(given.toString('utf8')) === hashOf(`${codec.userName}:${codec.password}`);
  return isRight ? undefined : { status: 403 };
}

function answer(socket: Duplex, { status, headers = {} }: { status: number; headers?: Record<string, string> }): void {
  const lines = Object.entries({ connection: 'close', 'content-length': '0', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n'));
}

function serve(opened: WebSocket, codec: PracticeCodec): void {
  const wire: CodecWire = {
    send: (text) => opened.send(text, () => undefined),
    sendBinary: (bytes) => opened.send(bytes, { binary: true }, () => undefined),
    sendInParts: (parts) => {
      for (const [at, part] of parts.entries()) opened.send(part, { fin: at === parts.length - 1 }, () => undefined);
    },
    close: (code) => (code === 1006 ? opened.terminate() : opened.close(code)),
  };
  const session = new CodecSession(codec, wire);
  const disconnected = codec.connected(() => opened.terminate());
  opened.on('message', (data, isBinary) => void session.receive(isBinary ? undefined : data.toString()));
  opened.on('ping', (data) => {
    if (!codec.faults.take('ping')) opened.pong(data, false, () => undefined);
  });
  opened.on('error', () => undefined);
  opened.on('close', () => {
    session.close();
    disconnected();
  });
}
