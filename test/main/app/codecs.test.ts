import { certificateOf } from '../../../src-main/codec/pinned-socket';
import { CodecShown } from '../../../src-main/shared/codec';
import { codeFrom } from '../code-from';
import { labelOf } from '../practice/practice-codec-client';
import { test as base, expect, RunningPractice } from '../practice/running-practice';
import { meeting, Rooms } from './rooms-in-practice';

const test = base.extend<{ rooms: Rooms }>({
  rooms: async ({ practice }, use) => {
    const rooms = new Rooms(practice);
    await use(rooms);
    await rooms.close();
  },
});
const stranger = '00000000-0000-4000-8000-000000000009' as Awaited<ReturnType<Rooms['add']>>;

test.describe('a room system', () => {
  test('is looked at before anything is sent to it, and kept without its password', async ({ practice, rooms }) => {
    const { entry, password } = await rooms.entryOf();
    expect(await rooms.codecs.look(entry.address)).toEqual(await certificateOf(entry.address));
    const codecId = await rooms.codecs.add(entry, password);
    expect(practice.zoom.codec.numberOfConnections).toBe(0);
    expect(CodecShown.parse(rooms.shown(codecId))).toEqual({ ...entry, id: codecId, link: 'idle', calls: [] });
    expect([...rooms.secrets]).toEqual([[`codec:${codecId}`, password]]);
    expect(rooms.disk.store).toMatchObject({ codecs: [{ ...entry, id: codecId }] });
    expect(JSON.stringify(rooms.disk.store)).not.toContain(password);
    expect(await rooms.written()).toEqual(['codecAdded done']);
  });

  test('of a name that there is has a number behind it', async ({ rooms }) => {
    const ids = [await rooms.add(), await rooms.add()];
    expect(ids.map((id) => rooms.shown(id).name)).toEqual(['Boardroom', 'Boardroom (2)']);
  });

  test('that is asked says what it is, and goes on being heard', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.codecs.connect(codecId);
    await expect.poll(() => rooms.shown(codecId)).toMatchObject({ link: 'open', product: 'Cisco Room Kit (Practice)' });
    practice.zoom.codec.calls.dial(`sip:${meeting.meetingId}.123456..482915@zoomcrc.com`, 'SIP');
    await expect
      .poll(() => rooms.shown(codecId).calls)
      .toMatchObject([{ callId: 1, with: `${meeting.meetingId}.••••••..••••••@zoomcrc.com` }]);
  });

  test('that is lost says so, and when it is tried again', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.codecs.connect(codecId);
    practice.zoom.codec.faults.add({ at: 'port', effect: { kind: 'refuse' } });
    await practice.zoom.codec.powerOff();
    await expect
      .poll(() => rooms.shown(codecId))
      .toMatchObject({ link: 'waiting', failure: { code: 'codec_unreachable' }, retryAt: expect.any(String) });
    practice.zoom.codec.faults.clear();
    await expect.poll(() => rooms.shown(codecId).link).toBe('open');
    expect(rooms.shown(codecId)).not.toHaveProperty('failure');
  });

  test('that tells of a thousand changes does not change the state a thousand times', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'flood', notifications: 1_000 } });
    await rooms.codecs.connect(codecId);
    await expect.poll(() => rooms.shown(codecId).link).toBe('open');
    expect(rooms.states.length).toBeLessThan(10);
  });

  test('that is no more is nobody’s', async ({ rooms }) => {
    const { entry } = await rooms.entryOf();
    for (const work of [
      rooms.codecs.connect(stranger),
      rooms.codecs.change(stranger, entry, 'x'),
      rooms.codecs.trust(stranger, entry.fingerprint),
      rooms.codecs.remove(stranger),
    ])
      expect(await codeFrom(work)).toBe('invalid_request');
    expect(rooms.secrets.size).toBe(0);
  });

  test('cannot be entered as the one of Practice Zoom', async ({ rooms }) => {
    const { entry, password } = await rooms.entryOf();
    const codecId = await rooms.add();
    const asPractice = { ...entry, address: 'practice' };
    expect(await codeFrom(rooms.codecs.add(asPractice, password))).toBe('invalid_request');
    expect(await codeFrom(rooms.codecs.change(codecId, asPractice, password))).toBe('invalid_request');
    expect(rooms.live.current.codecs.map(({ address }) => address)).toEqual([entry.address]);
  });
});

