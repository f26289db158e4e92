import type { AppState } from '@shared/app-state';
import { type Credential, isUsable } from '@shared/credential';
import { listedMeeting, type Meeting } from '@shared/meeting';
import type { DraftedMeeting, MeetingDraft } from '@shared/meeting-draft';
import { possibleParticipants } from './meeting-list';

/** Why nothing can be joined from this text, and what would help. */
export const unreadableTexts: { readonly [Reason in NonNullable<MeetingDraft['reason']>]: string } = {
  nothing: 'No meeting in it: paste a Zoom link, a meeting ID of 9 to 11 digits, or the whole invitation.',
  notZoom: 'This link does not lead to Zoom, so Usher leaves it alone.',
  suspicious: 'This link only looks like one of Zoom’s. Usher does not take it; ask whoever sent it.',
  wrongLength: 'A meeting ID has 9 to 11 digits. One may be missing, or too much was copied.',
  personalLink:
    'Usher knows the personal links of those who are signed in here, and this is another’s. Open it in a browser to see the meeting ID, or paste the invitation.',
  registration: 'One has to register for this meeting first. Paste the link that comes by e-mail after that.',
  noMeeting: 'This is a page of Zoom’s, but not of a meeting.',
  secretInLink: 'A link brought a key along. Usher takes none from outside: it makes its own when you join.',
};

/** What is known here about a meeting that a text names: the row that lists it, and who could join it. */
export function aboutDrafted(
  drafted: DraftedMeeting,
  { meetings, credentials }: Pick<AppState, 'meetings' | 'credentials'>,
): { listed: Meeting | undefined; participants: Credential[] } {
  const listed = listedMeeting(drafted, meetings);
  const participants = possibleParticipants({ environment: listed?.environment ?? drafted.environment }, credentials);
  const lists = ({ id }: Credential) => listed?.sources.some(({ credentialId }) => credentialId === id) ?? false;
  const rank = (credential: Credential) => Number(isUsable(credential)) * 2 + Number(lists(credential));
  return { listed, participants: participants.sort((a, b) => rank(b) - rank(a)) };
}
