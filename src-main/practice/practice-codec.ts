import { X509Certificate } from 'node:crypto';
import { Hono } from 'hono';
import { privateKeyFrom, selfSignedCertificate } from './practice-certificate';
import { CodecCalls, type Wait } from './practice-codec-calls';
import { PracticeCodecFaults, type WrongCertificate } from './practice-codec-faults';
import type { CodecTree } from './practice-codec-tree';
import { PracticeConnector } from './practice-connector';
import type { PracticeRooms } from './practice-rooms';
import type { PracticeState } from './practice-state';
import type { PracticeTokens } from './practice-tokens';
import { zoomError } from './zoom-error';

const day = 24 * 3600_000;
const certificateDays = 10 * 365;
export const codecHost = '127.0.0.1';

/** A private key and the certificate of it, in PEM. */
type CodecIdentity = { key: string; cert: string };

/**
 * A Cisco room system of the practice account, as RoomOS is seen over its WebSocket: what it shows of itself, its calls, and the switches for
 * what goes wrong with it. Dialling a practice meeting really leads there.
 */
export class PracticeCodec {
  /** Told to whoever changes which faults there are: the port may have to close. */
  private readonly faultWatchers = new Set<() => void>();
  readonly faults = new PracticeCodecFaults(() => {
    for (const watcher of this.faultWatchers) watcher();
  });
  readonly calls: CodecCalls;
  readonly userName = 'usher';
  /** `127.0.0.1:PORT` while it listens. */
  address: string | undefined;

  private name = 'Boardroom';
  private readonly feedback = new Set<(change: CodecTree) => void>();
  private readonly connections = new Set<() => void>();
  private readonly wrongIdentities = new Map<WrongCertificate, CodecIdentity>();

  constructor(
    private readonly state: PracticeState,
    private readonly tokens: PracticeTokens,
    rooms: PracticeRooms,
    private readonly now: () => Date,
    wait: Wait,
  ) {
    this.calls = new CodecCalls({
      connector: new PracticeConnector(rooms, now),
      faults: this.faults,
      deviceName: () => this.name,
      now,
      wait,
      tell: (change) => this.tell(change),
    });
  }

  get deviceName(): string {
    return this.name;
  }

  /** Of its only user; always the same for a key of Practice Zoom. */
  get password(): string {
    return this.tokens.codecPassword();
  }

  /** Makes a certificate, unless one is kept that still holds. @throws what the store throws */
  async ready(): Promise<void> {
    await this.state.ready();
    const kept = this.state.current.codecCertificate;
    if (kept === undefined || !this.isGood(kept)) await this.renewCertificate();
  }

  /** What it proves itself with. @param wrong what it shows instead, always the same; `ready` has to come first */
  identity(wrong?: WrongCertificate): CodecIdentity {
    if (wrong === undefined) return { key: pemOf(this.privateKey()), cert: this.state.current.codecCertificate ?? '' };
    const known = this.wrongIdentities.get(wrong) ?? this.wrongIdentity(wrong);
    this.wrongIdentities.set(wrong, known);
    return known;
  }

  /** All that it shows, for `xGet` and `xQuery`. */
  tree(): CodecTree {
    return {
      Status: {
        Call: this.calls.shown,
        SystemUnit: {
          ProductId: 'Cisco Room Kit (Practice)',
          ProductType: 'Cisco Codec',
          Software: { DisplayName: 'RoomOS 11.9 (Practice)', Name: 's53200', Version: 'ce11.9.0.practice' },
          State: { NumberOfActiveCalls: this.calls.numberOfCalls },
        },
        UserInterface: { ContactInfo: { Name: this.name } },
      },
      Configuration: {
        SystemUnit: { Name: this.name },
        NetworkServices: { HTTP: { Mode: 'HTTPS' }, Websocket: 'FollowHTTPService' },
      },
    };
  }

  rename(name: string): void {
    this.name = name;
    this.tell({ Configuration: { SystemUnit: { Name: name } } });
    this.tell({ Status: { UserInterface: { ContactInfo: { Name: name } } } });
  }

  /** Returns what ends it. */
  onFeedback(listener: (change: CodecTree) => void): () => void {
    this.feedback.add(listener);
    return () => void this.feedback.delete(listener);
  }

  onFaultsChanged(watcher: () => void): () => void {
    this.faultWatchers.add(watcher);
    return () => void this.faultWatchers.delete(watcher);
  }

  /** Somebody is connected. @param cut what a power cut does to them. Returns what to call when they are gone */
  connected(cut: () => void): () => void {
    this.connections.add(cut);
    return () => void this.connections.delete(cut);
  }

  get numberOfConnections(): number {
    return this.connections.size;
  }

  /**
   * Every connection and call is gone, the proxy in front says 502, and there is a new certificate of the same key.
   * Returns what ends the start.
   */
  async reboot(): Promise<() => void> {
    await this.powerOff();
    await this.renewCertificate();
    return this.faults.add({
      at: 'handshake',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 502 },
    });
  }

  async powerOff(): Promise<void> {
    for (const cut of [...this.connections]) cut();
    await this.calls.drop();
  }

  private tell(change: CodecTree): void {
    for (const listener of [...this.feedback]) listener(change);
  }

  private privateKey() {
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

  private certificate(
    privateKey: ReturnType<typeof privateKeyFrom>,
    [fromDays, untilDays]: readonly [number, number],
  ): string {
    const now = this.now().getTime();
    return selfSignedCertificate({
      privateKey,
      commonName: 'practice-codec',
      address: codecHost,
      notBefore: new Date(now + fromDays * day),
      notAfter: new Date(now + untilDays * day),
    });
  }

  private async renewCertificate(): Promise<void> {
    const codecCertificate = this.certificate(this.privateKey(), [-1, certificateDays]);
    await this.state.update((state) => [{ ...state, codecCertificate }, undefined]);
  }

  private wrongIdentity(wrong: WrongCertificate): CodecIdentity {
    const seed = this.tokens.codecKeySeed();
    const key = wrong === 'changed' ? privateKeyFrom(seed.map((byte) => byte ^ 0xff)) : privateKeyFrom(seed);
    const days = { expired: [-30, -1], notYetValid: [1, certificateDays], changed: [-1, certificateDays] } as const;
    return { key: pemOf(key), cert: this.certificate(key, days[wrong]) };
  }
}

function pemOf(key: ReturnType<typeof privateKeyFrom>): string {
  return String(key.export({ type: 'pkcs8', format: 'pem' }));
}

/** What somebody who sets up the practice codec would read on its label. */
export function codecRoutes(codec: PracticeCodec, onIssued: (secret: string) => void): Hono {
  return new Hono().post('/practice/codecs', (c) => {
    if (c.req.header('origin') !== undefined) return zoomError(403, 403, 'Not from a web page.');
    const { address, userName, password, deviceName: name } = codec;
    if (address === undefined) return zoomError(503, 503, 'The practice codec does not listen.');
    onIssued(password);
    return c.json({ address, userName, password, name }, 201, { 'cache-control': 'no-store', pragma: 'no-cache' });
  });
}
