import type { CodecAccess } from '../../../src-main/codec/codec-connection';
import type { CallEnd } from '../../../src-main/codec/device-calls';
import { certificateOf } from '../../../src-main/codec/pinned-socket';
import { RoomOs, type RoomOsState } from '../../../src-main/codec/room-os';
import type { CodecFault } from '../../../src-main/practice/practice-codec-faults';
import { codecErrors } from '../../../src-main/practice/practice-codec-protocol';
import { AppError, failureOf } from '../../../src-main/shared/app-error';
import { codeFrom } from '../code-from';
import { digitsOf, sipOf } from '../practice/practice-codec-client';
import { test as base, expect, startOfDay } from '../practice/running-practice';
import { accessTo, dialled, shortLimits } from './practice-device';
import { type Asked, ScriptedDevice } from './scripted-device';

const running = '86011004201';
const number = sipOf(running, '..482915');
/** Another number to a device, if not another meeting. */
const other = sipOf(running);
const forever = Number.POSITIVE_INFINITY;
type RequestEffect = Extract<CodecFault, { at: 'request' }>['effect'];

/** A device as the house uses it, and all that it has told. */
class Room {
  readonly states: RoomOsState[] = [];
  readonly ends: CallEnd[] = [];
  readonly pauses: number[] = [];
  /** How often its password was read. */
  reads = 0;
  readonly device: RoomOs;

  constructor(access: () => Promise<CodecAccess>) {
    this.device = new RoomOs({
      access: () => {
        this.reads += 1;
        return access();
      },
      onChanged: () => this.states.push(this.device.state),
      onCallEnded: (end) => this.ends.push(end),
      now: () => startOfDay,
      random: () => 0,
      wait: async (milliseconds) => void this.pauses.push(milliseconds),
      limits: shortLimits,
    });
  }

  get links(): string[] {
    return this.states.map(({ link }) => link).filter((link, at, all) => link !== all[at - 1]);
  }

  dial = (to = number) => this.device.dial(to, 'SIP');
}

const test = base.extend<{ room: Room }>({
  room: async ({ practice }, use) => {
    const access = await accessTo(practice);
    const room = new Room(async () => access);
    await use(room);
    room.device.close();
  },
});

