import { AppError, failureOf } from '../shared/app-error';
import type { CredentialId, Revoked } from '../shared/credential';
import type { Activity } from './activity';
import { asWhom, codes } from './activity-between';
import type { CredentialCare } from './credential-care';
import type { Credentials } from './credentials';
import type { Notices } from './notices';
import type { SignIns } from './sign-ins';
import type { ZoomAccess } from './zoom-access';

/** How long a deleted credential can be restored. */
const keptMs = 30 * 24 * 3600_000;
const roundMs = 24 * 3600_000;

const revocationWords: { readonly [Outcome in Revoked]: string } = {
  yes: 'revoked at Zoom',
  no: 'Zoom could not be asked to revoke it',
  nothing: 'nothing to revoke',
  kept: 'not revoked, because another credential of the same user and app is in use',
};

/** Deleted credentials: 30 days of no use, restorable, then gone for good. Owns the timer of its daily round. */
export class CredentialBin {
  private readonly purges = new Map<CredentialId, Promise<Revoked>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      credentials: Credentials;
      access: ZoomAccess;
      care: CredentialCare;
      signIns: SignIns;
      notices: Pick<Notices, 'add'>;
      activity: Pick<Activity, 'note'>;
      now: () => Date;
    },
  ) {}

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
    void this.parts.care.test(id).catch(() => {});
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

  /**
   * What cannot be purged today, because the keyring is locked say, is tried again tomorrow. Nobody looks on:
   * an authorization that goes on at Zoom is told by a notice.
   */
  async purgeDue(): Promise<void> {
    const before = this.parts.now().getTime() - keptMs;
    for (const { id, name, deletedAt } of this.parts.credentials.all) {
      if (deletedAt === undefined || Date.parse(deletedAt) > before) continue;
      const revoked = await this.purge(id).catch(() => undefined);
      if (revoked === 'no') this.parts.notices.add({ code: 'not_revoked', subject: `“${name}”` }, id);
    }
  }

  private async purgeNow(id: CredentialId): Promise<Revoked> {
    const { credentials, access, care, activity } = this.parts;
    const purged = { kind: 'credentialPurged', ...asWhom(credentials.get(id)) } as const;
    try {
      const revoked = await access.endAuthorization(id);
      await care.erase(id);
      activity.note({ ...purged, outcome: revoked === 'no' ? 'failed' : 'done', about: revocationWords[revoked] });
      return revoked;
    } catch (error) {
      activity.note({ ...purged, outcome: 'failed', ...codes(failureOf(error)) });
      throw error;
    }
  }
}
