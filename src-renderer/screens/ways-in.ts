import type { Credential } from '@shared/credential';
import { hostsOf, type JoinWish } from '@shared/join-plan';
import type { Meeting } from '@shared/meeting';
import { possibleParticipants } from './meeting-list';

/** One way into a meeting, as somebody chooses it. */
export type WayIn = { id: string; label: string; credential: Credential; wish: JoinWish };

/** Every way into a meeting from here: as its host, signed in, and on behalf of a user; the likeliest first. */
export function waysInto(meeting: Meeting, credentials: readonly Credential[]): WayIn[] {
  const participants = possibleParticipants(meeting, credentials);
  const hosts = hostsOf(meeting, participants);
  const lists = ({ id }: Credential) => meeting.sources.some(({ credentialId }) => credentialId === id);
  const way = (credential: Credential, how: string, wish: JoinWish): WayIn => ({
    id: `${credential.id} ${how}`,
    label: `${credential.user?.displayName ?? credential.name} (${credential.name}), ${how}`,
    credential,
    wish,
  });
  return [
    ...hosts.map((host) => way(host, 'starts it as the host', { kind: 'start', as: host.id })),
    ...participants
      .toSorted((a, b) => Number(lists(b)) - Number(lists(a)))
      .map((user) => way(user, 'joins signed in', { kind: 'join', as: user.id })),
    ...participants.map((user) =>
      way(user, 'is there already, and one joins on their behalf', { kind: 'join', as: user.id, onBehalf: true }),
    ),
  ];
}
