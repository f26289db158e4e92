import { AppError, type AppErrorCode, failureOf } from '../shared/app-error';
import type { HostKeySourceChoice } from '../shared/host-key';
import type { MeetingKey } from '../shared/meeting';
import type { SdkOutcome } from '../shared/meeting-page';
import type { Activity } from './activity';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';
import type { UsedHostKey } from './meeting-care';
import type { MeetingSessions } from './meeting-sessions';

const codes: { readonly [Outcome in Exclude<SdkOutcome, 'done'>]: AppErrorCode } = {
  refused: 'host_key_refused',
  hostThere: 'host_present',
  failed: 'claim_unanswered',
};

/** Makes a meeting window the host with a key from the directory, which is proven or doubted by that. */
export class HostClaims {
  constructor(
    private readonly parts: {
      live: LiveState;
      sessions: Pick<MeetingSessions, 'claimHost'>;
      /** @throws AppError `host_key_missing` */
      keyFor: (meetingKey: MeetingKey, from: HostKeySourceChoice) => Promise<UsedHostKey>;
      hostKeys: () => Promise<Pick<HostKeys, 'prove'>>;
      activity: Pick<Activity, 'noteOutcome'>;
    },
  ) {}

  /**
   * @throws AppError `host_present`, `host_key_refused`, `claim_unanswered`, and as `keyFor`; `records_not_saved` when it is the host and
   * that could not be written down of its key
   */
  async claim(windowId: string, from: HostKeySourceChoice): Promise<void> {
    const window = this.parts.live.current.meetingWindows.find((one) => one.windowId === windowId);
    if (window?.phase !== 'inMeeting' || window.role === 'host') throw new AppError('invalid_request');
    // The SDK would say no, and the key would look wrong.
    if (window.hasHost) throw new AppError('host_present');
    const used = await this.parts.keyFor(window.meetingKey, from);
    const { meetingId, topic, credentialId } = window;
    const claimed = this.parts.sessions.claimHost(windowId, used.key).then((outcome) => {
      if (outcome !== 'done') throw new AppError(codes[outcome]);
    });
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

  private async prove({ key, keyOf }: UsedHostKey, becameHost: boolean): Promise<void> {
    if (keyOf) await (await this.parts.hostKeys()).prove(keyOf, key, becameHost);
  }
}
