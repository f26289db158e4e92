import { createPublicKey, X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { privateKeyFrom, selfSignedCertificate } from '../../../src-main/practice/practice-certificate';

const privateKey = privateKeyFrom(new Uint8Array(32).fill(3));
const now = Date.now();
const hour = 3600_000;
const fields = {
  privateKey,
  commonName: 'Boardroom',
  address: '127.0.0.1',
  notBefore: new Date(now - hour),
  notAfter: new Date(now + hour),
};

test('a seed has one key, another seed another', () => {
  const exported = (seed: Uint8Array) => privateKeyFrom(seed).export({ type: 'pkcs8', format: 'pem' });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      expect(exported(seed)).toBe(exported(seed));
      const other = Uint8Array.from(seed, (byte, at) => (at === 0 ? byte ^ 1 : byte));
      expect(exported(other)).not.toBe(exported(seed));
    }),
    { numRuns: 50 },
  );
  expect(privateKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
});

test('the certificate says what it was made for, and its own key has signed it', () => {
  const certificate = new X509Certificate(selfSignedCertificate(fields));
  expect(certificate.verify(createPublicKey(privateKey))).toBe(true);
  expect(certificate.checkPrivateKey(privateKey)).toBe(true);
  expect([certificate.subject, certificate.issuer]).toEqual(['CN=Boardroom', 'CN=Boardroom']);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
  const other = createPublicKey(privateKeyFrom(new Uint8Array(32)));
  expect(certificate.verify(other)).toBe(false);
  expect(() => selfSignedCertificate({ ...fields, address: 'boardroom.example' })).toThrow(RangeError);
});

test('its dates are kept to the second, also beyond 2049', () => {
  for (const [from, until] of [
    ['2026-11-21T10:00:20Z', '2036-02-29T23:59:59Z'],
    ['1999-12-31T23:59:59Z', '2049-12-31T23:59:59Z'],
    ['2050-01-01T00:00:00Z', '2199-06-30T12:00:00Z'],
  ] as const) {
    const dates = { notBefore: new Date(from), notAfter: new Date(until) };
    const { validFrom, validTo } = new X509Certificate(selfSignedCertificate({ ...fields, ...dates }));
    expect([Date.parse(validFrom), Date.parse(validTo)]).toEqual([Date.parse(from), Date.parse(until)]);
  }
});

test('a name of any length and script is carried as it is', () => {
  for (const commonName of ['x', 'Besprechungsraum Süd', '会議室', 'x'.repeat(64), 'x'.repeat(300)])
    expect(
      new X509Certificate(selfSignedCertificate({ ...fields, commonName })).toLegacyObject().subject,
    ).toMatchObject({
      CN: commonName,
    });
});

test('a client that trusts it, and only such a client, shakes hands with whoever has the key', async () => {
  const cert = selfSignedCertificate(fields);
  const server = createServer({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert }, (socket) =>
    socket.on('error', () => {}).end(),
  ).on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const shakeHands = (ca: string | undefined) =>
    new Promise<TLSSocket>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', ...(ca ? { ca } : {}) }, () => resolve(socket));
      socket.on('error', reject);
    });
  const trusting = await shakeHands(cert);
  expect([trusting.authorized, trusting.getPeerX509Certificate()?.fingerprint256]).toEqual([
    true,
    new X509Certificate(cert).fingerprint256,
  ]);
  trusting.destroy();
  await expect(shakeHands(undefined)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  await expect(shakeHands(selfSignedCertificate(fields)), 'of the same key, but another').rejects.toThrow();
  await new Promise((resolve) => server.close(resolve));
});