test.describe('connecting', () => {
  test('says what the device is and which calls it is in', async ({ practice, room }) => {
    practice.zoom.codec.calls.dial(other, 'SIP');
    await room.device.connect();
    expect(room.links).toEqual(['connecting', 'open']);
    expect(room.device.state).toMatchObject({
      link: 'open',
      product: 'Cisco Room Kit (Practice)',
      calls: [{ callId: 1, number: `sip:${other}` }],
    });
  });

  test('is done once, however many ask', async ({ practice, room }) => {
    await Promise.all([room.device.connect(), room.device.connect(), room.dial()]);
    await room.device.connect();
    expect([room.reads, practice.zoom.codec.numberOfConnections]).toEqual([1, 1]);
  });

  test('fails with what stands in its way, and is tried again where that passes by itself', async ({
    practice,
    room,
  }) => {
    const { faults } = practice.zoom.codec;
    for (const [fault, code, link] of [
      [{ at: 'connection', effect: { kind: 'reset' } }, 'codec_unreachable', 'waiting'],
      [{ at: 'handshake', effect: { kind: 'answer', status: 502 } }, 'codec_restarting', 'waiting'],
      [{ at: 'handshake', effect: { kind: 'answer', status: 503 } }, 'codec_busy', 'waiting'],
      [{ at: 'handshake', effect: { kind: 'answer', status: 403 } }, 'codec_refused', 'failed'],
      [{ at: 'handshake', effect: { kind: 'answer', status: 401 } }, 'codec_refused', 'failed'],
      [{ at: 'handshake', effect: { kind: 'answer', status: 200 } }, 'codec_websocket_off', 'failed'],
      [{ at: 'connection', effect: { kind: 'certificate', shows: 'changed' } }, 'codec_certificate_changed', 'failed'],
      [{ at: 'request', effect: { kind: 'silence' } }, 'codec_unreachable', 'waiting'],
      [{ at: 'request', effect: { kind: 'frame', as: 'badJson' } }, 'codec_unreachable', 'waiting'],
      [
        { at: 'request', effect: { kind: 'error', error: codecErrors.permissionDenied } },
        'codec_not_permitted',
        'failed',
      ],
      [
        { at: 'request', effect: { kind: 'error', error: codecErrors.subscriberCountExceeded } },
        'codec_busy',
        'waiting',
      ],
    ] satisfies [CodecFault, string, string][]) {
      faults.add(fault);
      expect(await codeFrom(room.device.connect())).toBe(code);
      const { state } = room.device;
      expect([state.link, state.failure?.code, state.retryAt !== undefined]).toEqual([link, code, link === 'waiting']);
    }
    await room.device.connect();
    const { failure, retryAt, certificateSeen, link } = room.device.state;
    expect([link, failure, retryAt, certificateSeen]).toEqual(['open', undefined, undefined, undefined]);
    await expect.poll(() => practice.zoom.codec.numberOfConnections, 'those that failed are gone').toBe(1);
  });

  test('to another certificate says what is shown, until it is the right one again', async ({ practice, room }) => {
    const { faults, address = '' } = practice.zoom.codec;
    faults.add({ at: 'connection', effect: { kind: 'certificate', shows: 'changed' }, times: 2 });
    const seen = await certificateOf(address);
    await codeFrom(room.device.connect());
    expect(room.device.state.certificateSeen).toEqual(seen);
    await room.device.connect();
    expect(room.device.state.certificateSeen).toBeUndefined();
  });

  test('waits while the device says that it is not ready, and gives up in the end', async ({ practice, room }) => {
    const notReady = (times: number) =>
      practice.zoom.codec.faults.add({ at: 'request', times, effect: { kind: 'error', error: codecErrors.notReady } });
    notReady(3);
    await room.device.connect();
    expect(room.pauses).toEqual([1_000, 1_000, 1_000]);
    notReady(5);
    expect(await codeFrom(room.device.press(1, '1'))).toBe('codec_restarting');
    expect(room.pauses).toHaveLength(7);
  });

  test('a store of secrets that cannot be read is asked once, not again and again', async () => {
    const room = new Room(async () => {
      throw new AppError('keychain_locked');
    });
    expect(await codeFrom(room.device.connect())).toBe('keychain_locked');
    expect(room.device.state).toEqual({ link: 'failed', failure: { code: 'keychain_locked' }, calls: [] });
    expect(room.reads).toBe(1);
  });
});

test.describe('a device that is lost', () => {
  test('is found again by itself, with feedback and the calls as they are by then', async ({ practice, room }) => {
    const { codec } = practice.zoom;
    await room.dial();
    await expect.poll(() => room.device.state.calls[0]?.status).toBe('Connected');
    codec.faults.add({ at: 'request', effect: { kind: 'close', code: 1006, when: 'before' } });
    expect(await codeFrom(room.device.press(1, '1'))).toBe('codec_no_answer');
    expect(room.device.state).toMatchObject({
      link: 'waiting',
      failure: { code: 'codec_unreachable' },
      retryAt: new Date(startOfDay.getTime() + 500).toISOString(),
    });
    codec.calls.disconnect(undefined);
    await expect.poll(() => room.device.state).toMatchObject({ link: 'open', calls: [] });
    codec.calls.dial(other, 'SIP');
    await expect.poll(() => room.device.state.calls, 'it is listened to').toMatchObject([{ callId: 2 }]);
    expect(codec.numberOfConnections).toBe(1);
  });

  test('that does not take the password any more is not asked again', async ({ practice }) => {
    const access = await accessTo(practice);
    const passwords = [access.password, 'not-this-one'];
    const room = new Room(async () => ({ ...access, password: passwords.shift() ?? access.password }));
    await room.device.connect();
    await practice.zoom.codec.powerOff();
    await expect.poll(() => room.device.state.link).toBe('failed');
    expect(room.device.state).toMatchObject({ failure: { code: 'codec_refused' } });
    expect(room.device.state.retryAt).toBeUndefined();
    expect(room.reads).toBe(2);
    await room.device.connect();
    expect(room.device.state.link, 'a person may try').toBe('open');
    room.device.close();
  });

  test('and has started anew has a certificate that somebody has to agree to', async ({ practice, room }) => {
    await room.dial();
    const started = await practice.zoom.codec.reboot();
    await expect.poll(() => room.device.state.link).toBe('failed');
    started();
    expect(room.device.state.failure?.code).toBe('codec_certificate_changed');
    expect(await codeFrom(room.device.connect())).toBe('codec_certificate_changed');
    const certificate = await certificateOf(practice.zoom.codec.address ?? '');
    expect(room.device.state.certificateSeen).toEqual(certificate);
  });

  test('of which only this end is left is noticed, and the call goes on', async ({ practice }) => {
    const access = await accessTo(practice);
    const room = new RoomOs({
      access: async () => access,
      onChanged: () => {},
      onCallEnded: () => {},
      now: () => startOfDay,
      random: () => 0,
      wait: async () => {},
      limits: { ...shortLimits, pingEvery: 20, pong: 300 },
    });
    const callId = await room.dial(number, 'SIP');
    const answerAgain = practice.zoom.codec.faults.add({ at: 'ping', times: forever, effect: { kind: 'silence' } });
    await expect.poll(() => room.state.link).toBe('waiting');
    answerAgain();
    await expect.poll(() => room.state).toMatchObject({ link: 'open', calls: [{ callId, status: 'Connected' }] });
    room.close();
  });
});

