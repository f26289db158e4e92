import type { KeychainProcess, KeychainReply, KeychainRequest } from '../../../src-main/shared/keychain-process';

/** The process that holds keytar, with a keyring in memory; a test may take over how it answers. */
export class FakeKeychainProcess implements KeychainProcess {
  readonly requests: KeychainRequest[] = [];
  isKilled = false;
  private readonly replyListeners: ((reply: KeychainReply) => void)[] = [];
  private readonly exitListeners: (() => void)[] = [];

  constructor(
    readonly items: Map<string, string> = new Map(),
    private readonly onRequest: (request: KeychainRequest, process: FakeKeychainProcess) => void = (request, process) =>
      process.obey(request),
  ) {}

  post(request: KeychainRequest): void {
    this.requests.push(request);
    // Another process never answers in the same turn.
    setImmediate(() => this.onRequest(request, this));
  }

  /** What a sound keyring does. */
  obey({ id, account, operation }: KeychainRequest): void {
    if (operation.kind === 'set') this.items.set(account, operation.secret);
    if (operation.kind === 'delete') this.items.delete(account);
    const value = operation.kind === 'list' ? [...this.items.keys()] : (this.items.get(account) ?? null);
    this.reply({ id, ok: true, value: operation.kind === 'get' || operation.kind === 'list' ? value : null });
  }

  reply(reply: KeychainReply): void {
    for (const listener of this.replyListeners) listener(reply);
  }

  exit(): void {
    for (const listener of this.exitListeners) listener();
  }

  onReply(listener: (reply: KeychainReply) => void): void {
    this.replyListeners.push(listener);
  }

  onExit(listener: () => void): void {
    this.exitListeners.push(listener);
  }

  kill(): void {
    this.isKilled = true;
    setImmediate(() => this.exit());
  }
}
