import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { openSealedSecrets, saltBytes, saltOfSealed, sealSecrets } from '../../../src-main/storage/sealed-secrets';

const key = Buffer.alloc(32, 7);
const salt = Buffer.alloc(saltBytes, 9);
const secrets = new Map([
  ['a', 'not-a-real-secret'],
  ['b', 'nicht echt, 会議室 🚀'],
]);

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'opened';
  } catch (error) {
    return failureOf(error).code;
  }
}

test('what was sealed comes back, and nothing of it can be read in the file', () => {
  const file = sealSecrets(secrets, key, salt);
  expect(openSealedSecrets(file, key)).toEqual(secrets);
  expect(saltOfSealed(file)).toEqual(salt);
  expect(file.toString('latin1')).not.toContain('not-a-real');
  expect(openSealedSecrets(sealSecrets(new Map(), key, salt), key)).toEqual(new Map());
});

test('every byte that is flipped, and every cut, is noticed as damage (SK9)', () => {
  const file = sealSecrets(secrets, key, salt);
  for (let index = 0; index < file.length; index++) {
    for (const bit of [1, 0x80]) {
      const bent = Buffer.from(file);
      bent.writeUInt8(bent.readUInt8(index) ^ bit, index);
      expect(
        codeOf(() => openSealedSecrets(bent, key)),
        `byte ${index}`,
      ).toBe('keychain_damaged');
    }
    expect(
      codeOf(() => openSealedSecrets(file.subarray(0, index), key)),
      `cut at ${index}`,
    ).toBe('keychain_damaged');
  }
  expect(codeOf(() => openSealedSecrets(Buffer.concat([file, Buffer.alloc(1)]), key))).toBe('keychain_damaged');
});

test('somebody who mends the digest after bending a byte does not get past the seal (SK9)', async () => {
  const { createHash } = await import('node:crypto');
  const file = sealSecrets(secrets, key, salt);
  const sealed = file.subarray(0, file.length - 32);
  for (let index = 9; index < sealed.length; index++) {
    const bent = Buffer.from(sealed);
    bent.writeUInt8(bent.readUInt8(index) ^ 1, index);
    const mended = Buffer.concat([bent, createHash('sha256').update(bent).digest()]);
    expect(
      codeOf(() => openSealedSecrets(mended, key)),
      `byte ${index}`,
    ).toBe('wrong_passphrase');
  }
});

test('another key opens nothing', () => {
  const file = sealSecrets(secrets, key, salt);
  expect(codeOf(() => openSealedSecrets(file, randomBytes(32)))).toBe('wrong_passphrase');
});

test('no two seals have a nonce in common', () => {
  const nonces = new Set<string>();
  for (let seals = 0; seals < 20_000; seals++) {
    nonces.add(sealSecrets(secrets, key, salt).subarray(25, 37).toString('hex'));
  }
  expect(nonces.size).toBe(20_000);
});
