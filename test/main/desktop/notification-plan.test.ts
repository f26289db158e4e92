import { expect, test } from '@playwright/test';
import { gathered, nothingTold, notificationsBetween } from '../../../src-main/desktop/notification-plan';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import type { AppState } from '../../../src-main/shared/app-state';
import { noBots } from '../../../src-main/shared/bot';
import type { CredentialHealth } from '../../../src-main/shared/credential';
import type { Reminder } from '../../../src-main/shared/reminder';
import type { Risk } from '../../../src-main/shared/risk';
import { defaultSettings } from '../../../src-main/shared/settings';
import { aBot, aBotRule, aCredential, aMeeting, anAppCredential, anAppState, idOf, now } from '../examples';

const since = now.toISOString();
const dead: CredentialHealth = { kind: 'needsReauthorization', cause: { code: 'reauthorization_required' }, since };
const offline: CredentialHealth = { kind: 'degraded', cause: { code: 'offline' }, since };
const well = aCredential(1, { name: 'Front desk' });
const ended = aCredential(1, { name: 'Front desk', health: dead });
const other = aCredential(2);
const key = `credential ${idOf(1)}`;
// Whatever the computer's time zone is.
const local = (hours: number, minutes: number) => new Date(2026, 10, 21, hours, minutes).toISOString();
const townHall = aMeeting({ startTime: local(10, 0) });
const briefing = aMeeting({ topic: 'Briefing', meetingId: '82222222222', startTime: local(10, 30) });
const meetings = [townHall, briefing];
const riskOf = (meeting: typeof townHall, code: AppErrorCode, credentialId = idOf(1)): Risk => ({
  meetingKey: meeting.key,
  credentialId,
  failure: { code },
  at: since,
  rung: 15,
});
const off = { ...defaultSettings, notifications: false };
const title = 'Front desk has to sign in again';
const risky = { credentials: [ended], meetings, risks: [riskOf(townHall, 'reauthorization_required')] };
const riskTitle = 'Town hall at 10:00 is at risk';

const bots = {
  ...noBots,
  profiles: [aBot(1, { name: 'Scribe' })],
  announcements: [{ botId: aBot(1).id, ruleId: aBotRule(1).id, meetingKey: townHall.key, launchesAt: local(9, 58) }],
};

type Row = [what: string, before: Partial<AppState>, after: Partial<AppState>, shown: string[], withdrawn?: string[]];
const table: Row[] = [
  ['a credential that Zoom ends is told', { credentials: [well] }, { credentials: [ended] }, [title]],
  [
    'one that was offline before, too',
    { credentials: [{ ...well, health: offline }] },
    { credentials: [ended] },
    [title],
  ],
  ['one that was ended at the start is not', { credentials: [ended] }, { credentials: [ended, other] }, []],
  ['nor one whose cause changes', { credentials: [ended] }, { credentials: [{ ...ended, lastSuccessAt: since }] }, []],
  [
    'one that is offline passes by itself',
    { credentials: [well] },
    { credentials: [{ ...well, health: offline }] },
    [],
  ],
  [
    'a first sign-in that is still to come is no news',
    { credentials: [] },
    { credentials: [aCredential(1, { user: undefined, authorizedAt: undefined, health: dead })] },
    [],
  ],
  [
    'one without a user cannot sign in',
    { credentials: [anAppCredential(1)] },
    { credentials: [anAppCredential(1, { health: dead })] },
    [],
  ],
  ['one in the bin needs nobody', { credentials: [well] }, { credentials: [{ ...ended, deletedAt: since }] }, []],
  ['what is well again is withdrawn', { credentials: [ended] }, { credentials: [well] }, [], [key]],
  ['what is deleted, too', { credentials: [ended] }, { credentials: [{ ...ended, deletedAt: since }] }, [], [key]],
  ['and what is purged', { credentials: [ended, other] }, { credentials: [other] }, [], [key]],
  [
    'a meeting that comes at risk takes the place of its credential',
    { credentials: [ended], meetings },
    risky,
    [riskTitle],
  ],
  ['both at once are one', { credentials: [well], meetings }, risky, [riskTitle]],
  [
    'of two meetings for one cause the nearest is told',
    { credentials: [well], meetings },
    { ...risky, risks: [riskOf(townHall, 'zak_refused'), riskOf(briefing, 'zak_refused')] },
    [riskTitle],
  ],
  [
    'the next one is told when the nearest is over',
    { ...risky, risks: [riskOf(townHall, 'zak_refused'), riskOf(briefing, 'zak_refused')] },
    { ...risky, risks: [riskOf(briefing, 'zak_refused')] },
    ['Briefing at 10:30 is at risk'],
  ],
  ['a meeting that is over leaves its credential as it was', risky, { ...risky, risks: [] }, []],
  ['a risk that is tried again on the next rung is not told again', risky, { ...risky, risks: [...risky.risks] }, []],
  ['what mends the credential mends all', risky, { credentials: [well], meetings }, [], [key]],
  [
    'a locked keyring is one thing, however many it holds up',
    { credentials: [well, other], meetings },
    {
      credentials: [well, other],
      meetings,
      risks: [riskOf(townHall, 'keychain_locked'), riskOf(briefing, 'keychain_locked', idOf(2))],
    },
    [riskTitle],
  ],
  [
    'a risk of a meeting that is not listed has no name',
    { credentials: [well] },
    { credentials: [well], risks: [riskOf(townHall, 'offline')] },
    [],
  ],
  [
    'a bot that a rule will send is told before it goes',
    { meetings },
    { meetings, bots },
    ['Scribe goes into Town hall'],
  ],
  [
    'and no more once it has gone, or is not to go',
    { meetings, bots },
    { meetings, bots: { ...bots, announcements: [] } },
    [],
    [`bot ${idOf(1)} ${townHall.key}`],
  ],
  [
    'switched off, nothing is told',
    { credentials: [well], settings: off },
    { credentials: [ended], settings: off },
    [],
  ],
  [
    'to switch it off takes away what is there',
    { credentials: [ended] },
    { credentials: [ended], settings: off },
    [],
    [key],
  ],
  ['to switch it on tells nothing old', { credentials: [ended], settings: off }, { credentials: [ended] }, []],
  ['what a meeting list brings is no news', { credentials: [ended] }, { credentials: [ended], meetings }, []],
];
for (const [what, before, after, shown, withdrawn = []] of table) {
  test(`notifications: ${what}`, () => {
    const plan = notificationsBetween(anAppState(before), anAppState(after), '24-hour');
    expect(plan.show.map((drawing) => drawing.title)).toEqual(shown);
    expect(plan.withdraw).toEqual(withdrawn);
  });
}

