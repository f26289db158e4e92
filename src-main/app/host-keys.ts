import { AppError, type Failure, failureOf } from '../shared/app-error';
import { accountKeyOf, type Credential, type CredentialId } from '../shared/credential';
import {
  type EarlierHostKey,
  type EarlierHostKeyName,
  type HostKey,
  type HostKeyPage,
  type HostKeyPersonId,
  type HostKeySearch,
  type RevealedHostKey,
  type ToldHostKey,
  weaknessOf,
} from '../shared/host-key';
import { missingScopes } from '../shared/scope-needs';
import type { HostKeyFile, HostKeyPeople } from '../storage/host-key-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { ZoomClient } from '../zoom/zoom-client';
import type { Activity } from './activity';
import { codes } from './activity-between';
import type { Credentials } from './credentials';
import { doubted, isLeftWithKey, proven, withIntent, withKey, withoutIntent, withPlan } from './host-key-changes';
import { HostKeyIndex } from './host-key-index';
import { afterListing, byAddressIn, listEverybody, unlistedRecord } from './host-key-listing';
import { isOwn, setterFor } from './host-key-setters';
import type { LiveState } from './live-state';
import { OpenedHostKeys } from './opened-host-keys';
import type { ZoomAccess } from './zoom-access';

/** Changes in a row are told once in this time: every change of the state is looked at by the whole house. */
const gatherMs = 100;

/** More changes at once are worth a new order. */
const mostInPlace = 50;

/** Cisco's own Zoom app takes keys of six digits only. */
const keyDigits = 6;

/**
 * The directory of host keys: whose they are, what they are, and whether they can be trusted. Zoom lets nobody read a host key, so Usher sets
 * them and remembers. Windows are told of people, and of a key only when a person asks for that one.
 */
export class HostKeys {
  private readonly opened: OpenedHostKeys;
  /** Made when somebody looks, and anew when somebody has gone or many have changed. */
  private rows: HostKeyIndex | undefined;
  /** Keys that somebody has, or may have. */
  private taken: Set<HostKey> | undefined;
  private telling: NodeJS.Timeout | undefined;
  private syncing: AbortController | undefined;
  /** Those for whom Zoom is being asked. */
  private readonly setting = new Set<HostKeyPersonId>();

  constructor(
    private readonly parts: {
      live: LiveState;
      credentials: Pick<Credentials, 'all' | 'getInUse'>;
      access: Pick<ZoomAccess, 'clientOf'>;
      activity: Pick<Activity, 'note' | 'noteOutcome'>;
      /** @throws AppError `vault_key_lost`, and as the store of secrets */
      openFile: () => Promise<HostKeyFile>;
      /** Puts the file aside that cannot be opened. */
      putFileAside: () => Promise<void>;
      /** For half a minute, unless something else is copied. */
      copySecret: (text: string) => void;
      /** A whole number from 0 and less than this, from a source that nobody can predict. */
      randomBelow: (limit: number) => number;
      now: () => Date;
    },
  ) {
    this.opened = new OpenedHostKeys({
      live: parts.live,
      openFile: parts.openFile,
      onOpened: () => {
        this.rows = undefined;
        this.taken = undefined;
      },
    });
  }

  /** @throws AppError as `openFile` */
  async find(search: HostKeySearch): Promise<HostKeyPage> {
    return (await this.index()).find(search);
  }

  /** Everybody whom a search finds, by name, with their keys: for main itself. @throws AppError as `openFile` */
  async matching(wanted: Pick<HostKeySearch, 'text' | 'standing'>): Promise<HostKeyRecord[]> {
    return (await this.index()).matching(wanted);
  }

  /** One person with their key: for main itself. @throws AppError as `openFile` */
  async record(id: HostKeyPersonId): Promise<HostKeyRecord | undefined> {
    return (await this.open()).get(id);
  }

  /** Whether a credential here may set this person's key. */
  canSet(record: HostKeyRecord): boolean {
    return setterFor(record, this.parts.credentials.all) !== undefined;
  }

  /**
   * The key itself, because a person asked; that is written down. While Zoom has not answered, it may be one of two.
   * @throws AppError `host_key_missing`
   */
  async reveal(id: HostKeyPersonId): Promise<RevealedHostKey> {
    const record = await this.record(id);
    if (!record?.held && !record?.intent) throw missing(record);
    this.parts.activity.note({ kind: 'hostKeyShown', outcome: 'done', about: aboutWhom(record) });
    return {
      ...(record.held ? { key: record.held.key } : {}),
      ...(record.intent ? { orElse: record.intent.key } : {}),
    };
  }

  /** When the keys before were theirs, and where they came from; the latest first. @throws AppError as `openFile` */
  async earlierOf(id: HostKeyPersonId): Promise<EarlierHostKey[]> {
    const { earlier = [] } = (await this.record(id)) ?? {};
    return earlier.map(({ source, at, until }) => ({ source, at, until }));
  }

