import { codecErrors } from '../../../src-main/practice/practice-codec-protocol';
import { AppError } from '../../../src-main/shared/app-error';
import { type CodecId, RoomErrand } from '../../../src-main/shared/codec';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { Meeting } from '../../../src-main/shared/meeting';
import { codeFrom } from '../code-from';
import { dialled } from '../codec/practice-device';
import { aMeeting } from '../examples';
import { sendJson } from '../http-fake';
import { digitsOf } from '../practice/practice-codec-client';
import { test as base, expect, RunningPractice } from '../practice/running-practice';
import { AppParts } from './app-parts';
import { ada, key, meeting, Rooms, withKey, withoutKey } from './rooms-in-practice';

const test = base.extend<{ rooms: Rooms }>({
  rooms: async ({ practice }, use) => {
    const rooms = new Rooms(practice);
    await use(rooms);
    await rooms.close();
  },
});
const kept = ({ zoom }: RunningPractice) => zoom.codec.calls.history.map(({ CallbackNumber }) => CallbackNumber);

/** Over the device’s own panel. */
const hangUpThere = ({ zoom }: RunningPractice) => zoom.codec.calls.disconnect(undefined);

async function connected(rooms: Rooms, ...codecIds: CodecId[]): Promise<void> {
  await rooms.bring(...codecIds);
  for (const codecId of codecIds) await expect.poll(() => rooms.errand(codecId)?.phase).toBe('connected');
}