test('the announcement of a bot can be cancelled from its notification, or done at once', () => {
  const [drawing] = notificationsBetween(anAppState({ meetings }), anAppState({ meetings, bots }), '24-hour').show;
  const choice = { botId: idOf(1), meetingKey: townHall.key };
  expect(drawing).toMatchObject({
    body: 'At 09:58, by a rule.',
    buttons: [
      { label: 'Cancel', choice: { kind: 'cancelBotLaunch', ...choice } },
      { label: 'Launch now', choice: { kind: 'launchBot', ...choice } },
    ],
    isUrgent: true,
  });
});

test('a notification has the tray’s words, its one thing to do as a button, and leads to the page', () => {
  const bad = { ...ended, name: 'Front\ndesk', id: idOf(1) };
  const [drawing] = notificationsBetween(anAppState(), anAppState({ credentials: [bad] }), '24-hour').show;
  expect(drawing).toEqual({
    key,
    title,
    body: 'Zoom no longer accepts this authorization. Sign in again to go on.',
    buttons: [{ label: 'Reauthorize', choice: { kind: 'authorizeCredential', credentialId: idOf(1) } }],
    click: { kind: 'open', screen: `credentials/${idOf(1)}` },
    isUrgent: false,
  });
  const locked = { credentials: [well], meetings, risks: [riskOf(townHall, 'keychain_locked')] };
  const [risk] = notificationsBetween(anAppState({ meetings }), anAppState(locked), '12-hour').show;
  expect(risk).toMatchObject({
    title: 'Town hall at 10:00 AM is at risk',
    buttons: [{ label: 'Unlock', choice: { kind: 'unlockKeyring' } }],
    click: { kind: 'open', screen: 'meetings' },
    isUrgent: true,
  });
});

