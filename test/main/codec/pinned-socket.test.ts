import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { mock } from 'node:test';
import { CodecConnection } from '../../../src-main/codec/codec-connection';
import { CertificateChanged, certificateOf, openPinned } from '../../../src-main/codec/pinned-socket';
import { DeviceCertificate } from '../../../src-main/shared/codec';
import { codeFrom } from '../code-from';
import { expect, startOfDay, test } from '../practice/running-practice';
import { accessTo } from './practice-device';

/** Something that is no device. */
async function serverThat(does: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    does(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    server,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('what a device shows of itself is its fingerprint, its name and its time', async ({ practice }) => {
  const { address } = await accessTo(practice);
  const shown = await certificateOf(address);
  expect(DeviceCertificate.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ subject: 'practice-codec', issuer: 'practice-codec' });
  expect(Date.parse(shown.validFrom)).toBeLessThan(startOfDay.getTime());
  expect(Date.parse(shown.validTo)).toBeGreaterThan(startOfDay.getTime());
  expect(practice.zoom.codec.numberOfConnections).toBe(0);
});

for (const shows of ['expired', 'notYetValid', 'changed'] as const) {
  test(`a certificate that is ${shows} is not the one that was agreed to: it is told with what is shown, and nothing is sent`, async ({
    practice,
  }) => {
    const access = await accessTo(practice);
    const { faults } = practice.zoom.codec;
    // Whoever came as far as the handshake would use this up.
    faults.add({ at: 'handshake', effect: { kind: 'answer', status: 418 } });
    faults.add({ at: 'connection', effect: { kind: 'certificate', shows }, times: 2 });
    const shown = await certificateOf(access.address);
    const error = await openPinned(access.address, access.fingerprint).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CertificateChanged);
    expect(error).toMatchObject({
      seen: shown,
      failure: { code: 'codec_certificate_changed', subject: shown.fingerprint },
    });
    expect(shown.fingerprint).not.toBe(access.fingerprint);
    expect(faults.take('handshake'), 'no handshake has come').toMatchObject({ status: 418 });
  });

  test(`a certificate that is ${shows} is good once it was agreed to`, async ({ practice }) => {
    const access = await accessTo(practice);
    practice.zoom.codec.faults.add({ at: 'connection', effect: { kind: 'certificate', shows }, times: 2 });
    const { fingerprint } = await certificateOf(access.address);
    const connection = await CodecConnection.open(
      { ...access, fingerprint },
      { onEvent: () => {}, onClosed: () => {} },
    );
    expect(await connection.call('xGet', { Path: ['Status', 'Call'] })).toEqual({});
    connection.close();
  });
}

test('nobody there, a reset, and what is no address, cannot be reached', async ({ practice }) => {
  const { address, fingerprint } = await accessTo(practice);
  practice.zoom.codec.faults.add({ at: 'connection', effect: { kind: 'reset' } });
  expect(await codeFrom(openPinned(address, fingerprint))).toBe('codec_unreachable');
  const open = practice.zoom.codec.faults.add({ at: 'port', effect: { kind: 'refuse' } });
  await expect.poll(() => codeFrom(openPinned(address, fingerprint))).toBe('codec_unreachable');
  open();
  for (const wrong of ['127.0.0.1:99999', '[::::]', '1.2.3.4.5', '127.0.0.1:0', 'room..invalid'])
    expect(await codeFrom(certificateOf(wrong)), wrong).toBe('codec_unreachable');
  await expect.poll(() => codeFrom(openPinned(address, fingerprint).then((socket) => socket.destroy()))).toBe('done');
});

test('what answers without TLS is no room system', async () => {
  const other = await serverThat((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\nThis is plain HTTP.\r\n'));
  expect(await codeFrom(certificateOf(other.address))).toBe('codec_websocket_off');
  other.close();
});

test('who takes the connection and says nothing is given up after five seconds, and the socket goes', async () => {
  const gone = { promise: Promise.resolve<unknown>(undefined) };
  const other = await serverThat((socket) => {
    gone.promise = once(socket.resume(), 'close');
  });
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const heard = once(other.server, 'connection');
    const code = codeFrom(certificateOf(other.address));
    await heard;
    mock.timers.tick(5_000);
    expect(await code).toBe('codec_unreachable');
    await gone.promise;
  } finally {
    mock.timers.reset();
    other.close();
  }
});

test('the socket of a device that has shown the wrong certificate is destroyed', async ({ practice }) => {
  const { fingerprint } = await accessTo(practice);
  const device = practice.zoom.codec;
  const [host, port] = (device.address ?? '').split(':');
  let closed: Promise<unknown> = Promise.resolve();
  const between = await serverThat((socket) => {
    const onward = connect(Number(port), host).on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
    closed = once(socket, 'close');
  });
  device.faults.add({ at: 'connection', effect: { kind: 'certificate', shows: 'changed' } });
  expect(await codeFrom(openPinned(between.address, fingerprint))).toBe('codec_certificate_changed');
  await closed;
  between.close();
});
