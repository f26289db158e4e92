import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '../shared/app-error';
import type { Credential, CredentialId } from '../shared/credential';
import {
  type Definition,
  type DryRun,
  definitionsFormat,
  definitionsText,
  type ImportDecision,
  type ImportOutcome,
  type ImportRow,
  type ImportVerdict,
  maxDefinitionsBytes,
  readDefinitionsText,
  readEntry,
  sealedDefinitionsText,
} from '../shared/definitions-file';
import { readChosenFile, writeChosenFile } from '../storage/chosen-file';
import { type DeriveKey, openSealedText, SealedText, sealText } from '../storage/sealed-text';
import type { Activity } from './activity';
import { codes } from './activity-between';
import type { Addition, CredentialCare, Replacement } from './credential-care';
import type { Credentials } from './credentials';
import type { ZoomAccess } from './zoom-access';

type OpenFile = { importId: string; fileName: string; isSealed: boolean; entries: unknown[] };

export type ExportOutcome =
  | { kind: 'saved'; fileName: string; withoutSecret: CredentialId[] }
  | { kind: 'cancelled' }
  | { kind: 'tooLarge' };

/**
 * Credentials' definitions on their way to other computers and from them. What a user signed in for never leaves:
 * a refresh token is no part of a definition. The file that is being imported, and what it brings, stays in memory until it is
 * imported or forgotten.
 */
export class Definitions {
  private sealed: { fileName: string; sealed: SealedText } | undefined;
  private file: OpenFile | undefined;

  constructor(
    private readonly parts: {
      credentials: Credentials;
      access: ZoomAccess;
      care: CredentialCare;
      activity: Pick<Activity, 'note' | 'noteOutcome'>;
      /** Path of the file, undefined when the user cancelled. */
      askWhereToSave: (suggestedName: string) => Promise<string | undefined>;
      askWhatToOpen: () => Promise<string | undefined>;
      deriveKey: DeriveKey;
      now: () => Date;
    },
  ) {}

  /**
   * @param passphrase with it the client secrets go along, sealed
   * @throws AppError `invalid_request`, `file_not_written`, or what the keychain throws
   */
  async export(credentialIds: readonly CredentialId[], passphrase: string | undefined): Promise<ExportOutcome> {
    const { credentials, access, now } = this.parts;
    const chosen = [...new Set(credentialIds)].map((id) => credentials.get(id));
    if (chosen.some(({ deletedAt }) => deletedAt !== undefined)) throw new AppError('invalid_request');
    const definitions: Definition[] = [];
    const withoutSecret: CredentialId[] = [];
    for (const credential of chosen) {
      const needsSecret = passphrase !== undefined && credential.hasClientSecret;
      const clientSecret = needsSecret ? await access.clientSecretOf(credential.id) : undefined;
      if (needsSecret && clientSecret === undefined) withoutSecret.push(credential.id);
      definitions.push({ ...definitionOf(credential), ...(clientSecret ? { clientSecret } : {}) });
    }
    const exportedAt = now().toISOString();
    const open = definitionsText(definitions, exportedAt);
    // Before the file is chosen: nothing would be worse than one that cannot be read again.
    if (Buffer.byteLength(open) * (passphrase === undefined ? 1 : 4 / 3) > maxDefinitionsBytes - 4096)
      return { kind: 'tooLarge' };
    const path = await this.parts.askWhereToSave(`usher-credentials-${exportedAt.slice(0, 10)}.json`);
    if (path === undefined) return { kind: 'cancelled' };
    const text =
      passphrase === undefined
        ? open
        : sealedDefinitionsText(await sealText(open, passphrase, definitionsFormat, this.parts.deriveKey), exportedAt);
    const names = chosen.map(({ name }) => name).join(', ');
    await this.parts.activity.noteOutcome(
      {
        kind: 'credentialsExported',
        about: `${chosen.length} ${passphrase === undefined ? 'without secrets' : 'with client secrets, sealed'}: ${names}`,
      },
      writeChosenFile(path, text),
    );
    return { kind: 'saved', fileName: basename(path), withoutSecret };
  }

  /**
   * Lets the user choose a file and says what importing it would do.
   * @throws AppError `file_unreadable`, or what the keychain throws
   */
  async read(): Promise<
    { kind: 'cancelled' } | { kind: 'sealed'; fileName: string } | { kind: 'dryRun'; dryRun: DryRun }
  > {
    const path = await this.parts.askWhatToOpen();
    if (path === undefined) return { kind: 'cancelled' };
    this.forget();
    const fileName = basename(path);
    const contents = readDefinitionsText(fileName, await readChosenFile(path, maxDefinitionsBytes));
    if (contents.kind === 'open') {
      const dryRun = await this.look({ fileName, isSealed: false, entries: contents.entries });
      return { kind: 'dryRun', dryRun };
    }
    const sealed = SealedText.safeParse(contents.sealed).data;
    if (!sealed) throw new AppError('file_unreadable', { subject: `${fileName} (its seal is damaged)` });
    this.sealed = { fileName, sealed };
    return { kind: 'sealed', fileName };
  }

  /**
   * Opens the sealed file that `read` found.
   * @throws AppError `wrong_passphrase`, and then another may be tried; `file_unreadable`, or what the keychain throws
   */
  async open(passphrase: string): Promise<DryRun> {
    if (!this.sealed) throw new AppError('invalid_request');
    const { fileName, sealed } = this.sealed;
    const text = await openSealedText(sealed, passphrase, definitionsFormat, this.parts.deriveKey);
    const contents = readDefinitionsText(fileName, text);
    if (contents.kind !== 'open') throw new AppError('file_unreadable', { subject: `${fileName} (sealed twice)` });
    return this.look({ fileName, isSealed: true, entries: contents.entries });
  }

