import { expect, test } from '@playwright/test';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import { errorText } from '../../../src-main/shared/error-text';
import { failureInReport } from '../../../src-main/zoom/sdk-verdict';

/** Answers of `POST /api/v1/wc/info`, as measured with SDK 6.2.0 or read from its table of texts. */
const wire: [errorCode: number, errorMessage: string, AppErrorCode][] = [
  [3712, 'Signature is invalid.', 'signature_refused'],
  [200, 'Invalid signature.', 'signature_refused'],
  [200, 'The signature has expired.', 'signature_expired'],
  [200, 'The api key is wrong.', 'signature_refused'],
  [200, "The account don't enable API.", 'signature_refused'],
  [200, 'The meeting number is not found.', 'meeting_not_found'],
  [200, 'The meeting number is wrong.', 'meeting_not_found'],
  [200, 'The role is not applicable.', 'not_host'],
  [200, "Can not be host in other account's meeting.", 'not_host'],
  [200, 'The meeting host is not found.', 'host_inactive'],
  [200, 'No permission', 'not_permitted'],
  [200, 'Assistant join meeting been disabled', 'not_host'],
  [200, 'Cannot not host another meeting concurrently.', 'another_meeting_running'],
  [200, 'Something that nobody has seen yet.', 'meeting_refused'],
  [200, '', 'meeting_refused'],
  [1, 'Fail to join the meeting.', 'meeting_refused'],
  [3623, 'Token error', 'meeting_refused'],
  [-1, '', 'meeting_refused'],
  [3000, 'Already has other meetings in progress.', 'another_meeting_running'],
  [3000, 'In other words.', 'another_meeting_running'],
  [3000, 'User email is required.', 'email_required'],
  [3000, 'Not support webinar and personal audio conference', 'web_join_blocked'],
  [3000, 'The meeting host does not exist.', 'host_inactive'],
  [3000, 'Not support start or join meeting from web.', 'web_join_blocked'],
  [3000, "The current sdk version doesn't support webinar, please upgrade to the latest version.", 'web_join_blocked'],
  [3000, 'Invalid meeting ID.', 'meeting_not_found'],
  [3000, 'Not support registration webinar', 'web_join_blocked'],
  [
    3000,
    'Not support start or join meeting from web, when you chose TSP as his audio in a meeting.',
    'web_join_blocked',
  ],
  [3000, 'Not allow to start webinar from web.', 'web_join_blocked'],
  [3000, 'Unable join from browser, please join using the Zoom desktop client or mobile app.', 'web_join_blocked'],
  [
    3000,
    'The current sdk version is no longer supported, please upgrade to the latest version.',
    'meeting_engine_outdated',
  ],
  [1001, 'Meeting host is inactive.', 'host_inactive'],
  [3032, 'Denied register use panelist email.', 'registration_required'],
  [3033, 'Email is blocked by Administrator.', 'blocked_by_admin'],
  [3059, '', 'web_join_blocked'],
  [3082, '', 'real_name_required'],
  [3116, "Dont' support sign in webinar", 'web_join_blocked'],
  [3129, 'Meeting has not started', 'meeting_not_started'],
  [3501, 'Require login', 'real_name_required'],
  [3502, 'Require login', 'real_name_required'],
  [404, 'The service is temporarily offline.', 'zoom_unavailable'],
  [13208, 'You cannot join this webinar now because it is ended.', 'meeting_over'],
  [3001, 'Meeting does not exist.', 'meeting_not_found'],
  [3003, 'You are not the meeting host.', 'not_host'],
  [3004, 'Wrong passcode.', 'wrong_passcode'],
  [3008, 'Meeting has not started.', 'meeting_not_started'],
  [3009, 'You have been removed.', 'removed_by_host'],
  [3099, 'Register first.', 'registration_required'],
  [3100, 'Login required.', 'login_required'],
  [3136, 'Token error', 'zak_refused'],
  [3136, 'Not support start meeting via tokens', 'zak_refused'],
  [3136, 'Please use host/alternative email to start the webinar.', 'not_host'],
  [124, 'Token has expired.', 'zak_refused'],
  [403, 'The service is temporarily offline.', 'zoom_unavailable'],
  [4003, 'Invalid parameter', 'meeting_refused'],
];
for (const [errorCode, errorMessage, code] of wire) {
  test(`Zoom answers ${errorCode} "${errorMessage}": ${code}`, () => {
    expect(failureInReport({ kind: 'verdict', httpStatus: 200, errorCode, errorMessage })).toEqual({
      code,
      zoomCode: errorCode,
      ...(errorMessage ? { zoomMessage: errorMessage } : {}),
    });
  });
}

const statuses: [number, AppErrorCode][] = [
  [429, 'rate_limited'],
  [500, 'zoom_unavailable'],
  [502, 'zoom_unavailable'],
  [503, 'zoom_unavailable'],
  [400, 'meeting_refused'],
  [403, 'meeting_refused'],
  [404, 'meeting_refused'],
];
for (const [httpStatus, code] of statuses) {
  test(`Zoom answers with HTTP ${httpStatus}: ${code}, whatever the body`, () => {
    expect(failureInReport({ kind: 'verdict', httpStatus, errorCode: 0, errorMessage: '' })).toEqual({
      code,
      zoomCode: httpStatus,
    });
    expect(failureInReport({ kind: 'verdict', httpStatus, errorCode: 3712, errorMessage: 'x' })?.code).toBe(code);
  });
}

