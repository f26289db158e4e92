import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { parseJson } from '../shared/parse-json';

const algorithm = 'aes-256-gcm';
/** With the version in its last byte. Another version means another cost of the key. */
const magic = Buffer.from('USHERSEC\u0001', 'latin1');
export const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const digestBytes = 32;

const nonceStart = magic.length + saltBytes;
const tagStart = nonceStart + nonceBytes;
const textStart = tagStart + tagBytes;

/** Secrets, each under its account. */
export type SecretsByAccount = ReadonlyMap<string, string>;

const Entries = z.array(z.tuple([z.string(), z.string()]));

/**
 * All secrets as the bytes of one file: magic and version, salt, nonce, tag, sealed text, and a digest of all that.
 * They are sealed as a whole (AES-256-GCM; what stands before the nonce is authenticated too), so that none can be swapped, dropped or
 * taken from an older file. The digest is against accidents: it tells a damaged file from a wrong passphrase.
 * @param key 32 bytes, made from a passphrase and this salt
 */
export function sealSecrets(secrets: SecretsByAccount, key: Buffer, salt: Buffer): Buffer {
  const head = Buffer.concat([magic, salt]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(head);
  const text = Buffer.concat([cipher.update(JSON.stringify([...secrets]), 'utf8'), cipher.final()]);
  const sealed = Buffer.concat([head, nonce, cipher.getAuthTag(), text]);
  return Buffer.concat([sealed, digestOf(sealed)]);
}

/** The salt of a file that is whole. @throws AppError `keychain_damaged` for any other bytes */
export function saltOfSealed(file: Buffer): Buffer {
  const sealed = file.subarray(0, Math.max(0, file.length - digestBytes));
  const isWhole =
    sealed.length >= textStart &&
    sealed.subarray(0, magic.length).equals(magic) &&
    digestOf(sealed).equals(file.subarray(sealed.length));
  if (!isWhole) throw new AppError('keychain_damaged', { cause: 'the sealed file is not as it was written' });
  return sealed.subarray(magic.length, nonceStart);
}

/** @throws AppError `keychain_damaged` when the file is not whole, `wrong_passphrase` when the key does not open it */
export function openSealedSecrets(file: Buffer, key: Buffer): Map<string, string> {
  saltOfSealed(file);
  const sealed = file.subarray(0, file.length - digestBytes);
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(nonceStart, tagStart), { authTagLength: tagBytes })
    .setAAD(sealed.subarray(0, nonceStart))
    .setAuthTag(sealed.subarray(tagStart, textStart));
  let text: string;
  try {
    text = Buffer.concat([decipher.update(sealed.subarray(textStart)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError('wrong_passphrase', { cause });
  }
  return new Map(Entries.parse(parseJson(text)));
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
