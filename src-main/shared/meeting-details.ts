import { z } from 'zod';
import { CredentialId } from './credential';
import { DialInNumber, RoomAddress } from './invitation';
import { Recording, Recurrence } from './meeting-plan';

/**
 * What Zoom says of one meeting to a credential that sees it. Passcodes are in none of it: they are read when somebody asks for them.
 * Whatever is left out, Zoom has not said.
 */
export const MeetingDetails = z.object({
  /** Whose eyes these are. */
  readBy: CredentialId,
  topic: z.string().optional(),
  agenda: z.string().optional(),
  hostId: z.string().optional(),
  hostEmail: z.string().optional(),
  /** Zoom has made a host key for this meeting, which counts in place of its host's. */
  hasOwnHostKey: z.boolean(),
  alternativeHosts: z.array(z.string()),
  hasPasscode: z.boolean(),
  /** And one in digits, which is all that room systems can send. */
  hasDigits: z.boolean(),
  /** The passcode itself is digits only: where Zoom gives none for room systems, it can be typed on one. */
  isPasscodeInDigits: z.boolean().optional(),
  waitingRoom: z.boolean().optional(),
  joinBeforeHost: z.boolean().optional(),
  /** So many minutes before the start; 0: at any time. */
  joinBeforeHostMinutes: z.number().optional(),
  muteUponEntry: z.boolean().optional(),
  signedInOnly: z.boolean().optional(),
  /** What Zoom calls the sign-in that it asks for. */
  signInName: z.string().optional(),
  registration: z.enum(['none', 'automatic', 'manual']).optional(),
  recording: Recording.optional(),
  /** Then there is no dial-in, no room system and no recording in the cloud. */
  isEndToEndEncrypted: z.boolean().optional(),
  recurrence: Recurrence.optional(),
  /** How many occurrences are ahead; none for what does not recur. */
  occurrencesAhead: z.number().int(),
  /** When the first of them begins. */
  nextOccurrence: z.string().optional(),
  /** With its passcodes hidden. */
  invitation: z.string().optional(),
  dialIn: z.array(DialInNumber),
  /** Where room systems call over H.323. */
  roomAddresses: z.array(RoomAddress),
});
export type MeetingDetails = z.infer<typeof MeetingDetails>;

/** The digits are for telephones and room systems. */
export const Passcodes = z.object({ passcode: z.string().optional(), digits: z.string().optional() });
export type Passcodes = z.infer<typeof Passcodes>;
