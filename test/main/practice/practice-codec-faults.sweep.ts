import type { CodecFault } from '../../../src-main/practice/practice-codec-faults';
import { codecErrors } from '../../../src-main/practice/practice-codec-protocol';
import {
  basicOf,
  CodecClient,
  certificateOf,
  expect,
  labelOf,
  refusedHandshake,
  sipOf,
  test,
} from './practice-codec-client';
import { startOfDay } from './running-practice';

const running = '86011004201';
const forever = Number.POSITIVE_INFINITY;
const uptime = { Path: ['Status', 'SystemUnit', 'State', 'NumberOfActiveCalls'] };
type RequestEffect = Extract<CodecFault, { at: 'request' }>['effect'];

test.describe('the connection', () => {
  test('is refused while the port is closed, and those who are in stay', async ({ practice, codec }) => {
    const label = await labelOf(practice);
    const open = practice.zoom.codec.faults.add({ at: 'port', effect: { kind: 'refuse' } });
    for (let times = 0; times < 2; times += 1)
      await expect(CodecClient.connect(label)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await codec.result('xGet', uptime)).toBe(0);
    open();
    await expect.poll(() => CodecClient.connect(label).then(() => 'in', String)).toBe('in');
  });

  test('is reset before TLS', async ({ practice }) => {
    const label = await labelOf(practice);
    practice.zoom.codec.faults.add({ at: 'connection', effect: { kind: 'reset' } });
    await expect(CodecClient.connect(label)).rejects.toThrow(/ECONNRESET|disconnected before secure/);
    await CodecClient.connect(label);
  });

  test('shows a certificate that is over, not yet good, or of another key, and then its own again', async ({
    practice,
  }) => {
    const label = await labelOf(practice);
    const own = await certificateOf(label);
    const shown = async (shows: 'expired' | 'notYetValid' | 'changed') => {
      practice.zoom.codec.faults.add({ at: 'connection', effect: { kind: 'certificate', shows } });
      const certificate = await certificateOf(label);
      expect(certificate.fingerprint256).not.toBe(own.fingerprint256);
      return certificate;
    };
    const now = startOfDay.getTime();
    const expired = await shown('expired');
    expect(Date.parse(expired.validTo)).toBeLessThan(now);
    const notYetValid = await shown('notYetValid');
    expect(Date.parse(notYetValid.validFrom)).toBeGreaterThan(now);
    const changed = await shown('changed');
    expect([Date.parse(changed.validFrom) < now, Date.parse(changed.validTo) > now]).toEqual([true, true]);
    expect([expired, notYetValid, changed].map(({ publicKey }) => publicKey.equals(own.publicKey))).toEqual([
      true,
      true,
      false,
    ]);
    expect((await shown('changed')).fingerprint256, 'it is the same other one').toBe(changed.fingerprint256);
    expect((await certificateOf(label)).fingerprint256).toBe(own.fingerprint256);
  });
});

test.describe('the handshake', () => {
  test('is answered with any status, and with a way elsewhere', async ({ practice }) => {
    const label = await labelOf(practice);
    const headers = basicOf(label);
    for (const status of [200, 401, 403, 502, 503]) {
      practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'answer', status } });
      expect((await refusedHandshake(label, { headers })).status).toBe(status);
    }
    const location = 'wss://elsewhere.example/ws';
    practice.zoom.codec.faults.add({
      at: 'handshake',
      effect: { kind: 'answer', status: 302, headers: { location } },
    });
    expect(await refusedHandshake(label, { headers })).toMatchObject({ status: 302, headers: { location } });
    await CodecClient.connect(label);
  });

  test('does not echo the subprotocol', async ({ practice }) => {
    const label = await labelOf(practice);
    const auth = [`auth-${Buffer.from(`usher:${label.password}`).toString('base64url')}`];
    practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'noEcho' } });
    await expect(CodecClient.connect(label, {}, auth)).rejects.toThrow('Server sent no subprotocol');
    practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'noEcho' } });
    expect((await refusedHandshake(label)).status, 'a wrong password still is one').toBe(403);
  });

  test('is not answered at all', async ({ practice }) => {
    const label = await labelOf(practice);
    practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'silence' } });
    await expect(CodecClient.connect(label, { handshakeTimeout: 200 })).rejects.toThrow('handshake has timed out');
  });
});

