import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import type { CredentialId } from '../../../src-main/shared/credential';
import { bundleModule } from '../../support/bundle-module';
import { countCalls, runTraced, skipOutsideOfCi, whyNoStrace } from '../../support/system-tools';
import { waitUntil, within } from '../../support/wait-until';
import { TokenEndpoint } from '../oauth/token-endpoint';
import { openProfile, type ProfileOnDisk, profileFiles } from './profile-on-disk';
import type { ProfilePlan } from './profile-process';

const clientSecret = 'not-a-real-client-secret';
const ada = { id: 'ada', displayName: 'Ada', email: 'ada@example.com' };

let program: string;
let bundleFolder: string;
let endpoint: TokenEndpoint;
/** A profile at rest, and the one that a test does something to. */
let rested: string;
let folder: string;

test.beforeAll(async () => {
  bundleFolder = mkdtempSync(join(tmpdir(), 'usher-profile-process-'));
  program = await bundleModule(join(import.meta.dirname, 'profile-process.ts'), bundleFolder);
});
test.afterAll(() => rmSync(bundleFolder, { recursive: true, force: true }));

test.beforeEach(async () => {
  rested = mkdtempSync(join(tmpdir(), 'usher-rested-'));
  folder = mkdtempSync(join(tmpdir(), 'usher-profile-'));
  endpoint = await TokenEndpoint.start();
});
test.afterEach(async () => {
  await endpoint.close();
  for (const made of [rested, folder]) rmSync(made, { recursive: true, force: true });
});

/** Zoom as it was when the profile came to rest. */
async function zoomAnew(): Promise<void> {
  await endpoint.close();
  endpoint = await TokenEndpoint.start();
}

function profileAnew(): void {
  rmSync(folder, { recursive: true });
  cpSync(rested, folder, { recursive: true });
}

async function add(profile: ProfileOnDisk, secret: string): Promise<CredentialId> {
  return profile.care.add({
    kind: 'user',
    environment: 'zoom',
    name: 'Front desk',
    clientId: 'not-a-real-client',
    clientSecret: secret,
  });
}

async function signIn(profile: ProfileOnDisk, id: CredentialId, refreshToken: string): Promise<void> {
  await profile.care.adopt(id, { accessToken: 'not-a-real-token', refreshToken, expiresAt: 0, scopes: [] }, ada);
}

/** One credential, signed in, in the profile at rest. */
async function restSignedIn(secret = clientSecret): Promise<CredentialId> {
  const profile = await openProfile(rested, endpoint.origin);
  const id = await add(profile, secret);
  await signIn(profile, id, endpoint.currentRefreshToken);
  return id;
}

function command(plan: ProfilePlan): [string, string, string] {
  const planFile = join(bundleFolder, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  return [process.execPath, program, planFile];
}

/**
 * Kills a process that carries out a plan at each call with which it opens or changes a file of its profile, and looks at what is left.
 * @param planNow made anew for each process
 * @param look what must hold afterwards; `what` names the call
 */
async function killAtEveryWrite(
  calls: readonly string[],
  planNow: () => Promise<ProfilePlan>,
  look: (what: string) => Promise<void>,
): Promise<void> {
  const listing = join(bundleFolder, 'listing');
  const run = async (counted: readonly string[], inject?: string) => {
    const plan = await planNow();
    const paths = profileFiles(folder, [plan.id]);
    return runTraced(command(plan), { calls: counted, paths, listing, ...(inject ? { inject } : {}) });
  };
  expect(await run(calls)).toMatchObject({ signal: null });
  await look('nothing killed');
  const counts = countCalls(listing);
  expect([...counts.keys()].sort()).toEqual([...calls].sort());
  for (const [call, count] of counts) {
    for (let when = 1; when <= count; when++) {
      const what = `${call} ${when} of ${count}`;
      expect(await run([call], `${call}:signal=KILL:when=${when}`), what).toEqual({ stdout: '', signal: 'SIGKILL' });
      await look(what);
    }
  }
}

/** Who was killed between making a lock and writing into it is believed for two seconds; here they go by at once. */
function letEmptyLockGrowOld(id: CredentialId): void {
  const lock = join(folder, 'renewals', `${id}.lock`);
  if (existsSync(lock) && statSync(lock).size === 0) utimesSync(lock, new Date(0), new Date(0));
}

function leftovers(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(draft|lock|stale)$|set-aside/.test(name),
  );
}

