import { expect, test } from '@playwright/test';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { sdkSignature } from '../../../src-main/zoom/sdk-signature';
import { now } from '../examples';

const secret = 'not-a-real-client-secret+/=?~ü';
const key = new TextEncoder().encode(secret);
const request = { clientId: 'client-1', clientSecret: secret, meetingId: '81234567890', role: 'host' as const, now };

test("the signature is a JWT that the app's client secret verifies, with every claim that Zoom asks for", async () => {
  const signature = await sdkSignature(request);
  const { payload } = await jwtVerify(signature, key, { currentDate: now, algorithms: ['HS256'] });
  expect(decodeProtectedHeader(signature)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(payload).toEqual({
    appKey: 'client-1',
    sdkKey: 'client-1',
    mn: '81234567890',
    role: 1,
    iat: expect.any(Number),
    exp: expect.any(Number),
    tokenExp: payload.exp,
  });
});

test('a participant claims role 0', async () => {
  const { payload } = await jwtVerify(await sdkSignature({ ...request, role: 'participant' }), key, {
    currentDate: now,
  });
  expect(payload.role).toBe(0);
});

test("it began a little ago, for computers' clocks differ, and ends within Zoom's 30 minutes to 48 hours", async () => {
  for (const moment of [
    now,
    new Date('2026-11-21T09:00:00.999Z'),
    new Date('2038-01-19T03:14:08Z'),
    new Date('2028-02-29T23:59:59Z'),
  ]) {
    const { payload } = await jwtVerify(await sdkSignature({ ...request, now: moment }), key, { currentDate: moment });
    const { iat = 0, exp = 0 } = payload;
    expect(Number.isInteger(iat)).toBe(true);
    const seconds = Math.floor(moment.getTime() / 1_000);
    expect(seconds - iat).toBeGreaterThanOrEqual(30);
    expect(seconds - iat).toBeLessThanOrEqual(120);
    expect(exp - iat).toBeGreaterThanOrEqual(1_800);
    expect(exp - iat).toBeLessThanOrEqual(172_800);
    expect(payload.tokenExp).toBe(exp);
  }
});

test('another secret does not verify it, nor does it verify when a claim was changed', async () => {
  const signature = await sdkSignature(request);
  await expect(jwtVerify(signature, new TextEncoder().encode('not-the-secret'), { currentDate: now })).rejects.toThrow(
    'signature verification failed',
  );
  const [head, body = '', seal] = signature.split('.');
  const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('"role":1', '"role":0')).toString(
    'base64url',
  );
  await expect(jwtVerify(`${head}.${forged}.${seal}`, key, { currentDate: now })).rejects.toThrow(
    'signature verification failed',
  );
});

test('the secret is not in it', async () => {
  const signature = await sdkSignature(request);
  const parts = signature.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  expect([signature, ...parts].join(' ')).not.toContain('not-a-real-client-secret');
});
