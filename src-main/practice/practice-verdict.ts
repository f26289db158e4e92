import { Hono } from 'hono';
import { compactVerify, decodeJwt } from 'jose';
import { z } from 'zod';
import { readForm } from './practice-body';
import { type Disconnect, disconnects } from './practice-disconnects';
import { currentOccurrence, type PracticeMeeting } from './practice-meetings';
import type { PracticeOAuth } from './practice-oauth';
import { findUser } from './practice-people';
import { isFromOutside, type PracticeRooms } from './practice-rooms';
import type { PracticeTokens } from './practice-tokens';

/** Limits of the signature (Zoom docs: meeting-sdk/auth). */
const minSignatureSeconds = 1800;
const maxSignatureSeconds = 172_800;
const clockSkewSeconds = 60;

/** Zoom's answer to the SDK's join request. */
export type WireVerdict = { status: boolean; errorCode: number; errorMessage: string; result: unknown };

function refusal(errorCode: number, errorMessage: string, result: unknown = null): WireVerdict {
  return { status: false, errorCode, errorMessage, result };
}

/**
 * Every refusal that the SDK is known to understand, with the codes and texts of the wire: they are not the SDK's own codes, and for
 * 200 and 3136 the SDK goes by the text. For tests, which may want one that this account cannot give.
 */
export const wireRefusals = {
  invalidSignature: refusal(200, 'Invalid signature.'),
  signatureInvalid: refusal(3712, 'Signature is invalid.'),
  signatureExpired: refusal(200, 'The signature has expired.'),
  wrongApiKey: refusal(200, 'The api key is wrong.'),
  apiDisabled: refusal(200, "The account don't enable API."),
  wrongMeetingNumber: refusal(200, 'The meeting number is wrong.'),
  meetingNumberNotFound: refusal(200, 'The meeting number is not found.'),
  wrongRole: refusal(200, 'The role is not applicable.'),
  anotherMeetingRunning: refusal(3000, 'Already has other meetings in progress.'),
  meetingNotFound: refusal(3001, 'Meeting does not exist.'),
  notHost: refusal(3003, 'You are not the meeting host.'),
  wrongPasscode: refusal(3004, 'Meeting passcode is wrong.'),
  // With an object as result the SDK shows its own preview and waits; with null it hangs.
  notStarted: refusal(3008, 'The meeting has not started.', {}),
  // Not measured on the wire, these two: the SDK's table has the same numbers on both sides.
  registerRequired: refusal(3099, 'This meeting requires registration.'),
  loginRequired: refusal(3100, 'This meeting is for signed-in users only.'),
  zakRefused: refusal(3136, 'Token error'),
  startByTokenRefused: refusal(3136, 'Not support start meeting via tokens'),
  tokenExpired: refusal(124, 'Token has expired.'),
  offline: refusal(403, 'The service is temporarily offline.'),
  invalidParameter: refusal(4003, 'Invalid parameter'),
} as const satisfies Record<string, WireVerdict>;

const Signature = z.object({
  appKey: z.string(),
  mn: z.union([z.string(), z.number()]).transform(String),
  role: z.number(),
  iat: z.number(),
  exp: z.number(),
});

const JoinRequest = z.object({
  meetingNumber: z.string().regex(/^\d{9,12}$/),
  userName: z.string().trim().min(1).max(128),
  passWord: z.string().max(32).default(''),
  signature: z.string().max(4096).default(''),
  apiKey: z.string().optional(),
  /** The ZAK of a participant; a host's comes as `zsk` (measured with SDK 6.2.0). */
  ztk: z.string().max(4096).default(''),
  zsk: z.string().max(4096).default(''),
  /** Of somebody who has registered. */
  tk: z.string().max(4096).default(''),
  obfToken: z.string().max(4096).default(''),
});

/**
 * Zoom's verdict on a join of the Meeting SDK, `POST /api/v1/wc/info`: first the signature, then the meeting, then who it is and
 * what they know. A good one brings the person into the practice room.
 */
export class PracticeVerdict {
  readonly routes: Hono;

  constructor(
    private readonly oauth: PracticeOAuth,
    private readonly tokens: PracticeTokens,
    private readonly rooms: PracticeRooms,
    private readonly now: () => Date,
  ) {
    this.routes = new Hono()
      .post('/api/v1/wc/info', async (c) => c.json(await this.judge(await readForm(c.req.raw))))
      // After a server error the SDK asks once more, with the fields in the query.
      .get('/api/v1/wc/info', async (c) => c.json(await this.judge(new URL(c.req.url).searchParams)));
  }

