import { Hono } from 'hono';
import { CodecCalls, type Wait } from './practice-codec-calls';
import { PracticeCodecFaults } from './practice-codec-faults';
import { CodecIdentity } from './practice-codec-identity';
import type { CodecTree } from './practice-codec-tree';
import { PracticeConnector } from './practice-connector';
import type { PracticeRooms } from './practice-rooms';
import type { PracticeState } from './practice-state';
import type { PracticeTokens } from './practice-tokens';
import { zoomError } from './zoom-error';

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
  readonly identity: CodecIdentity;
  readonly userName = 'usher';
  /** `127.0.0.1:PORT` while it listens. */
  address: string | undefined;

  private name = 'Boardroom';
  private readonly feedback = new Set<(change: CodecTree) => void>();
  private readonly connections = new Set<() => void>();

  constructor(
    state: PracticeState,
    private readonly tokens: PracticeTokens,
    rooms: PracticeRooms,
    now: () => Date,
    wait: Wait,
  ) {
    this.identity = new CodecIdentity(state, tokens, now);
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
    await this.identity.renew();
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
