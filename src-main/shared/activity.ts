import { z } from 'zod';
import { AppErrorCode } from './app-error';
import { CredentialId } from './credential';
import { MeetingId } from './meeting';

/** Everything that is written down, by what happened; the words for each stand in `activityLabels`. */
export const ActivityKind = z.enum([
  // the life of a credential
  'credentialAdded',
  'credentialDescribed',
  'clientChanged',
  'authorized',
  'reauthorized',
  'authorizationFailed',
  'authorizationEnded',
  'refreshFailed',
  'clientRefused',
  'credentialRecovered',
  'credentialDeleted',
  'credentialRestored',
  'credentialPurged',
  // what was done in its name
  'tokenMinted',
  'signed',
  'meetingStarted',
  'meetingJoined',
  'meetingFailed',
  'meetingLeft',
  'meetingCreated',
  'meetingChanged',
  'meetingDeleted',
  'meetingEnded',
  'passcodeShown',
  'invitationCopied',
  // host keys
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
  // room systems
  'codecAdded',
  'codecChanged',
  'codecTrusted',
  'codecRemoved',
  'roomDialled',
  'roomHungUp',
  'roomInvited',
  // this Usher
  'credentialsExported',
  'credentialsImported',
  'keyringChanged',
  'settingsChanged',
  'activityExported',
  'diagnosticsSaved',
  // the log itself
  'logBegun',
  'logPruned',
  'entriesLost',
]);
export type ActivityKind = z.infer<typeof ActivityKind>;

/** The kinds of token that Zoom mints for one meeting; the token itself is never written down. */
export const MintedToken = z.enum(['zak', 'obf', 'localRecording', 'liveStreaming', 'localArchiving']);
export type MintedToken = z.infer<typeof MintedToken>;

/**
 * One thing that was done, as whom, and how it went. Never a secret, and never a text that somebody else may have put one in:
 * of a failure only the codes are kept, not Zoom's words.
 */
export const ActivityEntry = z.object({
  /** Counts up from the log's first line, without gaps. */
  n: z.number().int().nonnegative(),
  /** ISO 8601. */
  at: z.string().max(40),
  kind: ActivityKind,
  outcome: z.enum(['done', 'failed']),
  credentialId: CredentialId.optional(),
  /** What the credential was called at that time. */
  credentialName: z.string().max(100).optional(),
  /** The Zoom user behind it at that time: display name, and e-mail address in angle brackets. */
  zoomUser: z.string().max(300).optional(),
  meetingId: MeetingId.optional(),
  topic: z.string().max(300).optional(),
  token: MintedToken.optional(),
  code: AppErrorCode.optional(),
  zoomCode: z.union([z.number(), z.string().max(60)]).optional(),
  trackingId: z.string().max(120).optional(),
  /** What exactly, in a word or two of Usher's own: the names of changed settings, a number of credentials, a keyring's name. */
  about: z.string().max(300).optional(),
  /** With `logBegun` after a damaged log: the file in which that one was set aside ... */
  setAside: z.string().max(200).optional(),
  /** ... and the last of its entries that can be vouched for. */
  afterEntry: z.number().int().nonnegative().optional(),
});
export type ActivityEntry = z.infer<typeof ActivityEntry>;

/** What is to be written down; its number and its time come by themselves. */
export type NewActivity = Omit<ActivityEntry, 'n' | 'at'>;

/** What the log says about itself when it was changed outside of Usher. */
export const ActivityBreak = z.object({ at: z.string(), setAside: z.string(), afterEntry: z.number() });
export type ActivityBreak = z.infer<typeof ActivityBreak>;

/** Which entries somebody wants to see. Everything left out matches. */
export const ActivityFilter = z.object({
  text: z.string().max(200).optional(),
  kinds: z.array(ActivityKind).max(ActivityKind.options.length).optional(),
  credentialId: CredentialId.optional(),
  /** From this moment on; ISO 8601. */
  from: z.iso.datetime().optional(),
  /** Before this moment; ISO 8601. */
  to: z.iso.datetime().optional(),
});
export type ActivityFilter = z.infer<typeof ActivityFilter>;

/** Some entries, newest first. */
export const ActivityPage = z.object({
  entries: z.array(ActivityEntry),
  /** Where to go on; absent at the end of the log. There may be more to look through even if nothing on this page matched. */
  next: z.number().optional(),
  /** How many entries the log has. */
  total: z.number(),
  /** Set while the log's first line tells of one that was changed outside of Usher. */
  changedOutside: ActivityBreak.optional(),
});
export type ActivityPage = z.infer<typeof ActivityPage>;

export const ActivityFormat = z.enum(['csv', 'jsonLines']);
export type ActivityFormat = z.infer<typeof ActivityFormat>;

