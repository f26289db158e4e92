import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came back on one connection until the other side hung up. `status` is that of the last answer. */
export type RawAnswer = { status: number | 'closed'; statuses: number[]; text: string };

/** A connection that stands and has not said a word. */
export async function openSocket(uri: string, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host, port: Number(new URL(uri).port) });
  await once(socket, 'connect');
  // A listener that hangs up in the middle of our words is what many of these tests are about.
  socket.on('error', () => {});
  return socket;
}

/** Everything that is still to come on a connection, once it is closed. */
export function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve) => {
    if (socket.closed) resolve(text);
    else socket.once('close', () => resolve(text));
  });
}

/** Sends these bytes to the listener as they are. */
export async function sendRaw(uri: string, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = await openSocket(uri);
  const heard = untilClosed(socket);
  socket.write(bytes);
  const text = await heard;
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
  return { status: statuses.at(-1) ?? 'closed', statuses, text };
}

/** The plain navigation of a browser to a path of the listener. */
export function get(uri: string, target: string): Promise<RawAnswer> {
  return sendRaw(uri, `GET ${target} HTTP/1.1\r\nHost: ${new URL(uri).host}\r\n\r\n`);
}

/** True when nobody listens at the address any more. */
export function isRefused(uri: string, host = '127.0.0.1'): Promise<boolean> {
  return openSocket(uri, host).then(
    (socket) => {
      socket.destroy();
      return false;
    },
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
}
