import { expect, test } from '@playwright/test';
import { type TrayChoice, type TrayItem, trayHealth, trayMenu, trayTooltip } from '../../../src-main/desktop/tray-menu';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import type { AppState, MeetingWindow } from '../../../src-main/shared/app-state';
import { noBots } from '../../../src-main/shared/bot';
import { CodecId, unasked } from '../../../src-main/shared/codec';
import type { CredentialHealth } from '../../../src-main/shared/credential';
import { type Meeting, mergeMeetings } from '../../../src-main/shared/meeting';
import type { Risk } from '../../../src-main/shared/risk';
import { defaultSettings } from '../../../src-main/shared/settings';
import { aBot, aBotRule, aCredential, aMeeting, anAppCredential, anAppState, idOf, now } from '../examples';

const since = '2026-11-20T00:00:00.000Z';
const offline: CredentialHealth = { kind: 'degraded', cause: { code: 'offline' }, since };
const dead: CredentialHealth = { kind: 'needsReauthorization', cause: { code: 'reauthorization_required' }, since };
const wrong: CredentialHealth = { kind: 'misconfigured', cause: { code: 'invalid_client' }, since };
const newcomer = aCredential(1, {
  user: undefined,
  authorizedAt: undefined,
  health: { ...dead, cause: { code: 'not_authorized' } },
});

/** The menu as one reads it: what lies in a submenu is indented. */
function read(items: readonly TrayItem[], indent = ''): string[] {
  return items.flatMap((item) => {
    if (item.type === 'separator') return [`${indent}---`];
    if (item.type === 'heading') return [`${indent}# ${item.label}`];
    return [`${indent}${item.label}`, ...(item.type === 'submenu' ? read(item.items, `${indent}  `) : [])];
  });
}

function menuOf(different: Partial<AppState>) {
  return trayMenu(anAppState(different), now, '24-hour');
}

function aWindow(phase: MeetingWindow['phase'], different: Partial<MeetingWindow> = {}): MeetingWindow {
  const { key, meetingId, environment, topic } = aMeeting();
  return {
    windowId: `window-${phase}`,
    meetingKey: key,
    meetingId,
    environment,
    topic,
    role: 'host',
    credentialId: idOf(1),
    userName: 'Ada',
    phase,
    since,
    ...different,
  };
}

const foot = ['Open Usher', 'Settings', '---', 'Quit'];
/** Of somebody who is signed in. */
const footOfUser = ['Join from clipboard', 'Hide topics', ...foot];

test('with nothing to say the menu is its foot', () => {
  expect(read(menuOf({}))).toEqual(foot);
  expect(menuOf({}).flatMap((item) => (item.type === 'choice' ? [item.choice] : []))).toEqual([
    { kind: 'open' },
    { kind: 'open', screen: 'settings' },
    { kind: 'quit' },
  ]);
});

test('what one is in comes first, then what comes next, then what needs a hand', () => {
  const menu = menuOf({
    credentials: [aCredential(1), aCredential(2, { health: dead })],
    meetings: [aMeeting({ startTime: '2026-11-21T09:04:00.000Z' })],
    meetingWindows: [aWindow('inMeeting')],
  });
  expect(read(menu)).toEqual([
    '# In meetings',
    'Town hall · Ada (in the meeting)',
    '  Show',
    '  Leave',
    '  End for all',
    '    Yes, end for all',
    '---',
    '# Next',
    'in 4 min · Town hall',
    '  Start as host',
    '  Join',
    '  Copy link',
    '  Copy dial string',
    '---',
    '# Needs attention',
    'Reauthorize Credential 2',
    '---',
    ...footOfUser,
  ]);
});

test('of many credentials that are unwell, those that wait for a person come first, and the window has the rest', () => {
  const offline = { kind: 'degraded', cause: { code: 'offline' }, since: now.toISOString() } as const;
  const credentials = Array.from({ length: 9 }, (_, index) =>
    aCredential(index + 1, { health: index < 7 ? offline : dead }),
  );
  const items = trayMenu(anAppState({ credentials }), now, '24-hour');
  const unreachable = ': Zoom cannot be reached. Check the network.';
  expect(read(items).slice(1, 7)).toEqual([
    'Reauthorize Credential 8',
    'Reauthorize Credential 9',
    ...[1, 2, 3].map((number) => `Credential ${number}${unreachable}`),
    '4 more…',
  ]);
  expect(items[6]).toMatchObject({ choice: { kind: 'open', screen: 'credentials' } });
});

