import { expect, test } from '@playwright/test';
import { dialInNumbers, roomAddresses, withoutPasscodes } from '../../../src-main/shared/invitation';
import { meetingTexts } from './link-cases';

const invitation = [
  'Somebody Fake is inviting you to a scheduled Zoom meeting.',
  '',
  'Join Zoom Meeting',
  'https://us02web.zoom.us/j/85746065432?pwd=not-a-real-pwd.1',
  '',
  'Meeting ID: 857 4606 5432',
  'Passcode: Fake+1',
  '',
  'One tap mobile',
  '+16695550100,,85746065432#,,,,*654321# US (San Jose)',
  '+496950500951,,85746065432#,,,,*654321# Deutschland',
  '',
  'Dial by your location',
  '        +1 669 555 0100 US (San Jose)',
  '• +44 203 654 3210 United Kingdom',
  'Find your local number: https://us02web.zoom.us/u/kfake12345',
  '',
  'Join by SIP',
  '• 85746065432.654321@zoomcrc.com',
  'Join by H.323',
  '• 144.195.19.161 (US West)',
  'Passcode: 654321',
].join('\r\n');

test('the numbers to dial are found once each, as they are written for people, with their place', () => {
  expect(dialInNumbers(invitation)).toEqual([
    { number: '+1 669 555 0100', place: 'US (San Jose)' },
    { number: '+496950500951', place: 'Deutschland' },
    { number: '+44 203 654 3210', place: 'United Kingdom' },
  ]);
});

test('the addresses for room systems are found once each, with their place', () => {
  expect(roomAddresses(invitation)).toEqual([{ address: '144.195.19.161', place: 'US West' }]);
  const others = [
    '- 192.0.2.1（日本・東京）',
    '192.0.2.2',
    '192.0.2.1 (Again)',
    '192.0.2.300',
    'at 192.0.2.4 (no)',
    '192.0.2.5##1234',
  ];
  expect(roomAddresses(others.join('\n'))).toEqual([
    { address: '192.0.2.1', place: '日本・東京' },
    { address: '192.0.2.2', place: '' },
  ]);
});

test('a text without numbers has none', () => {
  for (const text of [
    '',
    'Call me at +1',
    'Meeting ID: 857 4606 5432',
    '+1 669 555 0100',
    '+1 669 555 0100 857 4606 5432',
  ])
    expect(dialInNumbers(text), text).toEqual([]);
});

test('what is shown has no passcode in it, and all the rest', () => {
  const shown = withoutPasscodes(invitation, ['Fake+1', '654321', 'not-a-real-pwd.1', '']);
  for (const secret of ['Fake+1', 'not-a-real-pwd', '*654321', '.654321@', ': 654321'])
    expect(shown).not.toContain(secret);
  expect(shown).toContain('Passcode: ••••••');
  expect(shown).toContain('https://us02web.zoom.us/j/85746065432?pwd=••••••');
  expect(shown).toContain('• +44 203 654 3210 United Kingdom');
  expect(shown.split('\r\n')).toHaveLength(invitation.split('\r\n').length);
});

test('a passcode is not hidden where it is a part of something longer', () => {
  expect(withoutPasscodes('Passcode: 4606, ID: 857 46065 432', ['4606'])).toBe('Passcode: ••••••, ID: 857 46065 432');
});

test('of no invitation in any language is a passcode left', () => {
  const invitations = meetingTexts.filter(({ id }) => id.startsWith('invitation'));
  expect(invitations.length).toBeGreaterThan(9);
  for (const { id, text, expected } of invitations) {
    if (typeof expected !== 'object' || Array.isArray(expected)) continue;
    const secrets = ['passcode', 'numericPasscode', 'encodedPasscode'].flatMap((name) => expected[name] ?? []);
    // Digits that happen to stand in the number of the meeting are no passcode.
    const shown = withoutPasscodes(text, secrets).replaceAll(/\d{9,}/g, '');
    for (const secret of secrets) expect(shown, id).not.toContain(secret);
  }
});