  private async judge(form: URLSearchParams): Promise<WireVerdict> {
    const parsed = JoinRequest.safeParse(Object.fromEntries(form));
    if (!parsed.success) return wireRefusals.invalidParameter;
    const asked = parsed.data;
    const signature = await this.checkedSignature(asked);
    if ('errorCode' in signature) return signature;

    const meeting = await this.rooms.meeting(asked.meetingNumber);
    if (!meeting) return wireRefusals.meetingNotFound;
    const zak = asked.ztk || asked.zsk;
    const zakOwner = zak ? await this.tokens.readZak(zak) : undefined;
    const user = zakOwner === undefined ? undefined : findUser(zakOwner);
    if (zak && !user) return wireRefusals.zakRefused;
    const refusal =
      signature.role === 1
        ? this.refusalOfHost(meeting, user?.id, asked.obfToken !== '')
        : await this.refusalOfParticipant(meeting, asked, user !== undefined);
    if (refusal) return refusal;
    const onBehalf = asked.obfToken ? await this.tokens.readMeetingToken('onbehalf', asked.obfToken) : undefined;
    const participantId = this.rooms.enter(
      meeting,
      {
        userId: user?.id,
        displayName: asked.userName,
        role: signature.role === 1 ? 'host' : 'participant',
        authorizerId: onBehalf?.uid,
      },
      disconnectBy(meeting, asked, onBehalf?.mn),
    );
    return { status: true, errorCode: 0, errorMessage: '', result: { practiceRoom: { participantId } } };
  }

  private refusalOfHost(
    meeting: PracticeMeeting,
    userId: string | undefined,
    isOnBehalf: boolean,
  ): WireVerdict | undefined {
    // An OBF token joins and never starts.
    if (isOnBehalf) return wireRefusals.startByTokenRefused;
    if (userId === undefined || userId !== meeting.hostId) return wireRefusals.notHost;
    return this.rooms.isBusyElsewhere(userId, meeting) ? wireRefusals.anotherMeetingRunning : undefined;
  }

  private async refusalOfParticipant(
    meeting: PracticeMeeting,
    asked: z.infer<typeof JoinRequest>,
    isSignedIn: boolean,
  ): Promise<WireVerdict | undefined> {
    const settings = currentOccurrence(meeting, this.now().getTime())?.settings ?? meeting.settings;
    if (settings.meetingAuthentication && !isSignedIn) return wireRefusals.loginRequired;
    if (asked.tk && (await this.tokens.readMeetingToken('registrant', asked.tk))?.mn !== meeting.meetingId)
      return wireRefusals.tokenExpired;
    if (settings.approvalType !== 2 && !asked.tk) return wireRefusals.registerRequired;
    if (asked.passWord !== meeting.passcode) return wireRefusals.wrongPasscode;
    if (this.rooms.isOpenToParticipants(meeting)) return undefined;
    this.rooms.missHost(meeting);
    return wireRefusals.notStarted;
  }

  private async checkedSignature(asked: z.infer<typeof JoinRequest>): Promise<{ role: 0 | 1 } | WireVerdict> {
    const claims = Signature.safeParse(claimsOf(asked.signature));
    if (!claims.success) return wireRefusals.invalidSignature;
    const { appKey, mn, role, iat, exp } = claims.data;
    const client = this.oauth.client(appKey);
    // A public client has no secret, so it can sign nothing.
    if (!client || client.isPublic || (asked.apiKey && asked.apiKey !== appKey)) return wireRefusals.wrongApiKey;
    const isOurs = await compactVerify(asked.signature, Buffer.from(this.tokens.clientSecret(client.clientId)), {
      algorithms: ['HS256'],
    }).then(
      () => true,
      () => false,
    );
    const now = this.now().getTime() / 1000;
    const lifetime = exp - iat;
    if (!isOurs || iat > now + clockSkewSeconds) return wireRefusals.invalidSignature;
    if (lifetime < minSignatureSeconds || lifetime > maxSignatureSeconds) return wireRefusals.invalidSignature;
    if (exp <= now) return wireRefusals.signatureExpired;
    if (mn !== asked.meetingNumber) return wireRefusals.wrongMeetingNumber;
    return role === 0 || role === 1 ? { role } : wireRefusals.wrongRole;
  }
}

/** What Zoom's media servers have against the tokens of somebody who has a good verdict. @param boundTo the OBF token's meeting */
function disconnectBy(
  meeting: PracticeMeeting,
  { obfToken, ztk, zsk }: z.infer<typeof JoinRequest>,
  boundTo: string | undefined,
): Disconnect | undefined {
  const hasZak = Boolean(ztk || zsk);
  if (obfToken && hasZak) return disconnects.twoSignIns;
  if (obfToken && boundTo === undefined) return disconnects.obfRefused;
  if (obfToken && boundTo !== meeting.meetingId) return disconnects.obfForAnotherMeeting;
  // Since 2026-03-02 (Zoom docs: meeting-sdk/auth).
  return isFromOutside(meeting) && !obfToken && !hasZak ? disconnects.anonymousFromOutside : undefined;
}

function claimsOf(signature: string): unknown {
  try {
    return decodeJwt(signature);
  } catch {
    return undefined;
  }
}