test.describe('bots', () => {
  const townHall = aMeeting({ startTime: '2026-11-21T09:04:00.000Z' });
  const retro = aMeeting({
    topic: 'Retro',
    meetingId: '82222222222',
    sources: [{ credentialId: idOf(1), isHost: false }],
    startTime: '2026-11-21T09:30:00.000Z',
  });
  const here = { credentials: [aCredential(1)], meetings: [townHall, retro] };

  test('each can be launched into the next meetings that it could go into', () => {
    const profiles = [
      aBot(1, { name: 'Scribe' }),
      aBot(2, { name: 'Host', credentialId: idOf(1), wish: 'start' }),
      aBot(9),
    ];
    const menu = menuOf({ ...here, bots: { ...noBots, profiles } });
    const [launch] = menu.filter((item) => item.type === 'submenu' && item.label === 'Launch bot');
    expect(read(launch ? [launch] : [])).toEqual([
      'Launch bot',
      '  Scribe',
      '    in 4 min · Town hall',
      '    in 30 min · Retro',
      '  Host',
      '    in 4 min · Town hall',
    ]);
    const ofRetro = menu.find((item) => item.type === 'submenu' && item.label.endsWith('Retro'));
    expect(read(ofRetro ? [ofRetro] : [])).toEqual([
      'in 30 min · Retro',
      '  Join',
      '  Launch bot',
      '    Scribe',
      '  Copy link',
      '  Copy dial string',
    ]);
    expect(JSON.stringify(launch)).toContain(
      JSON.stringify({ kind: 'launchBot', botId: idOf(1), meetingKey: retro.key }),
    );
  });

  test('more of them than a menu has room for lead to the window', () => {
    const profiles = Array.from({ length: 11 }, (_, at) => aBot(1, { id: aBot(at).id, name: `Stage hand ${at + 1}` }));
    const menu = menuOf({ ...here, bots: { ...noBots, profiles } });
    const [launch] = menu.filter((item) => item.type === 'submenu' && item.label === 'Launch bot');
    expect(
      read(launch ? [launch] : [])
        .filter((line) => /^ {2}\S/.test(line))
        .slice(-2),
    ).toEqual(['  Stage hand 6', '  5 more…']);
    const ofRetro = menu.find((item) => item.type === 'submenu' && item.label.endsWith('Retro'));
    expect(read(ofRetro ? [ofRetro] : []).slice(2, 8)).toEqual([
      '  Launch bot',
      ...[1, 2, 3, 4].map((number) => `    Stage hand ${number}`),
      '    7 more…',
    ]);
    expect(JSON.stringify(ofRetro)).toContain(JSON.stringify({ kind: 'open', screen: 'bots' }));
  });

  test('what a rule is about to do comes first, with the way to keep the bot out', () => {
    const announcement = {
      botId: aBot(1).id,
      ruleId: aBotRule(1).id,
      meetingKey: townHall.key,
      launchesAt: new Date(2026, 10, 21, 10, 2).toISOString(),
    };
    const bots = { ...noBots, profiles: [aBot(1, { name: 'Scribe' })], announcements: [announcement] };
    const menu = menuOf({ ...here, bots });
    expect(read(menu).slice(0, 4)).toEqual([
      '# Bots about to join',
      expect.stringMatching(/^Scribe into Town hall at .*10:02$/),
      '  Launch now',
      '  Cancel',
    ]);
    expect(JSON.stringify(menu)).toContain(
      JSON.stringify({ kind: 'cancelBotLaunch', botId: idOf(1), meetingKey: townHall.key }),
    );
    expect(read(menuOf({ ...here, meetings: [], bots }))).not.toContain('# Bots about to join');
    const discreet = read(menuOf({ ...here, bots, settings: { ...defaultSettings, hideTopics: true } })).join();
    expect(discreet).toContain('Scribe into A meeting at');
    expect(discreet).not.toMatch(/Town hall|Retro/);
  });
});

