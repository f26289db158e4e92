import { z } from 'zod';

/** Where the state is kept between runs: durable JSON that holds hashes only, never a secret. */
export type PracticeStore = { load(): Promise<unknown>; save(state: unknown): Promise<void> };

const Client = z.object({
  clientId: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  isPublic: z.boolean(),
  scopes: z.array(z.string()),
  /** Of a server-to-server app: the account it acts on, without anybody's grant. */
  accountId: z.string().optional(),
});
export type PracticeClient = z.infer<typeof Client>;

/** A code on its way from the consent to the token endpoint. Times are milliseconds since the epoch. */
const Code = z.object({
  hash: z.string(),
  clientId: z.string(),
  userId: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string().optional(),
  expiresAt: z.number(),
});

/** One user's authorization of one client. It lives as long as its newest refresh token. */
const Grant = z.object({
  grantId: z.string(),
  clientId: z.string(),
  userId: z.string(),
  scopes: z.array(z.string()),
  refreshTokenHash: z.string(),
  expiresAt: z.number(),
});
export type PracticeGrant = z.infer<typeof Grant>;

const StateData = z.object({
  clients: z.array(Client),
  codes: z.array(Code),
  grants: z.array(Grant),
  /** The moment around which the meetings are laid out. */
  anchor: z.number().optional(),
  /** Meetings that ran at the anchor and have been ended since. */
  endedMeetings: z.array(z.string()),
});
export type StateData = z.infer<typeof StateData>;

/** An access token is worth no more than the grant, or the server-to-server app, that it came from. */
export function isGranted(state: StateData, token: { grantId: string; clientId: string }): boolean {
  return (
    state.grants.some(({ grantId, clientId }) => grantId === token.grantId && clientId === token.clientId) ||
    state.clients.some(({ accountId, clientId }) => accountId === token.grantId && clientId === token.clientId)
  );
}

const empty: StateData = { clients: [], codes: [], grants: [], endedMeetings: [] };

/**
 * All that Practice Zoom remembers. Changes come one after the other, and each is stored before it counts:
 * a refresh token that the store has not seen is never handed out.
 */
export class PracticeState {
  private data = empty;
  private lastChange: Promise<unknown> = Promise.resolve();
  private loading: Promise<void> | undefined;

  constructor(private readonly store: PracticeStore | undefined) {}

  get current(): StateData {
    return this.data;
  }

  /** @throws what the store throws; a later call tries again */
  ready(): Promise<void> {
    this.loading ??= this.load().catch((error) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** @param change gives the next state and what the caller wants to know; the same state back means no change */
  update<T>(change: (state: StateData) => readonly [StateData, T]): Promise<T> {
    const changed = this.lastChange.then(async () => {
      const [next, result] = change(this.data);
      if (next !== this.data) {
        await this.store?.save(next);
        this.data = next;
      }
      return result;
    });
    this.lastChange = changed.catch(() => undefined);
    return changed;
  }

  /** A damaged state is no loss worth stopping for: apps are registered and users signed in anew. */
  private async load(): Promise<void> {
    const parsed = StateData.safeParse(await this.store?.load());
    if (parsed.success) this.data = parsed.data;
  }
}