  /** One of them itself, because a person asked; that is written down. @throws AppError `host_key_missing` */
  async revealEarlier(id: HostKeyPersonId, { place, until }: EarlierHostKeyName): Promise<HostKey> {
    const record = await this.record(id);
    const earlier = record?.earlier[place];
    if (!record || earlier?.until !== until) throw missing(record);
    const about = `An earlier key of ${aboutWhom(record)}`.slice(0, 300);
    this.parts.activity.note({ kind: 'hostKeyShown', outcome: 'done', about });
    return earlier.key;
  }

  /** For main itself, which puts it where it is used. @throws AppError `host_key_missing` */
  async keyOf(id: HostKeyPersonId): Promise<HostKey> {
    return (await this.held(id)).key;
  }

  /** Onto the clipboard, past every window. @throws AppError `host_key_missing` */
  async copy(id: HostKeyPersonId): Promise<void> {
    const { key, record } = await this.held(id);
    this.parts.copySecret(key);
    this.parts.activity.note({ kind: 'hostKeyCopied', outcome: 'done', about: aboutWhom(record) });
  }

  /**
   * Keeps a key that somebody was told.
   * @throws AppError `records_not_saved`
   */
  async tell({ key, ...person }: ToldHostKey): Promise<void> {
    const [record] = await this.update((people) => {
      const known = byAddressIn(people, person.environment).get(person.email.toLowerCase());
      return [withKey(known ?? unlistedRecord(person, person.environment), key, { source: 'told' }, this.parts.now())];
    });
    if (record) this.parts.activity.note({ kind: 'hostKeyTold', outcome: 'done', about: aboutWhom(record) });
  }

  /** Everybody of a cloud by their address in small letters; of several the one who is meant. For main itself. @throws AppError as `openFile` */
  async byAddress(environment: Credential['environment']): Promise<ReadonlyMap<string, HostKeyRecord>> {
    return byAddressIn((await this.open()).people, environment);
  }

  /** Takes keys over that a file has brought, all of them or none. @throws AppError `records_not_saved` */
  async adopt(
    environment: Credential['environment'],
    rows: readonly { email: string; name: string; key: HostKey }[],
  ): Promise<void> {
    await this.update((people) => {
      const known = byAddressIn(people, environment);
      return rows.map(({ email, name, key }) => {
        const record = known.get(email.toLowerCase()) ?? unlistedRecord({ email, name }, environment);
        return withKey(record, key, { source: 'imported' }, this.parts.now());
      });
    });
  }

  /**
   * Keeps what a campaign is to set; what another one was to set is forgotten.
   * @throws AppError `records_not_saved`; then nothing has changed
   */
  async plan(campaign: string, keys: ReadonlyMap<HostKeyPersonId, HostKey>): Promise<void> {
    await this.update((people) =>
      [...people.values()].flatMap((record) => {
        const key = keys.get(record.id);
        return key || record.planned ? [withPlan(record, key ? { key, campaign } : undefined)] : [];
      }),
    );
  }

  /**
   * Chooses a key and sets it at Zoom. It is kept before Zoom is asked: whatever dies when, Zoom has this one or the one before, and the
   * directory says so. One that is still open is asked for again, with the same key.
   * @param options.wanted in place of a new one `earlier`, the key that they had before, or `planned`, the one that the campaign is to set
   * @throws AppError `no_key_setter`, `host_key_locked` and what Zoom answers; `host_key_missing` where none is planned
   */
  async set(
    id: HostKeyPersonId,
    options: { wanted?: 'earlier' | 'planned' | undefined; campaign?: string } = {},
  ): Promise<void> {
    const file = await this.open();
    const record = file.get(id);
    if (!record || this.setting.has(id)) throw new AppError('invalid_request');
    const wanted = wantedKey(record, options);
    // What is open is answered first: of three keys nobody could say any more which two it may be.
    if (options.wanted === 'planned' && record.intent && record.intent.key !== wanted) {
      await this.set(id);
      return this.set(id, options);
    }
    const setter = setterFor(record, this.parts.credentials.all);
    if (!setter) throw new AppError('no_key_setter', { subject: record.name });
    this.setting.add(id);
    try {
      const client = await this.parts.access.clientOf(setter.id);
      const key = record.intent?.key ?? wanted ?? this.choose(file, record.pmi);
      const isKept = await this.change(id, (now) => withIntent(now, key, this.parts.now(), options.campaign));
      if (!isKept) throw new AppError('invalid_request');
      const asked = client
        .setHostKey(isOwn(setter, record) ? 'me' : record.userId, key)
        .catch(async (error: unknown) => {
          // What was open before stays so: this refusal says nothing of what became of that.
          if (!record.intent && !leavesOpen(failureOf(error))) await this.change(id, withoutIntent);
          throw error;
        });
      await this.parts.activity.noteOutcome(
        { kind: 'hostKeySet', credentialId: setter.id, about: aboutWhom(record) },
        asked,
      );
      const source = { source: 'set', campaign: options.campaign } as const;
      const isThere = await this.change(id, (now) => withKey(now, key, source, this.parts.now()));
      if (!isThere) await this.changeListed(record, (now) => withKey(now, key, source, this.parts.now()));
    } finally {
      this.setting.delete(id);
    }
  }