test.describe('meetings to think of', () => {
  const invited = aMeeting({ ...briefing, sources: [{ credentialId: idOf(1), isHost: false }] });
  const remindOf = (meeting: typeof townHall, kind: Reminder['kind']): Partial<AppState> => ({
    credentials: [well],
    meetings: [townHall, invited],
    reminders: [{ meetingKey: meeting.key, kind }],
  });
  const none = { ...remindOf(townHall, 'ahead'), reminders: [] };
  const titles = (before: Partial<AppState>, after: Partial<AppState>) =>
    notificationsBetween(anAppState(before), anAppState(after), '24-hour').show.map((drawing) => drawing.title);

  test('are notified with the way in and a snooze', () => {
    const [asHost] = notificationsBetween(anAppState(none), anAppState(remindOf(townHall, 'ahead')), '24-hour').show;
    expect(asHost).toEqual({
      key: `meeting ${townHall.key}`,
      title: 'Town hall begins at 10:00',
      body: 'You are its host, with Front desk.',
      buttons: [
        { label: 'Start', choice: { kind: 'startMeeting', meetingKey: townHall.key } },
        { label: 'Snooze', choice: { kind: 'snoozeReminder', meetingKey: townHall.key } },
      ],
      click: { kind: 'open', screen: 'meetings' },
      isUrgent: true,
    });
    const [asGuest] = notificationsBetween(anAppState(none), anAppState(remindOf(invited, 'due')), '24-hour').show;
    expect(asGuest).toMatchObject({
      title: 'Time for Briefing',
      body: 'You are invited, with Front desk.',
      buttons: [{ label: 'Join', choice: { kind: 'joinMeeting', meetingKey: invited.key } }, { label: 'Snooze' }],
    });
  });

  test('offer a bot that could go there, or the choice of several', () => {
    const buttons = (bots: AppState['bots']['profiles']) => {
      const state = { ...remindOf(invited, 'ahead'), bots: { ...anAppState().bots, profiles: bots } };
      const [drawing] = notificationsBetween(anAppState(none), anAppState(state), '24-hour').show;
      return drawing?.buttons.map(({ label, choice }) => `${label}: ${choice.kind}`);
    };
    expect(buttons([aBot(1, { name: 'Scribe' })])).toEqual([
      'Join: joinMeeting',
      'Launch Scribe: launchBot',
      'Snooze: snoozeReminder',
    ]);
    expect(buttons([aBot(1), aBot(2, { credentialId: idOf(1) })])).toContain('Launch a bot: open');
    expect(buttons([aBot(1, { wish: 'start' })])).toEqual(['Join: joinMeeting', 'Snooze: snoozeReminder']);
  });

  test('take the place of what was said of them before, and are taken back when somebody is in', () => {
    const ahead = remindOf(townHall, 'ahead');
    expect(titles(ahead, remindOf(townHall, 'due'))).toEqual(['Time for Town hall']);
    expect(titles(remindOf(townHall, 'due'), remindOf(townHall, 'running'))).toEqual([
      'Town hall is running without you',
    ]);
    expect(titles(ahead, { ...ahead, reminders: [...(ahead.reminders ?? [])] })).toEqual([]);
    expect(notificationsBetween(anAppState(ahead), anAppState(none), '24-hour').withdraw).toEqual([
      `meeting ${townHall.key}`,
    ]);
  });

  test('say nothing that was told before Usher was started again', () => {
    const [ahead] = remindOf(townHall, 'ahead').reminders ?? [];
    if (!ahead) throw new Error('There is a reminder.');
    const again = { ...none, reminders: [{ ...ahead, isOldNews: true as const }] };
    expect(titles(none, again)).toEqual([]);
    expect(titles(again, remindOf(townHall, 'due'))).toEqual(['Time for Town hall']);
  });

  test('are one notification with their risk, which says what has to be done first', () => {
    const both = { ...remindOf(townHall, 'ahead'), risks: [riskOf(townHall, 'keychain_locked')] };
    expect(titles(none, both)).toEqual([riskTitle]);
    expect(titles(both, remindOf(townHall, 'ahead'))).toEqual(['Town hall begins at 10:00']);
  });

  test('are not named where topics are hidden', () => {
    const hidden = { ...remindOf(townHall, 'ahead'), settings: { ...defaultSettings, hideTopics: true } };
    expect(titles(none, hidden)).toEqual(['A meeting begins at 10:00']);
  });

  test('wait until the quiet hours are over, as all else does, and nothing is lost', () => {
    const quiet = { ...remindOf(townHall, 'due'), credentials: [ended], isQuiet: true };
    expect(titles(none, quiet)).toEqual([]);
    expect(titles(quiet, { ...quiet, isQuiet: false })).toEqual([title, 'Time for Town hall']);
    const begins = notificationsBetween(anAppState(remindOf(townHall, 'due')), anAppState(quiet), '24-hour');
    expect(begins.withdraw).toEqual([`meeting ${townHall.key}`]);
  });
});