test.describe('a call', () => {
  test('is followed from dialling to its end, with the cause', async ({ practice, room }) => {
    const callId = await room.dial();
    expect(room.device.state.calls, 'known at once').toMatchObject([{ callId, status: 'Dialling' }]);
    await expect
      .poll(() => room.device.state.calls)
      .toEqual([{ callId, status: 'Connected', number: `sip:${number}` }]);
    await room.device.hangUp(callId);
    await expect.poll(() => room.ends).toEqual([{ callId, cause: 'LocalDisconnect 1', isFault: false }]);
    expect([room.device.state.calls, dialled(practice)]).toEqual([[], 1]);
  });

  test('over H.323 leads there, too', async ({ practice, room }) => {
    await room.device.dial(`192.0.2.1##${running}#${digitsOf(running)}`, 'H323');
    await expect.poll(() => room.device.state.calls[0]?.status).toBe('Connected');
    expect(dialled(practice)).toBe(1);
  });

  for (const [cause, words] of [
    ['busy', 'Busy Here 17'],
    ['rejected', 'Decline 21'],
    ['notFound', 'Not Found 5'],
  ] as const) {
    test(`that the other side ends (${cause}) has its cause, before and after it was up`, async ({
      practice,
      room,
    }) => {
      for (const when of ['Connecting', 'Connected'] as const) {
        practice.zoom.codec.faults.add({ at: 'call', effect: { kind: 'hangUp', cause, when } });
        const callId = await room.dial();
        await expect.poll(() => room.ends.at(-1)).toEqual({ callId, cause: words, isFault: true });
        expect(room.device.state.calls).toEqual([]);
      }
      expect(dialled(practice), 'and nothing is dialled by itself').toBe(2);
    });
  }

  test('to the same number is found and not made again; to another one it is refused', async ({ practice, room }) => {
    practice.zoom.codec.calls.dial(`sip:${number}`, 'SIP');
    expect([await room.dial(), await room.dial(`SIP:${number}`)]).toEqual([1, 1]);
    expect(await codeFrom(room.dial(other))).toBe('codec_in_call');
    expect(dialled(practice)).toBe(1);
  });

  test('that is just ending is not taken for a new one', async ({ practice, room }) => {
    const callId = await room.dial();
    await expect.poll(() => room.device.state.calls[0]?.status).toBe('Connected');
    await room.device.hangUp(callId);
    await expect.poll(() => room.dial().catch((error: unknown) => failureOf(error).code)).toBe(callId + 1);
    expect(dialled(practice)).toBe(2);
  });

  test('is made once when two ask at once', async ({ practice, room }) => {
    const answers = await Promise.all([room.dial(), room.dial()].map((work) => work.catch(failureOf)));
    expect(answers).toEqual([1, { code: 'codec_in_call' }]);
    expect(dialled(practice)).toBe(1);
  });

  test('gets what is pressed', async ({ practice, room }) => {
    const callId = await room.dial(`${running}@zoomcrc.com`);
    await expect.poll(() => room.device.state.calls[0]?.status).toBe('Connected');
    for (const digits of ['1#', '2#', '3#']) await room.device.press(callId, digits);
    await expect.poll(() => room.ends).toMatchObject([{ callId, cause: 'RemoteDisconnect 1' }]);
    expect(await codeFrom(room.device.press(callId, '1'))).toBe('codec_command_failed');
    expect(dialled(practice)).toBe(1);
  });
});