test.describe('a request', () => {
  const numberOfCalls = (codec: CodecClient) => codec.result('xGet', uptime);

  test('is not heard', async ({ practice, codec }) => {
    practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'silence' } });
    codec.post('xCommand/Dial', { Number: sipOf(running) }, 'unheard');
    expect(await numberOfCalls(codec)).toBe(0);
    expect(codec.messages.map(({ id }) => id)).not.toContain('unheard');
  });

  test('is done and not answered', async ({ practice, codec }) => {
    practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'dropAnswer' } });
    codec.post('xCommand/Dial', { Number: sipOf(running) }, 'unanswered');
    await expect.poll(() => numberOfCalls(codec)).toBe(1);
    expect(codec.messages.map(({ id }) => id)).not.toContain('unanswered');
  });

  test('is answered late, behind one that came later', async ({ practice, codec }) => {
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'late', ms: 100 } });
    codec.post('xGet', uptime, 'first');
    codec.post('xGet', uptime, 'second');
    await expect.poll(() => codec.messages.map(({ id }) => id)).toEqual(['second', 'first']);
  });

  test('is answered twice', async ({ practice, codec }) => {
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'twice' } });
    codec.post('xGet', uptime, 'one');
    await expect.poll(() => codec.messages).toEqual([1, 2].map(() => ({ jsonrpc: '2.0', id: 'one', result: 0 })));
  });

  test('is answered in a frame that is none', async ({ practice, codec }) => {
    const frameOf = async (as: Extract<RequestEffect, { kind: 'frame' }>['as'], id: string | number = 5) => {
      practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'frame', as } });
      const before = codec.frames.length;
      codec.post('xGet', uptime, id);
      await expect.poll(() => codec.frames.length).toBe(before + 1);
      return codec.frames.at(-1);
    };
    const good = '{"jsonrpc":"2.0","id":5,"result":0}';
    expect(await frameOf('unknownId')).toBe(good.replace('5', '"nobody-asked-this"'));
    expect(await frameOf('idOfOtherType')).toBe(good.replace('5', '"5"'));
    expect(await frameOf('idOfOtherType', '5')).toBe(good);
    expect(await frameOf('badJson')).toBe(good.slice(0, -1));
    expect(await frameOf('binary')).toEqual(Buffer.from(good));
    expect(await frameOf('twoObjects')).toBe(`${good}${good}`);
    expect(String(await frameOf('tenMegabytes')).length).toBeGreaterThan(10 * 1024 * 1024);
    expect(await codec.ask('xGet', uptime, 5), 'and the next one is good').toEqual(JSON.parse(good));
  });

  test('is answered in three frames of one message', async ({ practice, codec }) => {
    const raw: Buffer[] = [];
    (codec.socket as unknown as { _socket: NodeJS.ReadableStream })._socket.on('data', (bytes: Buffer) =>
      raw.push(bytes),
    );
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'frame', as: 'fragmented' } });
    expect(await codec.result('xGet', uptime)).toBe(0);
    // FIN and opcode of each frame (RFC 6455, section 5.2): text that goes on, more of it, and its end.
    const bytes = Buffer.concat(raw);
    const firsts: number[] = [];
    for (let at = 0; at < bytes.length; at += 2 + ((bytes[at + 1] ?? 0) & 0x7f)) firsts.push(bytes[at] ?? 0);
    expect(firsts).toEqual([0x01, 0x00, 0x80]);
  });

  for (const code of [1000, 1001, 1006, 1011] as const) {
    for (const when of ['before', 'during', 'after'] as const) {
      test(`for Dial closes the connection with ${code}, ${when}`, async ({ practice, codec }) => {
        practice.zoom.codec.faults.add({
          at: 'request',
          method: 'xCommand/Dial',
          effect: { kind: 'close', code, when },
        });
        codec.post('xCommand/Dial', { Number: sipOf(running) }, 'dial');
        await expect.poll(() => codec.closeCode).toBe(code);
        // What is cut off may take its last words with it.
        if (code !== 1006) expect(codec.messages.some(({ id }) => id === 'dial')).toBe(when === 'after');
        const again = await CodecClient.connect(await labelOf(practice));
        expect(await numberOfCalls(again), 'whether it was done').toBe(when === 'before' ? 0 : 1);
      });
    }
  }

  test('has an error as often as it should, and is not done', async ({ practice, codec }) => {
    const { faults } = practice.zoom.codec;
    faults.add({
      at: 'request',
      method: 'xCommand/Dial',
      times: 3,
      effect: { kind: 'error', error: codecErrors.notReady },
    });
    const codes: unknown[] = [];
    for (let times = 0; times < 3; times += 1) {
      const { id, error } = await codec.ask('xCommand/Dial', { Number: sipOf(running) }, `dial ${times}`);
      codes.push([id, (error as { code: number }).code]);
      expect(await numberOfCalls(codec)).toBe(0);
    }
    expect(codes).toEqual([0, 1, 2].map((times) => [`dial ${times}`, -31997]));
    expect((await codec.ask('xCommand/Dial', { Number: sipOf(running) })).result).toMatchObject({ CallId: 1 });
    for (const error of [codecErrors.permissionDenied, codecErrors.subscriberCountExceeded, codecErrors.notPaired]) {
      faults.add({ at: 'request', effect: { kind: 'error', error } });
      expect((await codec.ask('xGet', uptime)).error).toEqual(error);
    }
    expect(codecErrors.notPaired).toMatchObject({ code: 1, data: { Cause: 21 } });
  });

  test('brings a flood of feedback with it', async ({ practice, codec }) => {
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'flood', notifications: 5000 } });
    await codec.ask('xFeedback/Subscribe', { Query: ['Status', 'Audio'] });
    await expect.poll(() => codec.feedback.length).toBe(5000);
    expect(codec.feedback[1]).toEqual({ Id: 1, Status: { Audio: { Volume: 1 } } });
    expect(await numberOfCalls(codec)).toBe(0);
  });
});

