import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Activity } from '../../../src-main/app/activity';
import { Diagnostics, type DiagnosticsWorld, diagnosticsText } from '../../../src-main/app/diagnostics';
import { LiveState } from '../../../src-main/app/live-state';
import { Notices } from '../../../src-main/app/notices';
import { type Failure, failureOf } from '../../../src-main/shared/app-error';
import { AppState } from '../../../src-main/shared/app-state';
import { aCredential, aMeeting, anAppState, idOf, now } from '../examples';
import { ActivityLogInMemory } from './activity-log-in-memory';

const at = now.toISOString();
const failure: Failure = {
  code: 'missing_scope',
  zoomCode: 4711,
  zoomMessage: 'said by Zoom',
  trackingId: 'WEB_not-a-real-id',
  retryAt: at,
  missingScopes: ['user:read:zak'],
  subject: 'somebody',
};
const user = {
  id: 'user-1',
  accountId: 'account-1',
  displayName: 'Ana Weber',
  email: 'ana@example.com',
  plan: 'licensed',
  avatar: 'data:image/png;base64,AAAA',
} as const;
const key = aMeeting().key;

/** Every field there is, each with something in it. */
const fullState = anAppState({
  credentials: [
    aCredential(1, {
      kind: 'serverToServer',
      accountId: 'account-1',
      clientId: 'not-a-real-client-id',
      tags: ['studio'],
      scopes: ['user:read:zak'],
      user,
      renewedAt: at,
      deletedAt: at,
      lastSuccessAt: at,
      health: { kind: 'degraded', cause: failure, since: at },
      lastError: { failure, at },
    }),
  ],
  signIns: [
    {
      credentialId: idOf(1),
      phase: 'waitingForBrowser',
      startedAt: at,
      expiresAt: at,
      strayAnswer: true,
      mustPaste: false,
    },
  ],
  accessTokens: [{ credentialId: idOf(1), expiresAt: at }],
  arrivals: [{ credentialId: idOf(1), user, expiresAt: at }],
  waitingWishes: [{ credentialId: idOf(1), meetingKey: key, kind: 'join', expiresAt: at }],
  meetings: [aMeeting()],
  feeds: [{ credentialId: idOf(1), refreshedAt: at, failure }],
  meetingWindows: [
    {
      windowId: 'window-1',
      meetingKey: key,
      meetingId: aMeeting().meetingId,
      environment: 'zoom',
      topic: 'Town hall',
      role: 'host',
      credentialId: idOf(1),
      userName: 'Ana Weber',
      phase: 'failed',
      since: at,
      failure,
    },
  ],
  risks: [{ meetingKey: key, credentialId: idOf(1), failure, at, rung: 15 }],
  notices: [{ id: 'notice-1', failure, at, credentialId: idOf(1) }],
  keyring: {
    store: 'keychain',
    backend: 'GNOME Keyring',
    state: 'locked',
    failure,
    checkedAt: at,
    isUnlocking: false,
    leftovers: 2,
  },
  settings: { ...anAppState().settings, keyringBackend: 'GNOME Keyring' },
});

function worldIn(profile: string): DiagnosticsWorld {
  return {
    versions: { electron: '45.0.0' },
    system: { platform: 'linux', desktop: 'GNOME', upForSeconds: 12, isPackaged: false },
    profile,
    keyring: async () => 'locked',
    clockSkewMs: () => 250,
    unexpected: () => [],
    blocked: () => [{ at, milliseconds: 4_200 }],
  };
}

function textOf(state: AppState, more: Partial<Parameters<typeof diagnosticsText>[0]> = {}): string {
  return diagnosticsText({ state, world: worldIn('/nowhere'), keyring: 'ready', files: [], entries: [], now, ...more });
}

type Place = readonly (string | number)[];

/** Where in a value there are texts. */
function textsIn(value: unknown, place: Place = []): Place[] {
  if (typeof value === 'string') return [place];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    textsIn(part, [...place, Array.isArray(value) ? Number(name) : name]),
  );
}

function withText(state: AppState, place: Place, text: string): unknown {
  const copy: unknown = structuredClone(state);
  const last = place.at(-1) ?? '';
  let holder = copy as Record<string | number, unknown>;
  for (const name of place.slice(0, -1)) holder = holder[name] as Record<string | number, unknown>;
  holder[last] = text;
  return copy;
}

const canaries = {
  'a name': 'Ana-Canary',
  'an address': 'ana.canary@example.com',
  'a token': 'canaryEyJhbGciOiJIUzI1NiJ9x.nOtArEaLtOkEn0123456789',
  'a link': 'https://canary.example/j/81234567890?pwd=x',
};
/** What is said to the letter: the names of programs, which nobody types. */
const saidOpenly: ReadonlySet<string> = new Set(['version', 'settings.keyringBackend']);

for (const [what, canary] of Object.entries(canaries)) {
  test(`${what} in any text of the state does not reach the diagnostics`, () => {
    const freeTexts = textsIn(fullState).flatMap((place) => {
      // What the schema refuses here is one word of a closed list.
      const changed = AppState.safeParse(withText(fullState, place, canary));
      return changed.success ? [{ name: place.join('.'), state: changed.data }] : [];
    });
    expect(freeTexts.length).toBeGreaterThan(what === 'a name' ? 60 : 40);
    const leaks = freeTexts.filter(({ state }) => textOf(state).includes(canary)).map(({ name }) => name);
    expect(leaks.filter((name) => !saidOpenly.has(name))).toEqual([]);
  });
}

