import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { parseJson } from '../shared/parse-json';
import { type DeriveKey, openSealedText, SealedText, sealText } from '../storage/sealed-text';

const format = 'usher-host-keys';
const version = 1;

const Envelope = z.object({ format: z.literal(format), version: z.number(), sealed: z.unknown().optional() });

/** The text of a file that only its passphrase opens. @param table as it would be written for everybody */
export async function sealedTableText(
  table: string,
  { passphrase, exportedAt, deriveKey }: { passphrase: string; exportedAt: string; deriveKey: DeriveKey },
): Promise<string> {
  const sealed = await sealText(table, passphrase, format, deriveKey);
  const note = 'Host keys for Usher, under a passphrase.';
  return `${JSON.stringify({ format, version, exportedAt, note, sealed }, undefined, 2)}\n`;
}

/**
 * What is sealed in a file; nothing, for one that is no sealed table.
 * @throws AppError `file_unreadable` whose subject says why
 */
export function sealedTableIn(fileName: string, bytes: Buffer): SealedText | undefined {
  // A table that begins with a brace would be a strange one, and all of it need not be read to know.
  if (bytes[0] !== 0x7b) return undefined;
  const value = parseJson(bytes.toString('utf8'));
  if (value === undefined) return undefined;
  const unreadable = (why: string) => new AppError('file_unreadable', { subject: `${fileName} (${why})` });
  const { data } = Envelope.safeParse(value);
  if (!data) throw unreadable('no host keys for Usher');
  if (data.version !== version) throw unreadable('written by a newer Usher');
  const sealed = SealedText.safeParse(data.sealed).data;
  if (!sealed) throw unreadable('its seal is damaged');
  return sealed;
}

/** @throws AppError `wrong_passphrase`, and then another may be tried */
export async function openSealedTable(sealed: SealedText, passphrase: string, deriveKey: DeriveKey): Promise<string> {
  return openSealedText(sealed, passphrase, format, deriveKey);
}