test.describe('credentials that end within a short while', () => {
  const names = ['Front desk', 'Studio', 'Lobby', 'Chapel'];
  type Moment = { seconds: number; ended: number[] } & Partial<Omit<AppState, 'credentials'>>;

  /** What is notified from moment to moment, when these of the four credentials have ended. */
  function tell(...moments: Moment[]) {
    let before = anAppState({ credentials: names.map((name, index) => aCredential(index + 1, { name })) });
    let told = nothingTold;
    return moments.map(({ seconds, ended: numbers, ...rest }) => {
      const after: AppState = {
        ...before,
        ...rest,
        credentials: before.credentials.map((credential, index) => ({
          ...credential,
          health: numbers.includes(index + 1) ? dead : { kind: 'ready' },
        })),
      };
      const plan = notificationsBetween(before, after, '24-hour');
      const next = gathered(plan, after, told, new Date(now.getTime() + seconds * 1_000));
      before = after;
      told = next.told;
      return { shown: next.plan.show.map((drawing) => drawing.title), withdrawn: next.plan.withdraw };
    });
  }
  const keyOf = (number: number) => `credential ${idOf(number)}`;

  test('share one notification, which says how many and leads to the list', () => {
    const credentials = names.map((name, index) => aCredential(index + 1, { name, health: dead }));
    const wellOnes = credentials.map((credential) => ({ ...credential, health: { kind: 'ready' } as const }));
    const plan = notificationsBetween(anAppState({ credentials: wellOnes }), anAppState({ credentials }), '24-hour');
    const list = { kind: 'open', screen: 'credentials' };
    expect(gathered(plan, anAppState({ credentials }), nothingTold, now).plan).toEqual({
      show: [
        {
          key: 'credentials',
          title: '4 credentials have to sign in again',
          body: 'Front desk, Studio and 2 more',
          buttons: [{ label: 'Show them', choice: list }],
          click: list,
          isUrgent: false,
        },
      ],
      withdraw: [],
    });
  });

  test('take the place of the first one, and count on', () => {
    expect(tell({ seconds: 0, ended: [1] }, { seconds: 3, ended: [1, 2] }, { seconds: 7, ended: [1, 2, 3] })).toEqual([
      { shown: [title], withdrawn: [] },
      { shown: ['2 credentials have to sign in again'], withdrawn: [key] },
      { shown: ['3 credentials have to sign in again'], withdrawn: [] },
    ]);
  });

  test('are told one by one when they are further apart', () => {
    expect(tell({ seconds: 0, ended: [1] }, { seconds: 6, ended: [1, 2] })).toEqual([
      { shown: [title], withdrawn: [] },
      { shown: ['Studio has to sign in again'], withdrawn: [] },
    ]);
  });

  test('are joined by those that end together later', () => {
    const told = tell(
      { seconds: 0, ended: [1, 2] },
      { seconds: 60, ended: [1, 2, 3] },
      { seconds: 62, ended: [1, 2, 3, 4] },
    );
    expect(told.map(({ shown }) => shown)).toEqual([
      ['2 credentials have to sign in again'],
      ['Lobby has to sign in again'],
      ['4 credentials have to sign in again'],
    ]);
    expect(told[2]?.withdrawn).toEqual([keyOf(3)]);
  });

  test('are withdrawn when the last of them is well again, or notifications are switched off', () => {
    expect(
      tell({ seconds: 0, ended: [1, 2] }, { seconds: 9, ended: [2] }, { seconds: 10, ended: [] }).map(
        ({ withdrawn }) => withdrawn,
      ),
    ).toEqual([[], [key], [keyOf(2), 'credentials']]);
    const [, switchedOff] = tell({ seconds: 0, ended: [1, 2] }, { seconds: 1, ended: [1, 2], settings: off });
    expect(switchedOff).toEqual({ shown: [], withdrawn: [key, keyOf(2), 'credentials'] });
  });

  test('one that is well again at once is not counted', () => {
    const told = tell({ seconds: 0, ended: [1] }, { seconds: 1, ended: [] }, { seconds: 2, ended: [2] });
    expect(told[2]).toEqual({ shown: ['Studio has to sign in again'], withdrawn: [] });
  });

  test('a meeting at risk among them keeps a notification of its own', () => {
    const risks = [riskOf(townHall, 'reauthorization_required')];
    expect(
      tell(
        { seconds: 0, ended: [1] },
        { seconds: 1, ended: [1], meetings, risks },
        { seconds: 2, ended: [1, 2] },
        { seconds: 3, ended: [1, 2, 3] },
      ),
    ).toEqual([
      { shown: [title], withdrawn: [] },
      { shown: [riskTitle], withdrawn: [] },
      { shown: ['Studio has to sign in again'], withdrawn: [] },
      { shown: ['2 credentials have to sign in again'], withdrawn: [keyOf(2)] },
    ]);
  });
});
