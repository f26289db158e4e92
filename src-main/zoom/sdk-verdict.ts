import type { AppErrorCode, Failure } from '../shared/app-error';
import type { SdkReport } from '../shared/meeting-page';

/**
 * Codes of Zoom's answer to the SDK's `POST /api/v1/wc/info`. They are not the SDK's codes, and several of them make the SDK
 * draw a dead end instead of calling back, so Usher reads them itself.
 */
const wireCodes: Readonly<Record<number, AppErrorCode>> = {
  124: 'zak_refused',
  403: 'zoom_unavailable',
  3000: 'another_meeting_running',
  3001: 'meeting_not_found',
  3003: 'not_host',
  3004: 'wrong_passcode',
  3008: 'meeting_not_started',
  3100: 'login_required',
  3136: 'zak_refused',
  3712: 'signature_refused',
};

/** For wire code 200 only the text tells the cases apart; the SDK itself does it so. */
const wireTexts: readonly (readonly [RegExp, AppErrorCode])[] = [
  [/signature|api key|enable api/i, 'signature_refused'],
  [/meeting number/i, 'meeting_not_found'],
  [/role|other account/i, 'not_host'],
];

/** Codes of the SDK's error callback and of `onMeetingStatus` (Zoom docs: meeting-sdk/web/error-codes). */
const sdkCodes: Readonly<Record<number, AppErrorCode>> = {
  403: 'zoom_unavailable',
  3000: 'another_meeting_running',
  3001: 'meeting_not_found',
  3003: 'not_host',
  3004: 'wrong_passcode',
  3008: 'meeting_not_started',
  3034: 'login_required',
  3100: 'login_required',
  3265: 'zak_refused',
  3610: 'meeting_not_found',
  3623: 'zak_refused',
  3701: 'meeting_not_found',
  3702: 'meeting_not_found',
  3703: 'meeting_not_found',
  3704: 'signature_refused',
  3705: 'signature_refused',
  3706: 'meeting_not_found',
  3707: 'meeting_not_found',
  3708: 'not_host',
  3710: 'signature_refused',
  3711: 'not_host',
  3712: 'signature_refused',
  3714: 'wrong_passcode',
  4012: 'login_required',
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
  const byText = errorCode === 200 ? wireTexts.find(([text]) => text.test(errorMessage))?.[1] : undefined;
  return { code: byText ?? wireCodes[errorCode] ?? 'meeting_refused', ...details };
}
