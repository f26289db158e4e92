import type { WaitingWish } from '../shared/app-state';
import type { CredentialId } from '../shared/credential';
import type { JoinWish } from '../shared/join-plan';
import type { Meeting, MeetingKey } from '../shared/meeting';
import type { LiveState } from './live-state';

type Waiting = { shown: WaitingWish; meeting: Meeting; wish: JoinWish; timer: NodeJS.Timeout };

/** Whoever signs in later than this has something else in mind. */
const waitingLimitMs = 10 * 60_000;

/**
 * Starts and joins that failed because their credential has to be authorized first: the last one of each credential,
 * until it is taken, forgotten, or ten minutes old.
 */
export class WaitingWishes {
  private readonly waiting = new Map<CredentialId, Waiting>();

  constructor(private readonly parts: { live: LiveState; now: () => Date }) {}

  remember(credentialId: CredentialId, meeting: Meeting, wish: JoinWish): void {
    this.remove(credentialId);
    const expiresAt = new Date(this.parts.now().getTime() + waitingLimitMs).toISOString();
    const timer = setTimeout(() => this.forget(credentialId), waitingLimitMs);
    const shown = { credentialId, meetingKey: meeting.key, kind: wish.kind, expiresAt };
    this.waiting.set(credentialId, { shown, meeting, wish, timer });
    this.publish();
  }

  /** What a credential was needed for; it is not given out twice. */
  take(credentialId: CredentialId): { meeting: Meeting; wish: JoinWish } | undefined {
    const waiting = this.waiting.get(credentialId);
    this.forget(credentialId);
    // A computer that slept has timers that are late.
    if (!waiting || Date.parse(waiting.shown.expiresAt) <= this.parts.now().getTime()) return undefined;
    return { meeting: waiting.meeting, wish: waiting.wish };
  }

  forget(credentialId: CredentialId): void {
    if (this.remove(credentialId)) this.publish();
  }

  /** Somebody is in that meeting by another way, or does not want to be any more. */
  forgetMeeting(meetingKey: MeetingKey): void {
    for (const { shown } of this.waiting.values()) if (shown.meetingKey === meetingKey) this.forget(shown.credentialId);
  }

  forgetAll(): void {
    for (const credentialId of this.waiting.keys()) this.forget(credentialId);
  }

  private remove(credentialId: CredentialId): boolean {
    clearTimeout(this.waiting.get(credentialId)?.timer);
    return this.waiting.delete(credentialId);
  }

  private publish(): void {
    this.parts.live.set({ waitingWishes: [...this.waiting.values()].map(({ shown }) => shown) });
  }
}
