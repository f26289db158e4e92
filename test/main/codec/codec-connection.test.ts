import type { CodecAccess } from '../../../src-main/codec/codec-connection';
import { CodecConnection, CodecRefusal } from '../../../src-main/codec/codec-connection';
import type { BrokenFrame, CodecFault } from '../../../src-main/practice/practice-codec-faults';
import { codecErrors } from '../../../src-main/practice/practice-codec-protocol';
import { failureOf } from '../../../src-main/shared/app-error';
import { codeFrom } from '../code-from';
import { expect, RunningPractice, test } from '../practice/running-practice';
import { accessTo, shortLimits } from './practice-device';
import { type Asked, answerTo, event, ScriptedDevice, textFrame } from './scripted-device';

const forever = Number.POSITIVE_INFINITY;
const uptime = { Path: ['Status', 'SystemUnit', 'State', 'NumberOfActiveCalls'] };

/** A connection, and what it has told. */
async function opened(access: CodecAccess, limits: Partial<typeof shortLimits> = {}) {
  const events: Readonly<Record<string, unknown>>[] = [];
  const told = { closed: 0 };
  const connection = await CodecConnection.open(access, {
    onEvent: (params) => events.push(params),
    onClosed: () => {
      told.closed += 1;
    },
    limits: { ...shortLimits, ...limits },
  });
  return { connection, events, told, look: () => connection.call('xGet', uptime) };
}

test.describe('the handshake', () => {
  for (const [status, code] of [
    [401, 'codec_refused'],
    [403, 'codec_refused'],
    [502, 'codec_restarting'],
    [503, 'codec_busy'],
    [200, 'codec_websocket_off'],
    [404, 'codec_websocket_off'],
    [500, 'codec_websocket_off'],
  ] as const) {
    test(`${status} instead of 101 is ${code}, its socket goes, and the next one is let in`, async ({ practice }) => {
      const access = await accessTo(practice);
      practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'answer', status } });
      const failure = await opened(access).then(String, failureOf);
      expect(failure).toEqual({ code, zoomCode: status });
      const { connection, look } = await opened(access);
      expect(await look()).toBe(0);
      connection.close();
      await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
    });
  }

  test('a wrong password is refused by the device itself', async ({ practice }) => {
    const access = await accessTo(practice);
    expect(await codeFrom(opened({ ...access, password: 'not-this-one' }))).toBe('codec_refused');
    expect(await codeFrom(opened({ ...access, userName: 'somebody' }))).toBe('codec_refused');
  });

  test('a way elsewhere is not followed: the password is for this device only', async ({ practice }) => {
    const elsewhere = await RunningPractice.start();
    const other = elsewhere.zoom.codec;
    other.faults.add({ at: 'handshake', effect: { kind: 'answer', status: 418 } });
    practice.zoom.codec.faults.add({
      at: 'handshake',
      effect: { kind: 'answer', status: 302, headers: { location: `wss://${other.address}/ws` } },
    });
    expect(await codeFrom(opened(await accessTo(practice)))).toBe('codec_websocket_off');
    expect(other.faults.take('handshake'), 'nobody has come').toMatchObject({ status: 418 });
    await elsewhere.stop();
  });

  test('one that is never answered ends at its limit', async ({ practice }) => {
    const access = await accessTo(practice);
    practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'silence' } });
    expect(await codeFrom(opened(access, { handshake: 200 }))).toBe('codec_unreachable');
    const { connection, look } = await opened(access);
    expect(await look()).toBe(0);
    connection.close();
  });

  test('a device that echoes no subprotocol is no matter: none is offered', async ({ practice }) => {
    practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'noEcho' } });
    const { connection, look } = await opened(await accessTo(practice));
    expect(await look()).toBe(0);
    connection.close();
  });
});

