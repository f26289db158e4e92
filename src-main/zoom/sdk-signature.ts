/** Zoom refuses an `iat` in the future, and 30 seconds were seen not to be enough. */
const backdateSeconds = 120;
/** Zoom allows 30 minutes to 48 hours. */
const lifetimeSeconds = 2 * 3600;

/**
 * The signature that lets a meeting page use the Meeting SDK (Zoom docs: meeting-sdk/auth): a JWT, HS256 with the app's client secret.
 * `sdkKey` says the same as `appKey`, for SDKs before 5.0.
 */
export async function sdkSignature(request: {
  clientId: string;
  clientSecret: string;
  meetingId: string;
  role: 'host' | 'participant';
  now: Date;
}): Promise<string> {
  // Loaded when a meeting is opened: an idle tray app has nothing to sign.
  const { SignJWT } = await import('jose');
  const iat = Math.floor(request.now.getTime() / 1000) - backdateSeconds;
  const exp = iat + lifetimeSeconds;
  return new SignJWT({
    appKey: request.clientId,
    sdkKey: request.clientId,
    mn: request.meetingId,
    role: request.role === 'host' ? 1 : 0,
    iat,
    exp,
    tokenExp: exp,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(request.clientSecret));
}
