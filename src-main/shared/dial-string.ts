import { z } from 'zod';
import { HostKey, HostKeySourceChoice } from './host-key';
import { hidden } from './invitation';

/** Zoom's room connector. Zoom for Government is said to have one of its own, `sip.zoomgov.com`, which nobody has confirmed. */
export const sipConnector = 'zoomcrc.com';

/** A domain name or an address (RFC 1123), as a room system dials it; short enough for 255 characters with all fields. */
const ConnectorHost = z
  .string()
  .trim()
  .max(190)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i);

/** Whom Zoom's room connector calls: a device's address, or its SIP name such as `board@example.com`. */
export const DialledAddress = z
  .string()
  .trim()
  .max(255)
  .regex(/^([a-z0-9._+-]+@)?[a-z0-9]([a-z0-9.-]{0,188}[a-z0-9])?$/i);

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
  /** In its place one that no window sees. */
  hostKeyFrom: HostKeySourceChoice.optional(),
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

/** A dial string, taken apart again. */
type DialledMeeting = DialFields & Pick<DialChoice, 'protocol' | 'host'>;

/** What stands between the fields: the fourth is the host key, a fifth has no meaning, a sixth is a participant code of letters too. */
const sipForm = /^(?:sips?:)?(\d{9,12})((?:\.\d*){4}\.[\da-z]*|(?:\.\d*){0,4})@([^@#]+)$/i;
const h323Form = /^(?:h323:)?([^@#]+)##(\d{9,12})((?:#\d*){0,3})$/i;

/**
 * What a room connector understands of a dial string: the inverse of `dialString`. Fields that are empty at the end may keep their dots,
 * and codecs put `sip:` or `h323:` in front.
 * @returns undefined for what names no meeting: the host by itself, a name, a field with other than digits
 */
export function parseDialString(text: string): DialledMeeting | undefined {
  const sip = sipForm.exec(text.trim());
  const h323 = h323Form.exec(text.trim());
  const protocol = sip ? 'sip' : 'h323';
  const [meetingId, fields, hostText] = sip ? sip.slice(1) : [h323?.[2], h323?.[3], h323?.[1]];
  const host = ConnectorHost.safeParse(hostText);
  if (meetingId === undefined || !host.success) return undefined;
  const read = (fields ?? '').split(sip ? '.' : '#').map((field) => field || undefined);
  const [, passcode, layout, hostKey, , participantCode] = read;
  if (hostKey !== undefined && !HostKey.safeParse(hostKey).success) return undefined;
  return { protocol, host: host.data, meetingId, passcode, layout, hostKey, participantCode };
}

/** Up to a meeting's number, with no other number in front of it; signs may be percent-encoded, whose digits are none of the number's. */
const upToMeeting = /^(?:%[\da-f]{2}|(?!\d{4}).)*?\d{9,}/is;
const upToFirstField = /^(?:(?:sips?|h323):)?\+?\w*/i;

/** What a room system has dialled, for people to read: passcode, host key and code are hidden, wherever they stand. */
export function hiddenDialString(text: string): string {
  const dialled = parseDialString(text);
  if (!dialled) return hiddenBehindFirstField(text);
  const { passcode, hostKey, participantCode } = dialled;
  const shown = {
    passcode: passcode && hidden,
    hostKey: hostKey && hidden,
    participantCode: participantCode && hidden,
  };
  return dialString({ ...dialled, ...shown }, dialled);
}

/** Somebody at its panel may have dialled what no connector takes: behind a meeting's number all is hidden up to the host, elsewhere what may be a code. */
function hiddenBehindFirstField(text: string): string {
  const meeting = upToMeeting.exec(text)?.[0];
  const first = meeting ?? upToFirstField.exec(text)?.[0] ?? '';
  const behind = text.slice(first.length);
  const rest = meeting === undefined ? behind : behind.replace(/(?<=^[^@])[^@]+/, hidden);
  return first + rest.replaceAll(/\d{4,}/g, hidden);
}
