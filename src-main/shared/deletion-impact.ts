import type { AppState } from './app-state';
import { type Credential, inUse } from './credential';
import { canSign } from './join-plan';
import type { Meeting } from './meeting';

const nearMs = 24 * 3600_000;

/** What would no longer work without a credential. */
export type DeletionImpact = {
  /** Upcoming and running meetings that no other credential can start. */
  onlyItStarts: Meeting[];
  /** Those of them that run now or begin within 24 hours. */
  near: Meeting[];
  /** Public clients whose meeting windows nothing else in their Zoom cloud could sign for. */
  onlySignerFor: Credential[];
};

/** What deleting a credential would break, for whoever is asked whether to go on. */
export function deletionImpact(
  credential: Credential,
  { credentials, meetings }: Pick<AppState, 'credentials' | 'meetings'>,
  now: Date,
): DeletionImpact {
  const others = inUse(credentials).filter(({ id }) => id !== credential.id);
  const onlyItStarts = meetings.filter(({ sources }) => {
    const hosts = sources.filter(({ isHost }) => isHost).map(({ credentialId }) => credentialId);
    return hosts.includes(credential.id) && !others.some(({ id }) => hosts.includes(id));
  });
  const near = onlyItStarts.filter(
    ({ isRunning, startTime }) =>
      isRunning || (startTime !== undefined && Date.parse(startTime) - now.getTime() <= nearMs),
  );
  const signsAlone =
    canSign(credential) && !others.some((other) => other.environment === credential.environment && canSign(other));
  const onlySignerFor = signsAlone
    ? others.filter(({ kind, environment }) => kind === 'user' && environment === credential.environment)
    : [];
  return { onlyItStarts, near, onlySignerFor };
}