test('SIGKILL at any write of a renewal loses neither record nor secret, and the token only between Zoom’s answer and its store (D3, P1)', async () => {
  skipOutsideOfCi(whyNoStrace());
  const id = await restSignedIn();
  const outcomes = { ok: 0, renewal_interrupted: 0 };
  const planNow = async (): Promise<ProfilePlan> => {
    await zoomAnew();
    profileAnew();
    return { kind: 'renew', folder, oauthOrigin: endpoint.origin, id };
  };
  await killAtEveryWrite(
    ['openat', 'write', 'pwrite64', 'fsync', 'rename', 'link', 'unlink'],
    planNow,
    async (what) => {
      letEmptyLockGrowOld(id);
      const profile = await openProfile(folder, endpoint.origin);
      expect(profile.failures, what).toEqual([]);
      expect(profile.credentials.all, what).toMatchObject([{ id, user: ada, health: { kind: 'ready' } }]);
      const secrets = await profile.secrets.read(id);
      expect(secrets?.clientSecret, what).toBe(clientSecret);
      const wasLost = secrets?.refreshToken !== endpoint.currentRefreshToken;
      if (wasLost) expect(endpoint.requests.length, what).toBe(1);
      const ended = wasLost ? 'renewal_interrupted' : 'ok';
      expect(await profile.renew(id), what).toBe(ended);
      expect(endpoint.reuses, what).toBe(wasLost ? 1 : 0);
      outcomes[ended] += 1;
      if (wasLost) await signIn(profile, id, 'not-a-real-newer-token');
      expect(profile.credentials.get(id).health, what).toEqual({ kind: 'ready' });
      expect(leftovers(), what).toEqual([]);
      expect(readdirSync(join(folder, 'renewals')), what).toEqual([]);
      expect(profile.setAside, what).toEqual([]);
    },
  );
  expect(Math.min(outcomes.ok, outcomes.renewal_interrupted)).toBeGreaterThan(0);
});

test('SIGKILL at any rename of a first sign-in leaves a credential that somebody can sign in with, and no token without one (O10)', async () => {
  skipOutsideOfCi(whyNoStrace());
  const id = await add(await openProfile(rested, endpoint.origin), '');
  const planNow = async (): Promise<ProfilePlan> => {
    profileAnew();
    return { kind: 'signIn', folder, oauthOrigin: endpoint.origin, id };
  };
  const outcomes = { authorized: 0, not: 0, stored: 0 };
  await killAtEveryWrite(
    ['openat', 'write', 'pwrite64', 'fsync', 'rename', 'link', 'unlink'],
    planNow,
    async (what) => {
      letEmptyLockGrowOld(id);
      const profile = await openProfile(folder, endpoint.origin);
      expect(profile.failures, what).toEqual([]);
      expect(await profile.store.accounts(), 'nothing that no record knows').toEqual([id]);
      const credential = profile.credentials.get(id);
      const token = (await profile.secrets.read(id))?.refreshToken;
      if (credential.authorizedAt === undefined) {
        outcomes[token ? 'stored' : 'not'] += 1;
        expect(credential.health, what).toMatchObject({
          kind: 'needsReauthorization',
          cause: { code: 'not_authorized' },
        });
        expect(credential, what).not.toHaveProperty('user');
        expect(await profile.signIns.authorize(id), what).toBe('authorized');
      } else {
        outcomes.authorized += 1;
        expect(token, what).toBe(endpoint.currentRefreshToken);
      }
      expect(await profile.renew(id), what).toBe('ok');
      expect(endpoint.reuses, what).toBe(0);
      expect(leftovers(), what).toEqual([]);
    },
  );
  expect(Math.min(outcomes.authorized, outcomes.stored, outcomes.not)).toBeGreaterThan(0);
});

