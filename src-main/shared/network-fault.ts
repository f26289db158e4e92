import type { Failure } from './app-error';

/** Names of certificate and handshake faults, in Chromium's words, Node's and OpenSSL's. */
const certificateFault = /ERR_(CERT|SSL|TLS)|CERT_|certificate|self.signed|unable to verify/i;

/** All that an error says of itself and of what is behind it. */
function saidBy(error: unknown): string {
  const said: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    said.push(current.message, 'code' in current ? String(current.code) : '');
  }
  return said.join(' ');
}

/**
 * What it means that a request got no answer at all. A wrong certificate, a redirect or a proxy's refusal is not Zoom's doing, but that
 * of somebody in between; anything else is the network's. Neither says anything about a credential.
 */
export function failureOfFetch(error: unknown): Failure {
  const said = saidBy(error);
  if (certificateFault.test(said)) {
    return { code: 'network_intercepted', subject: 'a certificate that is not to be trusted' };
  }
  return { code: /redirect|proxy|tunnel/i.test(said) ? 'network_intercepted' : 'offline' };
}

/**
 * Is this the answer of somebody in between, such as the sign-in page of a hotel? Zoom answers a program in JSON and sends it nowhere
 * else; only its own outage pages (5xx) are HTML too. 511 was made for this (RFC 6585, section 6), 407 is the proxy itself.
 */
export function isIntercepted(response: Response): boolean {
  const { status } = response;
  if (response.type === 'opaqueredirect' || status === 407 || status === 511) return true;
  if (status >= 300 && status < 400 && status !== 304) return true;
  return status < 500 && /^text\/html\b/i.test(response.headers.get('content-type') ?? '');
}