  /**
   * What came of it when somebody's key was used: it made the user of it the host, or did not. Of a key that is not theirs any more nothing
   * follows.
   * @throws AppError `records_not_saved`
   */
  async prove(id: HostKeyPersonId, key: HostKey, becameHost: boolean): Promise<void> {
    const record = await this.record(id);
    if (record?.held?.key !== key) return;
    await this.change(id, (known) => (becameHost ? proven : doubted)(known, key, this.parts.now()));
    const outcome = becameHost ? 'done' : 'failed';
    this.parts.activity.note({ kind: 'hostKeyProven', outcome, about: aboutWhom(record) });
  }

  /** Takes somebody out, with all keys of theirs. @throws AppError `invalid_request` while Zoom is asked for one, `records_not_saved` */
  async forget(id: HostKeyPersonId): Promise<void> {
    const record = await this.record(id);
    if (!record) return;
    if (this.setting.has(id)) throw new AppError('invalid_request');
    await this.update(
      () => [],
      () => [id],
    );
    this.parts.activity.note({ kind: 'hostKeyForgotten', outcome: 'done', about: aboutWhom(record) });
  }

  /**
   * Takes out those who have left and whose keys are still here, as one step; nothing brings those back.
   * @param expected how many people were told of
   * @throws AppError `plan_changed` when there are more or fewer now, `invalid_request` while Zoom is asked for one, `records_not_saved`
   */
  async forgetWhoHasLeft(expected: number): Promise<void> {
    let gone: HostKeyPersonId[] = [];
    await this.update(
      (people) => {
        gone = [...people.values()].filter(isLeftWithKey).map(({ id }) => id);
        if (gone.length !== expected) throw new AppError('plan_changed');
        if (gone.some((id) => this.setting.has(id))) throw new AppError('invalid_request');
        return [];
      },
      () => gone,
    );
    const about = `${expected} ${expected === 1 ? 'person who has' : 'people who have'} left`;
    this.parts.activity.note({ kind: 'hostKeyForgotten', outcome: 'done', about });
  }

  /**
   * Asks Zoom for everybody of an account: who is new has no key yet, and who is gone is retired. Nothing changes before all is known.
   * One that is cancelled changes nothing.
   * @throws AppError what Zoom answers
   */
  async sync(credentialId: CredentialId): Promise<void> {
    if (this.syncing) throw new AppError('invalid_request');
    const credential = this.parts.credentials.getInUse(credentialId);
    const syncing = new AbortController();
    this.syncing = syncing;
    this.tellSync({ credentialId, seen: 0, total: 0 });
    const what = { kind: 'directoryRead', credentialId } as const;
    let client: ZoomClient;
    try {
      client = await this.parts.access.clientOf(credentialId);
      const users = await listEverybody(client, syncing.signal, (seen, total) =>
        this.tellSync({ credentialId, seen, total }),
      );
      let gone: readonly HostKeyPersonId[] = [];
      await this.update(
        (people) => {
          const listing = afterListing(people, users, credential, this.parts.now());
          gone = listing.gone;
          return listing.changed;
        },
        () => gone,
      );
      this.parts.activity.note({ ...what, outcome: 'done' });
    } catch (error) {
      if (syncing.signal.aborted) return;
      this.parts.activity.note({ ...what, outcome: 'failed', ...codes(failureOf(error)) });
      throw error;
    } finally {
      this.syncing = undefined;
      this.tellSync(undefined);
    }
    await this.tellChangers(credential, client);
  }

  cancelSync(): void {
    this.syncing?.abort();
  }

  /** Puts a file aside that nothing opens any more, and begins with nothing. @throws AppError what the store of secrets throws */
  async beginAnew(): Promise<void> {
    // Only what cannot be opened is put aside.
    const isLost = await this.open().then(
      () => false,
      (error: unknown) => failureOf(error).code === 'vault_key_lost',
    );
    if (!isLost) throw new AppError('invalid_request');
    await this.parts.putFileAside();
    await this.open();
    this.changed();
  }

  /** All that was begun is on the disk. */
  async settle(): Promise<void> {
    this.cancelSync();
    clearTimeout(this.telling);
    await this.opened.settle();
  }