test.describe('a meeting at risk', () => {
  const meeting = aMeeting({ startTime: '2026-11-21T09:15:00.000Z' });
  const risky = (failure: Risk['failure'], different: Partial<AppState> = {}) =>
    anAppState({
      credentials: [aCredential(1)],
      meetings: [meeting],
      risks: [{ meetingKey: meeting.key, credentialId: idOf(1), failure, at: now.toISOString(), rung: 15 }],
      ...different,
    });
  const replaced = { code: 'authorization_replaced' } as const;

  test('comes first, says when it begins, and a click on it does the one thing that helps', () => {
    const items = trayMenu(risky(replaced), now, '24-hour');
    expect(read(items).slice(0, 3)).toEqual(['# At risk', 'Town hall in 15 min is at risk: Reauthorize', '---']);
    expect(items[1]).toMatchObject({ choice: { kind: 'authorizeCredential', credentialId: idOf(1) } });
  });

  const mending: [AppErrorCode, string, TrayChoice][] = [
    ['keychain_locked', 'Unlock', { kind: 'unlockKeyring' }],
    ['offline', 'Try again', { kind: 'checkMeeting', meetingKey: meeting.key }],
    ['meeting_not_found', 'Refresh the list', { kind: 'checkMeeting', meetingKey: meeting.key }],
    ['no_signer', 'Add an app credential', { kind: 'open', screen: 'meetings' }],
    ['records_damaged', 'Open Usher', { kind: 'open', screen: 'meetings' }],
  ];
  for (const [code, label, choice] of mending) {
    test(`for ${code} offers "${label}"`, () => {
      const [, item] = trayMenu(risky({ code }), now, '24-hour');
      expect(item).toEqual({ type: 'choice', label: `Town hall in 15 min is at risk: ${label}`, choice });
    });
  }

  test('turns the icon amber, even over a credential that is a problem already, and the tooltip names it', () => {
    const state = risky(replaced, { credentials: [aCredential(1, { health: dead })] });
    expect(trayHealth(state)).toBe('attention');
    expect(trayTooltip(state, now, '24-hour')).toBe('Usher · Town hall in 15 min is at risk: Reauthorize');
  });

  test('is one of three at most: a menu is no list', () => {
    const meetings = [1, 2, 3, 4, 5].map((n) =>
      aMeeting({ startTime: meeting.startTime, meetingId: `8123456789${n}` }),
    );
    const risks = meetings.map(({ key }) => ({ ...risky(replaced).risks[0], meetingKey: key }) as Risk);
    const menu = read(trayMenu(anAppState({ meetings, risks }), now, '24-hour'));
    expect(menu.filter((label) => label.includes('is at risk'))).toHaveLength(3);
  });
});

