import { Activity } from '../../../src-main/app/activity';
import { Codecs } from '../../../src-main/app/codecs';
import { LiveState } from '../../../src-main/app/live-state';
import type { Dialing } from '../../../src-main/app/meeting-care';
import { Notices } from '../../../src-main/app/notices';
import { type ErrandLimits, RoomErrands } from '../../../src-main/app/room-errands';
import { certificateOf } from '../../../src-main/codec/pinned-socket';
import { findPracticeDevice } from '../../../src-main/codec/practice-device';
import { AppError, type AppErrorCode } from '../../../src-main/shared/app-error';
import type { CodecEntry, CodecId, RoomErrand } from '../../../src-main/shared/codec';
import type { HostKey, HostKeyPersonId } from '../../../src-main/shared/host-key';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import { Records } from '../../../src-main/storage/records';
import { shortLimits } from '../codec/practice-device';
import { aMeeting, anAppState, now } from '../examples';
import { labelOf, sipOf } from '../practice/practice-codec-client';
import type { RunningPractice } from '../practice/running-practice';
import { ActivityLogInMemory } from './activity-log-in-memory';

/** A meeting of Practice Zoom that runs, a key of the directory for it, and what is dialled with that. */
export const meeting = aMeeting({ meetingId: '86011004201' });
export const key = '482915';
export const ada = hostKeyPersonId('zoom', 'ada');
export const withKey: Dialing = {
  number: sipOf(meeting.meetingId, `..${key}`),
  hostKey: { key, keyOf: ada, isHosts: true },
};
export const withoutKey: Dialing = { number: sipOf(meeting.meetingId) };

/** Room systems and errands as main.ts puts them together, over devices, secrets and a disk that tests control. */
export class Rooms {
  readonly live = new LiveState(anAppState({ meetings: [meeting] }));
  readonly secrets = new Map<string, string>();
  readonly disk = { isFull: false, store: {} as Record<string, unknown> };
  readonly log = new ActivityLogInMemory();
  readonly proofs: [HostKeyPersonId, HostKey, boolean][] = [];
  /** What stands in the way of the secrets. */
  locked: AppErrorCode | undefined;
  reads = 0;
  dialing: () => Promise<Dialing> = async () => withKey;
  /** Every state that there was, as text to search in. */
  readonly states: string[] = [];
  readonly activity: Activity;
  readonly codecs: Codecs;
  readonly errands: RoomErrands;
  private readonly records: Records;

  constructor(
    readonly practice: RunningPractice,
    limits: Partial<ErrandLimits> = {},
  ) {
    const { live, disk, secrets } = this;
    live.subscribe((state) => this.states.push(JSON.stringify(state)));
    const readNow = () => now;
    const notices = new Notices(live, readNow);
    this.activity = new Activity({ live, notices, log: this.log, now: readNow });
    this.records = new Records({
      contents: {},
      save: async (contents) => {
        if (disk.isFull) throw new Error('ENOSPC: no space left on device');
        disk.store = JSON.parse(JSON.stringify(contents));
      },
    });
    const demandReadable = () => {
      if (this.locked) throw new AppError(this.locked);
    };
    this.codecs = new Codecs({
      live,
      records: this.records,
      secrets: {
        get: async (account) => {
          this.reads += 1;
          demandReadable();
          return secrets.get(account);
        },
        set: async (account, secret) => {
          demandReadable();
          secrets.set(account, secret);
        },
        delete: async (account) => {
          demandReadable();
          secrets.delete(account);
        },
      },
      activity: this.activity,
      practiceRoom: () => findPracticeDevice({ origin: practice.origin, fetch }),
      now: readNow,
      random: () => 0,
      wait: async () => {},
      limits: { ...shortLimits, answer: 3_000 },
    });
    this.errands = new RoomErrands({
      live,
      codecs: this.codecs,
      dialingOf: () => this.dialing(),
      hostKeys: async () => ({
        prove: async (...proof) => void this.proofs.push(proof),
      }),
      activity: this.activity,
      now: readNow,
      limits: { cause: 2_000, dial: 60_000, ...limits },
    });
  }

  /** What somebody would enter for the device of a Practice Zoom, and its password. */
  async entryOf(practice = this.practice): Promise<{ entry: CodecEntry; password: string }> {
    const { address, userName, password, name } = await labelOf(practice);
    const { fingerprint } = await certificateOf(address);
    return {
      entry: { name, place: '2nd floor', address, userName, groups: [], fingerprint, forgetsKeys: true },
      password,
    };
  }

  async add(different: Partial<CodecEntry> = {}, practice = this.practice): Promise<CodecId> {
    const { entry, password } = await this.entryOf(practice);
    return this.codecs.add({ ...entry, ...different }, password);
  }

  shown(codecId: CodecId) {
    const codec = this.live.current.codecs.find(({ id }) => id === codecId);
    if (!codec) throw new Error('there is no such room system');
    return codec;
  }

  errand(codecId: CodecId): RoomErrand | undefined {
    return this.live.current.errands.find((one) => one.codecId === codecId);
  }

  bring = (...codecIds: CodecId[]) =>
    this.errands.bring(meeting.key, codecIds, { protocol: 'sip', host: 'zoomcrc.com' });

  /** What was done, in the order in which it was written down. */
  async written(): Promise<string[]> {
    await this.activity.settle();
    return this.log.written.map(({ kind, outcome, code }) => [kind, outcome, code].filter(Boolean).join(' '));
  }

  async close(): Promise<void> {
    this.errands.stop();
    this.codecs.stop();
    this.disk.isFull = false;
    await this.records.settle();
  }
}