test.describe('an errand', () => {
  test('goes from dialling to connected, and is over when somebody hangs up', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.bring(codecId);
    expect(RoomErrand.parse(rooms.errand(codecId))).toMatchObject({
      codecId,
      meetingKey: meeting.key,
      topic: meeting.topic,
      shown: `${meeting.meetingId}.••••••..••••••@zoomcrc.com`,
      phase: 'dialling',
      callId: 1,
      keyOf: ada,
    });
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('connected');
    await rooms.errands.hangUp(codecId, 1);
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('over');
    expect(rooms.errand(codecId)).not.toHaveProperty('failure');
    expect(await rooms.written()).toEqual(['codecAdded done', 'roomDialled done', 'roomHungUp done']);
    expect(rooms.log.written[1]).toMatchObject({ topic: meeting.topic, about: 'Boardroom, with a host key' });
    expect(dialled(practice)).toBe(0);
    rooms.errands.dismiss(codecId);
    expect(rooms.live.current.errands).toEqual([]);
  });

  for (const [cause, words] of [
    ['busy', 'Busy Here 17'],
    ['rejected', 'Decline 21'],
    ['notFound', 'Not Found 5'],
  ] as const) {
    test(`fails with the device’s own cause (${cause}), and is over with it once it was connected`, async ({
      practice,
      rooms,
    }) => {
      const codecId = await rooms.add();
      for (const [when, phase, code] of [
        ['Connecting', 'failed', 'codec_call_failed'],
        ['Connected', 'over', 'codec_call_cut'],
      ] as const) {
        practice.zoom.codec.faults.add({ at: 'call', effect: { kind: 'hangUp', cause, when } });
        await rooms.bring(codecId);
        await expect.poll(() => rooms.errand(codecId)).toMatchObject({ phase, failure: { code, subject: words } });
      }
    });
  }

  test('that nobody tells the cause of ends without one', async ({ practice }) => {
    const rooms = new Rooms(practice, { cause: 1 });
    const codecId = await rooms.add();
    await connected(rooms, codecId);
    await practice.zoom.codec.powerOff();
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('over');
    expect(rooms.errand(codecId)).not.toHaveProperty('failure');
    await rooms.close();
  });

  test('whose call was lost while it rang has failed', async ({ practice }) => {
    const rooms = new Rooms(practice, { cause: 1 });
    const codecId = await rooms.add();
    await rooms.bring(codecId);
    await practice.zoom.codec.powerOff();
    await expect
      .poll(() => rooms.errand(codecId))
      .toMatchObject({ phase: 'failed', failure: { code: 'codec_call_failed' } });
    await rooms.close();
  });

  test('that rings for too long says so, and goes on', async ({ practice }) => {
    const rooms = new Rooms(practice, { dial: 1 });
    const codecId = await rooms.add();
    await rooms.bring(codecId);
    await expect
      .poll(() =>
        rooms.states.some((state) => state.includes('"phase":"dialling"') && state.includes('connector_silent')),
      )
      .toBe(true);
    await expect.poll(() => rooms.errand(codecId)?.phase, 'it may still be answered').toBe('connected');
    expect(rooms.errand(codecId)).not.toHaveProperty('failure');
    await rooms.close();
  });

  test('survives a device that is lost for a while', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await connected(rooms, codecId);
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'close', code: 1006, when: 'before' } });
    expect(await codeFrom(rooms.errands.press(codecId, 1, '1'))).toBe('codec_no_answer');
    await expect.poll(() => rooms.shown(codecId).link).toBe('waiting');
    expect(rooms.errand(codecId)?.phase).toBe('connected');
    await expect.poll(() => rooms.shown(codecId).link).toBe('open');
    hangUpThere(practice);
    await expect.poll(() => rooms.errand(codecId)?.phase, 'it is heard again').toBe('over');
  });

  test('survives a change of the password', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    const { entry, password } = await rooms.entryOf();
    await connected(rooms, codecId);
    await rooms.codecs.change(codecId, entry, password);
    expect(rooms.errand(codecId)?.phase).toBe('connected');
    hangUpThere(practice);
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('over');
  });

  test('is not begun twice by a double click, nor is a device named twice dialled twice', async ({
    practice,
    rooms,
  }) => {
    const codecId = await rooms.add();
    const clicks = [rooms.bring(codecId, codecId), rooms.bring(codecId), rooms.bring(codecId)];
    expect(await Promise.all(clicks.map(codeFrom))).toEqual(['done', 'invalid_request', 'invalid_request']);
    expect(await codeFrom(rooms.bring(codecId)), 'while it is on its way').toBe('invalid_request');
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('connected');
    expect(await codeFrom(rooms.bring(codecId)), 'while it is there').toBe('invalid_request');
    expect(() => rooms.errands.dismiss(codecId)).toThrow('invalid_request');
    expect(dialled(practice)).toBe(1);
  });

  test('that has failed can be begun again', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({
      at: 'request',
      method: 'xCommand/Dial',
      effect: { kind: 'error', error: codecErrors.notPaired },
    });
    await rooms.bring(codecId);
    expect(rooms.errand(codecId)).toMatchObject({
      phase: 'failed',
      failure: { code: 'codec_command_failed', zoomMessage: 'Not paired with isdn link (cause 21)' },
    });
    await connected(rooms, codecId);
    expect(dialled(practice)).toBe(1);
    expect(await rooms.written()).toEqual([
      'codecAdded done',
      'roomDialled failed codec_command_failed',
      'roomDialled done',
    ]);
  });

  test('whose Dial was not answered finds its call, and after another click, too', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'dropAnswer' } });
    await connected(rooms, codecId);
    expect(dialled(practice)).toBe(1);
  });

  test('for a meeting or a device that is no more begins nothing', async ({ practice, rooms }) => {
    const [codecId, gone] = [await rooms.add(), await rooms.add()];
    await rooms.codecs.remove(gone);
    expect(await codeFrom(rooms.bring(codecId, gone))).toBe('invalid_request');
    rooms.live.set({ meetings: [] });
    expect(await codeFrom(rooms.bring(codecId))).toBe('meeting_not_found');
    expect([rooms.live.current.errands, dialled(practice)]).toEqual([[], 0]);
  });

  test('for which Zoom or the directory has no number is none', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    rooms.dialing = async () => {
      throw new AppError('host_key_missing');
    };
    expect(await codeFrom(rooms.bring(codecId))).toBe('host_key_missing');
    expect([rooms.live.current.errands, dialled(practice)]).toEqual([[], 0]);
    rooms.dialing = async () => withKey;
    await connected(rooms, codecId);
  });

  test('ends with Usher, and its call goes on', async ({ practice }) => {
    const rooms = new Rooms(practice);
    const codecId = await rooms.add();
    await connected(rooms, codecId);
    const { length } = rooms.states;
    await rooms.close();
    hangUpThere(practice);
    await expect.poll(() => kept(practice)).toHaveLength(1);
    expect(rooms.states.slice(length).some((state) => state.includes('"over"'))).toBe(false);
  });

  test('that is being dialled when Usher ends is not dialled again', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.codecs.connect(codecId);
    practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'dropAnswer' } });
    const brought = rooms.bring(codecId);
    await expect.poll(() => dialled(practice)).toBe(1);
    await rooms.close();
    await brought;
    expect(rooms.errand(codecId)).toMatchObject({ phase: 'failed', failure: { code: 'codec_no_answer' } });
    expect(dialled(practice)).toBe(1);
  });
});

