import { z } from 'zod';
import { AppError, Failure } from './app-error';
import {
  AccountId,
  ClientId,
  ClientSecret,
  CredentialId,
  CredentialKind,
  CredentialName,
  CredentialTags,
  ZoomEnvironment,
} from './credential';
import { parseJson } from './parse-json';

export const definitionsFormat = 'usher-credentials';
/** Of the file, and of what is sealed in it. */
export const maxDefinitionsBytes = 2 ** 20;
const version = 1;
const maxEntries = 1000;

const ListedDefinition = z.strictObject({
  name: CredentialName,
  kind: CredentialKind,
  environment: ZoomEnvironment,
  clientId: ClientId,
  accountId: AccountId.optional(),
  /** False for a public PKCE client; true also where the secret itself is not in the file. */
  hasClientSecret: z.boolean().default(true),
  tags: CredentialTags.default([]),
  /** What its app is to be allowed: the scopes that were granted where the file comes from. */
  scopes: z
    .array(z.string().regex(/^[a-z0-9_:]{1,100}$/))
    .max(300)
    .default([]),
});
/** A credential as others can set it up, without what belongs to a user: no refresh token, no name of whoever signed in. */
export type ListedDefinition = z.infer<typeof ListedDefinition>;

const Definition = ListedDefinition.extend({ clientSecret: ClientSecret.optional() });
export type Definition = z.infer<typeof Definition>;

const Envelope = z.strictObject({
  format: z.literal(definitionsFormat),
  version: z.number(),
  exportedAt: z.string().max(40).optional(),
  note: z.string().max(1000).optional(),
  credentials: z.array(z.unknown()).optional(),
  sealed: z.unknown().optional(),
});

/** What importing one row of a file would mean here. */
export const ImportVerdict = z.discriminatedUnion('kind', [
  /** `sharesAppWith`: another credential of the same Zoom app, such as the app-only one beside a user's. */
  z.object({ kind: z.literal('new'), sharesAppWith: CredentialId.optional() }),
  z.object({ kind: z.literal('same'), credentialId: CredentialId }),
  z.object({
    kind: z.literal('conflict'),
    credentialId: CredentialId,
    differsIn: z.array(z.enum(['name', 'tags', 'accountId', 'clientSecret'])),
  }),
  z.object({ kind: z.literal('unreadable'), why: z.string() }),
]);
export type ImportVerdict = z.infer<typeof ImportVerdict>;

export const ImportRow = z.object({
  row: z.number().int(),
  /** Missing in an unreadable row. */
  definition: ListedDefinition.optional(),
  /** Whether the file brings the client secret. */
  hasSecret: z.boolean(),
  verdict: ImportVerdict,
});
export type ImportRow = z.infer<typeof ImportRow>;

/** What an import would do, before anything is done. */
export const DryRun = z.object({
  importId: z.uuid(),
  fileName: z.string(),
  isSealed: z.boolean(),
  rows: z.array(ImportRow),
});
export type DryRun = z.infer<typeof DryRun>;

/** `replace`: the credential that the row conflicts with takes over what differs; its sign-in stays. */
export const ImportDecision = z.object({
  row: z.number().int().nonnegative().max(maxEntries),
  choice: z.enum(['add', 'skip', 'replace']),
  /** Typed by the operator, where the file does not bring it. */
  clientSecret: ClientSecret.optional(),
});
export type ImportDecision = z.infer<typeof ImportDecision>;

/** An import is kept whole or not at all. `left` counts secrets that could not be taken out of the keyring again. */
export const ImportOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kept'), added: z.array(CredentialId), replaced: z.array(CredentialId) }),
  z.object({ kind: z.literal('takenBack'), failure: Failure, left: z.number().int() }),
]);
export type ImportOutcome = z.infer<typeof ImportOutcome>;

/** The text of a file, or of what is sealed into one. */
export function definitionsText(definitions: readonly Definition[], exportedAt: string): string {
  return fileText(exportedAt, {
    note: 'Zoom apps for Usher. No sign-in of a user is in this file: everybody signs in on their own computer.',
    credentials: definitions,
  });
}

