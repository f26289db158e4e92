import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readProc } from './processes';

/** A secret to look for. Only the label ever shows in a test's output. */
export type LabelledSecret = { label: string; value: string };

/** Where to look: files and folders with all below them, texts such as a log, processes by their command line and environment. */
export type ScannedPlaces = {
  paths?: readonly string[];
  texts?: Readonly<Record<string, string>>;
  pids?: readonly number[];
};

/** `where` is a path, a text's name or a process, with the position in bytes. */
export type SecretFinding = { label: string; encoding: string; where: string };

/**
 * Looks for secrets as they are and as programs usually wrap them: base64 and base64url (also inside a longer text),
 * hex, the encodings of URLs and forms, JSON escapes, UTF-16. What is compressed or encrypted is not looked into.
 * Answers an empty list when all is well, and throws rather than looking at nothing.
 */
export function findSecrets(secrets: readonly LabelledSecret[], places: ScannedPlaces): SecretFinding[] {
  if (secrets.length === 0) throw new Error('There is no secret to look for.');
  if (!places.paths && !places.texts && !places.pids) throw new Error('There is no place to look at.');
  if (places.pids && !places.pids.some((pid) => readProc(pid, 'cmdline')?.length)) {
    throw new Error('None of the processes is running: nothing would be looked at.');
  }
  const needles = secrets.flatMap(needlesOf);
  const search = (where: string, content: Buffer) =>
    needles.flatMap(({ label, encoding, bytes }): SecretFinding[] => {
      const position = content.indexOf(bytes);
      return position < 0 ? [] : [{ label, encoding, where: `${where}, byte ${position}` }];
    });

  const inPaths = (places.paths ?? [])
    .flatMap((path) => filesBelow(path))
    .flatMap((path) => [
      ...search(`the name of a file in ${join(path, '..')}`, Buffer.from(basename(path))),
      ...search(path, contentOf(path)),
    ]);
  const inTexts = Object.entries(places.texts ?? {}).flatMap(([name, text]) => search(name, Buffer.from(text)));
  const inProcesses = (places.pids ?? []).flatMap((pid) =>
    (['cmdline', 'environ'] as const).flatMap((file) =>
      search(`/proc/${pid}/${file}`, readProc(pid, file) ?? Buffer.alloc(0)),
    ),
  );
  return [...inPaths, ...inTexts, ...inProcesses];
}

type Needle = { label: string; encoding: string; bytes: Buffer };

function needlesOf({ label, value }: LabelledSecret): Needle[] {
  if (value.length < 8) throw new Error(`The secret "${label}" is too short: it would be found everywhere.`);
  const plain = Buffer.from(value);
  const forms: [string, string | Buffer][] = [
    ['plain', plain],
    ['hex', plain.toString('hex')],
    ['upper-case hex', plain.toString('hex').toUpperCase()],
    ['percent-encoding', encodeURIComponent(value)],
    ['form encoding', new URLSearchParams({ '': value }).toString().slice(1)],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['UTF-16', Buffer.from(value, 'utf16le')],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const text = base64Inside(plain, offset);
      return [
        ['base64', text],
        ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  ];
  const needles = new Map<string, Needle>();
  for (const [encoding, form] of forms) {
    const bytes = Buffer.from(form);
    // The first name wins: what looks the same in two encodings is one needle.
    const key = bytes.toString('latin1');
    if (!needles.has(key)) needles.set(key, { label, encoding, bytes });
  }
  return [...needles.values()];
}

/**
 * The characters that a secret becomes in base64 whatever stands around it, when `offset` bytes of a group of three
 * come before it, as in `Basic base64(clientId:clientSecret)`. Characters shared with a neighbour are cut off.
 */
function base64Inside(secret: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
  const bits = (offset + secret.length) * 8;
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
}

/** Links are not followed; sockets and pipes hold no content. Throws when the path itself does not exist. */
function filesBelow(path: string): string[] {
  const entry = lstatSync(path);
  if (entry.isFile()) return [path];
  if (!entry.isDirectory()) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((inner) => inner.isFile())
    .map((inner) => join(inner.parentPath, inner.name));
}

/** A file that a running app has removed since it was listed has no content any more. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
