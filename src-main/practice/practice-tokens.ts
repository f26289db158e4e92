import { createHash, createHmac, randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export const accessTokenLifetimeSeconds = 3600;

const AccessClaims = z.object({ gid: z.string(), cid: z.string(), uid: z.string(), scope: z.string() });
const ZakClaims = z.object({ uid: z.string() });
const MeetingTokenClaims = z.object({ uid: z.string(), mn: z.string(), bypass: z.boolean().default(false) });

export type JoinTokenPurpose = 'local_recording' | 'live_streaming' | 'local_archiving';
type MeetingTokenPurpose = JoinTokenPurpose | 'onbehalf' | 'registrant';

/** Whose access token it is and what it may do. */
type AccessToken = { grantId: string; clientId: string; userId: string; scopes: string[] };

/** What is kept of a refresh token or a code. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function randomText(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** @param text base64 of enough bytes */
function lettersAndDigits(text: string, length: number): string {
  return text.replace(/[^A-Za-z0-9]/g, '').slice(0, length);
}

export function newClientId(): string {
  return lettersAndDigits(randomText(32), 22);
}

/**
 * Everything that is signed with, or derived from, Practice Zoom's one key. Nothing of it needs to be stored,
 * so tokens and client secrets outlive the process for as long as the key does.
 */
export class PracticeTokens {
  constructor(
    private readonly key: Uint8Array,
    private readonly now: () => Date,
    /** Told every secret that leaves. */
    readonly onIssued: (secret: string) => void,
  ) {
    if (key.length !== 32) throw new RangeError('Practice Zoom needs a key of 32 bytes');
  }

  /** 32 letters and digits, as Zoom's: the form-encoding of RFC 6749, section 2.3.1, changes nothing in it. */
  clientSecret(clientId: string): string {
    const digest = createHmac('sha512', this.key).update(`client-secret:${clientId}`).digest('base64');
    return lettersAndDigits(digest, 32);
  }

  /** Of the practice codec's user. */
  codecPassword(): string {
    return lettersAndDigits(this.derived('codec-password').toString('base64'), 24);
  }

  /** 32 bytes, from which the practice codec has its private key. */
  codecKeySeed(): Uint8Array {
    return this.derived('codec-key');
  }

  /** What is kept of something that could be guessed if only its hash were kept. */
  fingerprint(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex');
  }

  async issueAccessToken(access: AccessToken): Promise<string> {
    const { grantId: gid, clientId: cid, userId: uid, scopes } = access;
    const token = await this.sign(
      'access-token',
      { gid, cid, uid, scope: scopes.join(' ') },
      accessTokenLifetimeSeconds,
    );
    this.onIssued(token);
    return token;
  }

  async readAccessToken(token: string): Promise<AccessToken | 'expired' | 'invalid'> {
    const claims = await this.verify('access-token', token, AccessClaims);
    if (typeof claims === 'string') return claims;
    return { grantId: claims.gid, clientId: claims.cid, userId: claims.uid, scopes: claims.scope.split(' ') };
  }

  /** A ZAK with the claims that Zoom's show in its documentation (OpenAPI Users, /users/me/zak). */
  async issueZak(userId: string, lifetimeSeconds: number): Promise<string> {
    const claims = {
      aud: 'clientsm',
      iss: 'web',
      uid: userId,
      sk: randomText(8),
      sty: 100,
      wcd: 'us04',
      clt: 0,
      cid: '',
    };
    const zak = await this.sign('zak', claims, lifetimeSeconds, { sv: '000001', zm_skm: 'zm_o2m' });
    this.onIssued(zak);
    return zak;
  }

  /** The user a ZAK speaks for; undefined when it is expired or was not minted here. */
  async readZak(zak: string): Promise<string | undefined> {
    const claims = await this.verify('zak', zak, ZakClaims);
    return typeof claims === 'string' ? undefined : claims.uid;
  }

  /** A token for one meeting: on somebody's behalf, as somebody who has registered, or to record, stream or archive. */
  async issueMeetingToken(
    purpose: MeetingTokenPurpose,
    claims: { uid: string; mn: string; bypass?: boolean },
    lifetimeSeconds: number,
  ): Promise<string> {
    const token = await this.sign(
      `meeting-token:${purpose}`,
      { aud: 'clientsm', iss: 'web', ...claims },
      lifetimeSeconds,
    );
    this.onIssued(token);
    return token;
  }

  /** What a token for one meeting says; undefined when it is expired, or none of its kind. */
  async readMeetingToken(
    purpose: MeetingTokenPurpose,
    token: string,
  ): Promise<z.output<typeof MeetingTokenClaims> | undefined> {
    const claims = await this.verify(`meeting-token:${purpose}`, token, MeetingTokenClaims);
    return typeof claims === 'string' ? undefined : claims;
  }

  /** Lets something travel through a browser or a client and come back unchanged. */
  seal(purpose: 'consent' | 'page', claims: Record<string, unknown>, lifetimeSeconds: number): Promise<string> {
    return this.sign(purpose, claims, lifetimeSeconds);
  }

  async unseal<T extends z.ZodType>(
    purpose: 'consent' | 'page',
    sealed: string,
    schema: T,
  ): Promise<z.output<T> | undefined> {
    const claims = await this.verify(purpose, sealed, schema);
    return claims === 'expired' || claims === 'invalid' ? undefined : claims;
  }

  private derived(purpose: string): Buffer {
    return createHmac('sha256', this.key).update(purpose).digest();
  }

  private sign(
    purpose: string,
    claims: Record<string, unknown>,
    lifetimeSeconds: number,
    header: object = {},
  ): Promise<string> {
    const iat = Math.floor(this.now().getTime() / 1000);
    return new SignJWT({ ...claims, iat, exp: iat + lifetimeSeconds, jti: randomText(9) })
      .setProtectedHeader({ typ: 'JWT', ...header, alg: 'HS256' })
      .sign(this.derived(purpose));
  }

  private async verify<T extends z.ZodType>(
    purpose: string,
    token: string,
    schema: T,
  ): Promise<z.output<T> | 'expired' | 'invalid'> {
    try {
      const { payload } = await jwtVerify(token, this.derived(purpose), {
        algorithms: ['HS256'],
        currentDate: this.now(),
      });
      return schema.parse(payload);
    } catch (error) {
      return error instanceof errors.JWTExpired ? 'expired' : 'invalid';
    }
  }
}
