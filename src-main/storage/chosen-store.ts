import { type Failure, failureOf } from '../shared/app-error';
import type { SecretStore } from './secret-store';

/** The store that the operator has chosen. It can be exchanged for another one while everybody keeps using this one. */
export class ChosenStore implements SecretStore {
  private readonly underWay = new Set<Promise<unknown>>();
  private exchange: Promise<unknown> = Promise.resolve();

  /** @param onOutcome told of every use: how it failed, or nothing when it went well */
  constructor(
    private store: SecretStore,
    private readonly onOutcome: (failure: Failure | undefined) => void,
  ) {}

  async get(account: string): Promise<string | undefined> {
    return this.use((store) => store.get(account));
  }

  async set(account: string, secret: string): Promise<void> {
    return this.use((store) => store.set(account, secret));
  }

  async delete(account: string): Promise<void> {
    return this.use((store) => store.delete(account));
  }

  async accounts(): Promise<string[]> {
    return this.use((store) => store.accounts());
  }

  close(): void {
    this.store.close();
  }

  /**
   * Lets the work have the store to itself: what is under way ends first, and what comes meanwhile waits.
   * @param work answers the store that everybody uses from then on; if it throws, all stays as it is
   */
  async exchangeBy(work: (current: SecretStore) => Promise<SecretStore>): Promise<void> {
    const turn = this.exchange
      .then(() => Promise.allSettled(this.underWay))
      .then(async () => {
        this.store = await work(this.store);
      });
    this.exchange = turn.catch(() => {});
    return turn;
  }

  private async use<T>(work: (store: SecretStore) => Promise<T>): Promise<T> {
    for (let awaited: unknown; awaited !== this.exchange; ) {
      awaited = this.exchange;
      await awaited;
    }
    const use = work(this.store);
    this.underWay.add(use);
    try {
      const result = await use;
      this.onOutcome(undefined);
      return result;
    } catch (error) {
      this.onOutcome(failureOf(error));
      throw error;
    } finally {
      this.underWay.delete(use);
    }
  }
}
