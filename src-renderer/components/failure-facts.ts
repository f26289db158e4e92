import type { AppErrorCode, Failure } from '@shared/app-error';

/** What stands behind "Details": Zoom's own words and numbers, for whoever has to talk to Zoom about it. */
export function failureFacts({
  zoomCode,
  zoomMessage,
  trackingId,
  missingScopes,
}: Failure): { term: string; text: string }[] {
  return [
    { term: 'Zoom code', text: zoomCode === undefined ? '' : String(zoomCode) },
    { term: 'Zoom says', text: zoomMessage ?? '' },
    { term: 'Missing scopes', text: missingScopes?.join(' or ') ?? '' },
    { term: 'Tracking ID', text: trackingId ?? '' },
  ].filter(({ text }) => text !== '');
}

const passing: ReadonlySet<AppErrorCode> = new Set([
  'offline',
  'zoom_unavailable',
  'rate_limited',
  'keychain_locked',
  'keychain_unavailable',
  'keyring_not_created',
  'keychain_hung',
  'passphrase_needed',
  'meeting_not_started',
  'not_admitted',
  'another_meeting_running',
  'already_in_meeting',
  'meeting_left',
  'meeting_over',
  'meeting_full',
  'meeting_locked',
  'captcha_required',
  'authorizer_absent',
  'authorizer_left',
  'connection_lost',
  'access_denied',
  'authorization_timed_out',
  'authorization_cancelled',
  'not_revoked',
  'records_damaged',
  'records_recovered',
  'records_rolled_back',
  'records_changed_elsewhere',
]);

/** Whether something is broken, or only in the way for now and nothing is lost. */
export function failureTone({ code }: Failure): 'problem' | 'attention' {
  return passing.has(code) ? 'attention' : 'problem';
}
