import { type ActivityEntry, type ActivityFilter, type ActivityKind, activityLabels } from '@shared/activity';
import { calendarDay } from '@shared/calendar-day';
import type { Credential } from '@shared/credential';
import { dayName, type Place } from '../time-words';

/** What the filter's fields say; empty means all. */
export type ActivityWish = { text: string; kinds: string; credentialId: string; fromDay: string; toDay: string };

export const everything: ActivityWish = { text: '', kinds: '', credentialId: '', fromDay: '', toDay: '' };

const groups: Readonly<Record<string, { label: string; kinds: readonly ActivityKind[] }>> = {
  meetings: { label: 'Meetings', kinds: ['meetingStarted', 'meetingJoined', 'meetingFailed', 'meetingLeft'] },
  changes: {
    label: 'Changes to meetings',
    kinds: ['meetingCreated', 'meetingChanged', 'meetingDeleted', 'meetingEnded', 'passcodeShown', 'invitationCopied'],
  },
  hostKeys: {
    label: 'Host keys',
    kinds: [
      'hostKeyShown',
      'hostKeyCopied',
      'hostKeyTold',
      'hostKeySet',
      'hostKeyForgotten',
      'hostKeysCampaign',
      'hostKeysImported',
      'hostKeysExported',
      'directoryRead',
      'hostKeyProven',
      'hostClaimed',
    ],
  },
  rooms: {
    label: 'Rooms',
    kinds: ['codecAdded', 'codecChanged', 'codecTrusted', 'codecRemoved', 'roomDialled', 'roomHungUp', 'roomInvited'],
  },
  tokens: { label: 'Tokens and signatures', kinds: ['tokenMinted', 'signed'] },
  authorizations: {
    label: 'Authorizations',
    kinds: ['authorized', 'reauthorized', 'authorizationFailed', 'authorizationEnded'],
  },
  credentials: {
    label: 'Changes to credentials',
    kinds: [
      'credentialAdded',
      'credentialDescribed',
      'clientChanged',
      'credentialDeleted',
      'credentialRestored',
      'credentialPurged',
      'credentialsExported',
      'credentialsImported',
    ],
  },
  trouble: {
    label: 'Trouble with credentials',
    kinds: ['authorizationEnded', 'refreshFailed', 'clientRefused', 'credentialRecovered', 'authorizationFailed'],
  },
  usher: {
    label: 'Usher itself',
    kinds: [
      'settingsChanged',
      'keyringChanged',
      'activityExported',
      'diagnosticsSaved',
      'logBegun',
      'logPruned',
      'entriesLost',
    ],
  },
};

/** The choices of what happened: groups first, then each kind by itself. */
export const groupsOfKinds = [
  ...Object.entries(groups).map(([value, { label }]) => ({ value, label })),
  ...Object.entries(activityLabels).map(([value, label]) => ({ value, label: `· ${label}` })),
];

/** The fields as a filter. Days are the operator's own, from midnight to midnight. */
export function filterOf({ text, kinds, credentialId, fromDay, toDay }: ActivityWish): ActivityFilter {
  const from = dayStart(fromDay, 0);
  const to = dayStart(toDay, 1);
  return {
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(kinds ? { kinds: [...(groups[kinds]?.kinds ?? [kinds as ActivityKind])] } : {}),
    ...(credentialId ? { credentialId: credentialId as Credential['id'] } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

function dayStart(day: string, later: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (!year || !month || !date) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + later).toISOString();
}

/** Entries by the day on which they were made; they come newest first and stay so. */
export function groupEntries(
  entries: readonly ActivityEntry[],
  now: Date,
  place: Place = {},
): { key: string; label: string; entries: ActivityEntry[] }[] {
  const days: { key: string; day: string; label: string; entries: ActivityEntry[] }[] = [];
  const today = calendarDay(now, place);
  const yesterday = calendarDay(new Date(now.getTime() - 24 * 60 * 60_000), place);
  for (const entry of entries) {
    const day = calendarDay(new Date(entry.at), place);
    const last = days.at(-1);
    if (last?.day === day) {
      last.entries.push(entry);
      continue;
    }
    const label = day === today ? 'Today' : day === yesterday ? 'Yesterday' : dayName(entry.at, now, place);
    // A clock that was put back brings a day a second time.
    days.push({ key: `${day} ${entry.n}`, day, label, entries: [entry] });
  }
  return days;
}

/** The credentials to choose from: those there are, and those that are gone but stand in the entries. */
export function knownCredentials(
  credentials: readonly Credential[],
  entries: readonly ActivityEntry[],
  chosen: string,
): { value: string; label: string }[] {
  const names = new Map<string, string>();
  for (const { credentialId, credentialName } of entries) {
    if (credentialId && !names.has(credentialId)) names.set(credentialId, `${credentialName ?? credentialId} (gone)`);
  }
  for (const { id, name } of credentials) names.set(id, name);
  if (chosen && !names.has(chosen)) names.set(chosen, chosen);
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => (a.label < b.label ? -1 : Number(a.label > b.label)));
}

/** All that is known of an entry, for whoever opens it. */
export function activityFacts(entry: ActivityEntry): { term: string; text: string }[] {
  return [
    { term: 'Entry', text: String(entry.n) },
    { term: 'Time', text: new Date(entry.at).toLocaleString() },
    { term: 'Credential', text: entry.credentialName ?? '' },
    { term: 'Credential ID', text: entry.credentialId ?? '' },
    { term: 'Zoom user', text: entry.zoomUser ?? '' },
    { term: 'Meeting', text: [entry.topic, entry.meetingId].filter(Boolean).join(', ') },
    { term: 'About', text: entry.about ?? '' },
    { term: 'Set aside as', text: entry.setAside ?? '' },
    { term: 'Code', text: entry.code ?? '' },
    { term: 'Zoom code', text: entry.zoomCode === undefined ? '' : String(entry.zoomCode) },
    { term: 'Tracking ID', text: entry.trackingId ?? '' },
  ].filter(({ text }) => text !== '');
}
