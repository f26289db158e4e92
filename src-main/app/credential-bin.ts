import { AppError, failureOf } from '../shared/app-error';
import type { CredentialId } from '../shared/credential';
import type { Credentials, Revoked } from './credentials';
import type { SignIns } from './sign-ins';

/** How long a deleted credential can be restored. */
const keptMs = 30 * 24 * 3600_000;
const roundMs = 24 * 3600_000;

/** Deleted credentials: 30 days of no use, restorable, then gone for good. Owns the timer of its daily round. */
export class CredentialBin {
  private readonly purges = new Map<CredentialId, Promise<Revoked>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: { credentials: Credentials; signIns: SignIns; now: () => Date }) {}

  /** Empties what has been in the bin for its time, now and once a day. */
  start(): void {
    void this.purgeDue();
    this.timer = setInterval(() => void this.purgeDue(), roundMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws AppError `records_not_saved` */
  async delete(id: CredentialId): Promise<void> {
    await this.parts.credentials.putAway(id);
    this.parts.signIns.end(id);
  }

  /**
   * Takes it out again; how it stands is asked of Zoom, and shown when that is known.
   * @throws AppError `records_not_saved`
   */
  async restore(id: CredentialId): Promise<void> {
    if (this.purges.has(id)) throw new AppError('invalid_request');
    await this.parts.credentials.bringBack(id);
    void this.parts.credentials.test(id).catch(() => {});
  }

  /**
   * Revokes at Zoom if Zoom can be told, then takes the secrets from the keyring, then the record.
   * @throws AppError `invalid_request` for one that is not in the bin; `keychain_locked`, `keychain_unavailable`, `records_not_saved`
   */
  async purge(id: CredentialId): Promise<Revoked> {
    if (this.parts.credentials.get(id).deletedAt === undefined) throw new AppError('invalid_request');
    const purge = this.purges.get(id) ?? this.purgeNow(id).finally(() => this.purges.delete(id));
    this.purges.set(id, purge);
    return purge;
  }

  /** What cannot be purged today, because the keyring is locked say, is tried again tomorrow. */
  async purgeDue(): Promise<void> {
    const before = this.parts.now().getTime() - keptMs;
    for (const { id, deletedAt } of this.parts.credentials.all) {
      if (deletedAt !== undefined && Date.parse(deletedAt) <= before) await this.purge(id).catch(failureOf);
    }
  }

  private async purgeNow(id: CredentialId): Promise<Revoked> {
    const revoked = await this.parts.credentials.endAuthorization(id);
    await this.parts.credentials.erase(id);
    return revoked;
  }
}
