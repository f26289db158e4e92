import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import type { BotLaunch } from '../../../src-main/shared/bot';
import { Codec } from '../../../src-main/shared/codec';
import type { Settings } from '../../../src-main/shared/settings';
import { defaultSettings } from '../../../src-main/shared/settings';
import { type RecordFile, Records } from '../../../src-main/storage/records';
import { waitUntil } from '../../support/wait-until';
import { aBot, aBotRule, aCredential, anAppCredential } from '../examples';

const settings: Settings = {
  theme: 'dark',
  refreshMinutes: 15,
  waitForHostMinutes: 30,
  waitingRoomMinutes: 60,
  remindMinutes: 10,
  noRemindersFor: [],
  shortcuts: { open: 'Control+Alt+U' },
  hideTopics: true,
  keepRunningInTray: false,
  notifications: false,
  secretStore: 'keychain',
  keepActivity: 365,
};

const noBots = { bots: [], botRules: [], botLaunches: [] };
const nothing = { ...noBots, codecs: [] };
const launch: BotLaunch = {
  botId: aBot(1).id,
  environment: 'zoom',
  meetingId: '81234567890',
  startTime: '2026-11-21T10:00:00.000Z',
  endTime: '2026-11-21T11:00:00.000Z',
  outcome: 'launched',
};

/** Records over a file that keeps what it is given, while it works. */
function recordsOf(store: unknown) {
  const disk = { works: true, store: JSON.parse(JSON.stringify(store)), saves: 0, caughtUp: 0 };
  const file: RecordFile = {
    contents: disk.store,
    save: async (contents) => {
      disk.saves += 1;
      if (!disk.works) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      disk.store = JSON.parse(JSON.stringify(contents));
    },
  };
  const records = new Records(file, { onCaughtUp: () => disk.caughtUp++, retryMs: 30 });
  return { disk, records };
}

test('an empty file is a first run', () => {
  const { records } = recordsOf({});
  expect(records.credentials).toEqual([]);
  expect(records.settings).toEqual(defaultSettings);
  expect(records.isWhole).toBe(true);
});

test('what was saved is there the next day, whole', async () => {
  const credentials = [
    aCredential(1, {
      health: {
        kind: 'degraded',
        cause: { code: 'rate_limited', zoomCode: 429, retryAt: '2026-11-22T00:00:00.000Z' },
        since: '2026-11-20T00:00:00.000Z',
      },
      lastError: { failure: { code: 'missing_scope', missingScopes: ['a'] }, at: '2026-11-20T00:00:00.000Z' },
    }),
    anAppCredential(2),
  ];
  const { disk, records } = recordsOf({});
  await records.saveCredentials(credentials);
  await records.saveSettings(settings);
  expect(disk.store).toEqual({ schemaVersion: 3, credentials, ...nothing, settings });
  const again = recordsOf(disk.store).records;
  expect(again.credentials).toEqual(credentials);
  expect(again.settings).toEqual(settings);
  expect(again.isWhole).toBe(true);
});

test('bots, their rules and where they have been are there the next day, and saving one of them keeps the others', async () => {
  const { disk, records } = recordsOf({ schemaVersion: 3, credentials: [aCredential(1)], settings });
  await records.saveBots({ bots: [aBot(1), aBot(2)], botRules: [aBotRule(1)] });
  await records.saveBots({ botLaunches: [launch] });
  const again = recordsOf(disk.store).records;
  expect(again.bots).toEqual({ bots: [aBot(1), aBot(2)], botRules: [aBotRule(1)], botLaunches: [launch] });
  expect(again.credentials).toEqual([aCredential(1)]);
  expect(again.isWhole).toBe(true);
});

test('records of the schema before bots are whole, and have none', async () => {
  const { disk, records } = recordsOf({ schemaVersion: 2, credentials: [aCredential(1)], settings });
  expect(records.isWhole).toBe(true);
  expect(records.bots).toEqual(noBots);
  await records.saveBots({ bots: [aBot(1)] });
  expect(disk.store).toEqual({
    schemaVersion: 3,
    credentials: [aCredential(1)],
    ...nothing,
    bots: [aBot(1)],
    settings,
  });
});

test('bots that cannot be read are not taken for bots, and the file is said not to be whole', () => {
  const broken = { ...aBot(2), wish: 'record' };
  const { records } = recordsOf({
    schemaVersion: 3,
    bots: [aBot(1), broken, aBot(1, { name: 'Again' })],
    botRules: [{ ...aBotRule(1), topicWords: undefined }],
    botLaunches: [launch, { ...launch, startTime: 'yesterday' }],
  });
  expect(records.bots).toEqual({ bots: [aBot(1)], botRules: [], botLaunches: [launch] });
  expect(records.isWhole).toBe(false);
});