test('a sealed file that the disk refuses at any call is the old one or the new one, and takes the next change (D2)', async () => {
  skipOutsideOfCi(whyNoStrace());
  const id = await restSignedIn();
  const paths = profileFiles(folder, []).filter((path) => path.includes('usher-secrets.sealed') || path === folder);
  const listing = join(bundleFolder, 'listing');
  const change = async (calls: readonly string[], inject?: string) => {
    profileAnew();
    const plan = command({ kind: 'secret', folder, oauthOrigin: endpoint.origin, id, secret: 'not-a-real-new-secret' });
    return JSON.parse((await runTraced(plan, { calls, paths, listing, ...(inject ? { inject } : {}) })).stdout);
  };
  expect(await change(['pwrite64', 'fsync', 'rename', 'link'])).toEqual({ ended: 'ok' });
  for (const [call, count] of countCalls(listing)) {
    for (let when = 1; when <= count; when++) {
      const what = `${call} ${when} of ${count}`;
      const ended = await change([call], `${call}:error=${when % 2 ? 'EIO' : 'ENOSPC'}:when=${when}`);
      // Where there are no links, a copy will do.
      expect(ended, what).toEqual({ ended: call === 'link' ? 'ok' : 'records_not_saved' });
      const { secrets } = await openProfile(folder, endpoint.origin);
      // Only the sync of the folder comes after the new file is in place.
      const isNew = call === 'link' || (call === 'fsync' && when === count);
      const now = isNew ? 'not-a-real-new-secret' : clientSecret;
      expect(await secrets.read(id), what).toEqual({
        clientSecret: now,
        refreshToken: endpoint.currentRefreshToken,
      });
      expect(leftovers(), what).toEqual([]);
      await secrets.update(id, (known) => ({ ...known, clientSecret: 'not-a-real-newest-secret' }));
      expect((await secrets.read(id))?.clientSecret, what).toBe('not-a-real-newest-secret');
    }
  }
});

type Told = { ready?: true; ended?: string; tookMs?: number; kind?: string; number?: number };

/** A process with a profile, and what it tells, line by line. */
function begin(plan: ProfilePlan) {
  const [node, ...args] = command(plan);
  const child = spawn(node, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const told: Told[] = [];
  createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line)));
  return {
    pid: child.pid ?? 0,
    told,
    say: () => child.stdin.write('\n'),
    tells: (count: number) =>
      waitUntil(`line ${count} of the process`, () => told[count - 1], { timeout: 30_000, every: 5 }),
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await within(30_000, 'the process to be killed', ended);
    },
  };
}