/** What each kind is called on the page and in an export. */
export const activityLabels: { readonly [Kind in ActivityKind]: string } = {
  credentialAdded: 'Credential added',
  credentialDescribed: 'Credential renamed or tagged',
  clientChanged: 'Client ID or secret changed',
  authorized: 'Authorized',
  reauthorized: 'Reauthorized',
  authorizationFailed: 'Authorization failed',
  authorizationEnded: 'Authorization ended by Zoom',
  refreshFailed: 'Zoom could not be used',
  clientRefused: 'Client refused',
  credentialRecovered: 'Credential works again',
  credentialDeleted: 'Credential deleted',
  credentialRestored: 'Credential restored',
  credentialPurged: 'Credential purged',
  tokenMinted: 'Token minted',
  signed: 'Signed for the Meeting SDK',
  meetingStarted: 'Meeting started',
  meetingJoined: 'Meeting joined',
  meetingFailed: 'Meeting not entered',
  meetingLeft: 'Meeting left',
  meetingCreated: 'Meeting scheduled',
  meetingChanged: 'Meeting changed',
  meetingDeleted: 'Meeting deleted',
  meetingEnded: 'Meeting ended for all',
  passcodeShown: 'Passcode shown',
  invitationCopied: 'Invitation copied',
  hostKeyShown: 'Host key shown',
  hostKeyCopied: 'Host key copied',
  hostKeyTold: 'Host key entered',
  hostKeySet: 'Host key set at Zoom',
  hostKeyForgotten: 'Person removed from the host keys',
  hostKeysCampaign: 'Host keys of many people set',
  hostKeysImported: 'Host keys imported',
  hostKeysExported: 'Host keys exported',
  directoryRead: 'Directory read',
  hostKeyProven: 'Host key proven',
  hostClaimed: 'Host claimed with a key',
  codecAdded: 'Room system added',
  codecChanged: 'Room system changed',
  codecTrusted: 'Certificate of a room system agreed to',
  codecRemoved: 'Room system removed',
  roomDialled: 'Meeting brought into a room',
  roomHungUp: 'Room hung up',
  roomInvited: 'Room system invited',
  credentialsExported: 'Credentials exported',
  credentialsImported: 'Credentials imported',
  keyringChanged: 'Keyring changed',
  settingsChanged: 'Settings changed',
  activityExported: 'Activity exported',
  diagnosticsSaved: 'Diagnostics saved',
  logBegun: 'Log begun',
  logPruned: 'Older entries removed',
  entriesLost: 'Entries lost',
};

/** Where the label of a kind would say that it was done. */
const failedLabels: { readonly [Kind in ActivityKind]?: (code: ActivityEntry['code']) => string } = {
  // What was purged without Zoom is gone all the same; what could not be purged has a code.
  credentialPurged: (code) => (code ? 'Credential not purged' : 'Credential purged, not revoked at Zoom'),
  meetingCreated: () => 'Meeting not scheduled',
  meetingChanged: () => 'Meeting not changed',
  meetingDeleted: () => 'Meeting not deleted',
  meetingEnded: () => 'Meeting not ended',
  passcodeShown: () => 'Passcode not shown',
  invitationCopied: () => 'Invitation not copied',
  hostKeySet: () => 'Host key not set',
  hostKeysExported: () => 'Host keys not exported',
  hostKeysCampaign: () => 'Host keys of many people set, not all',
  directoryRead: () => 'Directory not read',
  hostKeyProven: () => 'Host key put in doubt',
  hostClaimed: () => 'Host not claimed',
  roomInvited: () => 'Room system not invited',
  roomDialled: () => 'Meeting not brought into a room',
  credentialsExported: () => 'Credentials not exported',
  credentialsImported: () => 'Credentials not imported',
};

/** What each kind of token is called. */
export const tokenLabels: { readonly [Token in MintedToken]: string } = {
  zak: 'ZAK',
  obf: 'OBF token',
  localRecording: 'local-recording token',
  liveStreaming: 'live-streaming token',
  localArchiving: 'archiving token',
};

/** What happened, in a few words: the kind, and what exactly. */
export function activityTitle({
  kind,
  outcome,
  token,
  code,
}: Pick<ActivityEntry, 'kind' | 'outcome' | 'token' | 'code'>): string {
  if (token !== undefined) return `${tokenLabels[token]} ${outcome === 'done' ? 'minted' : 'not minted'}`;
  if (outcome === 'failed') return failedLabels[kind]?.(code) ?? activityLabels[kind];
  return activityLabels[kind];
}

/** Whether an entry is one of those wanted. Text is looked for in everything that can be read of it, whatever its case. */
export function matchesActivity(entry: ActivityEntry, filter: ActivityFilter): boolean {
  const { text, kinds, credentialId, from, to } = filter;
  if (kinds && !kinds.includes(entry.kind)) return false;
  if (credentialId && entry.credentialId !== credentialId) return false;
  if (from && Date.parse(entry.at) < Date.parse(from)) return false;
  if (to && Date.parse(entry.at) >= Date.parse(to)) return false;
  const wanted = text?.trim().toLowerCase();
  if (!wanted) return true;
  const words = [
    activityTitle(entry),
    entry.credentialName,
    entry.zoomUser,
    entry.topic,
    entry.meetingId,
    entry.about,
    entry.code,
    entry.zoomCode,
    entry.trackingId,
  ];
  return words.some((word) => word !== undefined && String(word).toLowerCase().includes(wanted));
}