/** The text of a file that only its passphrase opens. @param sealed a `SealedText` of `definitionsText` */
export function sealedDefinitionsText(sealed: unknown, exportedAt: string): string {
  return fileText(exportedAt, {
    note: 'Zoom apps for Usher with their client secrets, under a passphrase. No sign-in of a user is in this file.',
    sealed,
  });
}

function fileText(exportedAt: string, rest: { note: string } & Record<string, unknown>): string {
  return `${JSON.stringify({ format: definitionsFormat, version, exportedAt, ...rest }, undefined, 2)}\n`;
}

export type ReadDefinitions = { kind: 'open'; entries: unknown[] } | { kind: 'sealed'; sealed: unknown };

/**
 * What is in the text of a file, entry by entry, still to be read with `readEntry`.
 * @throws AppError `file_unreadable` whose subject says why
 */
export function readDefinitionsText(fileName: string, text: string): ReadDefinitions {
  const unreadable = (why: string) => new AppError('file_unreadable', { subject: `${fileName} (${why})` });
  const value = parseJson(text);
  if (value === undefined) throw unreadable('no JSON');
  const { data } = Envelope.safeParse(value);
  // A newer Usher may have fields of its own.
  const told = z.object({ format: z.literal(definitionsFormat), version: z.number().gt(version) }).safeParse(value);
  if (told.success) throw unreadable('written by a newer Usher');
  if (!data || data.version !== version) throw unreadable('no credentials for Usher');
  const { credentials, sealed } = data;
  if ((credentials === undefined) === (sealed === undefined)) throw unreadable('no credentials for Usher');
  if (!credentials) return { kind: 'sealed', sealed };
  if (credentials.length === 0) throw unreadable('no credential in it');
  if (credentials.length > maxEntries) throw unreadable(`more than ${maxEntries} credentials`);
  return { kind: 'open', entries: credentials };
}

export type ReadEntry = { ok: true; definition: Definition } | { ok: false; why: string };

/** One entry of a file, or the first thing that is wrong with it. */
export function readEntry(value: unknown, { isSealed }: { isSealed: boolean }): ReadEntry {
  const { data, error } = Definition.safeParse(value);
  if (!data) {
    const issue = error.issues[0];
    if (issue?.code === 'unrecognized_keys') return { ok: false, why: unknownField(issue.keys[0] ?? '') };
    return { ok: false, why: whatIsWrong[issue?.path[0] as keyof Definition] ?? 'It is no credential.' };
  }
  const { kind, accountId, hasClientSecret, clientSecret } = data;
  if (clientSecret !== undefined && !isSealed)
    return { ok: false, why: 'It has a client secret in plain text. Usher takes secrets only from a sealed file.' };
  if ((kind === 'serverToServer') !== (accountId !== undefined))
    return { ok: false, why: 'A server-to-server credential needs its account ID, and no other has one.' };
  if (kind !== 'user' && !hasClientSecret)
    return { ok: false, why: 'Only a user credential can do without its client secret.' };
  if (clientSecret !== undefined && !hasClientSecret)
    return { ok: false, why: 'It says that it has no client secret, and has one.' };
  return { ok: true, definition: data };
}

const whatIsWrong: { readonly [Field in keyof Required<Definition>]: string } = {
  name: 'Its name is missing, or is not one line of 1 to 100 characters.',
  kind: 'It does not say whether it is user, app or serverToServer.',
  environment: 'It does not say whether it belongs to zoom, zoomgov or practice.',
  clientId: 'Its client ID is missing, has spaces in it or is longer than 200 characters.',
  accountId: 'Its account ID has spaces in it or is longer than 200 characters.',
  hasClientSecret: 'Whether it has a client secret is neither true nor false.',
  clientSecret: 'Its client secret has spaces in it or is longer than 200 characters.',
  tags: 'Its tags are not a list of at most 20 words of at most 30 characters.',
  scopes: 'Its scopes are not a list of names of scopes.',
};

function unknownField(key: string): string {
  const isPrintable = /^[\w-]{1,40}$/.test(key);
  return `It has a field that Usher does not know${isPrintable ? `: ${key}` : ''}.`;
}
