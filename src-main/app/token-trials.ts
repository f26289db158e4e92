import type { MintedToken } from '../shared/activity';
import { AppError } from '../shared/app-error';
import type { Credential, CredentialId } from '../shared/credential';
import { type TokenFeature, type TokenTrial, tokenTrial } from '../shared/token-trial';
import type { ZoomClient } from '../zoom/zoom-client';
import type { Activity } from './activity';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';
import type { ZoomAccess } from './zoom-access';

const tokens: { readonly [Feature in TokenFeature]: MintedToken } = {
  startAsHost: 'zak',
  onBehalf: 'obf',
  localRecording: 'localRecording',
  liveStreaming: 'liveStreaming',
  archiving: 'localArchiving',
};

/**
 * Asks Zoom for the token behind a feature, as it is asked for when it counts, and throws it away: a scope is a promise, the token is the proof.
 * What Zoom says stands in the credential's health and last error, as after any request.
 */
export class TokenTrials {
  constructor(
    private readonly parts: {
      live: LiveState;
      credentials: Credentials;
      access: ZoomAccess;
      activity: Pick<Activity, 'noteOutcome'>;
    },
  ) {}

  /** @throws AppError as `ZoomClient`; `invalid_request` where there is no meeting to ask with any more */
  async run(id: CredentialId, feature: TokenFeature): Promise<void> {
    const credential = this.parts.credentials.getInUse(id);
    const trial = tokenTrial(feature, credential, this.parts.live.current);
    if (!trial) throw new AppError('invalid_request');
    const { meeting } = trial;
    const minting = this.parts.access.clientOf(id).then((client) => mint(client, credential, feature, trial));
    await this.parts.activity.noteOutcome(
      {
        kind: 'tokenMinted',
        token: tokens[feature],
        credentialId: id,
        about: 'as a check, and thrown away',
        ...(meeting ? { meetingId: meeting.meetingId, topic: meeting.topic } : {}),
      },
      minting,
    );
  }
}

async function mint(
  client: ZoomClient,
  { kind }: Credential,
  feature: TokenFeature,
  { meeting, hostUserId = '' }: TokenTrial,
): Promise<string> {
  const meetingId = meeting?.meetingId ?? '';
  switch (feature) {
    case 'startAsHost':
      return kind === 'user' ? client.getZak() : client.getUserToken({ userId: hostUserId, type: 'zak' });
    case 'onBehalf':
      return client.getUserToken({ type: 'onbehalf', meetingId });
    case 'localRecording':
      return client.getJoinToken(meetingId, 'local_recording');
    case 'liveStreaming':
      return client.getJoinToken(meetingId, 'live_streaming');
    case 'archiving':
      return client.getJoinToken(meetingId, 'local_archiving');
  }
}
