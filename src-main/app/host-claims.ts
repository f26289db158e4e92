import { AppError, type AppErrorCode } from '../shared/app-error';
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

  /** @throws AppError `host_present`, `host_key_refused`, `claim_unanswered`, and as `keyFor` */
  async claim(windowId: string, from: HostKeySourceChoice): Promise<void> {
    const window = this.parts.live.current.meetingWindows.find((one) => one.windowId === windowId);
    if (window?.phase !== 'inMeeting' || window.role === 'host') throw new AppError('invalid_request');
    // The SDK would say no, and the key would look wrong.
    if (window.hasHost) throw new AppError('host_present');
    const { key, keyOf } = await this.parts.keyFor(window.meetingKey, from);
    const { meetingId, topic, credentialId } = window;
    const claimed = this.parts.sessions.claimHost(windowId, key).then(async (outcome) => {
      if (keyOf && (outcome === 'done' || outcome === 'refused'))
        await (await this.parts.hostKeys()).prove(keyOf, key, outcome === 'done');
      if (outcome !== 'done') throw new AppError(codes[outcome]);
    });
    await this.parts.activity.noteOutcome({ kind: 'hostClaimed', credentialId, meetingId, topic }, claimed);
  }
}
