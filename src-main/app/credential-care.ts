import { randomUUID } from 'node:crypto';
import type { TokenSet } from '../oauth/authorization-server';
import { AppError, failureOf } from '../shared/app-error';
import { authorizationsReplacedBy } from '../shared/authorizations-replaced-by';
import type { NewCredential, Received } from '../shared/contract';
import {
  type Credential,
  type CredentialId,
  inUse,
  lastErrorAfter,
  notAuthorized,
  type ZoomUser,
} from '../shared/credential';
import type { Definition, ImportOutcome } from '../shared/definitions-file';
import { checkClient } from './check-client';
import type { Credentials } from './credentials';
import type { ZoomAccess } from './zoom-access';

/** What is to be kept of a definition from a file. Without its secret it is there, and says what it misses. */
export type Addition = { definition: Definition; clientSecret?: string };
/** A credential that takes over what the definition says; its sign-in stays. */
export type Replacement = Addition & { id: CredentialId };

/**
 * What people ask for with a credential: to add it, to give it another client or another authorization, to test it, to erase it.
 * Its record and its secrets change together, in an order that leaves nothing behind which nobody would find.
 */
export class CredentialCare {
  constructor(private readonly parts: { credentials: Credentials; access: ZoomAccess; now: () => Date }) {}

  /**
   * Keeps a new credential: its secret first, then its record, so that no record is left without what it needs. Where Zoom can be asked
   * about it already, it is, and nobody waits for that.
   * @throws AppError `keychain_locked`, `keychain_unavailable`, `records_not_saved`; then nothing is kept
   */
  async add(input: NewCredential): Promise<CredentialId> {
    const { credentials, access } = this.parts;
    const { kind, environment, name, tags = [], clientId, clientSecret, accountId } = input;
    const id = randomUUID() as CredentialId;
    const account = accountId ? { accountId } : {};
    const definition = { kind, environment, name, tags, clientId, ...account, hasClientSecret: clientSecret !== '' };
    await access.putClientSecret(id, clientSecret);
    try {
      await credentials.keep(recordOf({ definition, clientSecret }, id, this.parts.now().toISOString()));
    } catch (error) {
      await access.forget(id).catch(() => {});
      throw error;
    }
    if (kind !== 'user') void this.testOneByOne([id]);
    return id;
  }

  /**
   * Keeps all of this or nothing of it. The secrets go first and the records last, at one stroke: until then each step can be undone.
   * What fails is part of the answer, since it also has to say what could not be undone.
   */
  async keepTogether(additions: readonly Addition[], replacements: readonly Replacement[]): Promise<ImportOutcome> {
    const { credentials, access } = this.parts;
    const undo: (() => Promise<void>)[] = [];
    try {
      const now = this.parts.now().toISOString();
      const added: Credential[] = [];
      for (const addition of additions) {
        const id = randomUUID() as CredentialId;
        // Also after a failure: the keyring may have stored what it did not acknowledge.
        undo.push(() => access.forget(id));
        await access.putClientSecret(id, addition.clientSecret);
        added.push(recordOf(addition, id, now));
      }
      const withAnotherSecret: CredentialId[] = [];
      for (const { id, definition, clientSecret } of replacements) {
        if (definition.hasClientSecret && clientSecret === undefined) continue;
        const before = await access.clientSecretOf(id);
        if (before !== clientSecret) withAnotherSecret.push(id);
        undo.push(() => access.putClientSecret(id, before));
        await access.putClientSecret(id, clientSecret);
      }
      const replaced = replacements.flatMap((replacement) =>
        credentials.has(replacement.id) ? [replacedBy(replacement, credentials.get(replacement.id))] : [],
      );
      await credentials.keepTogether(replaced, added);
      for (const id of withAnotherSecret) credentials.forgetError(id, 'signature_refused');
      const untested = added.filter(({ health }) => health.kind === 'ready').map(({ id }) => id);
      void this.testOneByOne([...untested, ...replacements.flatMap(({ id }) => [id, ...this.siblingsOf(id)])]);
      return { kind: 'kept', added: added.map(({ id }) => id), replaced: replacements.map(({ id }) => id) };
    } catch (error) {
      const steps = await Promise.allSettled(undo.map((step) => step()));
      return {
        kind: 'takenBack',
        failure: failureOf(error),
        left: steps.filter(({ status }) => status === 'rejected').length,
      };
    }
  }