test.describe('the room of Practice Zoom', () => {
  test('is added once, however often one asks, and found wherever it listens', async ({ practice, rooms }) => {
    const ids = await Promise.all([rooms.codecs.addPracticeRoom(), rooms.codecs.addPracticeRoom()]);
    ids.push(await rooms.codecs.addPracticeRoom());
    expect([new Set(ids).size, rooms.live.current.codecs.length]).toEqual([1, 1]);
    const [codecId = stranger] = ids;
    expect(rooms.shown(codecId)).toMatchObject({ name: 'Boardroom', address: 'practice', forgetsKeys: true });
    expect(JSON.stringify(rooms.disk.store)).not.toContain((await labelOf(practice)).address);
    await rooms.codecs.connect(codecId);
    expect(rooms.shown(codecId).link).toBe('open');
  });

  test('keeps its address when it is changed', async ({ rooms }) => {
    const codecId = await rooms.codecs.addPracticeRoom();
    const { entry } = await rooms.entryOf();
    await rooms.codecs.change(codecId, { ...entry, name: 'Training', address: 'practice' });
    expect(rooms.shown(codecId)).toMatchObject({ name: 'Training', address: 'practice' });
    await rooms.codecs.connect(codecId);
  });

  test('that is not there is not added', async () => {
    const gone = await RunningPractice.start();
    const rooms = new Rooms(gone);
    await gone.stop();
    expect(await codeFrom(rooms.codecs.addPracticeRoom())).toBe('zoom_unavailable');
    expect([rooms.live.current.codecs, rooms.secrets.size]).toEqual([[], 0]);
    await rooms.close();
  });
});

test.describe('another certificate', () => {
  test('blocks, with both fingerprints to compare, and nothing is sent until somebody agrees', async ({
    practice,
    rooms,
  }) => {
    const codecId = await rooms.add();
    const { fingerprint } = rooms.shown(codecId);
    const { faults, address = '' } = practice.zoom.codec;
    const certificates = faults.add({
      at: 'connection',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'certificate', shows: 'changed' },
    });
    faults.add({ at: 'handshake', effect: { kind: 'answer', status: 418 } });
    const seen = await certificateOf(address);
    expect(seen.fingerprint).not.toBe(fingerprint);
    expect(await codeFrom(rooms.codecs.connect(codecId))).toBe('codec_certificate_changed');
    await expect
      .poll(() => rooms.shown(codecId))
      .toMatchObject({ link: 'failed', fingerprint, certificateSeen: seen, failure: { subject: seen.fingerprint } });
    expect(await codeFrom(rooms.bring(codecId))).toBe('done');
    expect(rooms.errand(codecId)).toMatchObject({ phase: 'failed', failure: { code: 'codec_certificate_changed' } });
    expect(faults.take('handshake'), 'no handshake has come').toMatchObject({ status: 418 });
    await rooms.codecs.trust(codecId, seen.fingerprint);
    await expect.poll(() => rooms.shown(codecId)).toMatchObject({ link: 'open', fingerprint: seen.fingerprint });
    expect(rooms.shown(codecId)).not.toHaveProperty('certificateSeen');
    expect(rooms.disk.store).toMatchObject({ codecs: [{ fingerprint: seen.fingerprint }] });
    expect((await rooms.written()).at(-1)).toBe('codecTrusted done');
    certificates();
    practice.zoom.codec.faults.clear();
  });

  test('that comes while nobody looks is there to compare when somebody does', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.codecs.connect(codecId);
    const started = await practice.zoom.codec.reboot();
    started();
    const seen = await certificateOf(practice.zoom.codec.address ?? '');
    await expect.poll(() => rooms.shown(codecId)).toMatchObject({ link: 'failed', certificateSeen: seen });
    await rooms.codecs.trust(codecId, seen.fingerprint);
    expect(practice.zoom.codec.numberOfConnections).toBe(1);
  });

  test('than the one that somebody has agreed to blocks again', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({ at: 'connection', effect: { kind: 'certificate', shows: 'changed' }, times: 2 });
    const other = await certificateOf(practice.zoom.codec.address ?? '');
    expect(await codeFrom(rooms.codecs.trust(codecId, other.fingerprint)), 'nobody was shown it').toBe(
      'invalid_request',
    );
    expect(await codeFrom(rooms.codecs.connect(codecId))).toBe('codec_certificate_changed');
    expect(await codeFrom(rooms.codecs.trust(codecId, other.fingerprint))).toBe('codec_certificate_changed');
  });
});

