import { randomUUID } from 'node:crypto';
import type { CodecAccess, CodecLimits } from '../codec/codec-connection';
import type { CallEnd } from '../codec/device-calls';
import { certificateOf } from '../codec/pinned-socket';
import type { PracticeDevice } from '../codec/practice-device';
import { RoomOs } from '../codec/room-os';
import { AppError, type AppErrorCode } from '../shared/app-error';
import {
  type Codec,
  type CodecEntry,
  CodecId,
  type CodecShown,
  type DeviceCertificate,
  RoomCall,
  unasked,
} from '../shared/codec';
import { hiddenDialString } from '../shared/dial-string';
import { codecPasswordAccount } from '../storage/codec-password';
import type { Records } from '../storage/records';
import type { SecretStore } from '../storage/secret-store';
import type { Activity } from './activity';
import { freeName } from './free-name';
import type { LiveState } from './live-state';

/** A device may tell of a thousand changes a second: the house looks at every change of the state. */
const gatherMs = 100;
/** So long after somebody has asked for it, a device that is in no call is let go. */
const restAfterMs = 15 * 60_000;
const restEveryMs = 60_000;

const keyringCodes: ReadonlySet<AppErrorCode> = new Set([
  'keychain_locked',
  'keychain_unavailable',
  'keychain_hung',
  'keyring_not_created',
  'passphrase_needed',
]);

/** Who hears of a device's calls, and that it is not one of ours any more. */
export type CallWatcher = {
  callsChanged: (codecId: CodecId) => void;
  callEnded: (codecId: CodecId, end: CallEnd) => void;
  removed: (codecId: CodecId) => void;
};

/**
 * The room systems that somebody has entered, and how each is reached. A device is asked when somebody looks at it or calls with it, and from
 * then on until it is let go. Its password lies with the other secrets and is read for each connection.
 */
