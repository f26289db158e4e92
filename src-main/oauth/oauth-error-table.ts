import type { AppErrorCode } from '../shared/app-error';
import { withoutSignIn } from '../shared/credential';

/** What was asked of the authorization server: tokens for a code, for a refresh token, for an account, or an end of them. */
export type OAuthStep = 'code' | 'refresh' | 'account' | 'revoke';

/** Zoom's own numbers, which stand in the text of an error (Zoom docs: integrations/oauth-error-messages). */
export const codeOfOAuthNumber: Readonly<Record<number, AppErrorCode>> = {
  // A redirect address or a scope that the app does not have, and whatever has no number of its own.
  4700: 'app_set_up_wrong',
  4702: 'invalid_client',
  4704: 'invalid_client',
  4705: 'app_set_up_wrong',
  4706: 'invalid_client',
  4709: 'redirect_mismatch',
  4711: 'missing_scope',
  4717: 'app_disabled',
  4724: 'reauthorization_required',
  4733: 'authorization_failed',
  4734: 'authorization_failed',
  4735: 'user_gone',
  4737: 'reauthorization_required',
  4738: 'app_disabled_by_admin',
  4740: 'reauthorization_required',
  4741: 'authorization_replaced',
};

type Meaning = Readonly<Record<OAuthStep, AppErrorCode>>;

/** Something does not fit: a code or, as Zoom says it too, an account that is not the app's. So does a word that nobody knows yet. */
const anyOtherWord: Meaning = {
  code: 'authorization_failed',
  refresh: 'app_set_up_wrong',
  account: 'account_refused',
  revoke: 'unexpected',
};

const always = (code: AppErrorCode): Meaning => ({ code, refresh: code, account: code, revoke: code });

/**
 * OAuth's own words (RFC 6749, sections 4.1.2.1 and 5.2). The last four are for codes that a device shows (RFC 8628, section 3.5), which
 * Usher does not ask for.
 */
const codeOfOAuthWord: Readonly<Record<string, Meaning>> = {
  invalid_client: always('invalid_client'),
  unauthorized_client: always('invalid_client'),
  // The code was spent, the refresh token is dead, the account is not the app's.
  invalid_grant: {
    code: 'authorization_failed',
    refresh: 'reauthorization_required',
    account: 'account_refused',
    revoke: 'unexpected',
  },
  invalid_request: anyOtherWord,
  unsupported_grant_type: { ...always('app_set_up_wrong'), account: 'account_refused' },
  invalid_scope: { ...always('missing_scope'), account: 'app_scope_missing' },
  access_denied: { ...always('account_refused'), code: 'access_denied', refresh: 'reauthorization_required' },
  expired_token: { ...always('account_refused'), code: 'authorization_failed', refresh: 'reauthorization_required' },
  authorization_pending: always('zoom_unavailable'),
  slow_down: always('rate_limited'),
};

/** Such as 4702 or, with a thousands separator, 4,702. */
function zoomNumber(text: string): number | undefined {
  const digits = text.match(/\b4,?7\d\d\b/)?.[0]?.replace(',', '');
  return digits ? Number(digits) : undefined;
}

/**
 * What an error of the token endpoint means: by Zoom's number where it tells one, else by OAuth's word (RFC 6749, section 5.2).
 * @param reason Zoom's text, from which only a number is taken: its wording changes
 */
export function codeOfOAuthError(step: OAuthStep, error: string, reason = ''): AppErrorCode {
  const byWord = (codeOfOAuthWord[error] ?? anyOtherWord)[step];
  const number = zoomNumber(reason) ?? 0;
  const byNumber = codeOfOAuthNumber[number];
  // What only says that something failed, or speaks of a code, adds nothing to a word that says more.
  const addsNothing = byNumber === 'authorization_failed' || (number === 4700 && error !== 'invalid_request');
  if (byNumber === undefined || addsNothing) return byWord;
  return step === 'account' ? withoutSignIn({ code: byNumber }).code : byNumber;
}