test.describe('a change', () => {
  test('of the address wants a password: the one that is stored is for the device that was there', async ({
    rooms,
  }) => {
    const codecId = await rooms.add();
    const { entry } = await rooms.entryOf();
    const elsewhere = { ...entry, address: 'elsewhere.example' };
    expect(await codeFrom(rooms.codecs.change(codecId, elsewhere))).toBe('codec_password_missing');
    expect(rooms.codecs.get(codecId).address).toBe(entry.address);
    expect(await codeFrom(rooms.codecs.change(codecId, elsewhere, ''))).toBe('done');
    expect(rooms.codecs.get(codecId).address).toBe('elsewhere.example');
  });

  test('of the password counts for the next connection, and the room goes on being heard', async ({
    practice,
    rooms,
  }) => {
    const codecId = await rooms.add();
    const { entry, password } = await rooms.entryOf();
    await rooms.codecs.connect(codecId);
    await rooms.codecs.change(codecId, entry, 'not-this-one');
    await expect.poll(() => rooms.shown(codecId)).toMatchObject({ link: 'failed', failure: { code: 'codec_refused' } });
    await expect.poll(() => practice.zoom.codec.numberOfConnections, 'the former is let go').toBe(0);
    const { reads } = rooms;
    await rooms.codecs.change(codecId, { ...entry, name: 'Large boardroom' });
    expect(rooms.reads, 'it is tried once, with the password that it has').toBe(reads + 1);
    await rooms.codecs.change(codecId, entry, password);
    await expect.poll(() => rooms.shown(codecId).link).toBe('open');
    expect(practice.zoom.codec.numberOfConnections).toBe(1);
  });

  test('to a device that nobody has asked does not ask it', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    const { entry, password } = await rooms.entryOf();
    await rooms.codecs.change(codecId, { ...entry, place: '3rd floor' }, password);
    expect(rooms.shown(codecId)).toMatchObject({ place: '3rd floor', link: 'idle' });
    expect([rooms.reads, practice.zoom.codec.numberOfConnections]).toEqual([0, 0]);
  });

  test('is not lost to another one at the same time', async ({ rooms }) => {
    const codecId = await rooms.add();
    const { entry, password } = await rooms.entryOf();
    const seen = 'AB:'.repeat(31).concat('AB');
    await Promise.all([
      rooms.codecs.change(codecId, { ...entry, name: 'Large boardroom' }, password),
      codeFrom(rooms.codecs.trust(codecId, seen)),
    ]);
    expect(rooms.shown(codecId).name).toBe('Large boardroom');
  });
});

test.describe('removing', () => {
  test('lets the device go and takes its password along', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.codecs.connect(codecId);
    await rooms.codecs.remove(codecId);
    expect([rooms.live.current.codecs, rooms.secrets.size]).toEqual([[], 0]);
    await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
    expect(await rooms.written()).toEqual(['codecAdded done', 'codecRemoved done']);
  });

  test('in the middle of an errand ends that, and the call goes on', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    await rooms.bring(codecId);
    await expect.poll(() => rooms.errand(codecId)?.phase).toBe('connected');
    await rooms.codecs.remove(codecId);
    expect([rooms.live.current.errands, rooms.secrets.size]).toEqual([[], 0]);
    expect(practice.zoom.codec.calls.numberOfCalls).toBe(1);
  });

  test('while it is dialled for ends the errand, too', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    practice.zoom.codec.faults.add({ at: 'request', method: 'xCommand/Dial', effect: { kind: 'silence' } });
    await rooms.codecs.connect(codecId);
    const brought = rooms.bring(codecId);
    await expect.poll(() => rooms.errand(codecId)?.shown).toContain(meeting.meetingId);
    await rooms.codecs.remove(codecId);
    await brought;
    expect(rooms.live.current.errands).toEqual([]);
  });
});