  /**
   * The same app once more, with its secret; nobody has signed in with it.
   * @throws AppError as `add`, and `secret_missing`
   */
  async duplicate(id: CredentialId, name?: string): Promise<CredentialId> {
    const { credentials, access } = this.parts;
    const { kind, environment, name: known, tags, clientId, accountId, hasClientSecret } = credentials.getInUse(id);
    const clientSecret = await access.clientSecretOf(id);
    if (hasClientSecret && !clientSecret) throw new AppError('secret_missing');
    return this.add({
      kind,
      environment,
      name: credentials.freeName(name ?? known),
      tags,
      clientId,
      clientSecret: (hasClientSecret && clientSecret) || '',
      ...(accountId ? { accountId } : {}),
    });
  }

  /**
   * Another client ID, secret or account, once Zoom has let it in. Another client ID is another app: what its user granted the old one ends.
   * Whatever else uses the same app is tested again, and shows how it stands.
   * @throws AppError as `checkClient`, `keychain_locked`, `keychain_unavailable`; then nothing is changed
   */
  async changeClient(
    id: CredentialId,
    { clientId, clientSecret, accountId }: Omit<Received<'changeClient'>, 'credentialId'>,
  ): Promise<void> {
    const { credentials, access } = this.parts;
    const { kind, environment, clientId: clientIdBefore } = credentials.getInUse(id);
    const needsSecret = kind !== 'user';
    if ((needsSecret && clientSecret === '') || (kind === 'serverToServer') !== (accountId !== undefined))
      throw new AppError('invalid_request');
    const client = { clientId, ...(accountId ? { accountId } : {}) };
    await access.tryClient({ environment, ...client }, clientSecret || undefined);
    const isAnotherApp = clientId !== clientIdBefore;
    const secretBefore = await access.clientSecretOf(id);
    const revokeOld = await access.revocationOf(id);
    await access.putClientSecret(id, clientSecret, { endsGrant: isAnotherApp });
    await credentials.change(id, ({ accountId: _account, authorizedAt, renewedAt, lastError, ...credential }) => ({
      ...credential,
      ...client,
      hasClientSecret: clientSecret !== '',
      ...(isAnotherApp && kind === 'user'
        ? { scopes: [], health: notAuthorized(this.parts.now().toISOString()) }
        : {
            ...(authorizedAt ? { authorizedAt } : {}),
            ...(renewedAt ? { renewedAt } : {}),
            ...(lastError ? { lastError } : {}),
          }),
    }));
    if (isAnotherApp || (secretBefore ?? '') !== clientSecret) credentials.forgetError(id, 'signature_refused');
    if (isAnotherApp) revokeOld();
    void this.testOneByOne([id, ...this.siblingsOf(id)]);
  }

  /**
   * Asks Zoom now, and notes what it says. Where nobody has signed in there is only the client to ask about.
   * @throws AppError what is wrong with it
   */
  async test(id: CredentialId): Promise<void> {
    const { credentials, access } = this.parts;
    const { kind, authorizedAt } = credentials.getInUse(id);
    if (kind === 'serverToServer') return void (await access.askWho(id));
    if (kind === 'user' && authorizedAt !== undefined) {
      const user = await access.askWho(id);
      await credentials.change(id, (credential) =>
        credential.user?.id === user.id ? { ...credential, user } : credential,
      );
      return;
    }
    try {
      await checkClient(await access.serverOf(id));
    } catch (error) {
      credentials.note(id, { ok: false, failure: failureOf(error) });
      throw error;
    }
    if (kind === 'app') return credentials.note(id, { ok: true });
    await credentials.change(id, ({ lastError, ...credential }) => ({
      ...credential,
      ...this.stillWrong(lastError),
      health: isUnauthorized(credential) ? credential.health : notAuthorized(this.parts.now().toISOString()),
    }));
  }