export class Codecs {
  private readonly devices = new Map<CodecId, RoomOs>();
  private readonly watchers: CallWatcher[] = [];
  private publishing: NodeJS.Timeout | undefined;
  /** When somebody last wanted something of it, in milliseconds of the process. */
  private readonly askedAt = new Map<CodecId, number>();
  private resting: NodeJS.Timeout | undefined;
  private addingPracticeRoom: Promise<CodecId> | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      records: Pick<Records, 'codecs' | 'saveCodecs'>;
      secrets: Pick<SecretStore, 'get' | 'set' | 'delete'>;
      activity: Pick<Activity, 'note' | 'noteOutcome'>;
      practiceRoom: () => Promise<PracticeDevice>;
      now: () => Date;
      random: () => number;
      wait: (milliseconds: number) => Promise<unknown>;
      limits?: CodecLimits;
    },
  ) {}

  watch(watcher: CallWatcher): void {
    this.watchers.push(watcher);
  }

  /** What a device shows of itself, for a person to agree to. @throws AppError as `certificateOf` */
  async look(address: string): Promise<DeviceCertificate> {
    return certificateOf(address);
  }

  /** Keeps a device once its password is stored. @throws AppError of the store of secrets, `records_not_saved`, `invalid_request` */
  async add(entry: CodecEntry, password: string): Promise<CodecId> {
    return this.keepNew({ ...entry, address: ownAddress(entry) }, password);
  }

  /** The room of Practice Zoom, once. @throws AppError as `add`, and as `certificateOf` */
  async addPracticeRoom(): Promise<CodecId> {
    const there = this.parts.records.codecs.find(({ address }) => address === 'practice');
    if (there) return there.id;
    this.addingPracticeRoom ??= this.keepPracticeRoom().finally(() => {
      this.addingPracticeRoom = undefined;
    });
    return this.addingPracticeRoom;
  }

  /**
   * @param password stays as it is without one, at the same address
   * @throws AppError as `add`, `invalid_request` for one that is no more, `codec_password_missing` for another address without a password
   */
  async change(codecId: CodecId, entry: CodecEntry, password?: string): Promise<void> {
    const before = this.get(codecId);
    const address = before.address === 'practice' ? ('practice' as const) : ownAddress(entry);
    // The one that is stored is for the device that was there.
    if (address !== before.address && password === undefined) throw new AppError('codec_password_missing');
    if (password !== undefined) await this.keepPassword(codecId, password);
    const saved = this.replace(codecId, (codec) => ({ ...codec, ...entry, address }));
    const wasUsed = this.letGo(codecId);
    await this.parts.activity.noteOutcome({ kind: 'codecChanged', about: entry.name }, saved);
    if (wasUsed) await this.connect(codecId).catch(() => {});
  }

  /** A person has compared the fingerprints and agrees to the new one. @throws AppError as `change`, and as `connect` */
  async trust(codecId: CodecId, fingerprint: Codec['fingerprint']): Promise<void> {
    const { name } = this.get(codecId);
    // What nobody was shown, nobody has agreed to.
    if (this.devices.get(codecId)?.state.certificateSeen?.fingerprint !== fingerprint)
      throw new AppError('invalid_request');
    const saved = this.replace(codecId, (codec) => ({ ...codec, fingerprint }));
    this.letGo(codecId);
    await this.parts.activity.noteOutcome({ kind: 'codecTrusted', about: `${name}: ${fingerprint}` }, saved);
    await this.connect(codecId);
  }

  /** With its password. @throws AppError as `add` */
  async remove(codecId: CodecId): Promise<void> {
    const { name } = this.get(codecId);
    // First: what could not be deleted later nobody would find any more.
    await this.parts.secrets.delete(codecPasswordAccount(codecId));
    const saved = this.save(this.parts.records.codecs.filter(({ id }) => id !== codecId));
    this.letGo(codecId);
    for (const watcher of this.watchers) watcher.removed(codecId);
    await this.parts.activity.noteOutcome({ kind: 'codecRemoved', about: name }, saved);
  }

  /** Looks whether a device can be reached, and goes on listening to it for a while. @throws AppError as `RoomOs.connect` */
  async connect(codecId: CodecId): Promise<void> {
    this.askedAt.set(codecId, performance.now());
    this.resting ??= setInterval(() => this.letRest(), restEveryMs).unref();
    try {
      await this.device(codecId).connect();
    } finally {
      // Whoever has asked sees what came of it.
      this.publish();
    }
  }

  /** @throws AppError `invalid_request` for one that is no more */
  device(codecId: CodecId): RoomOs {
    this.get(codecId);
    const known = this.devices.get(codecId);
    if (known) return known;
    const { now, random, wait, limits } = this.parts;
    const device = new RoomOs({
      access: () => this.accessTo(codecId),
      onChanged: () => this.changed(codecId),
      onCallEnded: (end) => {
        for (const watcher of this.watchers) watcher.callEnded(codecId, end);
      },
      now,
      random,
      wait,
      limits,
    });
    this.devices.set(codecId, device);
    return device;
  }

  /** @throws AppError `invalid_request` for one that is no more */
  get(codecId: CodecId): Codec {
    const codec = this.parts.records.codecs.find(({ id }) => id === codecId);
    if (!codec) throw new AppError('invalid_request');
    return codec;
  }

  /** The store of secrets can be read again: who could not be asked for that is asked now. */
  secretsReadable(): void {
    for (const [codecId, { state }] of this.devices)
      if (state.failure && state.link === 'failed' && keyringCodes.has(state.failure.code))
        void this.connect(codecId).catch(() => {});
  }

  /** Before Usher quits: every device is let go. Calls go on without it. */
  stop(): void {
    clearInterval(this.resting);
    for (const codecId of this.devices.keys()) this.letGo(codecId);
    clearTimeout(this.publishing);
  }

  private async keepNew(entry: Omit<Codec, 'id'>, password: string): Promise<CodecId> {
    const codecId = CodecId.parse(randomUUID());
    const { codecs } = this.parts.records;
    const name = freeName(
      entry.name,
      codecs.map((codec) => codec.name),
    );
    await this.parts.secrets.set(codecPasswordAccount(codecId), password);
    try {
      await this.save([...codecs, { ...entry, name, id: codecId }]);
    } catch (error) {
      // Whoever tries again does not get two.
      await this.save(this.parts.records.codecs.filter(({ id }) => id !== codecId)).catch(() => {});
      await this.parts.secrets.delete(codecPasswordAccount(codecId)).catch(() => {});
      throw error;
    }
    this.parts.activity.note({ kind: 'codecAdded', outcome: 'done', about: name });
    return codecId;
  }

  private async keepPracticeRoom(): Promise<CodecId> {
    const { name, address, userName, password } = await this.parts.practiceRoom();
    const { fingerprint } = await certificateOf(address);
    const place = 'Practice';
    return this.keepNew(
      { name, place, address: 'practice', userName, groups: [], fingerprint, forgetsKeys: true },
      password,
    );
  }

  private async accessTo(codecId: CodecId): Promise<CodecAccess> {
    const { address, fingerprint, userName } = this.get(codecId);
    const password = await this.parts.secrets.get(codecPasswordAccount(codecId));
    if (password === undefined) throw new AppError('codec_password_missing');
    const host = address === 'practice' ? (await this.parts.practiceRoom()).address : address;
    return { address: host, fingerprint, userName, password };
  }

  private async keepPassword(codecId: CodecId, password: string): Promise<void> {
    const account = codecPasswordAccount(codecId);
    await this.parts.secrets.set(account, password);
    // Removed meanwhile, it would leave its password behind.
    if (!this.parts.records.codecs.some(({ id }) => id === codecId)) await this.parts.secrets.delete(account);
  }

  /** A device takes a few connections only, and one that is away would be looked for all day. */
  private letRest(): void {
    const oldest = performance.now() - restAfterMs;
    for (const [codecId, { state }] of this.devices)
      if ((this.askedAt.get(codecId) ?? 0) < oldest && state.calls.length === 0) this.letGo(codecId);
  }

  /** @returns whether it was in use */
  private letGo(codecId: CodecId): boolean {
    this.devices.get(codecId)?.close();
    const wasUsed = this.devices.delete(codecId);
    this.publish();
    return wasUsed;
  }

  private changed(codecId: CodecId): void {
    for (const watcher of this.watchers) watcher.callsChanged(codecId);
    this.publishing ??= setTimeout(() => this.publish(), gatherMs);
  }

  /** Holds at once. @throws AppError as `change` */
  private async replace(codecId: CodecId, change: (codec: Codec) => Codec): Promise<void> {
    this.get(codecId);
    await this.save(this.parts.records.codecs.map((codec) => (codec.id === codecId ? change(codec) : codec)));
  }

  private async save(codecs: readonly Codec[]): Promise<void> {
    const saving = this.parts.records.saveCodecs(codecs);
    this.publish();
    await saving;
  }

  private publish(): void {
    clearTimeout(this.publishing);
    this.publishing = undefined;
    const { live, records } = this.parts;
    const codecs = records.codecs.map((codec) => shown(codec, this.devices.get(codec.id)));
    if (JSON.stringify(codecs) !== JSON.stringify(live.current.codecs)) live.set({ codecs });
  }
}

function shown(codec: Codec, device: RoomOs | undefined): CodecShown {
  if (!device) return unasked(codec);
  const { calls, product, ...standing } = device.state;
  return {
    ...codec,
    ...standing,
    ...(product ? { product: product.slice(0, 100) } : {}),
    calls: calls.map(({ callId, status, number }) => ({
      callId,
      // Of a newer RoomOS.
      status: RoomCall.shape.status.safeParse(status).data ?? 'Connecting',
      with: hiddenDialString(number).slice(0, 300),
    })),
  };
}

/** `practice` by itself names the room of Practice Zoom, and nobody enters that. */
function ownAddress({ address }: CodecEntry): CodecEntry['address'] {
  if (address === 'practice') throw new AppError('invalid_request');
  return address;
}
