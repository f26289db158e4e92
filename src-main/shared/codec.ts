import { z } from 'zod';
import { Failure } from './app-error';
import { CodecAddress, CodecUserName } from './codec-address';
import { CredentialName, CredentialTags } from './credential';
import { HostKeyPersonId } from './host-key';
import { MeetingKey } from './meeting';

export const CodecId = z.uuid().brand('CodecId');
export type CodecId = z.infer<typeof CodecId>;

/** The SHA-256 of a certificate, as people compare it: 32 bytes in capital hexadecimal, colons between. */
export const Fingerprint = z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
export type Fingerprint = z.infer<typeof Fingerprint>;

/** What a device shows of itself before anything is said to it. */
export const DeviceCertificate = z.object({
  fingerprint: Fingerprint,
  subject: z.string(),
  issuer: z.string(),
  /** ISO 8601. */
  validFrom: z.string(),
  validTo: z.string(),
});
export type DeviceCertificate = z.infer<typeof DeviceCertificate>;

/** A Cisco device in a room. Its password lies with the other secrets. */
export const Codec = z.object({
  id: CodecId,
  name: CredentialName,
  /** Where it stands, in the operator's words; may be empty. */
  place: z.string().trim().max(100),
  /** `practice`: the room that comes with Practice Zoom, wherever that listens now. */
  address: z.union([CodecAddress, z.literal('practice')]),
  userName: CodecUserName,
  groups: CredentialTags,
  /** Of the certificate that somebody has agreed to. Another one is another device until they have agreed again. */
  fingerprint: Fingerprint,
  /** Removes a call with a host key in it from the device's history when it is over. */
  forgetsKeys: z.boolean(),
});
export type Codec = z.infer<typeof Codec>;

/** A call that a device is in. */
export const RoomCall = z.object({
  callId: z.int(),
  /** RoomOS's own words. `Dialling`, `Ringing` and `Connecting` come before `Connected`. */
  status: z.enum(['Idle', 'Dialling', 'Ringing', 'Connecting', 'Connected', 'Disconnecting', 'OnHold', 'EarlyMedia']),
  /** Whom it has called or was called by; passcode and key hidden. */
  with: z.string(),
});
export type RoomCall = z.infer<typeof RoomCall>;

/** Who is the host of a meeting that a room has come into with a key: the room, nobody, or somebody who may have been there before. */
export const WhoIsHost = z.enum(['room', 'nobody', 'somebodyElse']);
export type WhoIsHost = z.infer<typeof WhoIsHost>;

/** A meeting on its way onto a device, until somebody has seen how it ended. */
export const RoomErrand = z.object({
  codecId: CodecId,
  meetingKey: MeetingKey,
  topic: z.string(),
  /** What is dialled, its passcode and key hidden. */
  shown: z.string(),
  phase: z.enum(['preparing', 'dialling', 'connected', 'over', 'failed']),
  /** When the phase began. ISO 8601. */
  since: z.string(),
  callId: z.int().optional(),
  failure: Failure.optional(),
  /** Whose host key went along, where it is one of the directory. */
  keyOf: HostKeyPersonId.optional(),
  /** What somebody who has looked says of it, and what that came to for the key. */
  whoIsHost: WhoIsHost.optional(),
  keyIs: z.enum(['proven', 'doubtful']).optional(),
});
export type RoomErrand = z.infer<typeof RoomErrand>;

/** `idle`: nobody has looked. `waiting`: lost, and tried again at `retryAt`. `failed`: not tried again before somebody has done something. */
export const CodecLink = z.enum(['idle', 'connecting', 'open', 'waiting', 'failed']);
export type CodecLink = z.infer<typeof CodecLink>;

/** A device as windows see it. */
export const CodecShown = Codec.extend({
  link: CodecLink,
  failure: Failure.optional(),
  retryAt: z.string().optional(),
  /** With `codec_certificate_changed`: what it shows now. */
  certificateSeen: DeviceCertificate.optional(),
  /** What it says it is. */
  product: z.string().optional(),
  calls: z.array(RoomCall),
});
export type CodecShown = z.infer<typeof CodecShown>;

/** A device as a person enters it. */
export const CodecEntry = Codec.pick({
  name: true,
  place: true,
  userName: true,
  groups: true,
  forgetsKeys: true,
}).extend({
  address: CodecAddress,
  fingerprint: Fingerprint,
});
export type CodecEntry = z.infer<typeof CodecEntry>;

/** Whether a call is up or on its way up. */
export function isUp({ status }: { status: string }): boolean {
  return status !== 'Idle' && status !== 'Disconnecting';
}

/** A device that nobody has asked yet. */
export function unasked(codec: Codec): CodecShown {
  return { ...codec, link: 'idle', calls: [] };
}
