import { type KeyObject, X509Certificate } from 'node:crypto';
import { privateKeyFrom, selfSignedCertificate } from './practice-certificate';
import type { WrongCertificate } from './practice-codec-faults';
import type { PracticeState } from './practice-state';
import type { PracticeTokens } from './practice-tokens';

const day = 24 * 3600_000;
const certificateDays = 10 * 365;
/** Where the practice codec listens, and what its certificate is for. */
export const codecHost = '127.0.0.1';

/** A private key and its certificate, in PEM. */
type KeyPair = { key: string; cert: string };

/** From and until when the wrong certificates hold, in days from now. */
const wrongDays = {
  expired: [-30, -1],
  notYetValid: [1, certificateDays],
  changed: [-1, certificateDays],
} as const satisfies Record<WrongCertificate, readonly [number, number]>;

/** What the practice codec proves itself with. The certificate is kept and the key is not: it comes from that of Practice Zoom. */
export class CodecIdentity {
  private readonly wrongOnes = new Map<WrongCertificate, KeyPair>();

  constructor(
    private readonly state: PracticeState,
    private readonly tokens: PracticeTokens,
    private readonly now: () => Date,
  ) {}

  /** Makes a certificate, unless one is kept that still holds. @throws what the store throws */
  async ready(): Promise<void> {
    await this.state.ready();
    const kept = this.state.current.codecCertificate;
    if (kept === undefined || !this.isGood(kept)) await this.renew();
  }

  /** Another certificate of the same key. @throws what the store throws */
  async renew(): Promise<void> {
    const codecCertificate = this.certificate(this.privateKey(), [-1, certificateDays]);
    await this.state.update((state) => [{ ...state, codecCertificate }, undefined]);
  }

  /** What it shows now; `ready` has to come first. @param wrong what it shows instead, always the same */
  shown(wrong?: WrongCertificate): KeyPair {
    if (wrong === undefined) return { key: pemOf(this.privateKey()), cert: this.state.current.codecCertificate ?? '' };
    const known = this.wrongOnes.get(wrong) ?? this.wrongOne(wrong);
    this.wrongOnes.set(wrong, known);
    return known;
  }

  private wrongOne(wrong: WrongCertificate): KeyPair {
    const otherSeed = this.tokens.codecKeySeed().map((byte) => byte ^ 0xff);
    const key = wrong === 'changed' ? privateKeyFrom(otherSeed) : this.privateKey();
    return { key: pemOf(key), cert: this.certificate(key, wrongDays[wrong]) };
  }

  private privateKey(): KeyObject {
    return privateKeyFrom(this.tokens.codecKeySeed());
  }

  private isGood(cert: string): boolean {
    try {
      const certificate = new X509Certificate(cert);
      const now = this.now().getTime();
      const isOfNow = Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo);
      return isOfNow && certificate.checkPrivateKey(this.privateKey());
    } catch {
      return false;
    }
  }

  private certificate(privateKey: KeyObject, [from, until]: readonly [number, number]): string {
    const now = this.now().getTime();
    return selfSignedCertificate({
      privateKey,
      commonName: 'practice-codec',
      address: codecHost,
      notBefore: new Date(now + from * day),
      notAfter: new Date(now + until * day),
    });
  }
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: 'pkcs8', format: 'pem' }));
}