test.describe('Dial', () => {
  const framed = (as: Extract<RequestEffect, { kind: 'frame' }>['as']) => ({ kind: 'frame', as }) as const;
  const refused = (error: (typeof codecErrors)[keyof typeof codecErrors]) => ({ kind: 'error', error }) as const;
  /** What the device does, what the first try comes to, and how many calls that makes. The second try finds or makes one. */
  const rows: [what: string, effect: RequestEffect, outcome: unknown, calls: 0 | 1][] = [
    ['is not heard', { kind: 'silence' }, 'codec_no_answer', 0],
    ['is done, and the answer is lost', { kind: 'dropAnswer' }, 1, 1],
    ['is answered too late', { kind: 'late', ms: 1_800 }, 1, 1],
    ['is answered twice', { kind: 'twice' }, 1, 1],
    ['is answered under an unknown ID', framed('unknownId'), 1, 1],
    ['is answered under a number', framed('idOfOtherType'), 1, 1],
    ['is answered in bad JSON', framed('badJson'), 1, 1],
    ['is answered in a binary frame', framed('binary'), 1, 1],
    ['is answered with two objects', framed('twoObjects'), 1, 1],
    ['is answered in three frames', framed('fragmented'), 1, 1],
    ['is answered with ten megabytes', framed('tenMegabytes'), 1, 1],
    ['is answered with a flood', { kind: 'flood', notifications: 200 }, 1, 1],
    ['may not be done', refused(codecErrors.permissionDenied), 'codec_not_permitted', 0],
    ['comes from one too many', refused(codecErrors.subscriberCountExceeded), 'codec_busy', 0],
    ['fails', refused(codecErrors.notPaired), 'codec_command_failed', 0],
    ...([1000, 1001, 1006, 1011] as const).flatMap((code): typeof rows => [
      [`is cut off with ${code} before it is done`, { kind: 'close', code, when: 'before' }, 'codec_no_answer', 0],
      [`is cut off with ${code} once it is done`, { kind: 'close', code, when: 'during' }, 1, 1],
      [`is answered and cut off with ${code}`, { kind: 'close', code, when: 'after' }, 1, 1],
    ]),
  ];
  for (const [what, effect, outcome, calls] of rows) {
    test(`that ${what} calls ${calls === 1 ? 'once' : 'nobody'}, and the next one does not call twice`, async ({
      practice,
      room,
    }) => {
      practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect });
      expect(await room.dial().catch((error: unknown) => failureOf(error).code)).toBe(outcome);
      expect(dialled(practice)).toBe(calls);
      // What is just being cut off cannot be looked at, and is not called with.
      const again = () => room.dial().catch((error: unknown) => failureOf(error).code);
      expect(['codec_unreachable', 1]).toContain(await again());
      await expect.poll(again, 'the same call, or the first one').toBe(1);
      expect(dialled(practice)).toBe(1);
      await expect.poll(() => room.device.state.calls[0]?.status, 'it is listened to').toBe('Connected');
      expect(practice.zoom.codec.numberOfConnections).toBe(1);
    });
  }

  test('waits for a device that is not ready, and calls once', async ({ practice, room }) => {
    const notReady = (times: number) =>
      practice.zoom.codec.faults.add({
        at: 'request',
        method: 'xCommand/Dial',
        times,
        effect: refused(codecErrors.notReady),
      });
    notReady(5);
    expect([await codeFrom(room.dial()), dialled(practice)]).toEqual(['codec_restarting', 0]);
    notReady(3);
    expect([await room.dial(), dialled(practice)]).toEqual([1, 1]);
    expect(room.pauses).toEqual(Array.from({ length: 7 }, () => 1_000));
  });

  test('whose list of calls cannot be read afterwards leaves it open, and does not call again', async ({
    practice,
    room,
  }) => {
    await room.device.connect();
    const { faults } = practice.zoom.codec;
    faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'close', code: 1006, when: 'during' } });
    faults.add({ at: 'handshake', effect: { kind: 'answer', status: 502 } });
    expect(await codeFrom(room.dial())).toBe('codec_no_answer');
    expect(room.device.state).toMatchObject({ link: 'waiting', failure: { code: 'codec_restarting' } });
    expect(await room.dial()).toBe(1);
    expect(dialled(practice)).toBe(1);
  });
});