test.describe('an answer', () => {
  type Row = [what: string, effect: Extract<CodecFault, { at: 'request' }>['effect'], outcome: unknown, stray: number];
  const framed = (as: BrokenFrame) => ({ kind: 'frame', as }) as const;
  const refused = (error: (typeof codecErrors)[keyof typeof codecErrors]) => ({ kind: 'error', error }) as const;
  const rows: Row[] = [
    ['that never comes', { kind: 'silence' }, 'codec_no_answer', 0],
    ['that is lost', { kind: 'dropAnswer' }, 'codec_no_answer', 0],
    ['that comes too late', { kind: 'late', ms: 1_800 }, 'codec_no_answer', 1],
    ['that comes twice', { kind: 'twice' }, 0, 1],
    ['under an ID that nobody knows', framed('unknownId'), 'codec_no_answer', 1],
    ['under a number for the text that was sent', framed('idOfOtherType'), 0, 0],
    ['in three frames', framed('fragmented'), 0, 0],
    ['with a flood behind it', { kind: 'flood', notifications: 2_000 }, 0, 0],
    ['that the device is not ready', refused(codecErrors.notReady), 'codec_restarting', 0],
    ['that one may not', refused(codecErrors.permissionDenied), 'codec_not_permitted', 0],
    ['that there are too many', refused(codecErrors.subscriberCountExceeded), 'codec_busy', 0],
    ['that it could not', refused(codecErrors.notPaired), 'codec_command_failed', 0],
    ['that there is no such method', refused(codecErrors.methodNotFound), 'codec_command_failed', 0],
  ];
  for (const [what, effect, outcome, stray] of rows) {
    test(`${what}: ${outcome}, and the next one is good`, async ({ practice }) => {
      // Whoever is flooded gets to the answer behind it late, on a busy machine.
      const limits = effect.kind === 'flood' ? { answer: 30_000 } : {};
      const { connection, look, told, events } = await opened(await accessTo(practice), limits);
      practice.zoom.codec.faults.add({ at: 'request', effect });
      expect(await look().catch((error: unknown) => failureOf(error).code)).toBe(outcome);
      await expect.poll(() => connection.strayFrames).toBe(stray);
      expect([await look(), told.closed]).toEqual([0, 0]);
      if (effect.kind === 'flood') expect(events).toHaveLength(2_000);
      connection.close();
    });
  }

  for (const as of ['badJson', 'binary', 'twoObjects', 'tenMegabytes'] as const) {
    test(`that is no frame one can read (${as}) ends the connection, once, and every call with it`, async ({
      practice,
    }) => {
      const access = await accessTo(practice);
      const { look, told } = await opened(access);
      const { faults } = practice.zoom.codec;
      faults.add({ at: 'request', effect: { kind: 'silence' } });
      faults.add({ at: 'request', effect: framed(as) });
      expect(await Promise.all([look(), look()].map(codeFrom))).toEqual(['codec_no_answer', 'codec_no_answer']);
      expect(await codeFrom(look()), 'it is not even sent').toBe('codec_unreachable');
      await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
      expect(told.closed).toBe(1);
      const again = await opened(access);
      expect(await again.look()).toBe(0);
      again.connection.close();
    });
  }

  for (const code of [1000, 1001, 1006, 1011] as const) {
    for (const when of ['before', 'during', 'after'] as const) {
      test(`that is cut off by a close with ${code}, ${when}, leaves nobody waiting`, async ({ practice }) => {
        const { look, told } = await opened(await accessTo(practice));
        practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'close', code, when } });
        const outcome = await look().catch((error: unknown) => failureOf(error).code);
        // What is cut off may take its last words with it.
        const may = when !== 'after' ? ['codec_no_answer'] : code === 1006 ? [0, 'codec_no_answer'] : [0];
        expect(may).toContain(outcome);
        await expect.poll(() => told.closed).toBe(1);
        expect(await codeFrom(look())).toBe('codec_unreachable');
      });
    }
  }

  test('with the cause of a refusal keeps it, but nothing that was dialled', async ({ practice }) => {
    const { connection, look } = await opened(await accessTo(practice));
    const error = { code: 1, message: 'Cannot dial 95001234567.123456..654321@zoomcrc.com', data: { Cause: 21 } };
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'error', error } });
    const thrown = await look().catch((refusal: unknown) => refusal);
    expect(thrown).toBeInstanceOf(CodecRefusal);
    expect(failureOf(thrown)).toEqual({
      code: 'codec_command_failed',
      zoomCode: 1,
      zoomMessage: 'Cannot dial ….…..…@zoomcrc.com (cause 21)',
    });
    expect(JSON.stringify({ ...(thrown as object) })).not.toContain('654321');
    connection.close();
  });
});

