import type { RenewalTurn, RenewalTurns } from '../../../src-main/oauth/grant';

/** The notes of one credential, in memory, for tests that are not about files. A second one that is made with the same object outlives the first. */
export class NotedRenewals {
  /** The token of which nobody knows what came. */
  begun: string | undefined;
  isElsewhere = false;
  readonly journal: string[] = [];
  private last: Promise<unknown> = Promise.resolve();

  readonly inTurn: RenewalTurns = (work) => {
    const { begun } = this;
    const turn: RenewalTurn = {
      note: { isAbout: (refreshToken) => refreshToken === begun, isElsewhere: this.isElsewhere },
      begin: async (refreshToken) => {
        this.begun = refreshToken;
        this.journal.push(`begin ${refreshToken}`);
      },
      hold: async () => void this.journal.push('hold'),
      end: async () => {
        this.begun = undefined;
        this.journal.push('end');
      },
    };
    const done = this.last.then(() => work(turn));
    this.last = done.catch(() => {});
    return done;
  };
}