test('the store of electron-store, which has no prototype, is whole too', () => {
  const contents = Object.assign(Object.create(null), { schemaVersion: 3, credentials: [aCredential(1)], settings });
  expect(new Records({ contents, save: async () => {} }).isWhole).toBe(true);
});

const { health: _health, ...withoutHealth } = aCredential(1);
/** What is in the file, and which credentials of it can be used. The rest is not to be lost unseen. */
const partly: Record<string, { store: object; usable: string[]; settings?: object }> = {
  'an unknown field': { store: { credentials: [aCredential(1)], rooms: [] }, usable: ['Credential 1'] },
  'a schema of the future': { store: { schemaVersion: 4, credentials: [aCredential(1)] }, usable: ['Credential 1'] },
  'a schema version that is a text': { store: { schemaVersion: '1' }, usable: [] },
  'credentials that are no list': { store: { credentials: { 0: aCredential(1) } }, usable: [] },
  'credentials that are null': { store: { credentials: null }, usable: [] },
  'a credential with an unknown field': {
    store: { credentials: [{ ...aCredential(1), colour: 'red' }] },
    usable: ['Credential 1'],
  },
  'a user with an unknown field': {
    store: { credentials: [{ ...aCredential(1), user: { ...aCredential(1).user, pronouns: 'she' } }] },
    usable: ['Credential 1'],
  },
  'a health with an unknown field': {
    store: { credentials: [{ ...aCredential(1), health: { kind: 'ready', mood: 'good' } }] },
    usable: ['Credential 1'],
  },
  'a failure with an unknown field': {
    store: { credentials: [{ ...aCredential(1), lastError: { failure: { code: 'offline', host: 'x' }, at: 'then' } }] },
    usable: ['Credential 1'],
  },
  'a credential of an unknown kind among good ones': {
    store: { credentials: [aCredential(1), { ...aCredential(2), kind: 'carrierPigeon' }, aCredential(3)] },
    usable: ['Credential 1', 'Credential 3'],
  },
  'a credential with a state that nobody knows': {
    store: { credentials: [{ ...aCredential(1), health: { kind: 'deleted' } }] },
    usable: [],
  },
  'a credential with an error that nobody knows': {
    store: { credentials: [{ ...aCredential(1), lastError: { failure: { code: 'haunted' }, at: 'then' } }] },
    usable: [],
  },
  'a credential without a state': { store: { credentials: [withoutHealth] }, usable: [] },
  'a credential with an ID of its own': {
    store: { credentials: [{ ...aCredential(1), id: '../../etc' }] },
    usable: [],
  },
  'null, a number and a list for credentials': {
    store: { credentials: [null, 7, [], 'x', aCredential(2)] },
    usable: ['Credential 2'],
  },
  'the same credential twice': {
    store: { credentials: [aCredential(1), aCredential(1, { name: 'Again' })] },
    usable: ['Credential 1'],
  },
  'a setting with an unknown value': {
    store: { settings: { ...settings, theme: 'blue' } },
    usable: [],
    settings: defaultSettings,
  },
  'half of the settings': { store: { settings: { theme: 'dark' } }, usable: [], settings: defaultSettings },
  'an unknown setting': { store: { settings: { ...settings, sound: true } }, usable: [], settings },
  'settings that are a list': { store: { settings: [] }, usable: [], settings: defaultSettings },
  'something under __proto__': { store: JSON.parse('{"credentials":[],"__proto__":{"admin":true}}'), usable: [] },
};
for (const [what, { store, usable, settings: expected }] of Object.entries(partly)) {
  test(`${what}: what can be read is used, and the file is said not to be whole`, () => {
    const { records, disk } = recordsOf(store);
    const before = JSON.stringify(disk.store);
    expect(records.isWhole).toBe(false);
    expect(records.credentials.map(({ name }) => name)).toEqual(usable);
    if (expected) expect(records.settings).toEqual(expected);
    expect(JSON.stringify(disk.store)).toBe(before);
  });
}

test('a setting that could not be chosen before is what it is for everybody at first, and the others stay', () => {
  const { notifications: _later, ...earlier } = settings;
  const { records } = recordsOf({ schemaVersion: 3, credentials: [], settings: earlier });
  expect(records.settings).toEqual({ ...settings, notifications: true });
  expect(records.isWhole).toBe(true);
});

