import type { AppErrorCode, Failure } from '../shared/app-error';
import type { ZoomErrorBody } from './zoom-schemas';

/** Zoom's numbers in the body of an error of the REST API (Zoom docs: api/errors; OpenAPI: Users, Meetings, Accounts). */
export const codeOfZoomNumber: Readonly<Record<number, AppErrorCode>> = {
  // Older words for a missing scope; Zoom lists any-of scopes with 4711 only.
  104: 'missing_scope',
  124: 'reauthorization_required',
  200: 'not_permitted',
  300: 'unexpected',
  404: 'unexpected',
  429: 'rate_limited',
  1001: 'user_gone',
  1005: 'unexpected',
  1009: 'unexpected',
  1010: 'user_gone',
  1120: 'user_gone',
  2001: 'user_gone',
  2300: 'unexpected',
  2306: 'not_permitted',
  // Zoom's catch-all for meetings: a setting is off, it is a webinar, it cannot be scheduled for somebody.
  3000: 'not_permitted',
  3001: 'meeting_not_found',
  3018: 'not_permitted',
  3037: 'not_permitted',
  3063: 'not_permitted',
  3161: 'not_permitted',
  4700: 'missing_scope',
  4711: 'missing_scope',
  12702: 'meeting_not_found',
};

export type RequestMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The scope behind each request, for answers that do not name it (OpenAPI: Users, Meetings, Accounts). */
const scopeOfRequest: readonly [RegExp, string][] = [
  // Zoom has these two for whole accounts only.
  [/^GET \/users\?/, 'user:read:list_users:admin'],
  [/^GET \/accounts\/[^/?]+\/settings\b/, 'account:read:settings:admin'],
  [/^GET \/users\/[^/?]+$/, 'user:read:user'],
  [/^PATCH \/users\/[^/?]+$/, 'user:update:user'],
  [/^GET \/users\/[^/?]+\/zak\b/, 'user:read:zak'],
  [/^GET \/users\/[^/?]+\/token\b/, 'user:read:token'],
  [/^GET \/users\/[^/?]+\/schedulers\b/, 'user:read:list_schedulers'],
  [/^GET \/users\/[^/?]+\/meetings\b/, 'meeting:read:list_meetings'],
  [/^GET \/users\/[^/?]+\/upcoming_meetings\b/, 'meeting:read:list_upcoming_meetings'],
  [/^POST \/users\/[^/?]+\/meetings\b/, 'meeting:write:meeting'],
  [/^GET \/meetings\/[^/?]+$/, 'meeting:read:meeting'],
  [/^PATCH \/meetings\/[^/?]+/, 'meeting:update:meeting'],
  [/^DELETE \/meetings\/[^/?]+/, 'meeting:delete:meeting'],
  [/^PUT \/meetings\/[^/?]+\/status\b/, 'meeting:update:status'],
  [/^GET \/meetings\/[^/?]+\/invitation\b/, 'meeting:read:invitation'],
  [/^POST \/meetings\/[^/?]+\/sip_dialing\b/, 'meeting:write:sip_dialing'],
  [/^GET \/meetings\/[^/?]+\/jointoken\/local_recording\b/, 'meeting:read:local_recording_token'],
  [/^GET \/meetings\/[^/?]+\/jointoken\/live_streaming\b/, 'meeting:read:live_streaming_token'],
  // Zoom has this one for whole accounts only.
  [/^GET \/meetings\/[^/?]+\/jointoken\/local_archiving\b/, 'meeting:read:local_archiving_token:admin'],
];

/** What Zoom calls the things that a person enters, in the person's words. */
const fieldWords: readonly [RegExp, string][] = [
  [/^topic\b/, 'topic'],
  [/^agenda\b/, 'agenda'],
  [/^(start_time|timezone)\b/, 'start'],
  [/^duration\b/, 'duration'],
  [/^(password|default_password)\b/, 'passcode'],
  [/^schedule_for\b/, 'host'],
  [/^recurrence\b/, 'repetition'],
  [/^settings\b/, 'settings'],
  [/^host_key\b/, 'host key'],
];