test('of a client ID only the end is told, and of a short one nothing', () => {
  expect(textOf(fullState)).toContain('"clientIdEnd": "t-id"');
  expect(textOf(fullState)).not.toContain('real-client-id');
  const short = { ...fullState, credentials: [aCredential(1, { clientId: 'short-1' })] };
  expect(textOf(short)).toContain('"clientIdEnd": "…"');
});

test('what support needs is there: states, codes, times, scopes', () => {
  expect(JSON.parse(textOf(fullState))).toMatchObject({
    usher: '0.1.0',
    keyring: 'ready',
    clockSkewMs: 250,
    credentials: [
      {
        number: 1,
        kind: 'serverToServer',
        scopes: ['user:read:zak'],
        hasUser: true,
        plan: 'licensed',
        health: { kind: 'degraded', since: at, cause: { code: 'missing_scope', zoomCode: '4711' } },
        lastError: { at, failure: { code: 'missing_scope' } },
      },
    ],
    signIns: [{ phase: 'waitingForBrowser', strayAnswer: true }],
    meetings: { listed: 1, windows: [{ phase: 'failed', role: 'host' }] },
    notices: [{ at, failure: { code: 'missing_scope' } }],
  });
});

test('activity and unexpected errors come with their codes and places, and nobody’s words', () => {
  const text = textOf(anAppState(), {
    entries: [
      {
        n: 1,
        at,
        kind: 'authorizationFailed',
        outcome: 'failed',
        code: 'authorization_failed',
        zoomCode: 'invalid_grant',
        credentialName: canaries['a name'],
        zoomUser: canaries['an address'],
        topic: canaries['a name'],
        about: canaries['a token'],
        trackingId: 'canary-tracking-id',
      },
      { n: 2, at, kind: 'refreshFailed', outcome: 'failed', zoomCode: canaries['a name'] },
    ],
    world: {
      ...worldIn('/nowhere'),
      unexpected: () => [
        { at, name: 'TypeError', frames: ['at Grant.refresh (/home/canary/usher/out/main/start.js:12:34)'] },
        { at, name: canaries['an address'], frames: [`at ${canaries['a link']}`] },
      ],
    },
  });
  expect(text).toContain('"zoomCode": "invalid_grant"');
  expect(text).toContain('Grant.refresh start.js:12:34');
  expect(JSON.parse(text).blocked).toEqual([{ at, milliseconds: 4_200 }]);
  expect(text.toLowerCase()).not.toContain('canary');
});

test.describe('the bundle', () => {
  const log = new ActivityLogInMemory();

  function make({ profile, path }: { profile: string; path?: string }) {
    const live = new LiveState(anAppState());
    const activity = new Activity({ live, notices: new Notices(live, () => now), log, now: () => now });
    const asked: string[] = [];
    const diagnostics = new Diagnostics({
      live,
      activity,
      world: worldIn(profile),
      askWhereToSave: async ({ suggestedName }) => {
        asked.push(suggestedName);
        return path;
      },
      now: () => now,
    });
    return { diagnostics, activity, live, asked };
  }

  test('lists Usher’s own files by name and size, the sealed secrets and the renewals among them, and no others', async () => {
    const profile = test.info().outputPath('profile');
    mkdirSync(`${profile}/renewals`, { recursive: true });
    const own = [
      'activity-head.json',
      'activity.jsonl',
      'activity.set-aside-2026-11-21T09-00-00-000Z-1a2b.jsonl',
      'practice-zoom.json',
      'reminders.json',
      'reminders.json.draft',
      'usher-secrets.sealed',
      'usher-secrets.sealed.previous',
      'usher-secrets.sealed.set-aside-2026-11-21T09-00-00-000Z',
      'usher.json',
      'usher.json.draft',
      'usher.previous.json',
    ];
    const foreign = ['Cookies', 'usher.ana-canary.json', 'usher-secrets.sealed.ana-canary', 'notes-canary.json'];
    for (const name of [...own, ...foreign]) writeFileSync(`${profile}/${name}`, 'x'.repeat(name.length));
    writeFileSync(`${profile}/renewals/${idOf(1)}.json`, '12345');
    writeFileSync(`${profile}/renewals/${idOf(1)}.lock`, '67');
    const text = await make({ profile }).diagnostics.preview();
    expect(JSON.parse(text).files).toEqual([
      ...own.map((name) => ({ name, bytes: name.length })),
      { name: 'renewals/', count: 2, bytes: 7 },
    ]);
    expect(text).not.toContain(idOf(1));
  });

  test('is saved as it was shown, however often, and that is written down', async () => {
    const path = test.info().outputPath('diagnostics.json');
    const { diagnostics, activity, live, asked } = make({ profile: '/nowhere', path });
    const shown = await diagnostics.preview();
    live.set({ version: '9.9.9' });
    for (let time = 0; time < 2; time += 1) {
      expect(await diagnostics.save()).toBe(true);
      expect(readFileSync(path, 'utf8')).toBe(shown);
    }
    expect(asked[0]).toBe('usher-diagnostics-2026-11-21.json');
    await activity.settle();
    expect(log.written.map(({ kind }) => kind)).toEqual(['diagnosticsSaved', 'diagnosticsSaved']);
  });

  test('cancelled is no failure, and a place that cannot be written is one with a name', async () => {
    expect(await make({ profile: '/nowhere' }).diagnostics.save()).toBe(false);
    const path = test.info().outputPath('nowhere', 'diagnostics.json');
    const failed = make({ profile: '/nowhere', path }).diagnostics.save();
    expect(failureOf(await failed.catch((error: unknown) => error))).toEqual({
      code: 'file_not_written',
      subject: 'diagnostics.json',
    });
  });
});
