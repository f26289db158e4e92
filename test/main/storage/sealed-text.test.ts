import { expect, test } from '@playwright/test';
import { openSealedText, SealedText, sealText } from '../../../src-main/storage/sealed-text';

const text = 'not-a-real-secret, with ümläuts';
const passphrase = 'not-a-real-passphrase é';
const purpose = 'usher-test';
let sealed: SealedText;

test.beforeAll(async () => {
  sealed = await sealText(text, passphrase, purpose);
});

/** The same bytes with one bit of the first turned. */
function bent(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
}

const wrongPassphrase = expect.objectContaining({ code: 'wrong_passphrase' });

test('what was sealed opens with its passphrase, after a way through a file', async () => {
  const read = SealedText.parse(JSON.parse(JSON.stringify(sealed)));
  await expect(openSealedText(read, passphrase, purpose)).resolves.toBe(text);
});

test('a passphrase typed on another keyboard is the same passphrase', async () => {
  await expect(openSealedText(sealed, 'not-a-real-passphrase e\u0301', purpose)).resolves.toBe(text);
});

test('nothing of the text or the passphrase can be read in the seal, and no two seals are alike', async () => {
  const other = await sealText(text, passphrase, purpose);
  expect(JSON.stringify(sealed)).not.toContain('secret');
  expect(Buffer.from(sealed.text, 'base64').toString('latin1')).not.toContain('secret');
  for (const part of ['nonce', 'tag', 'text'] as const) expect(other[part]).not.toBe(sealed[part]);
  expect(other.keyFrom.salt).not.toBe(sealed.keyFrom.salt);
});

test('another passphrase, another purpose or a bent bit opens nothing', async () => {
  // Five keys, each of which is meant to be expensive.
  test.setTimeout(60_000);
  await expect(openSealedText(sealed, 'not-a-real-passphrase', purpose)).rejects.toEqual(wrongPassphrase);
  await expect(openSealedText(sealed, passphrase, 'usher-other')).rejects.toEqual(wrongPassphrase);
  for (const part of ['nonce', 'tag', 'text'] as const)
    await expect(openSealedText({ ...sealed, [part]: bent(sealed[part]) }, passphrase, purpose)).rejects.toEqual(
      wrongPassphrase,
    );
});

test('a file cannot ask for a cheaper or a dearer key, a shorter tag or a field of its own', () => {
  const refused = (change: object) => expect(SealedText.safeParse({ ...sealed, ...change }).success).toBe(false);
  refused({ keyFrom: { ...sealed.keyFrom, N: 2 ** 30 } });
  refused({ keyFrom: { ...sealed.keyFrom, N: 2 } });
  refused({ keyFrom: { ...sealed.keyFrom, p: 1000 } });
  refused({ keyFrom: { ...sealed.keyFrom, salt: '' } });
  refused({ tag: Buffer.from(sealed.tag, 'base64').subarray(0, 4).toString('base64') });
  refused({ nonce: 'AAAA' });
  refused({ text: 'not base64!' });
  refused({ cipher: 'aes-256-ctr' });
  refused({ more: 1 });
});

test('sealing leaves the main process free to do other things', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await sealText(text, passphrase, purpose);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});
