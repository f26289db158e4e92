import { randomUUID } from 'node:crypto';
import type { CodecAccess, CodecLimits } from '../codec/codec-connection';
import type { CallEnd } from '../codec/device-calls';
import { certificateOf } from '../codec/pinned-socket';
import type { PracticeRoom } from '../codec/practice-room';
import { RoomOs } from '../codec/room-os';
import { AppError } from '../shared/app-error';
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
import type { Records } from '../storage/records';
import type { SecretStore } from '../storage/secret-store';
import type { Activity } from './activity';
import { freeName } from './free-name';
import type { LiveState } from './live-state';

/** A device may tell of a thousand changes a second: the house looks at every change of the state. */
const gatherMs = 100;

/** Who hears of a device's calls. */
export type CallWatcher = {
  callsChanged: (codecId: CodecId) => void;
  callEnded: (codecId: CodecId, end: CallEnd) => void;
};

/**
 * The room systems that somebody has entered, and how each is reached. A device is asked when somebody looks at it or calls with it, and from
 * then on until it is let go. Its password lies with the other secrets and is read for each connection.
 */
export class Codecs {
  private readonly devices = new Map<CodecId, RoomOs>();
  private readonly seen = new Map<CodecId, DeviceCertificate>();
  private readonly watchers: CallWatcher[] = [];
  private publishing: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      records: Pick<Records, 'codecs' | 'saveCodecs'>;
      secrets: Pick<SecretStore, 'get' | 'set' | 'delete'>;
      activity: Pick<Activity, 'note'>;
      practiceRoom: () => Promise<PracticeRoom>;
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

  /**
   * Keeps a device once its password is stored. @throws AppError of the store of secrets, `records_not_saved`
   */
  async add(entry: CodecEntry, password: string): Promise<CodecId> {
    return this.keepNew(entry, password);
  }

  /** The room of Practice Zoom, once. @throws AppError as `add`, and as `certificateOf` */
  async addPracticeRoom(): Promise<CodecId> {
    const there = this.parts.records.codecs.find(({ address }) => address === 'practice');
    if (there) return there.id;
    const { name, address, userName, password } = await this.parts.practiceRoom();
    const { fingerprint } = await certificateOf(address);
    const place = 'Practice';
    return this.keepNew(
      { name, place, address: 'practice', userName, groups: [], fingerprint, forgetsKeys: true },
      password,
    );
  }

  /** @param password stays as it is without one. @throws AppError as `add`, `invalid_request` for one that is no more */
  async change(codecId: CodecId, entry: CodecEntry, password?: string): Promise<void> {
    const before = this.get(codecId);
    if (password !== undefined) await this.parts.secrets.set(accountOf(codecId), password);
    const address = before.address === 'practice' ? before.address : entry.address;
    await this.save(
      this.parts.records.codecs.map((codec) => (codec === before ? { ...entry, address, id: codecId } : codec)),
    );
    this.letGo(codecId);
    this.parts.activity.note({ kind: 'codecChanged', outcome: 'done', about: entry.name });
  }

  /** A person has compared the fingerprints and agrees to the new one. @throws AppError as `change` */
  async trust(codecId: CodecId, fingerprint: Codec['fingerprint']): Promise<void> {
    const before = this.get(codecId);
    await this.save(this.parts.records.codecs.map((codec) => (codec === before ? { ...codec, fingerprint } : codec)));
    this.letGo(codecId);
    this.parts.activity.note({ kind: 'codecTrusted', outcome: 'done', about: `${before.name}: ${fingerprint}` });
    await this.connect(codecId);
  }

  /** With its password. @throws AppError as `add` */
  async remove(codecId: CodecId): Promise<void> {
    const { name } = this.get(codecId);
    await this.save(this.parts.records.codecs.filter(({ id }) => id !== codecId));
    this.letGo(codecId);
    this.parts.activity.note({ kind: 'codecRemoved', outcome: 'done', about: name });
    await this.parts.secrets.delete(accountOf(codecId));
  }

  /** Looks whether a device can be reached, and goes on listening to it. @throws AppError as `RoomOs.connect` */
  async connect(codecId: CodecId): Promise<void> {
    try {
      await this.device(codecId).connect();
      this.seen.delete(codecId);
    } catch (error) {
      if (error instanceof AppError && error.code === 'codec_certificate_changed') await this.see(codecId);
      throw error;
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
      ...(limits ? { limits } : {}),
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

  /** Before Usher quits: every device is let go. Calls go on without it. */
  stop(): void {
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
    await this.parts.secrets.set(accountOf(codecId), password);
    try {
      await this.save([...codecs, { ...entry, name, id: codecId }]);
    } catch (error) {
      // Whoever tries again does not get two.
      await this.save(this.parts.records.codecs.filter(({ id }) => id !== codecId)).catch(() => {});
      await this.parts.secrets.delete(accountOf(codecId)).catch(() => {});
      throw error;
    }
    this.parts.activity.note({ kind: 'codecAdded', outcome: 'done', about: name });
    return codecId;
  }

  private async accessTo(codecId: CodecId): Promise<CodecAccess> {
    const { address, fingerprint, userName } = this.get(codecId);
    const password = await this.parts.secrets.get(accountOf(codecId));
    if (password === undefined) throw new AppError('secret_missing');
    const host = address === 'practice' ? (await this.parts.practiceRoom()).address : address;
    return { address: host, fingerprint, userName, password };
  }

  private async see(codecId: CodecId): Promise<void> {
    const { address } = await this.accessTo(codecId);
    this.seen.set(codecId, await certificateOf(address));
    this.publish();
  }

  private letGo(codecId: CodecId): void {
    this.devices.get(codecId)?.close();
    this.devices.delete(codecId);
    this.seen.delete(codecId);
    this.publish();
  }

  private changed(codecId: CodecId): void {
    for (const watcher of this.watchers) watcher.callsChanged(codecId);
    this.publishing ??= setTimeout(() => this.publish(), gatherMs);
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
    const codecs = records.codecs.map((codec) => shown(codec, this.devices.get(codec.id), this.seen.get(codec.id)));
    if (JSON.stringify(codecs) !== JSON.stringify(live.current.codecs)) live.set({ codecs });
  }
}

function shown(codec: Codec, device: RoomOs | undefined, certificateSeen: DeviceCertificate | undefined): CodecShown {
  if (!device) return unasked(codec);
  const { link, failure, retryAt, product, calls } = device.state;
  return {
    ...codec,
    link,
    ...(failure ? { failure } : {}),
    ...(retryAt ? { retryAt } : {}),
    ...(product ? { product } : {}),
    ...(certificateSeen ? { certificateSeen } : {}),
    calls: calls.map(({ callId, status, number }) => ({
      callId,
      // Of a newer RoomOS.
      status: RoomCall.shape.status.safeParse(status).data ?? 'Connecting',
      with: hiddenDialString(number),
    })),
  };
}

/** Under which a device's password lies in the store of secrets. */
function accountOf(codecId: CodecId): string {
  return `codec:${codecId}`;
}
