import { AppError, type AppErrorCode, failureOf } from '../shared/app-error';
import type { MeetingWindow } from '../shared/app-state';
import type { HostKeySourceChoice } from '../shared/host-key';
import type { MeetingKey } from '../shared/meeting';
import type { InvitedRoom, SdkOutcome } from '../shared/meeting-page';
import type { Activity } from './activity';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';
import type { UsedHostKey } from './meeting-care';
import type { MeetingSessions } from './meeting-sessions';

type NotDone = { readonly [Outcome in Exclude<SdkOutcome, 'done'>]: AppErrorCode };
const notClaimed: NotDone = {
  refused: 'host_key_refused',
  hostThere: 'host_present',
  tooSoon: 'asked_too_soon',
  failed: 'claim_unanswered',
};
const notInvited: NotDone = {
  refused: 'room_not_invited',
  hostThere: 'room_not_invited',
  tooSoon: 'asked_too_soon',
  failed: 'room_not_invited',
};

/** What people ask for in a meeting window: to be the host, and that Zoom calls a room system. */
export class MeetingWindowCare {
  constructor(
    private readonly parts: {
      live: LiveState;
      sessions: Pick<MeetingSessions, 'claimHost' | 'inviteRoom'>;
      /** @throws AppError `host_key_missing` */
      keyFor: (meetingKey: MeetingKey, from: HostKeySourceChoice) => Promise<UsedHostKey>;
      hostKeys: () => Promise<Pick<HostKeys, 'prove'>>;
      activity: Pick<Activity, 'noteOutcome'>;
    },
  ) {}

  /**
   * With a key from the directory, which is proven or doubted by that.
   * @throws AppError `host_present`, `host_key_refused`, `asked_too_soon`, `claim_unanswered`, and as `keyFor`; `records_not_saved` when it
   * is the host and that could not be written down of its key
   */
  async claimHost(windowId: string, from: HostKeySourceChoice): Promise<void> {
    const window = this.windowOf(windowId);
    if (window.phase !== 'inMeeting' || window.role === 'host') throw new AppError('invalid_request');
    // The SDK would say no, and the key would look wrong.
    if (window.hasHost) throw new AppError('host_present');
    const used = await this.parts.keyFor(window.meetingKey, from);
    const { meetingId, topic, credentialId } = window;
    const claimed = done(this.parts.sessions.claimHost(windowId, used.key), notClaimed);
    try {
      await this.parts.activity.noteOutcome({ kind: 'hostClaimed', credentialId, meetingId, topic }, claimed);
    } catch (error) {
      // That it was refused is what has to be told, whether the doubt can be written down or not.
      // Somebody else's key is refused, too, and that says nothing of it.
      if (used.isHosts && failureOf(error).code === 'host_key_refused') await this.prove(used, false).catch(() => {});
      throw error;
    }
    await this.prove(used, true);
  }

  /** Answers when the device rings or is there. @throws AppError `room_not_invited`, `asked_too_soon`, and as `MeetingSession.inviteRoom` */
  async inviteRoom(windowId: string, room: InvitedRoom): Promise<void> {
    const { meetingId, topic, credentialId } = this.windowOf(windowId);
    const invited = done(this.parts.sessions.inviteRoom(windowId, room), notInvited);
    await this.parts.activity.noteOutcome(
      { kind: 'roomInvited', credentialId, meetingId, topic, about: room.ip },
      invited,
    );
  }

  private windowOf(windowId: string): MeetingWindow {
    const window = this.parts.live.current.meetingWindows.find((one) => one.windowId === windowId);
    if (!window) throw new AppError('invalid_request');
    return window;
  }

  private async prove({ key, keyOf }: UsedHostKey, becameHost: boolean): Promise<void> {
    if (keyOf) await (await this.parts.hostKeys()).prove(keyOf, key, becameHost);
  }
}

async function done(asked: Promise<SdkOutcome>, notDone: NotDone): Promise<void> {
  const outcome = await asked;
  if (outcome !== 'done') throw new AppError(notDone[outcome]);
}