/** The user whom a path of the REST API speaks of; undefined for `me` and for what is no user's. */
function otherUserIn(path: string): string | undefined {
  const named = path.match(/^\/users\/([^/?]+)/)?.[1];
  return named === undefined || named === 'me' ? undefined : decodeURIComponent(named);
}

/**
 * What an error of the REST API means, by its numbers and never by its wording, for which Zoom gives no promise.
 * @param path under `/v2`: the same number says another thing of a meeting than of a user
 * @param body the parsed error body, if there was one
 * @param isOfAccount asked by an app that acts on a whole account: then it is the scopes for admins that count
 * @param method what was asked to be done: a number may blame what was entered
 */
export function failureOfZoomError(
  path: string,
  status: number,
  body: ZoomErrorBody | undefined,
  isOfAccount = false,
  method: RequestMethod = 'GET',
): Failure {
  const details = {
    zoomCode: body?.code ?? status,
    ...(body?.message ? { zoomMessage: body.message.slice(0, 300) } : {}),
  };
  const code = codeAt(`${method} ${path}`, status, body?.code);
  if (code === 'missing_scope')
    return { code, missingScopes: missingScopesIn(body?.message, `${method} ${path}`, isOfAccount), ...details };
  const subject =
    code === 'user_gone' ? otherUserIn(path) : code === 'entry_refused' ? fieldsIn(body?.errors) : undefined;
  return { code, ...(subject ? { subject } : {}), ...details };
}

/** Which of the things entered are wrong, each once. */
function fieldsIn(errors: ZoomErrorBody['errors'] = []): string | undefined {
  const words = errors.flatMap(({ field }) => fieldWords.find(([form]) => form.test(field))?.[1] ?? []);
  return words.length === 0 ? undefined : [...new Set(words)].join(', ');
}

function codeAt(request: string, status: number, number: number | undefined): AppErrorCode {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'zoom_unavailable';
  const isOfMeeting = / \/meetings\//.test(request);
  // Only these send what somebody has entered.
  if (number === 300 && /^(POST \/users|PATCH )/.test(request)) return 'entry_refused';
  // Zoom's words are "Only an account administrator can change the host key."
  if (number === 200 && /^PATCH \/users\//.test(request)) return 'host_key_locked';
  // A meeting number that makes no sense is one that Zoom does not know.
  if (number === 300 && isOfMeeting) return 'meeting_not_found';
  // `upcoming_meetings` says of a missing user what others say of a missing meeting.
  if (number === 3001 && !isOfMeeting) return / \/users\//.test(request) ? 'user_gone' : 'unexpected';
  const known = number === undefined ? undefined : codeOfZoomNumber[number];
  if (known !== undefined) return known;
  if (status === 401) return 'reauthorization_required';
  return status === 403 ? 'not_permitted' : 'unexpected';
}

/**
 * Zoom lists the scopes any one of which would do, in brackets: some for users, some for admins, of which a grant can only have one kind.
 * Where it lists none, it is the one that the request needs.
 */
function missingScopesIn(message = '', request: string, isOfAccount: boolean): string[] {
  const listed = message.match(/\[([^\]]*)\]/)?.[1]?.split(/[\s,]+/);
  const scopes = listed?.filter(Boolean) ?? [];
  if (scopes.length === 0) {
    const needed = scopeOfRequest.find(([form]) => form.test(request))?.[1];
    if (needed === undefined) return [];
    return [isOfAccount && !needed.endsWith(':admin') ? `${needed}:admin` : needed];
  }
  const own = scopes.filter((scope) => /:(admin|master)\b/.test(scope) === isOfAccount);
  return own.length > 0 ? own : scopes;
}