test('a connection of which only this end is left ends by itself, and every call with it', async ({ practice }) => {
  const limits = { answer: 10_000, pingEvery: 20, pong: 200 };
  const { look, told } = await opened(await accessTo(practice), limits);
  const { faults } = practice.zoom.codec;
  faults.add({ at: 'ping', times: forever, effect: { kind: 'silence' } });
  faults.add({ at: 'request', times: forever, effect: { kind: 'silence' } });
  expect(await codeFrom(look())).toBe('codec_no_answer');
  expect(told.closed).toBe(1);
  expect(await codeFrom(look())).toBe('codec_unreachable');
});

test('closing ends every call, is told once, and leaves the device', async ({ practice }) => {
  const { connection, look, told } = await opened(await accessTo(practice));
  practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'silence' } });
  const call = codeFrom(look());
  connection.close();
  connection.close();
  expect([await call, await codeFrom(look()), told.closed]).toEqual(['codec_no_answer', 'codec_unreachable', 1]);
  await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
});

test.describe('a device with words of its own', () => {
  let device: ScriptedDevice;
  test.beforeEach(async () => {
    device = await ScriptedDevice.start();
  });
  test.afterEach(() => device.close());

  test('may speak in the same packet as it lets in', async () => {
    device.along = textFrame(event({ Status: { Audio: { Volume: 5 } } }));
    device.answer = () => 0;
    const { connection, look, events } = await opened(device.access);
    expect(await look()).toBe(0);
    expect(events).toEqual([{ Id: 1, Status: { Audio: { Volume: 5 } } }]);
    connection.close();
  });

  test('may hang up in the same packet as it lets in, and nobody waits', async () => {
    device.along = Buffer.of(0x88, 0x02, 0x03, 0xe9);
    const { look, told } = await opened(device.access);
    await expect.poll(() => told.closed).toBe(1);
    expect(await codeFrom(look())).toBe('codec_unreachable');
  });

  test('is closed with 1007 when it cannot be read', async () => {
    device.answer = (_asked, socket) => void socket.send('{');
    const { look } = await opened(device.access);
    expect(await codeFrom(look())).toBe('codec_no_answer');
    await expect.poll(() => device.closeCodes).toEqual([1007]);
  });

  test('may complain of something that nobody can place, and tell what nobody knows', async () => {
    device.answer = (asked, socket) => {
      socket.send('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}');
      socket.send('{"jsonrpc":"2.0","method":"xSomething/New","params":{}}');
      return asked.params;
    };
    const { connection, look, told } = await opened(device.access);
    expect(await look()).toEqual(uptime);
    expect([connection.strayFrames, told.closed]).toEqual([2, 0]);
    connection.close();
  });

  test('is asked one thing in each frame, under IDs that are text and never the same', async () => {
    const { connection } = await opened(device.access);
    await Promise.all([connection.call('xGet', uptime), connection.call('xGet', {})]);
    expect(device.asked).toEqual([
      { jsonrpc: '2.0', id: '1', method: 'xGet', params: uptime },
      { jsonrpc: '2.0', id: '2', method: 'xGet', params: {} },
    ]);
    connection.close();
  });

  test('has what follows from an answer done before what comes right behind it is told', async () => {
    device.answer = (asked: Asked, socket) => {
      // Both in one packet.
      const wire = (socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
      wire.cork();
      socket.send(answerTo(asked, []));
      socket.send(event({ Status: { Call: [{ id: 2 }] } }));
      wire.uncork();
      return undefined;
    };
    const order: string[] = [];
    const connection = await CodecConnection.open(device.access, {
      onEvent: () => order.push('event'),
      onClosed: () => {},
      limits: shortLimits,
    });
    const asking = async () => connection.call('xGet', uptime);
    await asking().then(() => order.push('answer'));
    await expect.poll(() => order).toEqual(['answer', 'event']);
    connection.close();
  });
});
