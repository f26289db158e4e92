import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { type Feature, featureScopes, features, missingScopes } from '../../../src-main/shared/scope-needs';

/** Zoom's own OpenAPI documents; they are not part of the project. */
const folder = fileURLToPath(new URL('../../../../shared/openapi', import.meta.url));

type Operation = { security: { openapi_oauth?: string[] }[] };
type Document = { paths: Record<string, Record<string, Operation>> };

const me = 'GET Users.json /users/{userId}';
/** For each need of a feature the requests that it is for, in the same order. */
const requests: { readonly [Name in Feature]: readonly (readonly string[])[] } = {
  signIn: [[me]],
  meetingList: [
    ['GET Meetings.json /users/{userId}/meetings'],
    ['GET Meetings.json /users/{userId}/upcoming_meetings'],
    ['GET Meetings.json /meetings/{meetingId}'],
  ],
  invitation: [['GET Meetings.json /meetings/{meetingId}/invitation']],
  participantCode: [['POST Meetings.json /meetings/{meetingId}/sip_dialing']],
  meetingChanges: [
    ['POST Meetings.json /users/{userId}/meetings'],
    ['PATCH Meetings.json /meetings/{meetingId}'],
    ['DELETE Meetings.json /meetings/{meetingId}'],
    ['PUT Meetings.json /meetings/{meetingId}/status'],
  ],
  scheduleFor: [['GET Users.json /users/{userId}/schedulers']],
  startAsHost: [['GET Users.json /users/me/zak', 'GET Users.json /users/{userId}/token']],
  onBehalf: [['GET Users.json /users/{userId}/token']],
  localRecording: [['GET Meetings.json /meetings/{meetingId}/jointoken/local_recording']],
  liveStreaming: [['GET Meetings.json /meetings/{meetingId}/jointoken/live_streaming']],
  archiving: [['GET Meetings.json /meetings/{meetingId}/jointoken/local_archiving']],
  hostKeys: [['PATCH Users.json /users/{userId}']],
  directory: [['GET Users.json /users']],
  accountSettings: [['GET Accounts.json /accounts/{accountId}/settings']],
};

function takenBy(request: string): string[] {
  const [method = '', file = '', path = ''] = request.split(' ');
  const document = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Document;
  return document.paths[path]?.[method.toLowerCase()]?.security.flatMap((way) => way.openapi_oauth ?? []) ?? [];
}

test('every scope that the guide names is one that Zoom takes for that request', () => {
  test.skip(!existsSync(folder), `Zoom's OpenAPI documents are not at ${folder}`);
  for (const feature of features) {
    const { needs } = featureScopes[feature];
    expect(needs.length, feature).toBe(requests[feature].length);
    needs.forEach(({ userManaged, adminManaged, alsoTaken }, index) => {
      const taken = (requests[feature][index] ?? []).flatMap(takenBy);
      for (const name of [userManaged ?? adminManaged, adminManaged, ...alsoTaken])
        expect(taken, `${feature} by ${name}`).toContain(name);
    });
  }
});

test('a grant without scopes lacks all of a feature, by the names of a user-managed app', () => {
  expect(missingScopes('meetingList', [])).toEqual([
    'meeting:read:list_meetings',
    'meeting:read:list_upcoming_meetings',
    'meeting:read:meeting',
  ]);
  expect(missingScopes('startAsHost', ['user:read:user'])).toEqual(['user:read:zak']);
});

test('an app for the whole account is told the names it can ask for', () => {
  expect(missingScopes('hostKeys', ['user:read:user:admin'])).toEqual(['user:update:user:admin']);
  expect(missingScopes('archiving', ['user:read:user'])).toEqual(['meeting:read:local_archiving_token:admin']);
});

test('what was granted is not missing, whichever of its names the app has', () => {
  expect(missingScopes('startAsHost', ['user:read:zak'])).toEqual([]);
  expect(missingScopes('startAsHost', ['user_zak:read'])).toEqual([]);
  expect(missingScopes('startAsHost', ['user:read:token:admin'])).toEqual([]);
  expect(missingScopes('meetingList', ['meeting:read'])).toEqual([]);
  expect(missingScopes('meetingList', ['meeting:read:admin'])).toEqual([]);
  expect(missingScopes('localRecording', ['meeting_token:read:admin:local_recording'])).toEqual([]);
});

test('the key that starts a meeting and the longer-lived one are two scopes, and one does not stand for the other', () => {
  expect(missingScopes('startAsHost', ['user:read:token'])).toEqual(['user:read:zak']);
  expect(missingScopes('onBehalf', ['user:read:zak'])).toEqual(['user:read:token']);
});

test('a scope that only begins like the right one is another scope', () => {
  expect(missingScopes('signIn', ['user:read:user_settings', 'user:read:usera'])).toEqual(['user:read:user']);
  expect(missingScopes('directory', ['user:read:list_users'])).toEqual(['user:read:list_users:admin']);
});