test.describe('a meeting in the menu', () => {
  const labelOf = (meeting: Meeting) => read(menuOf({ meetings: [meeting] }))[1];
  const labels: [string, Partial<Meeting>, RegExp][] = [
    ['runs', { isRunning: true }, /^running · Town hall$/],
    ['began five minutes ago', { startTime: '2026-11-21T08:55:00.000Z' }, /^now · /],
    ['begins this second', { startTime: now.toISOString() }, /^now · /],
    ['begins in a second', { startTime: '2026-11-21T09:00:01.000Z' }, /^in 1 min · /],
    ['begins in 59 minutes', { startTime: '2026-11-21T09:59:00.000Z' }, /^in 59 min · /],
    ['begins in an hour', {}, /^\d\d:\d\d(\s?[AP]M)? · /],
    ['begins tomorrow', { startTime: '2026-11-23T10:00:00.000Z' }, /^(Mon|Tue) \d\d:\d\d · /],
  ];
  for (const [what, different, label] of labels) {
    test(`that ${what} says when`, () => expect(labelOf(aMeeting(different))).toMatch(label));
  }

  test('without a time can be joined any time', () => {
    const { startTime: _none, ...meeting } = aMeeting();
    expect(labelOf(meeting)).toBe('any time · Town hall');
  });

  test('that has ended is not there, and no empty section is left behind', () => {
    expect(
      read(menuOf({ meetings: [aMeeting({ startTime: '2026-11-21T08:00:00.000Z', durationMinutes: 60 })] })),
    ).toEqual(foot);
  });

  test('that ended by its plan and still runs is there', () => {
    expect(labelOf(aMeeting({ startTime: '2026-11-20T08:00:00.000Z', isRunning: true }))).toMatch(/^running/);
  });

  test('can be brought into a room once there is one, on its page in the window', () => {
    const codec = unasked({
      id: CodecId.parse(idOf(1)),
      name: 'Boardroom',
      place: '',
      address: '10.0.4.20',
      userName: 'usher',
      groups: [],
      fingerprint: Array(32).fill('0A').join(':'),
      forgetsKeys: true,
    });
    const [, item] = menuOf({ meetings: [aMeeting()], codecs: [codec] });
    const choice = { kind: 'open', screen: `meetings/${encodeURIComponent(aMeeting().key)}/rooms` };
    expect(item?.type === 'submenu' ? item.items.at(-1) : undefined).toEqual({
      type: 'choice',
      label: 'Bring into room…',
      choice,
    });
  });

  test('of somebody else can only be joined', () => {
    const [, item] = menuOf({ meetings: [aMeeting({ sources: [{ credentialId: idOf(1), isHost: false }] })] });
    expect(item).toMatchObject({
      items: [
        { label: 'Join', choice: { kind: 'joinMeeting', meetingKey: aMeeting().key } },
        { label: 'Copy link', choice: { kind: 'copyMeetingLink', meetingKey: aMeeting().key } },
        { label: 'Copy dial string', choice: { kind: 'copyDialString', meetingKey: aMeeting().key } },
      ],
    });
  });

  test('keeps its ampersand: what it means to a menu is for the icon to say', () => {
    expect(labelOf(aMeeting({ topic: 'Q&A && more', isRunning: true }))).toBe('running · Q&A && more');
  });

  test('is one line, whatever its topic', () => {
    expect(labelOf(aMeeting({ topic: 'Town\r\nhall\tof\u0000 us\u2028all', isRunning: true }))).toMatch(
      /^running · [^\p{Cc}\u2028\u2029]+$/u,
    );
  });

  for (const [what, topic] of [
    ['letters', 'x'.repeat(500)],
    ['emoji', '🚀'.repeat(500)],
    ['an emoji at the very end', `${'x'.repeat(58)}🚀🚀🚀`],
  ] as const) {
    test(`with a topic of many ${what} is cut between two of them`, () => {
      const label = labelOf(aMeeting({ topic, isRunning: true })) ?? '';
      expect([...label].length).toBeLessThanOrEqual('running · '.length + 60);
      expect(label.endsWith('…')).toBe(true);
      // Half a character is no valid text on D-Bus.
      expect(Buffer.from(label).toString()).toBe(label);
    });
  }

  test('is one of the next six, or of today’s as far as there is room; the window has the rest', () => {
    const minutesApart = (count: number, minutes: number) =>
      Array.from({ length: count }, (_, index) =>
        aMeeting({
          topic: `Meeting ${index}.`,
          meetingId: `812345670${String(index).padStart(2, '0')}`,
          startTime: new Date(now.getTime() + (index + 1) * minutes * 60_000).toISOString(),
          isRunning: index === 3,
        }),
      );
    const shown = (meetings: Meeting[]) => {
      const lines = read(menuOf({ meetings: mergeMeetings([meetings]) }));
      return [
        lines.flatMap((line) => /Meeting (\d+)\./.exec(line)?.[1] ?? []).join(' '),
        lines.find((line) => line.includes('more…'))?.trim(),
      ];
    };
    const day = 24 * 60;
    expect(shown(minutesApart(6, day))).toEqual(['3 0 1 2 4 5', undefined]);
    expect(shown(minutesApart(9, day))).toEqual(['3 0 1 2 4 5', expect.stringMatching(/^3 more…/)]);
    expect(shown(minutesApart(9, 5))).toEqual(['3 0 1 2 4 5 6 7 8', undefined]);
    expect(shown(minutesApart(15, 5))).toEqual(['3 0 1 2 4 5 6 7 8 9 10 11', expect.stringMatching(/^3 more…/)]);
  });
});