  /**
   * Does what the operator decided row by row, all of it or nothing.
   * @throws AppError `invalid_request` when a decision does not fit to what is here now; then nothing was begun
   */
  async import(importId: string, decisions: readonly ImportDecision[]): Promise<ImportOutcome> {
    const { file } = this;
    if (!file || file.importId !== importId) throw new AppError('invalid_request');
    const rows = await this.rowsOf(file);
    if (new Set(decisions.map(({ row }) => row)).size !== decisions.length) throw new AppError('invalid_request');
    const additions: Addition[] = [];
    const replacements: Replacement[] = [];
    for (const { row, choice, clientSecret: typed } of decisions) {
      const shown = rows[row];
      const entry = readEntry(file.entries[row], file);
      if (choice === 'skip') continue;
      if (!shown || !entry.ok) throw new AppError('invalid_request');
      const { definition } = entry;
      if (typed !== undefined && (definition.clientSecret !== undefined || !definition.hasClientSecret))
        throw new AppError('invalid_request');
      const clientSecret = definition.clientSecret ?? typed;
      const brings = { definition, ...(clientSecret ? { clientSecret } : {}) };
      if (choice === 'add' && (shown.verdict.kind === 'new' || shown.verdict.kind === 'conflict'))
        additions.push(brings);
      else if (choice === 'replace' && shown.verdict.kind === 'conflict')
        replacements.push({ id: shown.verdict.credentialId, ...brings });
      else throw new AppError('invalid_request');
    }
    if (new Set(replacements.map(({ id }) => id)).size !== replacements.length) throw new AppError('invalid_request');
    const outcome = await this.parts.care.keepTogether(additions, replacements);
    if (outcome.kind === 'kept') this.forget();
    this.parts.activity.note({
      kind: 'credentialsImported',
      about: `${additions.length} added, ${replacements.length} replaced, ${file.isSealed ? 'from a sealed file' : 'from an open file'}`,
      ...(outcome.kind === 'kept' ? { outcome: 'done' } : { outcome: 'failed', ...codes(outcome.failure) }),
    });
    return outcome;
  }

  /** Whatever was read and not imported leaves the memory. */
  forget(): void {
    this.file = undefined;
    this.sealed = undefined;
  }

  private async look(found: Omit<OpenFile, 'importId'>): Promise<DryRun> {
    const file = { importId: randomUUID(), ...found };
    const rows = await this.rowsOf(file);
    this.file = file;
    const { importId, fileName, isSealed } = file;
    return { importId, fileName, isSealed, rows };
  }

  private async rowsOf({ entries, isSealed }: OpenFile): Promise<ImportRow[]> {
    const rows: ImportRow[] = [];
    const seen = new Set<string>();
    for (const [row, value] of entries.entries()) {
      const entry = readEntry(value, { isSealed });
      if (!entry.ok) {
        rows.push({ row, hasSecret: false, verdict: { kind: 'unreadable', why: entry.why } });
        continue;
      }
      const { clientSecret, ...definition } = entry.definition;
      const key = JSON.stringify([definition.kind, definition.environment, definition.clientId, definition.name]);
      const verdict: ImportVerdict = seen.has(key)
        ? { kind: 'unreadable', why: 'The same credential stands further up in this file.' }
        : await this.verdictOn(entry.definition);
      seen.add(key);
      rows.push({ row, definition, hasSecret: clientSecret !== undefined, verdict });
    }
    return rows;
  }

  private async verdictOn(definition: Definition): Promise<ImportVerdict> {
    const { credentials, access } = this.parts;
    const ofSameApp = credentials.all.filter(
      ({ environment, clientId, deletedAt }) =>
        environment === definition.environment && clientId === definition.clientId && deletedAt === undefined,
    );
    const ofSameKind = ofSameApp.filter(({ kind }) => kind === definition.kind);
    // Two users of one app have a credential each: the one of the same name is meant.
    const known = ofSameKind.find(({ name }) => name === definition.name) ?? ofSameKind[0];
    if (!known) {
      const shares = ofSameApp[0];
      return { kind: 'new', ...(shares ? { sharesAppWith: shares.id } : {}) };
    }
    const knownSecret = definition.clientSecret === undefined ? undefined : await access.clientSecretOf(known.id);
    const differsIn = [
      ...(known.name === definition.name ? [] : ['name' as const]),
      ...(sameWords(known.tags, definition.tags) ? [] : ['tags' as const]),
      ...(known.accountId === definition.accountId ? [] : ['accountId' as const]),
      ...(known.hasClientSecret === definition.hasClientSecret && knownSecret === definition.clientSecret
        ? []
        : ['clientSecret' as const]),
    ];
    if (differsIn.length === 0) return { kind: 'same', credentialId: known.id };
    return { kind: 'conflict', credentialId: known.id, differsIn };
  }
}

function definitionOf(credential: Credential): Definition {
  const { name, kind, environment, clientId, accountId, hasClientSecret, tags, scopes } = credential;
  return { name, kind, environment, clientId, ...(accountId ? { accountId } : {}), hasClientSecret, tags, scopes };
}

function sameWords(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word) => others.includes(word));
}
