import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { Activity } from '../../../src-main/app/activity';
import { LiveState } from '../../../src-main/app/live-state';
import { Notices } from '../../../src-main/app/notices';
import { type ActivityEntry, activityTitle } from '../../../src-main/shared/activity';
import { AppError } from '../../../src-main/shared/app-error';
import type { Credential } from '../../../src-main/shared/credential';
import { aCredential, anAppState, idOf, now } from '../examples';
import { ActivityLogInMemory } from './activity-log-in-memory';

const minute = 60_000;
const day = 24 * 60 * minute;

let log: ActivityLogInMemory;
let live: LiveState;
let clock: Date;
let activity: Activity;

test.beforeEach(() => {
  log = new ActivityLogInMemory();
  live = new LiveState(anAppState({ credentials: [aCredential(1)] }));
  clock = now;
  activity = new Activity({ live, notices: new Notices(live, () => clock), log, now: () => clock });
});
test.afterEach(async () => {
  mock.timers.reset();
  log.isFull = false;
  await activity.settle();
});

const note = (number: number) => activity.note({ kind: 'meetingLeft', outcome: 'done', about: String(number) });
const written = () => activity.list({ limit: 200 }).then(() => log.written);
const kinds = async () => (await written()).map(({ kind }) => kind);
const notices = () => live.current.notices.map(({ failure }) => failure.code);
const turn = (health: Credential['health']) => live.set({ credentials: [aCredential(1, { health })] });
const down = (code: 'offline' | 'rate_limited' = 'offline') =>
  turn({ kind: 'degraded', cause: { code }, since: clock.toISOString() });
const up = () => turn({ kind: 'ready' });

test.describe('the queue', () => {
  test('what is noted in one turn is one write, in order, with time, name and user', async () => {
    activity.note({ kind: 'signed', outcome: 'done', credentialId: idOf(1) });
    note(2);
    note(3);
    expect(await written()).toMatchObject([
      { at: now.toISOString(), credentialName: 'Credential 1', zoomUser: 'User 1 <user1@example.com>' },
      { about: '2' },
      { about: '3' },
    ]);
    expect(log.writes).toEqual([3]);
  });

  test('a long text of somebody else is cut to what the log takes', async () => {
    const long = 'x'.repeat(1_000);
    activity.note({ kind: 'meetingLeft', outcome: 'done', topic: long, about: long, trackingId: long, zoomCode: long });
    const [entry] = await written();
    expect([entry?.topic, entry?.about, entry?.trackingId, entry?.zoomCode].map((text) => String(text).length)).toEqual(
      [300, 300, 120, 60],
    );
  });

  test('how a piece of work went is noted with its codes, and its error goes on', async () => {
    expect(await activity.noteOutcome({ kind: 'tokenMinted', token: 'zak' }, Promise.resolve(7))).toBe(7);
    const refused = new AppError('not_permitted', { zoomCode: 4700, zoomMessage: 'may quote what was sent' });
    await expect(activity.noteOutcome({ kind: 'tokenMinted', token: 'zak' }, Promise.reject(refused))).rejects.toBe(
      refused,
    );
    expect(await written()).toMatchObject([
      { outcome: 'done' },
      { outcome: 'failed', code: 'not_permitted', zoomCode: 4700 },
    ]);
    expect(JSON.stringify(log.written)).not.toContain('quote');
  });

  test('a change of the state is noted as long as somebody watches, and not after', async () => {
    activity.start();
    live.set({ credentials: [aCredential(1), aCredential(2)] });
    expect(await kinds()).toEqual(['credentialAdded']);
    await activity.settle();
    live.set({ credentials: [aCredential(1)] });
    expect(await kinds()).toEqual(['credentialAdded']);
  });
});