test('a call is ended by the other side, while it rings or when it is up', async ({ practice, codec }) => {
  const words = { busy: 'Busy Here', rejected: 'Decline', notFound: 'Not Found' } as const;
  for (const cause of ['busy', 'rejected', 'notFound'] as const) {
    for (const when of ['Connecting', 'Connected'] as const) {
      practice.zoom.codec.faults.add({ at: 'call', effect: { kind: 'hangUp', cause, when } });
      const client = await CodecClient.connect(await labelOf(practice));
      const CallId = await client.dial(sipOf(running));
      await expect.poll(() => client.disconnects).toMatchObject([{ CallId, CauseString: words[cause] }]);
      expect(client.callStatuses.filter((status) => status === 'Connected').length).toBe(when === 'Connected' ? 1 : 0);
      client.socket.terminate();
    }
  }
  await codec.dialAndConnect(sipOf(running));
});

test('a ping is not answered, and with silence for requests nothing is', async ({ practice, codec }) => {
  const { faults } = practice.zoom.codec;
  const answerAgain = faults.add({ at: 'ping', times: forever, effect: { kind: 'silence' } });
  codec.socket.ping();
  expect(await codec.result('xGet', uptime)).toBe(0);
  expect(codec.pongs).toBe(0);
  const hearAgain = faults.add({ at: 'request', times: forever, effect: { kind: 'silence' } });
  codec.post('xGet', uptime, 'unheard');
  answerAgain();
  codec.socket.ping();
  await expect.poll(() => codec.pongs).toBe(1);
  hearAgain();
  expect(await codec.result('xGet', uptime)).toBe(0);
  expect(codec.messages.map(({ id }) => id)).not.toContain('unheard');
});

test('a reboot cuts everything, is seen as 502, and ends with a new certificate of the same key', async ({
  practice,
  codec,
}) => {
  const label = await labelOf(practice);
  const before = await certificateOf(label);
  await codec.dialAndConnect(sipOf(running, '.11.482915'));
  const started = await practice.zoom.codec.reboot();
  await expect.poll(() => codec.closeCode).toBe(1006);
  for (let times = 0; times < 2; times += 1)
    expect((await refusedHandshake(label, { headers: basicOf(label) })).status).toBe(502);
  started();
  const again = await CodecClient.connect(label);
  expect(await again.result('xGet', uptime)).toBe(0);
  expect(JSON.stringify(await again.result('xCommand/CallHistory/Get')), 'the history stays').toContain('482915');
  const after = await certificateOf(label);
  expect(after.fingerprint256).not.toBe(before.fingerprint256);
  expect(after.publicKey.equals(before.publicKey)).toBe(true);
});

test('faults wait for their turn, and are all taken away at once', async ({ practice, codec }) => {
  const { faults } = practice.zoom.codec;
  faults.add({ at: 'request', effect: { kind: 'error', error: codecErrors.notReady } });
  faults.add({ at: 'request', method: 'xGet', effect: { kind: 'error', error: codecErrors.permissionDenied } });
  const codeOf = async () => ((await codec.ask('xGet', uptime)).error as { code: number } | undefined)?.code;
  expect([await codeOf(), await codeOf(), await codeOf()]).toEqual([-31997, -31999, undefined]);
  faults.add({ at: 'request', times: forever, effect: { kind: 'silence' } });
  faults.add({ at: 'port', effect: { kind: 'refuse' } });
  faults.clear();
  expect(await codec.result('xGet', uptime)).toBe(0);
  const label = await labelOf(practice);
  await expect.poll(() => CodecClient.connect(label).then(() => 'in', String)).toBe('in');
});