test('no answer at all is a network that is away', () => {
  expect(failureInReport({ kind: 'verdict', httpStatus: 0, errorCode: -1, errorMessage: '' })).toEqual({
    code: 'offline',
  });
});

test('a good answer is no failure, nor is what comes after it', () => {
  for (const report of [
    { kind: 'verdict', httpStatus: 200, errorCode: 0, errorMessage: '' },
    { kind: 'joining' },
    { kind: 'joined' },
    { kind: 'practiceVerdict', participantId: 'p1' },
    { kind: 'ended' },
    { kind: 'ended', reasonCode: 1 },
  ] as const) {
    expect(failureInReport(report)).toBeUndefined();
  }
});

for (const [reasonCode, what, code] of [
  [5, 'has been moved to another device', 'meeting_left'],
  [6, 'was sent out of the meeting', 'removed_by_host'],
  [7, 'was sent out of the waiting room', 'removed_by_host'],
] as const) {
  test(`whoever ${what} is told so`, () => {
    expect(failureInReport({ kind: 'ended', reasonCode })).toEqual({ code });
  });
}

/** Codes of the error callback and of `onMeetingStatus`. What is not here is refused without a reason of our own. */
const sdk: Readonly<Record<number, AppErrorCode>> = {
  1: 'meeting_refused',
  2: 'meeting_engine_failed',
  3: 'meeting_engine_failed',
  200: 'meeting_refused',
  403: 'zoom_unavailable',
  3000: 'another_meeting_running',
  3001: 'meeting_not_found',
  3003: 'not_host',
  3004: 'wrong_passcode',
  3005: 'email_required',
  3008: 'meeting_not_started',
  3009: 'removed_by_host',
  3032: 'registration_required',
  3034: 'login_required',
  3082: 'real_name_required',
  3099: 'registration_required',
  3100: 'login_required',
  3135: 'registration_required',
  3265: 'zak_refused',
  3603: 'web_join_blocked',
  3604: 'web_join_blocked',
  3606: 'web_join_blocked',
  3608: 'web_join_blocked',
  3609: 'web_join_blocked',
  3610: 'meeting_not_found',
  3611: 'web_join_blocked',
  3620: 'blocked_by_admin',
  3621: 'zoom_unavailable',
  3622: 'zoom_unavailable',
  3623: 'zak_refused',
  3624: 'not_host',
  3625: 'host_inactive',
  3630: 'web_join_blocked',
  3633: 'rate_limited',
  3634: 'captcha_required',
  3635: 'meeting_engine_failed',
  3636: 'meeting_refused',
  3701: 'web_join_blocked',
  3702: 'host_inactive',
  3703: 'meeting_not_found',
  3704: 'signature_refused',
  3705: 'signature_expired',
  3706: 'meeting_not_found',
  3707: 'meeting_not_found',
  3708: 'not_host',
  3709: 'host_inactive',
  3710: 'signature_refused',
  3711: 'not_host',
  3712: 'signature_refused',
  3713: 'not_permitted',
  3714: 'wrong_passcode',
  3715: 'not_host',
  4000: 'connection_lost',
  4001: 'connection_lost',
  4003: 'meeting_refused',
  4004: 'meeting_over',
  4005: 'meeting_full',
  4006: 'meeting_locked',
  4007: 'blocked_by_admin',
  4008: 'already_in_meeting',
  4009: 'meeting_refused',
  4011: 'app_not_allowed_outside',
  4012: 'login_required',
  4013: 'recording_token_refused',
  4014: 'obf_refused',
  4015: 'obf_refused',
  4016: 'recording_token_refused',
  4017: 'authorizer_absent',
  4018: 'obf_refused',
  4019: 'authorizer_left',
  6603: 'blocked_by_admin',
  10000: 'meeting_engine_outdated',
  0: 'meeting_refused',
  [-1]: 'meeting_refused',
  777: 'meeting_refused',
};

test("every code in Zoom's catalogue becomes what the table says, with Zoom's own words kept", () => {
  const heard = Object.keys(sdk).map((code) => [
    code,
    failureInReport({ kind: 'refused', errorCode: Number(code), errorMessage: 'Zoom says so.' }),
  ]);
  expect(Object.fromEntries(heard)).toEqual(
    Object.fromEntries(
      Object.entries(sdk).map(([code, ours]) => [
        code,
        { code: ours, zoomCode: Number(code), zoomMessage: 'Zoom says so.' },
      ]),
    ),
  );
});

test('every refusal says whose turn it is', () => {
  const codes = [...new Set([...Object.values(sdk), ...wire.map(([, , code]) => code)])];
  expect(codes.filter((code) => errorText({ code }).owner === undefined)).toEqual([]);
});

test('a meeting engine that does not start says why', () => {
  expect(failureInReport({ kind: 'broken', reason: 'could not load /sdk/lib/vendor/react.min.js' })).toEqual({
    code: 'meeting_engine_failed',
    zoomMessage: 'could not load /sdk/lib/vendor/react.min.js',
  });
});