test.describe('a disk that takes nothing', () => {
  test('costs one notice; everything is written in order once it does, by itself', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    log.isFull = true;
    note(1);
    await written();
    note(2);
    await written();
    expect(log.written).toEqual([]);
    expect(notices()).toEqual(['records_not_saved']);
    log.isFull = false;
    mock.timers.tick(30_000);
    await expect.poll(() => log.written.map(({ about }) => about)).toEqual(['1', '2']);
  });

  test('keeps a thousand entries, and says how many more there were', async () => {
    log.isFull = true;
    for (let number = 0; number < 1_012; number += 1) note(number);
    await written();
    log.isFull = false;
    await written();
    expect(log.written).toHaveLength(1_001);
    expect(log.written.at(-1)).toMatchObject({
      kind: 'entriesLost',
      outcome: 'failed',
      about: '12 could not be written',
    });
    expect(log.written[999]).toMatchObject({ about: '999' });
    expect(Math.max(...log.writes)).toBe(200);
  });

  test('does not hold up the end of Usher', async () => {
    log.isFull = true;
    note(1);
    await activity.settle();
    expect(log.written).toEqual([]);
  });
});

test.describe('a network that comes and goes', () => {
  test('is told once in an hour, and so is its end', async () => {
    activity.start();
    for (let time = 0; time < 5; time += 1) {
      clock = new Date(now.getTime() + time * minute);
      down();
      up();
    }
    expect(await kinds()).toEqual(['refreshFailed', 'credentialRecovered']);
    clock = new Date(now.getTime() + 61 * minute);
    down();
    up();
    expect(await kinds()).toEqual(['refreshFailed', 'credentialRecovered', 'refreshFailed', 'credentialRecovered']);
  });

  test('does not hide another cause', async () => {
    activity.start();
    down();
    up();
    down('rate_limited');
    expect((await written()).map(({ code }) => code)).toEqual(['offline', undefined, 'rate_limited']);
  });

  test('a clock that was set back tells it again', async () => {
    activity.start();
    down();
    up();
    clock = new Date(now.getTime() - minute);
    down();
    expect(await kinds()).toEqual(['refreshFailed', 'credentialRecovered', 'refreshFailed']);
  });
});

test.describe('retention', () => {
  test('what is too old is removed soon after the start, and then once an hour', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    activity.start();
    expect(log.pruned).toEqual([]);
    mock.timers.tick(10_000);
    expect(log.pruned).toEqual([new Date(now.getTime() - 365 * day)]);
    mock.timers.tick(60 * minute);
    expect(log.pruned).toHaveLength(2);
  });

  test('a shorter time holds at once', async () => {
    activity.start();
    live.set({ settings: { ...live.current.settings, keepActivity: 30 } });
    expect(log.pruned).toEqual([new Date(now.getTime() - 30 * day)]);
  });

  test('for ever removes nothing', async () => {
    live.set({ settings: { ...live.current.settings, keepActivity: 'forever' } });
    await activity.prune();
    expect(log.pruned).toEqual([]);
  });

  test('nothing is removed by a Usher that has ended before', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    activity.start();
    await activity.settle();
    mock.timers.tick(2 * 60 * minute);
    expect(log.pruned).toEqual([]);
  });
});

const titles: [Pick<ActivityEntry, 'kind' | 'outcome' | 'token' | 'code'>, string][] = [
  [{ kind: 'tokenMinted', token: 'zak', outcome: 'done' }, 'ZAK minted'],
  [{ kind: 'tokenMinted', token: 'obf', outcome: 'failed', code: 'offline' }, 'OBF token not minted'],
  [{ kind: 'credentialPurged', outcome: 'done' }, 'Credential purged'],
  [{ kind: 'credentialPurged', outcome: 'failed' }, 'Credential purged, not revoked at Zoom'],
  [{ kind: 'credentialPurged', outcome: 'failed', code: 'keychain_locked' }, 'Credential not purged'],
  [{ kind: 'credentialsExported', outcome: 'failed', code: 'file_not_written' }, 'Credentials not exported'],
  [{ kind: 'credentialsImported', outcome: 'failed', code: 'keychain_locked' }, 'Credentials not imported'],
  [{ kind: 'authorizationFailed', outcome: 'failed', code: 'access_denied' }, 'Authorization failed'],
];
for (const [entry, title] of titles) {
  test(`${entry.kind}, ${entry.outcome}${entry.code ? ` with ${entry.code}` : ''}, is called “${title}”`, () => {
    expect(activityTitle(entry)).toBe(title);
  });
}