test('a long name in a meeting is cut as a long topic is', () => {
  const [, label = ''] = read(
    menuOf({ meetingWindows: [aWindow('inMeeting', { userName: `A\u0000${'🚀'.repeat(500)}` })] }),
  );
  expect(label).toMatch(/^Town hall · A 🚀+… \(in the meeting\)$/u);
  expect([...label].length).toBeLessThan(110);
});

test('a meeting window says in which phase it is, and is left or closed', () => {
  const phases = ['preparing', 'askingZoom', 'inMeeting', 'failed', 'ended'] as const;
  expect(read(menuOf({ meetingWindows: phases.map((phase) => aWindow(phase)) })).slice(1, -5)).toEqual([
    ...['Town hall · Ada (preparing)', '  Show', '  Leave'],
    ...['Town hall · Ada (joining)', '  Show', '  Leave'],
    ...['Town hall · Ada (in the meeting)', '  Show', '  Leave', '  End for all', '    Yes, end for all'],
    ...['Town hall · Ada (failed)', '  Show', '  Close'],
    ...['Town hall · Ada (ended)', '  Show', '  Close'],
    ...['Leave all 3', '  Yes, leave all 3'],
  ]);
  expect(menuOf({ meetingWindows: [aWindow('failed')] })[1]).toMatchObject({
    items: [
      { choice: { kind: 'showMeetingWindow', windowId: 'window-failed' } },
      { choice: { kind: 'leaveMeeting', windowId: 'window-failed' } },
    ],
  });
});

test('a host ends a meeting for all one step further away', () => {
  const [, item] = menuOf({ meetingWindows: [aWindow('inMeeting', { role: 'host' })] });
  expect(read([item as TrayItem])).toEqual([
    'Town hall · Ada (in the meeting)',
    '  Show',
    '  Leave',
    '  End for all',
    '    Yes, end for all',
  ]);
  const [, asGuest] = menuOf({ meetingWindows: [aWindow('inMeeting', { role: 'participant' })] });
  expect(read([asGuest as TrayItem])).not.toContain('  End for all');
});

test('of several meetings all are left at once, one step further away', () => {
  const two = [aWindow('inMeeting', { windowId: 'w1' }), aWindow('reconnecting', { windowId: 'w2' })];
  const last = (meetingWindows: MeetingWindow[]) => menuOf({ meetingWindows }).at(meetingWindows.length + 1);
  expect(last([...two, aWindow('failed')])).toEqual({
    type: 'submenu',
    label: 'Leave all 2',
    items: [{ type: 'choice', label: 'Yes, leave all 2', choice: { kind: 'leaveAllMeetings' } }],
  });
  expect(last([...two.slice(0, 1), aWindow('failed')])).toEqual({ type: 'separator' });
});

test('with topics hidden nothing in the tray says what a meeting is about', () => {
  const hidden = { settings: { ...defaultSettings, hideTopics: true } };
  const meeting = aMeeting({ startTime: new Date(now.getTime() + 5 * 60_000).toISOString() });
  const state = anAppState({
    ...hidden,
    credentials: [aCredential(1)],
    meetings: [meeting],
    meetingWindows: [aWindow('inMeeting')],
    risks: [{ meetingKey: meeting.key, credentialId: idOf(1), failure: { code: 'offline' }, at: since, rung: 15 }],
  });
  const said = JSON.stringify([trayMenu(state, now, '24-hour'), trayTooltip(state, now, '24-hour')]);
  expect(said).toContain('A meeting');
  expect(said).not.toContain(meeting.topic);
});

