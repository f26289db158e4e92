import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../shared/app-error';

/** 128 MiB and half a second of work for every guess at a passphrase (RFC 7914; OWASP's recommendation). */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
/** `maxmem` has to be above 128 * N * r, or scrypt refuses. */
const scryptOptions: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;

const base64Of = (bytes: number) =>
  z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes, `${bytes} bytes`);

/**
 * A text that only its passphrase opens, as it stands in a file. All binary parts are base64.
 * Other costs than our own are refused: a file must not decide how much memory its opening takes.
 */
export const SealedText = z.strictObject({
  keyFrom: z.strictObject({
    function: z.literal('scrypt'),
    N: z.literal(cost.N),
    r: z.literal(cost.r),
    p: z.literal(cost.p),
    salt: base64Of(saltBytes),
  }),
  cipher: z.literal(algorithm),
  nonce: base64Of(nonceBytes),
  tag: base64Of(tagBytes),
  text: z.base64(),
});
export type SealedText = z.infer<typeof SealedText>;

/** The key that a passphrase and a salt make, 32 bytes. */
export type DeriveKey = (passphrase: string, salt: Buffer) => Promise<Buffer>;

/**
 * Seals a text under a passphrase, with a salt and a nonce of its own each time.
 * @param purpose what the text is, such as `usher-credentials`; the seal only opens for the same
 * @param deriveKey `keyFrom` for everybody but a test that has no half second to spare
 */
export async function sealText(
  text: string,
  passphrase: string,
  purpose: string,
  deriveKey: DeriveKey = keyFrom,
): Promise<SealedText> {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const key = await deriveKey(passphrase, salt);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  key.fill(0);
  return {
    keyFrom: { function: 'scrypt', ...cost, salt: salt.toString('base64') },
    cipher: algorithm,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    text: sealed.toString('base64'),
  };
}

/**
 * @param sealed already parsed with `SealedText`
 * @throws AppError `wrong_passphrase`, also for a seal of another purpose or one that was tampered with: they cannot be told apart
 */
export async function openSealedText(
  sealed: SealedText,
  passphrase: string,
  purpose: string,
  deriveKey: DeriveKey = keyFrom,
): Promise<string> {
  const key = await deriveKey(passphrase, Buffer.from(sealed.keyFrom.salt, 'base64'));
  const decipher = createDecipheriv(algorithm, key, Buffer.from(sealed.nonce, 'base64'), { authTagLength: tagBytes })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(Buffer.from(sealed.tag, 'base64'));
  try {
    return Buffer.concat([decipher.update(Buffer.from(sealed.text, 'base64')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError('wrong_passphrase', { cause });
  } finally {
    key.fill(0);
  }
}

/** The key that a passphrase and a salt make. The same passphrase from two keyboards may be two different strings of code points. */
export function keyFrom(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, keyBytes, scryptOptions, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
