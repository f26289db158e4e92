import { AppError } from '../shared/app-error';
import type { KeychainProcess, KeychainReply, KeychainRequest } from '../shared/keychain-process';
import type { KeyringState } from './secret-service';
import type { SecretStore } from './secret-store';

/** A process start takes a third of a second; a keyring that needs longer than this is waiting for a person. */
const answerTimeoutMs = 5_000;
/** The process costs as much memory as a small window; without work it goes. */
const idleMs = 10_000;

/** What a look at the keyring means to somebody who wants something from it; nothing when it is ready. */
export function failureOfLook(state: KeyringState): AppError | undefined {
  switch (state) {
    case 'ready':
      return undefined;
    case 'locked':
      return new AppError('keychain_locked');
    case 'noKeyring':
      return new AppError('keyring_not_created');
    case 'hung':
      return new AppError('keychain_hung');
    case 'noSessionBus':
      return new AppError('keychain_unavailable', { subject: 'this session has no D-Bus' });
    case 'noSecretService':
      return new AppError('keychain_unavailable', { subject: 'no keyring service is running' });
    case 'failing':
      return new AppError('keychain_unavailable', { subject: 'the keyring service answers with errors' });
  }
}

/** What the keyring's own words mean, where they are clear. */
function refusalIn(cause: string): AppError | undefined {
  if (/locked|cancell?ed|interaction is not allowed/i.test(cause)) return new AppError('keychain_locked', { cause });
  if (/timeout/i.test(cause)) return new AppError('keychain_hung', { cause });
  return undefined;
}

/**
 * The operating system's keychain: one item for each account. Every call ends within seconds, whatever the keyring does.
 * "Cannot be read" is never "not stored": only a keyring that is ready may say that an item is absent.
 * Every method throws AppError `keychain_locked`, `keyring_not_created`, `keychain_unavailable`, `keychain_hung` or `keychain_damaged`.
 */
export class Keychain implements SecretStore {
  private process: KeychainProcess | undefined;
  private pending: { id: number; settle: (reply: KeychainReply | 'gone') => void } | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private lastId = 0;
  private isClosed = false;
  private idle: NodeJS.Timeout | undefined;

  /**
   * @param options.service the name under which the keychain lists the items
   * @param options.look a look at the keyring that neither prompts nor hangs; `ready` where the system has none to offer
   */
  constructor(
    private readonly options: { service: string; spawn: () => KeychainProcess; look: () => Promise<KeyringState> },
  ) {}

  async get(account: string): Promise<string | undefined> {
    const found = await this.ask(account, { kind: 'get' });
    return typeof found === 'string' ? found : undefined;
  }

  async set(account: string, secret: string): Promise<void> {
    // One turn: what somebody else writes in between would look like a keyring that lies.
    await this.inTurn(async () => {
      await this.askNow(account, { kind: 'set', secret });
      if ((await this.askNow(account, { kind: 'get' })) !== secret) {
        throw new AppError('keychain_damaged', { cause: 'the keyring did not give back what it was given' });
      }
    });
  }

  async delete(account: string): Promise<void> {
    await this.ask(account, { kind: 'delete' });
  }

  async accounts(): Promise<string[]> {
    const found = await this.ask('', { kind: 'list' });
    return Array.isArray(found) ? found : [];
  }

  /** For good: nothing that still waits its turn starts a process again. */
  close(): void {
    this.isClosed = true;
    this.endProcess();
  }

  /** Ends the process, whatever it waits for. */
  private endProcess(): void {
    this.process?.kill();
    this.process = undefined;
    this.pending?.settle('gone');
    clearTimeout(this.idle);
  }

  /** One request at a time: keytar's calls share four threads with the rest of their process. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work, work);
    this.queue = turn;
    return turn;
  }

  private ask(account: string, operation: KeychainRequest['operation']): Promise<string | string[] | null> {
    return this.inTurn(() => this.askNow(account, operation));
  }

  private async askNow(account: string, operation: KeychainRequest['operation']): Promise<string | string[] | null> {
    const refusal = failureOfLook(await this.options.look());
    if (refusal) throw refusal;
    if (this.isClosed) throw new AppError('keychain_unavailable', { cause: 'Usher is quitting' });
    const wasRunning = this.process !== undefined;
    const reply = await this.replyTo(account, operation);
    if (reply === 'late') throw new AppError('keychain_hung');
    if (reply === 'gone') {
      const cause = 'the keychain process ended';
      throw (await this.refusalSince()) ?? new AppError('keychain_unavailable', { cause });
    }
    if (!reply.ok) {
      const cause = reply.message;
      const since = refusalIn(cause) ?? (await this.refusalSince());
      if (since) throw since;
      // keytar holds on to a service that has been started anew meanwhile, and is refused by it for ever.
      if (wasRunning) {
        this.endProcess();
        return this.askNow(account, operation);
      }
      // A keyring that is open and cannot give what it has is not away, it is broken.
      throw new AppError(operation.kind === 'get' ? 'keychain_damaged' : 'keychain_unavailable', { cause });
    }
    if (operation.kind === 'set' || typeof reply.value === 'string') return reply.value;
    // Of a keyring that was locked after the look keytar says that nothing is there, or that it is deleted.
    const since = await this.refusalSince();
    if (since) throw since;
    return reply.value;
  }

  private async replyTo(
    account: string,
    operation: KeychainRequest['operation'],
  ): Promise<KeychainReply | 'gone' | 'late'> {
    clearTimeout(this.idle);
    const id = ++this.lastId;
    let isTooLate = false;
    const reply = await new Promise<KeychainReply | 'gone'>((resolve) => {
      const timer = setTimeout(() => {
        isTooLate = true;
        this.endProcess();
      }, answerTimeoutMs);
      this.pending = {
        id,
        settle: (result) => {
          clearTimeout(timer);
          this.pending = undefined;
          this.idle = setTimeout(() => this.endProcess(), idleMs);
          resolve(result);
        },
      };
      try {
        this.helper().post({ id, service: this.options.service, account, operation });
      } catch {
        this.endProcess();
      }
    });
    return isTooLate ? 'late' : reply;
  }

  /** The keyring may have been locked, or its service have gone, since the look. */
  private async refusalSince(): Promise<AppError | undefined> {
    return this.isClosed ? undefined : failureOfLook(await this.options.look());
  }

  private helper(): KeychainProcess {
    if (this.process) return this.process;
    const helper = this.options.spawn();
    this.process = helper;
    helper.onReply((reply) => {
      if (reply.id === this.pending?.id) this.pending.settle(reply);
    });
    helper.onExit(() => {
      if (this.process !== helper) return;
      this.process = undefined;
      this.pending?.settle('gone');
    });
    return helper;
  }
}
