import { z } from 'zod';
import { AppError } from '../shared/app-error';
import type { CredentialId } from '../shared/credential';
import { parseJson } from '../shared/parse-json';
import type { SecretStore } from './secret-store';

/** What the keychain holds for one credential: one item, because each item may cost the user a prompt. */
export type Secrets = { clientSecret?: string | undefined; refreshToken?: string | undefined };

/** How often it was stored; what Usher stored before it counted is generation 0. */
const Item = z.object({
  clientSecret: z.string().optional(),
  refreshToken: z.string().optional(),
  generation: z.number().int().nonnegative().default(0),
});

/** The secrets of all credentials, each under its credential's ID. */
export class CredentialSecrets {
  private lastChange: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: SecretStore) {}

  /** @returns undefined when the keyring says that there is nothing */
  async read(id: CredentialId): Promise<Secrets | undefined> {
    const item = await this.readItem(id);
    if (item === undefined) return undefined;
    const { generation: _count, ...secrets } = item;
    return secrets;
  }

  /**
   * The refresh token, unless the item is older than it was known to be: then it comes from a backup, and whoever spent its token would
   * end the authorization that has replaced it.
   * @param generation what the record says, outside of the keyring
   * @throws AppError `backup_restored`
   */
  async refreshToken(id: CredentialId, generation: number): Promise<string | undefined> {
    const item = await this.readItem(id);
    if (item && item.generation < generation) throw new AppError('backup_restored');
    return item?.refreshToken;
  }

  /**
   * Changes the item as one step: two changes at once must not undo each other. Answers when it is stored for good.
   * @param known the generation that the record knows of: what is stored now is younger than that, whatever lies there
   * @returns the generation that it has now, for the record
   */
  async update(id: CredentialId, change: (secrets: Secrets) => Secrets, known = 0): Promise<number> {
    return this.inTurn(async () => {
      const { generation: before, ...secrets } = (await this.readItem(id)) ?? { generation: 0 };
      const generation = Math.max(before, known) + 1;
      await this.store.set(id, JSON.stringify({ ...change(secrets), generation }));
      return generation;
    });
  }

  /** Waits for changes under way: one that has read already would bring the item back. */
  async delete(id: CredentialId): Promise<void> {
    return this.inTurn(() => this.store.delete(id));
  }

  private async readItem(id: CredentialId): Promise<z.infer<typeof Item> | undefined> {
    const item = await this.store.get(id);
    return item === undefined ? undefined : Item.safeParse(parseJson(item)).data;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastChange.then(work);
    this.lastChange = turn.catch(() => {});
    return turn;
  }
}