test.describe('a device that is let go', () => {
  test('while it is dialled for may have called, and nobody goes back to look', async ({ practice, room }) => {
    await room.device.connect();
    practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'dropAnswer' } });
    const dialling = codeFrom(room.dial());
    await expect.poll(() => dialled(practice)).toBe(1);
    const told = room.states.length;
    room.device.close();
    expect(await dialling).toBe('codec_no_answer');
    await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
    expect(await codeFrom(room.device.connect())).toBe('codec_unreachable');
    expect(await codeFrom(room.device.hangUp(1))).toBe('codec_unreachable');
    expect([room.reads, room.states.length, room.device.state.link]).toEqual([1, told, 'idle']);
  });

  test('while it is being opened is closed again, and its password goes nowhere', async ({ practice }) => {
    const access = await accessTo(practice);
    let give = (_access: CodecAccess) => {};
    const given = new Promise<CodecAccess>((resolve) => {
      give = resolve;
    });
    const room = new Room(() => given);
    const connecting = codeFrom(room.device.connect());
    room.device.close();
    practice.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'answer', status: 418 } });
    give(access);
    expect(await connecting).toBe('codec_unreachable');
    expect(practice.zoom.codec.faults.take('handshake'), 'no handshake has come').toMatchObject({ status: 418 });
    expect(room.device.state).toEqual({ link: 'idle', calls: [] });
  });

  test('while it is asked for its calls leaves no connection behind', async ({ practice, room }) => {
    practice.zoom.codec.faults.add({ at: 'request', method: 'xGet', effect: { kind: 'late', ms: 100 } });
    const connecting = codeFrom(room.device.connect());
    await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(1);
    room.device.close();
    expect(await connecting).toBe('codec_unreachable');
    await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
    expect(room.device.state.link).toBe('idle');
  });

  test('while it is waited for is not tried again', async ({ practice, room }) => {
    await room.device.connect();
    await practice.zoom.codec.powerOff();
    await expect.poll(() => room.device.state.link).toBe('waiting');
    room.device.close();
    expect(room.device.state).toEqual({ link: 'idle', calls: [] });
    const again = new Room(() => accessTo(practice));
    await again.device.connect();
    expect([room.reads, practice.zoom.codec.numberOfConnections]).toEqual([1, 1]);
    again.device.close();
  });
});

test.describe('the history', () => {
  const kept = ({ zoom }: { zoom: { codec: { calls: { history: readonly { CallbackNumber: string }[] } } } }) =>
    zoom.codec.calls.history.map(({ CallbackNumber }) => CallbackNumber);

  test('loses every call to a number and keeps the others', async ({ practice, room }) => {
    for (const to of [number, other, number]) {
      const callId = await room.dial(to);
      await room.device.hangUp(callId);
      await expect.poll(() => room.device.state.calls).toEqual([]);
    }
    expect(await room.device.forgetCallsTo(number)).toBe(2);
    expect(kept(practice)).toEqual([`sip:${other}`]);
    expect(room.pauses).toEqual([]);
  });

  test('without such a call is looked at once more a moment later', async ({ practice, room }) => {
    expect(await room.device.forgetCallsTo(number)).toBe(0);
    expect([room.pauses, kept(practice)]).toEqual([[1_000], []]);
  });

  test('that cannot be read or changed says so', async ({ practice, room }) => {
    await room.device.hangUp(await room.dial());
    await expect.poll(() => kept(practice)).toHaveLength(1);
    for (const method of ['xCommand/CallHistory/Get', 'xCommand/CallHistory/DeleteEntry']) {
      practice.zoom.codec.faults.add({
        at: 'request',
        method,
        effect: { kind: 'error', error: codecErrors.permissionDenied },
      });
      expect(await codeFrom(room.device.forgetCallsTo(number))).toBe('codec_not_permitted');
    }
    expect(kept(practice)).toHaveLength(1);
  });
});

