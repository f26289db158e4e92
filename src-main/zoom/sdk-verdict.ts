import type { AppErrorCode, Failure } from '../shared/app-error';
import type { SdkReport } from '../shared/meeting-page';

/**
 * Codes of Zoom's answer to the SDK's `POST /api/v1/wc/info`. They are not the SDK's codes, and several of them make the SDK
 * draw a dead end instead of calling back, so Usher reads them itself.
 */
const wireCodes: Readonly<Record<number, AppErrorCode>> = {
  124: 'zak_refused',
  403: 'zoom_unavailable',
  404: 'zoom_unavailable',
  1001: 'host_inactive',
  3000: 'another_meeting_running',
  3001: 'meeting_not_found',
  3003: 'not_host',
  3004: 'wrong_passcode',
  3008: 'meeting_not_started',
  3009: 'removed_by_host',
  3032: 'registration_required',
  3033: 'blocked_by_admin',
  3059: 'web_join_blocked',
  3082: 'real_name_required',
  3099: 'registration_required',
  3100: 'login_required',
  3116: 'web_join_blocked',
  3129: 'meeting_not_started',
  3136: 'zak_refused',
  3501: 'real_name_required',
  3502: 'real_name_required',
  3712: 'signature_refused',
  13208: 'meeting_over',
};

/** For some codes only the text tells the cases apart; the SDK itself does it so, by its table of English texts. */
const wireTexts: Readonly<Record<number, readonly (readonly [RegExp, AppErrorCode])[]>> = {
  200: [
    [/signature.*expired/i, 'signature_expired'],
    [/signature|api key|enable api/i, 'signature_refused'],
    [/meeting number/i, 'meeting_not_found'],
    [/host is not found/i, 'host_inactive'],
    [/permission/i, 'not_permitted'],
    [/concurrently/i, 'another_meeting_running'],
    [/role|other account|assistant/i, 'not_host'],
  ],
  3000: [
    [/email is required/i, 'email_required'],
    [/host does not exist/i, 'host_inactive'],
    [/invalid meeting id/i, 'meeting_not_found'],
    [/no longer supported/i, 'meeting_engine_outdated'],
    [/from (the )?(web|browser)|webinar/i, 'web_join_blocked'],
  ],
  3136: [[/host/i, 'not_host']],
};

/**
 * Codes of the SDK's error callback and of `onMeetingStatus` (Zoom docs: meeting-sdk/web/error-codes). Those from 4004 on come only through
 * the latter. What is not here (1, 200, 4003, 4009 and the like) says only that something failed.
 */
const sdkCodes: Readonly<Record<number, AppErrorCode>> = {
  2: 'meeting_engine_failed',
  3: 'meeting_engine_failed',
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
  4004: 'meeting_over',
  4005: 'meeting_full',
  4006: 'meeting_locked',
  4007: 'blocked_by_admin',
  4008: 'already_in_meeting',
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
};

/** Reasons of the SDK's `onUserLeave` that are not the end of the meeting (source of SDK 6.2.0). */
const leaveReasons: Readonly<Record<number, AppErrorCode>> = {
  // MEETING_TRANSFER, KICK_OUT_FROM_MEETING, KICK_OUT_FROM_WAITING_ROOM
  5: 'meeting_left',
  6: 'removed_by_host',
  7: 'removed_by_host',
};

/** What the SDK page's report means; undefined while nothing has failed. */
export function failureInReport(report: SdkReport): Failure | undefined {
  switch (report.kind) {
    case 'verdict':
      return failureInVerdict(report);
    case 'refused':
      return {
        code: sdkCodes[report.errorCode] ?? 'meeting_refused',
        zoomCode: report.errorCode,
        ...(report.errorMessage ? { zoomMessage: report.errorMessage } : {}),
      };
    case 'broken':
      return { code: 'meeting_engine_failed', zoomMessage: report.reason };
    case 'ended': {
      const code = report.reasonCode === undefined ? undefined : leaveReasons[report.reasonCode];
      return code && { code };
    }
    default:
      return undefined;
  }
}

function failureInVerdict({
  httpStatus,
  errorCode,
  errorMessage,
}: Extract<SdkReport, { kind: 'verdict' }>): Failure | undefined {
  const details = { zoomCode: errorCode || httpStatus, ...(errorMessage ? { zoomMessage: errorMessage } : {}) };
  if (httpStatus === 0) return { code: 'offline' };
  if (httpStatus === 429) return { code: 'rate_limited', ...details };
  if (httpStatus >= 500) return { code: 'zoom_unavailable', ...details };
  if (httpStatus >= 400) return { code: 'meeting_refused', ...details };
  if (errorCode === 0) return undefined;
  const byText = wireTexts[errorCode]?.find(([text]) => text.test(errorMessage))?.[1];
  return { code: byText ?? wireCodes[errorCode] ?? 'meeting_refused', ...details };
}