  /**
   * Takes over the authorization of a user who has come back from the browser. What it may have ended at Zoom is tested.
   * @throws AppError what the keychain throws; then nothing is changed
   */
  async adopt(id: CredentialId, tokens: TokenSet, user: ZoomUser): Promise<void> {
    const { credentials, access } = this.parts;
    if (credentials.getInUse(id).kind !== 'user') throw new AppError('invalid_request');
    await access.adopt(id, tokens);
    const now = this.parts.now().toISOString();
    await credentials.change(id, ({ lastError, ...credential }) => ({
      ...credential,
      ...this.stillWrong(lastError),
      user,
      scopes: tokens.scopes,
      authorizedAt: now,
      lastSuccessAt: now,
      health: { kind: 'ready' },
    }));
    void this.testOneByOne(authorizationsReplacedBy(credentials.get(id), credentials.all).map((other) => other.id));
  }

  /** As `adopt`, where the authorization is another user's: that of the user before is ended at Zoom, if Zoom can be told. */
  async adoptAnother(id: CredentialId, tokens: TokenSet, user: ZoomUser): Promise<void> {
    this.parts.credentials.getInUse(id);
    const revokeOld = await this.parts.access.revocationOf(id);
    await this.adopt(id, tokens, user);
    revokeOld();
  }

  /**
   * Forgets a credential. The secrets go first: no record means nobody would find them again.
   * @throws AppError `keychain_locked`, `keychain_unavailable`, `records_not_saved`
   */
  async erase(id: CredentialId): Promise<void> {
    this.parts.credentials.get(id);
    await this.parts.access.forget(id);
    await this.parts.credentials.remove(id);
  }

  /** What a success does not make undone. */
  private stillWrong(lastError: Credential['lastError']): Pick<Credential, 'lastError'> {
    const wrong = lastErrorAfter({ ok: true }, { health: { kind: 'ready' }, lastError }, this.parts.now());
    return wrong ? { lastError: wrong } : {};
  }

  /** Others of the same app: what is wrong with its client is wrong with all of them. */
  private siblingsOf(id: CredentialId): CredentialId[] {
    const { environment, clientId } = this.parts.credentials.get(id);
    return inUse(this.parts.credentials.all)
      .filter((other) => other.id !== id && other.environment === environment && other.clientId === clientId)
      .map((other) => other.id);
  }

  /** Each shows how it stands; nobody waits for that. */
  private async testOneByOne(ids: readonly CredentialId[]): Promise<void> {
    for (const id of ids) await this.test(id).catch(() => {});
  }
}

function isUnauthorized({ health }: Pick<Credential, 'health'>): boolean {
  return health.kind === 'needsReauthorization' && health.cause.code === 'not_authorized';
}

/** A credential that nobody has used yet. Where it comes from a file without its secret, that is what is wrong with it. */
function recordOf(
  { definition, clientSecret }: { definition: Omit<Definition, 'scopes'>; clientSecret?: string },
  id: CredentialId,
  now: string,
): Credential {
  const { kind, environment, name, tags, clientId, accountId, hasClientSecret } = definition;
  const isIncomplete = hasClientSecret && clientSecret === undefined;
  return {
    id,
    kind,
    environment,
    name,
    tags,
    clientId,
    ...(accountId ? { accountId } : {}),
    hasClientSecret,
    scopes: [],
    addedAt: now,
    secretsGeneration: 1,
    health: isIncomplete
      ? { kind: 'misconfigured', cause: { code: 'secret_missing' }, since: now }
      : kind === 'user'
        ? notAuthorized(now)
        : { kind: 'ready' },
  };
}

/** What a file says about a credential that is here. How well it is now, a test will show. */
function replacedBy({ definition }: Replacement, { accountId: _before, ...known }: Credential): Credential {
  const { name, tags, accountId, hasClientSecret } = definition;
  return { ...known, name, tags, hasClientSecret, ...(accountId ? { accountId } : {}) };
}