test.describe('two rooms', () => {
  let other: RunningPractice;
  test.beforeEach(async () => {
    other = await RunningPractice.start();
  });
  test.afterEach(() => other.stop());

  test('are called at once, and each goes its way', async ({ practice, rooms }) => {
    const [first, second] = [await rooms.add(), await rooms.add({}, other)];
    await connected(rooms, first, second);
    hangUpThere(other);
    await expect.poll(() => rooms.errand(second)?.phase).toBe('over');
    expect(rooms.errand(first)?.phase).toBe('connected');
    expect([dialled(practice), dialled(other)]).toEqual([1, 0]);
  });

  test('of which one fails: the other one is connected', async ({ practice, rooms }) => {
    const [first, second] = [await rooms.add(), await rooms.add({}, other)];
    other.zoom.codec.faults.add({ at: 'handshake', effect: { kind: 'answer', status: 403 } });
    await rooms.bring(first, second);
    await expect.poll(() => rooms.errand(first)?.phase).toBe('connected');
    expect(rooms.errand(second)).toMatchObject({ phase: 'failed', failure: { code: 'codec_refused' } });
    expect([dialled(practice), dialled(other)]).toEqual([1, 0]);
    expect((await rooms.written()).slice(2).sort()).toEqual(['roomDialled done', 'roomDialled failed codec_refused']);
  });

  test('of which one is removed meanwhile: the other one is connected', async ({ practice, rooms }) => {
    const [first, second] = [await rooms.add(), await rooms.add({}, other)];
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    rooms.dialing = () => gate.then(() => withKey);
    const brought = rooms.bring(first, second);
    await rooms.codecs.remove(second);
    go();
    expect(await codeFrom(brought)).toBe('done');
    await expect.poll(() => rooms.live.current.errands.map(({ phase }) => phase)).toEqual(['connected']);
    expect([dialled(practice), dialled(other)]).toEqual([1, 0]);
  });
});

