import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { errorText } from '../../../src-main/shared/error-text';
import { failureOfFetch, isIntercepted } from '../../../src-main/shared/network-fault';

test('a server with a certificate of its own is somebody in between, with words of its own (N5)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=zoom.us', '-days', '1', '-newkey', 'rsa:2048', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) =>
    response.end('{}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const failure = await fetch(`https://127.0.0.1:${port}/`).then(() => undefined, failureOfFetch);
    expect(failure?.code).toBe('network_intercepted');
    expect(errorText(failure ?? { code: 'unexpected' }).sentence).toContain('certificate');
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

for (const [message, code] of [
  ['net::ERR_CERT_AUTHORITY_INVALID', 'network_intercepted'],
  ['net::ERR_CERT_DATE_INVALID', 'network_intercepted'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'network_intercepted'],
  ['Attempted to redirect, but redirect policy was "error"', 'network_intercepted'],
  ['Redirect was cancelled', 'network_intercepted'],
  ['net::ERR_PROXY_CONNECTION_FAILED', 'network_intercepted'],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', 'network_intercepted'],
  ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
  ['net::ERR_NAME_NOT_RESOLVED', 'offline'],
  ['net::ERR_CONNECTION_REFUSED', 'offline'],
  ['net::ERR_CONNECTION_RESET', 'offline'],
  ['fetch failed', 'offline'],
] as const) {
  test(`what Chromium or Node calls “${message}” is ${code}, however deep it lies`, () => {
    expect(failureOfFetch(new Error(message)).code).toBe(code);
    expect(failureOfFetch(new TypeError('fetch failed', { cause: new Error(message) })).code).toBe(code);
  });
}

for (const [status, type, expected] of [
  [200, 'text/html', true],
  [200, 'text/html; charset=utf-8', true],
  [200, 'application/json', false],
  [401, 'text/html', true],
  [403, 'text/html', true],
  [302, '', true],
  [307, 'application/json', true],
  [407, '', true],
  [511, 'text/html', true],
  [503, 'text/html', false],
  [500, 'text/html', false],
  [400, 'application/json', false],
  [304, '', false],
] as const) {
  test(`an answer ${status} of ${type || 'no type'} ${expected ? 'is not' : 'may be'} Zoom’s own (N7)`, () => {
    expect(isIntercepted(new Response(null, { status, headers: { 'content-type': type } }))).toBe(expected);
  });
}
