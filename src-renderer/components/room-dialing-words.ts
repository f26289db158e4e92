import type { ZoomEnvironment } from '@shared/credential';
import { type DialChoice, sipConnector } from '@shared/dial-string';
import type { MeetingDetails } from '@shared/meeting-details';
import { h323Connectors, type RoomConnector, regionalSipConnectors } from '@shared/room-connectors';
import { featureScopes, missingScopes } from '@shared/scope-needs';

/**
 * Where a room system can call, the likeliest first: for SIP the one name for everywhere and then the regional ones, for H.323 what the
 * invitation names, or else what Zoom's invitations named of late. Nobody has confirmed any for Zoom for Government.
 */
export function connectorsFor(
  protocol: DialChoice['protocol'],
  environment: ZoomEnvironment,
  { roomAddresses }: Pick<MeetingDetails, 'roomAddresses'>,
): readonly RoomConnector[] {
  const isKnown = environment !== 'zoomgov';
  if (protocol === 'sip') return [{ address: sipConnector, place: '' }, ...(isKnown ? regionalSipConnectors : [])];
  return roomAddresses.length > 0 || !isKnown ? roomAddresses : h323Connectors;
}

/** What becomes of the meeting's passcode on a room system, which can send digits only. */
export function passcodeWords(details: MeetingDetails): string {
  if (details.hasDigits) return 'in what is copied, as digits';
  if (!details.hasPasscode) return 'Zoom tells this credential none: where there is one, the room asks for it';
  return !isPasscodeInTheWay(details)
    ? 'the room asks for it, and it can be typed there: it is digits only'
    : 'Zoom gives none in digits, which is all a room can send: the room asks for one that cannot be typed there';
}

/** Whether nobody gets into the meeting from a room system with the passcode that it has. */
export function isPasscodeInTheWay({ hasDigits, hasPasscode, isPasscodeInDigits }: MeetingDetails): boolean {
  return hasPasscode && !hasDigits && !isPasscodeInDigits;
}

/** Whether a credential may ask for a participant code. @param scopes that were granted to it */
export function mayAskForCode(scopes: readonly string[]): boolean {
  return missingScopes('participantCode', scopes).length === 0;
}

/** What of a participant code there is to say; nothing, for most meetings. */
export function participantCodeWords(
  { signedInOnly }: Pick<MeetingDetails, 'signedInOnly'>,
  { protocol, isWanted, mayAsk }: { protocol: DialChoice['protocol']; isWanted: boolean; mayAsk: boolean },
): string | undefined {
  if (isWanted) return 'hidden; Zoom makes it when this is copied, and it is good for two hours';
  if (!signedInOnly) return undefined;
  const need = 'only signed-in users may join, which a room system is by such a code';
  if (protocol === 'h323') return `${need}: dial over SIP, which has a field for it`;
  const scope = featureScopes.participantCode.needs[0]?.userManaged;
  return mayAsk ? need : `${need}; Zoom gives this credential none, for it lacks the scope ${scope}`;
}