test.describe('a host key in the history of the device', () => {
  const overAt = async (rooms: Rooms, codecId: CodecId) => {
    await connected(rooms, codecId);
    await rooms.errands.hangUp(codecId, rooms.errand(codecId)?.callId ?? 0);
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('over');
  };

  test('is taken out when the call is over', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await overAt(rooms, codecId);
    await expect.poll(() => kept(practice)).toEqual([]);
    expect(rooms.errand(codecId)).not.toHaveProperty('failure');
  });

  test('is taken out of a call that was refused, too', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({ at: 'call', effect: { kind: 'hangUp', cause: 'busy', when: 'Connecting' } });
    await rooms.bring(codecId);
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('failed');
    await expect.poll(() => kept(practice)).toEqual([]);
  });

  test('stays where that is not wanted, and so does a call without a key', async ({ practice, rooms }) => {
    const codecId = await rooms.add({ forgetsKeys: false });
    await overAt(rooms, codecId);
    rooms.dialing = async () => withoutKey;
    const { entry } = await rooms.entryOf();
    await rooms.codecs.change(codecId, entry);
    await overAt(rooms, codecId);
    expect(rooms.errand(codecId)).not.toHaveProperty('keyOf');
    expect(kept(practice)).toEqual([`sip:${withoutKey.number}`, `sip:${withKey.number}`]);
  });

  test('that cannot be taken out is told of, and taken out when the device is there again', async ({
    practice,
    rooms,
  }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({
      at: 'request',
      method: 'xCommand/CallHistory/Get',
      effect: { kind: 'close', code: 1006, when: 'before' },
    });
    practice.zoom.codec.faults.add({ at: 'call', effect: { kind: 'hangUp', cause: 'busy', when: 'Connected' } });
    await rooms.bring(codecId);
    await expect
      .poll(() => rooms.errand(codecId))
      .toMatchObject({ phase: 'over', failure: { code: 'key_in_history' } });
    expect(kept(practice)).toHaveLength(1);
    await expect.poll(() => kept(practice)).toEqual([]);
    await expect
      .poll(() => rooms.errand(codecId)?.failure, 'what there was to say before')
      .toEqual({ code: 'codec_call_cut', subject: 'Busy Here 17' });
  });

  test('that the user of the device may not take out is told of, and not tried over and over', async ({
    practice,
    rooms,
  }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({
      at: 'request',
      method: 'xCommand/CallHistory/DeleteEntry',
      effect: { kind: 'error', error: codecErrors.permissionDenied },
    });
    await overAt(rooms, codecId);
    await expect.poll(() => rooms.errand(codecId)?.failure?.code).toBe('key_in_history');
    const other = practice.zoom.codec.calls.dial('86011004202@zoomcrc.com', 'SIP');
    await expect.poll(() => JSON.stringify(rooms.shown(codecId).calls)).toContain(`"callId":${other}`);
    hangUpThere(practice);
    await expect.poll(() => rooms.shown(codecId).calls).toEqual([]);
    expect(kept(practice)).toContain(`sip:${withKey.number}`);
    expect(rooms.errand(codecId)?.failure?.code).toBe('key_in_history');
  });

  test('of a call that nobody knows of is taken out when the device is there again', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.codecs.connect(codecId);
    const { faults, calls } = practice.zoom.codec;
    faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'close', code: 1006, when: 'during' } });
    const open = faults.add({ at: 'port', effect: { kind: 'refuse' } });
    await rooms.bring(codecId);
    expect(rooms.errand(codecId)).toMatchObject({ phase: 'failed', failure: { code: 'codec_no_answer' } });
    calls.disconnect(undefined);
    await expect.poll(() => kept(practice)).toHaveLength(1);
    open();
    await expect.poll(() => kept(practice)).toEqual([]);
    expect(rooms.errand(codecId)?.failure?.code).toBe('codec_no_answer');
  });
});

test.describe('whether it became the host', () => {
  test('is said by somebody who has looked: that proves the key, or casts doubt on it', async ({ rooms }) => {
    const codecId = await rooms.add();
    await connected(rooms, codecId);
    await rooms.errands.answer(codecId, 'room');
    expect(rooms.errand(codecId)).toMatchObject({ whoIsHost: 'room', keyIs: 'proven' });
    await rooms.errands.answer(codecId, 'nobody');
    expect(rooms.errand(codecId)).toMatchObject({ whoIsHost: 'nobody', keyIs: 'doubtful' });
    expect(rooms.proofs).toEqual([
      [ada, key, true],
      [ada, key, false],
    ]);
  });

  test('says nothing of the key where somebody else was the host, or the key is not known to be the host’s', async ({
    rooms,
  }) => {
    const codecId = await rooms.add();
    await connected(rooms, codecId);
    await rooms.errands.answer(codecId, 'somebodyElse');
    expect(rooms.errand(codecId)).not.toHaveProperty('keyIs');
    await rooms.errands.hangUp(codecId, rooms.errand(codecId)?.callId ?? 0);
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('over');
    rooms.dialing = async () => ({ ...withKey, hostKey: { key, keyOf: ada } });
    await connected(rooms, codecId);
    await rooms.errands.answer(codecId, 'nobody');
    expect(rooms.errand(codecId)).not.toHaveProperty('keyIs');
    expect(rooms.proofs).toEqual([]);
  });

  test('is nothing to be said of without a key of the directory', async ({ rooms }) => {
    const codecId = await rooms.add();
    expect(await codeFrom(rooms.errands.answer(codecId, 'room'))).toBe('invalid_request');
    rooms.dialing = async () => ({ ...withKey, hostKey: { key } });
    await connected(rooms, codecId);
    expect(await codeFrom(rooms.errands.answer(codecId, 'room'))).toBe('invalid_request');
    expect(rooms.proofs).toEqual([]);
  });
});