base.describe('a device with words of its own', () => {
  let scripted: ScriptedDevice;
  let room: Room;
  let calls: unknown;
  let onDial: (asked: Asked) => unknown;
  base.beforeEach(async () => {
    scripted = await ScriptedDevice.start();
    calls = {};
    onDial = () => ({ CallId: 7 });
    scripted.answer = (asked) => {
      if (asked.method === 'xCommand/Dial') return onDial(asked);
      if (asked.method !== 'xGet') return {};
      return JSON.stringify(asked.params.Path).includes('Call') ? calls : { odd: true };
    };
    room = new Room(async () => scripted.access);
  });
  base.afterEach(async () => {
    room.device.close();
    await scripted.close();
  });
  const node = { id: '7', Status: 'Connected', CallbackNumber: `sip:${number}` };
  const dials = () => scripted.asked.filter(({ method }) => method === 'xCommand/Dial');

  base('is understood with its calls in a list, by themselves, or none at all, and its numbers as text', async () => {
    for (const said of [[], {}, null, '']) {
      calls = said;
      await codeFrom(room.device.press(1, '1'));
      expect(room.device.state.calls).toEqual([]);
      room.device.close();
      room = new Room(async () => scripted.access);
    }
    for (const said of [[node], node]) {
      calls = said;
      expect(await room.dial()).toBe(7);
    }
    expect(dials()).toEqual([]);
    expect(room.device.state.product, 'an odd product is none').toBeUndefined();
  });

  base('is not called with while its calls cannot be read', async () => {
    await room.device.connect();
    calls = [{ Status: 'Connected' }];
    expect(await codeFrom(room.dial())).toBe('codec_websocket_off');
    expect(dials()).toEqual([]);
  });

  base('that answers Dial with anything else is asked for its calls', async () => {
    for (const said of [{ CallId: '7' }, { status: 'OK' }, {}, 'OK']) {
      calls = {};
      onDial = () => {
        calls = [node];
        return said;
      };
      expect(await room.dial(), JSON.stringify(said)).toBe(7);
    }
    expect(dials()).toHaveLength(4);
  });

  base('may tell of the end of a call before it has answered Dial: the call does not stay', async () => {
    onDial = () => {
      scripted.tell({ Status: { Call: [node] } });
      scripted.tell({ Status: { Call: [{ id: '7', ghost: 'True' }] } });
      scripted.tell({ Event: { CallDisconnect: { CallId: '7', CauseType: 'RemoteReject', CauseString: 'Busy' } } });
      return { CallId: '7' };
    };
    expect(await room.dial()).toBe(7);
    await expect.poll(() => room.device.state.calls).toEqual([]);
    expect(room.ends).toEqual([{ callId: 7, cause: 'Busy', isFault: true }]);
  });

  base('has what it told behind a list of calls believed, not the list', async () => {
    await room.device.connect();
    scripted.answer = (asked, socket) => {
      const wire = (socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
      wire.cork();
      setImmediate(() => {
        scripted.tell({ Status: { Call: [{ id: 7, ghost: 'True' }] } });
        wire.uncork();
      });
      return asked.method === 'xGet' ? [node] : {};
    };
    expect(await room.dial()).toBe(7);
    await expect.poll(() => room.device.state.calls).toEqual([]);
    expect(
      room.states.some(({ calls: known }) => known.length === 1),
      'the list was read',
    ).toBe(true);
  });

  base('whose history is none that one knows says so, and one without entries is empty', async () => {
    const answer = scripted.answer;
    for (const [said, outcome] of [
      [{ status: 'OK', ResultInfo: { Offset: '0', Limit: '0' } }, 'done'],
      [{ Entry: [] }, 'done'],
      [{ Entry: [{ CallHistoryId: 'one', CallbackNumber: number }] }, 'unexpected'],
      ['OK', 'unexpected'],
    ] as const) {
      scripted.answer = (asked, socket) => (asked.method === 'xCommand/CallHistory/Get' ? said : answer(asked, socket));
      expect(await codeFrom(room.device.forgetCallsTo(number)), JSON.stringify(said)).toBe(outcome);
    }
  });
});