  /** Says who may change keys in the account, where this credential may ask. The directory is read without it, too. */
  private async tellChangers(credential: Credential, client: Pick<ZoomClient, 'isHostKeyReserved'>): Promise<void> {
    if (missingScopes('accountSettings', credential.scopes).length > 0) return;
    const isReserved = await client.isHostKeyReserved().catch(() => undefined);
    const changers = isReserved === undefined ? 'untold' : isReserved ? 'admins' : 'users';
    const { hostKeys } = this.parts.live.current;
    const known = { ...hostKeys.changers, [accountKeyOf(credential)]: changers } as const;
    this.parts.live.set({ hostKeys: { ...hostKeys, changers: known } });
  }

  private choose(file: HostKeyFile, pmi: string | undefined): HostKey {
    this.taken ??= new Set([...file.people.values()].flatMap(keysOf));
    for (;;) {
      const key = String(this.parts.randomBelow(10 ** keyDigits)).padStart(keyDigits, '0');
      if (this.taken.has(key) || weaknessOf(key, pmi) !== undefined) continue;
      // Before it is on the disk, so that two who are chosen for at once do not get the same.
      this.taken.add(key);
      return key;
    }
  }

  private async held(id: HostKeyPersonId): Promise<{ key: HostKey; record: HostKeyRecord }> {
    const record = await this.record(id);
    if (!record?.held) throw missing(record);
    return { key: record.held.key, record };
  }

  /** @returns false for somebody who is not there any more */
  private async change(id: HostKeyPersonId, change: (record: HostKeyRecord) => HostKeyRecord): Promise<boolean> {
    const changed = await this.update((people) => {
      const record = people.get(id);
      return record ? [change(record)] : [];
    });
    return changed.length > 0;
  }

  /** Whoever was only told of has got another record, as soon as Zoom's directory has named them. */
  private async changeListed(
    { environment, email }: HostKeyRecord,
    change: (record: HostKeyRecord) => HostKeyRecord,
  ): Promise<void> {
    await this.update((people) => {
      const record = byAddressIn(people, environment).get(email.toLowerCase());
      return record ? [change(record)] : [];
    });
  }

  private async update(
    change: (people: HostKeyPeople) => readonly HostKeyRecord[],
    gone?: () => readonly HostKeyPersonId[],
  ): Promise<readonly HostKeyRecord[]> {
    const { changed, removed } = await (await this.open()).update(change, gone);
    for (const record of changed) for (const key of keysOf(record)) this.taken?.add(key);
    if (changed.length + removed.length > 0) this.changed(removed.length === 0 ? changed : undefined);
    return changed;
  }

  private open(): Promise<HostKeyFile> {
    return this.opened.get();
  }

  private async index(): Promise<HostKeyIndex> {
    const { people } = await this.open();
    this.rows ??= new HostKeyIndex(people.values());
    return this.rows;
  }

  /** @param records those who are different; nothing, where somebody has gone */
  private changed(records?: readonly HostKeyRecord[]): void {
    const { rows } = this;
    if (rows && records && records.length <= mostInPlace) for (const record of records) rows.put(record);
    else this.rows = undefined;
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      const { hostKeys } = this.parts.live.current;
      this.parts.live.set({ hostKeys: { ...hostKeys, changes: hostKeys.changes + 1 } });
    }, gatherMs);
  }

  private tellSync(sync: { credentialId: CredentialId; seen: number; total: number } | undefined): void {
    const { sync: _before, ...rest } = this.parts.live.current.hostKeys;
    this.parts.live.set({ hostKeys: { ...rest, ...(sync ? { sync } : {}) } });
  }
}

/** The key that is to be set, unless it is to be chosen. */
function wantedKey(
  record: HostKeyRecord,
  { wanted, campaign }: { wanted?: 'earlier' | 'planned' | undefined; campaign?: string },
): HostKey | undefined {
  if (wanted !== 'planned') return wanted && record.earlier[0]?.key;
  if (record.planned === undefined || record.planned.campaign !== campaign) throw missing(record);
  return record.planned.key;
}

/** Whether nobody knows after this if Zoom has done what it was asked to do. What Zoom itself has refused was not done. */
function leavesOpen({ code, zoomCode }: Failure): boolean {
  if (code === 'unexpected') return zoomCode === undefined;
  return code === 'offline' || code === 'network_intercepted' || code === 'zoom_unavailable';
}

function missing(record: HostKeyRecord | undefined): AppError {
  return new AppError('host_key_missing', record ? { subject: record.name } : {});
}

function keysOf({ held, intent, planned }: HostKeyRecord): HostKey[] {
  return [held, intent, planned].flatMap((one) => one?.key ?? []);
}

function aboutWhom({ name, email }: Pick<HostKeyRecord, 'name' | 'email'>): string {
  return `${name} <${email}>`.slice(0, 300);
}