test('what a full disk does not take holds as long as Usher runs, and is saved when there is room (D10)', async () => {
  const { disk, records } = recordsOf({ schemaVersion: 3, credentials: [aCredential(1)], settings });
  disk.works = false;
  for (const save of [() => records.saveCredentials([aCredential(2)]), () => records.saveSettings(defaultSettings)]) {
    const thrown = await save().catch((error: unknown) => error);
    expect(failureOf(thrown)).toEqual({ code: 'records_not_saved' });
    expect(thrown).toMatchObject({ cause: { code: 'ENOSPC' } });
  }
  expect(records.credentials).toEqual([aCredential(2)]);
  expect(records.settings).toEqual(defaultSettings);
  await waitUntil('a try that nobody asked for', () => disk.saves > 2);
  expect(disk.caughtUp).toBe(0);
  disk.works = true;
  await waitUntil('the one that works', () => disk.caughtUp > 0);
  expect(disk.store).toEqual({
    schemaVersion: 3,
    credentials: [aCredential(2)],
    ...nothing,
    settings: defaultSettings,
  });
  await records.saveSettings(settings);
  expect(disk.caughtUp).toBe(1);
});

test('before Usher quits it tries once more to save what it could not, and asks nothing of a disk that has it all', async () => {
  const { disk, records } = recordsOf({});
  disk.works = false;
  await expect(records.saveSettings(settings)).rejects.toThrow('records_not_saved');
  disk.works = true;
  await records.settle();
  expect(disk.store.settings).toEqual(settings);
  const { saves } = disk;
  await records.settle();
  expect(disk.saves).toBe(saves);
});

test('quitting waits for a save that is under way', async () => {
  let finish = () => {};
  const records = new Records({ contents: {}, save: () => new Promise<void>((resolve) => (finish = resolve)) });
  void records.saveSettings(settings);
  let isSettled = false;
  const settled = records.settle().then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  finish();
  await settled;
});

test('records of a newer Usher are shown, and every change is refused without touching them (D12)', async () => {
  const store = { schemaVersion: 4, credentials: [{ ...aCredential(1), colour: 'red' }], settings, rooms: [1] };
  const { disk, records } = recordsOf(store);
  expect(records.isNewer).toBe(true);
  expect(records.credentials.map(({ name }) => name)).toEqual(['Credential 1']);
  for (const save of [() => records.saveCredentials([]), () => records.saveSettings(defaultSettings)]) {
    expect(failureOf(await save().catch((error: unknown) => error))).toEqual({ code: 'records_newer' });
  }
  await records.settle();
  expect(records.credentials).toHaveLength(1);
  expect(records.settings).toEqual(settings);
  expect(disk.saves).toBe(0);
  expect(disk.store).toEqual(store);
});

test('saving the one keeps the other', async () => {
  const { disk, records } = recordsOf({ schemaVersion: 3, credentials: [aCredential(1)], settings });
  await records.saveCredentials([aCredential(1), aCredential(2)]);
  expect(disk.store.settings).toEqual(settings);
  await records.saveSettings(defaultSettings);
  expect(disk.store.credentials).toEqual([aCredential(1), aCredential(2)]);
});

test('what is saved is a list of its own: later changes to the given one do not get into the records', async () => {
  const { records } = recordsOf({});
  const given = [aCredential(1)];
  await records.saveCredentials(given);
  given.push(aCredential(2));
  expect(records.credentials).toHaveLength(1);
});

const room = Codec.parse({
  id: '00000000-0000-4000-8000-000000000021',
  name: 'Boardroom',
  place: '2nd floor',
  address: 'board.example.com',
  userName: 'usher',
  groups: [],
  fingerprint: 'AB:'.repeat(31).concat('AB'),
  forgetsKeys: true,
});

test('room systems are there the next day, and saving them keeps the others', async () => {
  const { disk, records } = recordsOf({ schemaVersion: 3, credentials: [aCredential(1)], settings });
  await records.saveCodecs([room, { ...room, id: aBot(2).id as never, address: 'practice' }]);
  await records.saveSettings(settings);
  const again = recordsOf(disk.store).records;
  expect(again.codecs.map(({ address }) => address)).toEqual(['board.example.com', 'practice']);
  expect([again.credentials.length, again.isWhole]).toEqual([1, true]);
});

test('a room system that cannot be read is left out and reported, one that is there twice is once', async () => {
  const { records } = recordsOf({
    schemaVersion: 3,
    codecs: [room, room, { ...room, id: 'none' }, { ...room, id: aBot(2).id, fingerprint: 'AB' }],
  });
  expect(records.codecs).toEqual([room]);
  expect(records.isWhole).toBe(false);
});

test('a room system that could not be saved holds until the disk takes it', async () => {
  const { disk, records } = recordsOf({ schemaVersion: 3 });
  disk.works = false;
  expect(failureOf(await records.saveCodecs([room]).catch((error: unknown) => error))).toEqual({
    code: 'records_not_saved',
  });
  expect(records.codecs).toEqual([room]);
  disk.works = true;
  await waitUntil('the disk to catch up', () => disk.caughtUp === 1);
  expect(disk.store.codecs).toEqual([room]);
});
