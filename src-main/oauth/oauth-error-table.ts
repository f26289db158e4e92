import type { AppErrorCode } from '../shared/app-error';

/** What was asked of the authorization server: tokens for a code, for a refresh token, for an account, or an end of them. */
export type OAuthStep = 'code' | 'refresh' | 'account' | 'revoke';

/** Zoom's own numbers, which stand in the text of an error (Zoom docs: integrations/oauth-error-messages). */
export const codeOfOAuthNumber: Readonly<Record<number, AppErrorCode>> = {
  // Zoom's number for whatever has none of its own.
  4700: 'authorization_failed',
  4702: 'invalid_client',
  4704: 'invalid_client',
  4705: 'authorization_failed',
  4706: 'invalid_client',
  4709: 'redirect_mismatch',
  4711: 'missing_scope',
  4717: 'app_disabled',
  4724: 'reauthorization_required',
  4733: 'authorization_failed',
  4734: 'authorization_failed',
  4735: 'user_gone',
  4737: 'reauthorization_required',
  4738: 'app_disabled',
  4740: 'reauthorization_required',
  4741: 'authorization_replaced',
};

/** What `invalid_grant` says: the code was spent, the refresh token is dead, the account is not the app's. */
const invalidGrant: Readonly<Record<OAuthStep, AppErrorCode>> = {
  code: 'authorization_failed',
  refresh: 'reauthorization_required',
  account: 'invalid_client',
  revoke: 'unexpected',
};

/** What is wrong with the request says nothing about a grant; with an account, it is the account ID or the kind of the app. */
const invalidRequest: Readonly<Record<OAuthStep, AppErrorCode>> = {
  code: 'authorization_failed',
  refresh: 'authorization_failed',
  account: 'invalid_client',
  revoke: 'unexpected',
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
  const byNumber = codeOfOAuthNumber[zoomNumber(reason) ?? 0];
  if (byNumber !== undefined && byNumber !== 'authorization_failed') return byNumber;
  if (error === 'invalid_client' || error === 'unauthorized_client') return 'invalid_client';
  return (error === 'invalid_grant' ? invalidGrant : invalidRequest)[step];
}
