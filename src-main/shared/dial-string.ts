import { z } from 'zod';
import { HostKey, HostKeyPersonId } from './host-key';

/** Zoom's room connector. Zoom for Government is said to have one of its own, `sip.zoomgov.com`, which nobody has confirmed. */
export const sipConnector = 'zoomcrc.com';

/** A domain name or an address (RFC 1123), as a room system dials it; short enough for 255 characters with all fields. */
const ConnectorHost = z
  .string()
  .trim()
  .max(190)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i);

/** What one chooses of a dial string. The meeting and its passcode are the meeting's own. */
export const DialChoice = z.object({
  protocol: z.enum(['sip', 'h323']),
  /** Where the room system calls: `sipConnector`, a domain of one's own, or for H.323 an address that the invitation names. */
  host: ConnectorHost,
  /** Keys that are pressed on entry: `11` for the next layout. */
  layout: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  hostKey: HostKey.optional(),
  /** In its place the meeting's own, which Zoom has made for it, or that of somebody in the directory: no window sees either. */
  hostKeyFrom: z.union([z.literal('meeting'), HostKeyPersonId]).optional(),
  /** With a code of Zoom's that makes the room system a participant who has signed in, for two hours; over SIP only. */
  withParticipantCode: z.boolean().optional(),
});
export type DialChoice = z.infer<typeof DialChoice>;

/** What Zoom's room connector takes in an address, in its order; all but the last are digits only. */
export type DialFields = {
  meetingId: string;
  passcode?: string | undefined;
  layout?: string | undefined;
  hostKey?: string | undefined;
  /** Over SIP only, behind a field of which Zoom says nothing (OpenAPI Meetings, `sip_dialing`). */
  participantCode?: string | undefined;
};

/** Layouts by the keys that choose them in the menu of a room system. */
export const layoutWords: Readonly<Record<string, string>> = {
  '11': 'next layout',
  '308': 'speaker and gallery, on two screens',
  '608': 'gallery, on two screens',
};

/**
 * What a room system dials. A field that is left out keeps its place when another one follows: else a host key would be taken for a layout.
 * SIP has dots between the fields and the host behind them, H.323 has number signs and the host in front.
 */
export function dialString(
  { meetingId, passcode, layout, hostKey, participantCode }: DialFields,
  { protocol, host }: DialChoice,
): string {
  const code = protocol === 'sip' ? participantCode : undefined;
  const fields = [meetingId, passcode ?? '', layout ?? '', hostKey ?? '', '', code ?? ''];
  const used = fields.slice(0, fields.findLastIndex((field) => field !== '') + 1);
  return protocol === 'sip' ? `${used.join('.')}@${host}` : `${host}##${used.join('#')}`;
}