test.describe('where it cannot be kept', () => {
  test('a store of secrets that refuses keeps the device out', async ({ rooms }) => {
    rooms.locked = 'keychain_locked';
    expect(await codeFrom(rooms.add())).toBe('keychain_locked');
    expect([rooms.live.current.codecs, rooms.disk.store, await rooms.written()]).toEqual([[], {}, []]);
  });

  test('a locked keychain is asked once for each click, and not in a loop', async ({ practice, rooms }) => {
    const codecId = await rooms.add();
    rooms.locked = 'keychain_locked';
    expect(await codeFrom(rooms.codecs.connect(codecId))).toBe('keychain_locked');
    await expect
      .poll(() => rooms.shown(codecId))
      .toMatchObject({ link: 'failed', failure: { code: 'keychain_locked' } });
    expect(rooms.shown(codecId)).not.toHaveProperty('retryAt');
    await rooms.bring(codecId);
    expect(rooms.errand(codecId)).toMatchObject({ phase: 'failed', failure: { code: 'keychain_locked' } });
    expect([rooms.reads, practice.zoom.codec.numberOfConnections]).toEqual([2, 0]);
    rooms.locked = undefined;
    await rooms.codecs.connect(codecId);
    expect(rooms.reads).toBe(3);
  });

  test('a password that is not there any more is named', async ({ rooms }) => {
    const codecId = await rooms.add();
    rooms.secrets.clear();
    expect(await codeFrom(rooms.codecs.connect(codecId))).toBe('codec_password_missing');
  });

  test('a disk that is full leaves nothing half: no device without its record, no password without its device', async ({
    rooms,
  }) => {
    rooms.disk.isFull = true;
    expect(await codeFrom(rooms.add())).toBe('records_not_saved');
    expect([rooms.live.current.codecs, rooms.secrets.size]).toEqual([[], 0]);
    rooms.disk.isFull = false;
    const codecId = await rooms.add();
    expect(rooms.shown(codecId).name, 'there are not two').toBe('Boardroom');
  });

  test('what is changed on a full disk holds as long as Usher runs, and the old connection does not', async ({
    practice,
    rooms,
  }) => {
    const codecId = await rooms.add();
    const { entry } = await rooms.entryOf();
    await rooms.codecs.connect(codecId);
    rooms.disk.isFull = true;
    expect(await codeFrom(rooms.codecs.change(codecId, { ...entry, name: 'Large boardroom' }))).toBe(
      'records_not_saved',
    );
    expect(rooms.shown(codecId).name).toBe('Large boardroom');
    expect(await codeFrom(rooms.codecs.remove(codecId))).toBe('records_not_saved');
    expect(rooms.live.current.codecs).toEqual([]);
    await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
    expect(await rooms.written()).toEqual([
      'codecAdded done',
      'codecChanged failed records_not_saved',
      'codecRemoved failed records_not_saved',
    ]);
  });
});

test('quitting lets every device go, also one that is just being asked, and nothing is tried any more', async ({
  practice,
  rooms,
}) => {
  const ids = [await rooms.add(), await rooms.add()];
  const [first = stranger, second = stranger] = ids;
  await rooms.codecs.connect(first);
  practice.zoom.codec.faults.add({ at: 'request', effect: { kind: 'silence' } });
  const connecting = codeFrom(rooms.codecs.connect(second));
  await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(2);
  rooms.codecs.stop();
  const { length } = rooms.states;
  expect(await connecting).toBe('codec_unreachable');
  await expect.poll(() => practice.zoom.codec.numberOfConnections).toBe(0);
  expect(rooms.states.length, 'and nothing is told').toBe(length);
});