test.describe('a credential that needs a hand', () => {
  const itemOf = (credential: ReturnType<typeof aCredential>) => menuOf({ credentials: [credential] })[1];

  test('is authorized with one click', () => {
    expect(itemOf(aCredential(1, { health: dead }))).toEqual({
      type: 'choice',
      label: 'Reauthorize Credential 1',
      choice: { kind: 'authorizeCredential', credentialId: idOf(1) },
    });
    expect(itemOf(newcomer)).toMatchObject({
      label: 'Authorize Credential 1',
      choice: { kind: 'authorizeCredential' },
    });
  });

  test('says why when a click cannot mend it, and leads to where it can be', () => {
    const open = { kind: 'open', screen: 'credentials' };
    expect(itemOf(aCredential(1, { health: wrong }))).toMatchObject({
      label: expect.stringMatching(/^Credential 1: Zoom does not accept the client ID/),
      choice: open,
    });
    expect(itemOf(aCredential(1, { health: offline }))).toMatchObject({
      label: 'Credential 1: Zoom cannot be reached. Check the network.',
      choice: open,
    });
    expect(itemOf(anAppCredential(1, { health: wrong }))).toMatchObject({ choice: open });
  });

  test('that is well is not mentioned', () => {
    expect(read(menuOf({ credentials: [aCredential(1), anAppCredential(2)] }))).toEqual(footOfUser);
  });
});

test.describe('the icon', () => {
  const failedFeed = { credentialId: idOf(1), failure: { code: 'offline' } } as const;
  const healths: [string, Partial<AppState>, ReturnType<typeof trayHealth>][] = [
    ['there is no credential', {}, 'idle'],
    ['there are app credentials only', { credentials: [anAppCredential(1)] }, 'idle'],
    ['a credential waits for its first sign-in', { credentials: [newcomer] }, 'attention'],
    ['all is well', { credentials: [aCredential(1), anAppCredential(2)] }, 'ready'],
    ['one is degraded', { credentials: [aCredential(1), aCredential(2, { health: offline })] }, 'attention'],
    ['a list could not be refreshed', { credentials: [aCredential(1)], feeds: [failedFeed] }, 'attention'],
    ['a grant has ended', { credentials: [aCredential(1, { health: dead }), aCredential(2)] }, 'problem'],
    ['a client is wrong', { credentials: [aCredential(1, { health: wrong })] }, 'problem'],
    [
      'the app credential that signs is wrong',
      { credentials: [aCredential(1), anAppCredential(2, { health: wrong })] },
      'problem',
    ],
    [
      'the first sign-in showed that the client is wrong',
      { credentials: [aCredential(1, { authorizedAt: undefined, user: undefined, health: wrong })] },
      'problem',
    ],
    [
      'one grant has ended and one is degraded',
      { credentials: [aCredential(1, { health: offline }), aCredential(2, { health: dead })] },
      'problem',
    ],
  ];
  for (const [what, state, health] of healths) {
    test(`is "${health}" when ${what}`, () => expect(trayHealth(anAppState(state))).toBe(health));
  }

  test('says in one line what comes next, or what is the matter', () => {
    const meetings = [aMeeting({ startTime: '2026-11-21T09:04:00.000Z', topic: 'x'.repeat(200) })];
    const tooltips = [
      {},
      { credentials: [aCredential(1)] },
      { credentials: [aCredential(1)], meetings },
      { credentials: [newcomer] },
      { credentials: [aCredential(1, { health: dead })] },
    ].map((state) => trayTooltip(anAppState(state), now, '24-hour'));
    expect(tooltips).toEqual([
      'Usher · nobody is signed in',
      'Usher · no meeting ahead',
      `Usher · next: ${'x'.repeat(59)}…, in 4 min`,
      'Usher · something needs a look',
      'Usher · a credential needs you',
    ]);
  });
});

test('the same state at the same moment is the same menu, and the state is left as it was', () => {
  const state = anAppState({
    credentials: [aCredential(1, { health: dead })],
    meetings: [aMeeting()],
    meetingWindows: [aWindow('inMeeting')],
  });
  const copy = structuredClone(state);
  expect(trayMenu(state, now, '24-hour')).toEqual(trayMenu(state, now, '24-hour'));
  expect(state).toEqual(copy);
});
