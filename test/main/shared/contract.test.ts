import { expect, test } from '@playwright/test';
import { contract, NewCredential } from '../../../src-main/shared/contract';
import { idOf } from '../examples';

const good = {
  kind: 'user',
  environment: 'zoom',
  name: 'Front desk',
  clientId: 'abcDEF_123-x',
  clientSecret: 'not-a-real-secret',
};

test('a credential comes out as it was typed, without the spaces of a paste', () => {
  expect(
    NewCredential.parse({ ...good, name: '  Front desk ', clientId: ' abc\n', clientSecret: '\tnot-a-real-secret ' }),
  ).toEqual({
    ...good,
    clientId: 'abc',
  });
});

test('a user credential may be a public client; an app credential needs its secret', () => {
  expect(NewCredential.safeParse({ ...good, clientSecret: '' }).success).toBe(true);
  expect(NewCredential.safeParse({ ...good, clientSecret: '   ' }).data?.clientSecret).toBe('');
  expect(NewCredential.safeParse({ ...good, kind: 'app', clientSecret: ' ' }).error?.issues[0]?.path).toEqual([
    'clientSecret',
  ]);
});

test('every character that Zoom may put into a secret is kept', () => {
  const clientSecret = '+/=?~:%!"#$&\'()*,;<>@[\\]^`{|}';
  expect(NewCredential.parse({ ...good, clientSecret }).clientSecret).toBe(clientSecret);
});

test('a name in any script is a name', () => {
  for (const name of ['会議室', 'Zoé 🚀', 'قاعة', "O'Brien & Söhne", '<b>x</b>', '__proto__']) {
    expect(NewCredential.safeParse({ ...good, name }).data?.name).toBe(name);
  }
});

const refused: Record<string, unknown> = {
  'an empty name': { ...good, name: '' },
  'a name of spaces': { ...good, name: ' \t\n ' },
  'a name of 101 letters': { ...good, name: 'x'.repeat(101) },
  'a name of a million letters': { ...good, name: 'x'.repeat(1_000_000) },
  'a name with a line break': { ...good, name: 'Front\ndesk' },
  'a name with a NUL': { ...good, name: 'Front\u0000desk' },
  'a name that nobody can see': { ...good, name: '\u200b\u2060' },
  'a number for a name': { ...good, name: 7 },
  'a list for a name': { ...good, name: ['Front desk'] },
  'no name': { ...good, name: undefined },
  'an empty client ID': { ...good, clientId: '' },
  'a client ID of spaces': { ...good, clientId: '   ' },
  'a client ID with a space inside': { ...good, clientId: 'abc def' },
  'a client ID with a line break inside': { ...good, clientId: 'abc\r\nHost: evil' },
  'a client ID with an umlaut': { ...good, clientId: 'äbc' },
  'a client ID with a zero-width space': { ...good, clientId: 'abc\u200bdef' },
  'a client ID of 201 letters': { ...good, clientId: 'x'.repeat(201) },
  'a client secret with a space inside': { ...good, clientSecret: 'not real' },
  'a client secret with a NUL': { ...good, clientSecret: 'not\u0000real' },
  'a client secret of 201 letters': { ...good, clientSecret: 'x'.repeat(201) },
  'no client secret at all': { ...good, clientSecret: undefined },
  'a lone surrogate as secret': { ...good, clientSecret: '\ud800' },
  'an unknown kind': { ...good, kind: 'admin' },
  'an inherited word as kind': { ...good, kind: 'constructor' },
  'a cloud of its own': { ...good, environment: 'https://evil.example' },
  'a cloud in a list': { ...good, environment: ['zoom'] },
  nothing: undefined,
  null: null,
  'a text': 'good',
  'a list': [good],
  'a Map': new Map(Object.entries(good)),
  'a date': new Date(0),
  'not a number': Number.NaN,
};
for (const [what, input] of Object.entries(refused)) {
  test(`a new credential with ${what} is refused`, () => {
    expect(NewCredential.safeParse(input).success).toBe(false);
  });
}

test('what does not belong to a credential does not come through', () => {
  const hostile = JSON.parse(
    `{"__proto__":{"kind":"app"},"constructor":{"x":1},"toJSON":"x","id":"${idOf(1)}","hasClientSecret":true}`,
  );
  const parsed = NewCredential.parse({ ...hostile, ...good });
  expect(Object.keys(parsed).sort()).toEqual(['clientId', 'clientSecret', 'environment', 'kind', 'name']);
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
});

test('a credential is named by an ID of our kind and nothing else', () => {
  const { input } = contract.deleteCredential;
  expect(input.safeParse({ credentialId: idOf(1) }).success).toBe(true);
  for (const credentialId of [
    '',
    '*',
    '../..',
    "' OR 1=1 --",
    `${idOf(1)} `,
    `${idOf(1)}/..`,
    1,
    null,
    {},
    [idOf(1)],
    '__proto__',
    undefined,
  ]) {
    expect(input.safeParse({ credentialId }).success, String(credentialId)).toBe(false);
  }
});

test('calls that take nothing take nothing', () => {
  for (const input of [null, 0, '', {}, [], false])
    expect(contract.getState.input.safeParse(input).success).toBe(false);
  expect(contract.getState.input.safeParse(undefined).success).toBe(true);
});

test('settings are taken whole or not at all', () => {
  const { input } = contract.updateSettings;
  const whole = {
    theme: 'dark',
    refreshMinutes: 15,
    waitForHostMinutes: 10,
    waitingRoomMinutes: 30,
    keepRunningInTray: false,
    notifications: true,
    remindMinutes: 0,
    noRemindersFor: ['5f2b1c9e-0000-4000-8000-000000000001'],
    quietHours: { from: '22:00', to: '07:30' },
    shortcuts: { open: 'Control+Alt+U' },
    hideTopics: true,
    secretStore: 'keychain',
    keepActivity: 365,
  };
  expect(input.parse(whole)).toEqual(whole);
  for (const change of [
    { theme: 'blue' },
    { refreshMinutes: 0 },
    { refreshMinutes: '5' },
    { refreshMinutes: -0 },
    { keepRunningInTray: undefined },
    { notifications: 'yes' },
    { remindMinutes: 3 },
    { noRemindersFor: 'all' },
    { quietHours: { from: '24:00', to: '07:00' } },
    { quietHours: { from: '22:00' } },
    { shortcuts: { open: 'U' } },
    { shortcuts: { open: 'Shift+U' } },
    { hideTopics: undefined },
    { keepActivity: 0 },
    { keepActivity: '90' },
  ]) {
    expect(input.safeParse({ ...whole, ...change }).success, JSON.stringify(change)).toBe(false);
  }
  expect(input.safeParse({ theme: 'dark' }).success).toBe(false);
});

test('long names of windows, notices and meetings are refused before anyone looks for them', () => {
  const long = 'x'.repeat(100_000);
  expect(contract.showMeetingWindow.input.safeParse({ windowId: long }).success).toBe(false);
  expect(contract.dismissNotice.input.safeParse({ noticeId: long }).success).toBe(false);
  expect(contract.startMeeting.input.safeParse({ meetingKey: long }).success).toBe(false);
  expect(contract.startMeeting.input.safeParse({ meetingKey: '' }).success).toBe(false);
});
