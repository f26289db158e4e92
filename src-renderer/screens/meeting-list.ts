import type { AgendaDay, Starters } from '@shared/agenda';
import type { MeetingFeed } from '@shared/app-state';
import { type Credential, inUse, type ZoomEnvironment } from '@shared/credential';
import type { Meeting } from '@shared/meeting';
import { dayName, type Place } from '../time-words';

/** What stands above the rows of a day: "Running now", "Today", "Tomorrow", then dates. */
export function dayLabel(
  { kind, date = '' }: Pick<AgendaDay, 'kind' | 'date'>,
  now: Date,
  { locale }: Place = {},
): string {
  if (kind !== 'later') return dayWords[kind];
  // A day of the calendar is the same day everywhere.
  return dayName(`${date}T12:00:00Z`, now, { ...(locale ? { locale } : {}), timeZone: 'UTC' });
}

const dayWords = { running: 'Running now', today: 'Today', tomorrow: 'Tomorrow', anyTime: 'Any time' } as const;

/** Since when the list is as it is: the oldest of the feeds that do not say themselves that they are old. */
export function refreshedAt(feeds: readonly MeetingFeed[]): string | undefined {
  return feeds
    .filter((feed) => !feed.failure)
    .flatMap((feed) => feed.refreshedAt ?? [])
    .sort()[0];
}

/** Whose eyes a row is seen with, the host's first: "Studio A · host". */
export function sourceNames(meeting: Meeting, credentials: readonly Credential[]): string[] {
  return meeting.sources.flatMap(({ credentialId, isHost }) => {
    const name = credentials.find(({ id }) => id === credentialId)?.name;
    return name === undefined ? [] : [`${name} · ${isHost ? 'host' : 'participant'}`];
  });
}

/** Everyone who could join a meeting: any signed-in user of the same cloud, listed there or not; of any cloud, while that is unknown. */
export function possibleParticipants(
  { environment }: { environment?: ZoomEnvironment | undefined },
  credentials: readonly Credential[],
): Credential[] {
  return inUse(credentials).filter(
    (credential) =>
      credential.kind === 'user' &&
      credential.user !== undefined &&
      (environment ?? credential.environment) === credential.environment,
  );
}

/** Which credential an action on a row's failure is about: one of the row's own that is not well, or else its first. */
export function concernedCredential(meeting: Meeting, credentials: readonly Credential[]): Credential | undefined {
  const own = meeting.sources.flatMap(({ credentialId }) => credentials.find(({ id }) => id === credentialId) ?? []);
  return own.find(({ health }) => health.kind !== 'ready') ?? own[0];
}

/** Who could start the meeting from here, in words: "Practice can start it", or what it would take. */
export function startWords(starters: Starters): string {
  if (starters.kind === 'these') return `${inWords(starters.credentials.map(({ name }) => name))} can start it`;
  const { failure, blockedBy } = starters;
  if (blockedBy) return `${blockedBy.name} could start it: ${repairOf(blockedBy)}`;
  if (failure.code === 'no_signer') return 'to start it, add an app credential that signs';
  return 'to start it, add its host’s credential';
}

/** What brings a credential back, as a request. */
function repairOf({ health }: Credential): string {
  return health.kind === 'needsReauthorization' ? 'reauthorize it' : 'correct its set-up';
}

/** "A", "A and B", "A, B and 3 more". */
export function inWords(names: readonly string[]): string {
  const [first = '', second, ...more] = names;
  if (second === undefined) return first;
  if (more.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${more.length} more`;
}
