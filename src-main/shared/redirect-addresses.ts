/** The path of every redirect URI that Usher sends. */
export const redirectPath = '/callback';

/**
 * For confidential clients, whose redirect URI Zoom compares to the letter: tried in this order, so that a busy port
 * does not end a sign-in. All of them are to be registered in the Zoom app.
 * Public PKCE clients use any free port of 127.0.0.1 (RFC 8252, section 7.3; Zoom changelog 2026-09-28).
 */
export const registeredRedirectPorts = [47801, 47802, 47803] as const;

/** What to copy into the "OAuth redirect URL" and "OAuth allow list" of the Zoom app. */
export const registeredRedirectUris: readonly string[] = registeredRedirectPorts.map(
  (port) => `http://127.0.0.1:${port}${redirectPath}`,
);