test('two Ushers on one profile never spend a token twice unsaid, also when the one that renews is killed (P4)', async () => {
  const id = await restSignedIn('');
  profileAnew();
  const start = async () => {
    const usher = begin({ kind: 'renewAtWord', folder, oauthOrigin: endpoint.origin, id });
    await usher.tells(1);
    return usher;
  };
  let ushers: ReturnType<typeof begin>[] = await Promise.all([start(), start()]);
  const killHolder = async () => {
    const { pid } = JSON.parse(readFileSync(join(folder, 'renewals', `${id}.lock`), 'utf8'));
    const holder = ushers.find((usher) => usher.pid === pid);
    ushers = ushers.filter((usher) => usher !== holder);
    await holder?.kill();
  };
  /** The next request kills its sender, either before Zoom has looked at it or when the token is spent. */
  const letDie = {
    nobody: () => {},
    unspent: () =>
      endpoint.answerNext(async (response) => {
        await killHolder();
        response.destroy();
      }),
    spent: () => {
      endpoint.holdBack = async () => {
        endpoint.holdBack = async () => {};
        await killHolder();
      };
    },
  };
  let reuses = 0;
  for (const dying of ['nobody', 'unspent', 'nobody', 'spent', 'unspent', 'nobody', 'spent', 'nobody'] as const) {
    letDie[dying]();
    const lines = ushers.map(({ told }) => told.length + 1);
    const asked = ushers.map((usher, at) => ({ usher, line: lines[at] ?? 0 }));
    for (const { usher } of asked) usher.say();
    await waitUntil('somebody to have died', () => ushers.length === (dying === 'nobody' ? 2 : 1), { timeout: 30_000 });
    const ended = await Promise.all(
      asked.filter(({ usher }) => ushers.includes(usher)).map(({ usher, line }) => usher.tells(line)),
    );
    reuses += dying === 'spent' ? 1 : 0;
    expect(ended.map((each) => each.ended)).toEqual(
      { nobody: ['ok', 'ok'], unspent: ['ok'], spent: ['renewal_interrupted'] }[dying],
    );
    // Nobody waits for one that is dead; a turn is waited for 12 seconds at most.
    expect(Math.max(...ended.map(({ tookMs = Number.NaN }) => tookMs))).toBeLessThan(12_000);
    expect(endpoint.reuses, 'each of them said').toBe(reuses);
    if (dying === 'spent')
      expect(await (await openProfile(folder, endpoint.origin)).signIns.authorize(id)).toBe('authorized');
    if (dying !== 'nobody') ushers = [...ushers, await start()];
  }
  await Promise.all(ushers.map((usher) => usher.kill()));
  expect(readdirSync(join(folder, 'renewals'))).toEqual([]);
});

test('kills at random during a thousand changes of all kinds take back nothing that was acknowledged (P1)', async () => {
  const id = await restSignedIn('');
  profileAnew();
  const kinds = ['name', 'secret', 'settings', 'bot', 'activity', 'renewal'];
  const acknowledged = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  let lost = 0;
  for (let changes = 0; changes < 1_000; ) {
    const first = Math.max(...Object.values(acknowledged)) + 1;
    const requestsBefore = endpoint.requests.length;
    const usher = begin({ kind: 'everything', folder, oauthOrigin: endpoint.origin, id, first });
    await usher.tells(1 + Math.floor(Math.random() * 40));
    await usher.kill();
    for (const { kind = '', number = 0 } of usher.told) acknowledged[kind] = number;
    changes += usher.told.length;
    const profile = await openProfile(folder, endpoint.origin);
    expect([...profile.failures, ...profile.setAside]).toEqual([]);
    const secrets = await profile.secrets.read(id);
    const log = await profile.activity.page({ limit: 1, matches: ({ kind }) => kind === 'signed' });
    const seen: Record<string, string | undefined> = {
      name: profile.credentials.get(id).name,
      secret: secrets?.clientSecret,
      settings: profile.records.settings.keyringBackend,
      bot: profile.records.bots.bots[0]?.name,
      activity: log.entries[0]?.topic,
    };
    for (const [kind, value] of Object.entries(seen)) {
      expect(Number(value) || 0, kind).toBeGreaterThanOrEqual(acknowledged[kind] ?? Number.NaN);
    }
    const renewals = usher.told.filter(({ kind }) => kind === 'renewal').length;
    const wasCutOff = endpoint.requests.length > requestsBefore + renewals;
    const isLost = secrets?.refreshToken !== endpoint.currentRefreshToken;
    if (isLost) expect(wasCutOff, 'only a renewal that was cut off').toBe(true);
    expect(await profile.renew(id)).toBe(isLost ? 'renewal_interrupted' : 'ok');
    if (isLost) {
      lost += 1;
      await profile.signIns.authorize(id);
    }
    expect(endpoint.reuses).toBe(lost);
  }
});
