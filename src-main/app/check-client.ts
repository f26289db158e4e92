import { randomBytes } from 'node:crypto';
import type { AuthorizationServer } from '../oauth/authorization-server';
import { AppError } from '../shared/app-error';
import { isMendedBySignIn } from '../shared/credential';
import { registeredRedirectUris } from '../shared/redirect-addresses';

/**
 * Asks Zoom whether it knows a client by its ID and secret, and spends nothing: a code that nobody has issued is refused as such
 * only after the client was let in (RFC 6749, section 5.2: `invalid_client` comes before `invalid_grant`).
 * A server-to-server app is refused: it has no codes (`unsupported_grant_type`).
 * @throws AppError `invalid_client`, `app_disabled`, `app_disabled_by_admin`, `app_set_up_wrong`, `offline`, `rate_limited`, `zoom_unavailable`
 */
export async function checkClient(server: Pick<AuthorizationServer, 'exchangeCode'>): Promise<void> {
  const state = randomBytes(16).toString('base64url');
  try {
    await server.exchangeCode({
      answer: new URLSearchParams({ code: randomBytes(32).toString('base64url'), state }),
      state,
      redirectUri: registeredRedirectUris[0] ?? '',
      codeVerifier: randomBytes(48).toString('base64url'),
    });
  } catch (error) {
    if (!(error instanceof AppError) || !isAboutTheCode(error)) throw error;
  }
}

function isAboutTheCode({ failure }: AppError): boolean {
  return failure.code === 'authorization_failed' || failure.code === 'redirect_mismatch' || isMendedBySignIn(failure);
}