test('neither key nor passcode nor password is ever in the state or in the log, whatever happens', async ({
  practice,
  rooms,
}) => {
  const codecId = await rooms.add();
  const { faults } = practice.zoom.codec;
  const repeats = { code: 1, message: `Cannot dial ${withKey.number}`, data: { Cause: withKey.number } };
  faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'error', error: repeats } });
  await rooms.bring(codecId);
  await connected(rooms, codecId);
  await expect.poll(() => rooms.shown(codecId).calls.length).toBe(1);
  faults.add({ at: 'request', method: 'xCommand/CallHistory/Get', effect: { kind: 'error', error: repeats } });
  hangUpThere(practice);
  await expect.poll(() => rooms.errand(codecId)?.failure?.code).toBe('key_in_history');
  await rooms.written();
  const everything = [...rooms.states, JSON.stringify(rooms.log.written), JSON.stringify(rooms.disk.store)].join('\n');
  expect(everything).toContain(meeting.meetingId);
  const { password } = await rooms.entryOf();
  for (const secret of [key, digitsOf(meeting.meetingId), password]) expect(everything).not.toContain(secret);
});

test.describe('with the whole house', () => {
  let app: AppParts;
  let listed: Meeting;
  test.beforeEach(async ({ practice }) => {
    app = await AppParts.start();
    app.practiceOrigin = practice.origin;
    const credentialId = await app.addSignedIn();
    listed = aMeeting({ meetingId: meeting.meetingId, sources: [{ credentialId, isHost: true }] });
    app.live.set({ meetings: [listed] });
    app.zoom.answer = ({ path }, response) => {
      if (path !== `/v2/meetings/${meeting.meetingId}`) return false;
      const body = { id: Number(meeting.meetingId), topic: listed.topic, type: 2, host_email: 'Ada@example.com' };
      sendJson(response, 200, { ...body, h323_password: digitsOf(meeting.meetingId) });
      return true;
    };
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key });
  });
  test.afterEach(async () => {
    app.errands.stop();
    app.codecs.stop();
    await app.close();
  });

  const person = async () => {
    const { people } = await app.commands.findHostKeys({ text: 'ada', offset: 0, limit: 1 });
    return people[0];
  };

  test('a key of the directory goes into the room unseen, and is proven or doubted by who looks', async ({
    practice,
  }) => {
    const { codecId } = await app.commands.addPracticeRoom();
    const personId = (await person())?.id ?? hostKeyPersonId('zoom', 'nobody');
    const states: string[] = [];
    app.live.subscribe((state) => states.push(JSON.stringify(state)));
    const dial = { protocol: 'sip', host: 'zoomcrc.com', hostKeyFrom: personId } as const;
    await app.commands.bringIntoRoom({ meetingKey: listed.key, codecIds: [codecId], dial });
    await expect.poll(() => app.live.current.errands).toMatchObject([{ phase: 'connected', keyOf: personId }]);
    expect(JSON.stringify(practice.zoom.codec.calls.shown)).toContain(`..${key}@zoomcrc.com`);
    await app.commands.answerErrand({ codecId, whoIsHost: 'nobody' });
    expect((await person())?.standing).toBe('doubtful');
    await app.commands.answerErrand({ codecId, whoIsHost: 'room' });
    expect(await person()).toMatchObject({ standing: 'known', provenAt: expect.any(String) });
    await app.activity.settle();
    const everything = [...states, JSON.stringify(app.activityLog.written)].join('\n');
    for (const secret of [key, digitsOf(meeting.meetingId), practice.zoom.codec.password])
      expect(everything).not.toContain(secret);
    expect(app.kept, 'the password is in the keyring').toContain(practice.zoom.codec.password);
  });

  test('what is said of a key that was changed meanwhile changes nothing', async () => {
    const { codecId } = await app.commands.addPracticeRoom();
    const personId = (await person())?.id ?? hostKeyPersonId('zoom', 'nobody');
    const dial = { protocol: 'sip', host: 'zoomcrc.com', hostKeyFrom: personId } as const;
    await app.commands.bringIntoRoom({ meetingKey: listed.key, codecIds: [codecId], dial });
    await expect.poll(() => app.live.current.errands[0]?.phase).toBe('connected');
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '583961' });
    for (const whoIsHost of ['nobody', 'room'] as const) {
      await app.commands.answerErrand({ codecId, whoIsHost });
      expect((await person())?.standing).toBe('known');
      expect(await person()).not.toHaveProperty('provenAt');
    }
    await app.activity.settle();
    expect(app.activityLog.written.map(({ kind }) => kind)).not.toContain('hostKeyProven');
  });
});
