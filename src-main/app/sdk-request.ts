import { AppError } from '../shared/app-error';
import type { SdkCommand, SdkOutcome, SdkReport } from '../shared/meeting-page';

/** A claim is answered in a moment; a device that is called rings for a while. */
const limitsMs: { readonly [Kind in SdkCommand['kind']]: number } = { claimHost: 10_000, inviteRoom: 60_000 };

/** What main has asked the SDK's page for, one thing at a time, until the page says what became of it. */
export class SdkRequest {
  private waiting: { kind: SdkCommand['kind']; settle: (outcome: SdkOutcome) => void } | undefined;
  /** What was not answered in time. The SDK does not say which question it answers: a late answer is not taken for that to the next one. */
  private readonly owed = new Set<SdkCommand['kind']>();
  /** An answer was taken for a late one since this was asked: it may have been the right one, and nothing more is owed. */
  private hasPassedOver = false;

  /**
   * @param send brings it to the page
   * @returns `failed`, too, when the page says nothing in time or is gone
   * @throws AppError `invalid_request` while something else is asked
   */
  async ask(command: SdkCommand, send: (command: SdkCommand) => void): Promise<SdkOutcome> {
    if (this.waiting) throw new AppError('invalid_request');
    const { kind } = command;
    return new Promise((resolve) => {
      this.hasPassedOver = false;
      const timer = setTimeout(() => {
        if (!this.hasPassedOver) this.owed.add(kind);
        this.settle('failed');
      }, limitsMs[kind]);
      this.waiting = {
        kind,
        settle: (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        },
      };
      send(command);
    });
  }

  hear({ command, outcome }: Extract<SdkReport, { kind: 'answered' }>): void {
    if (this.owed.delete(command)) {
      this.hasPassedOver = true;
      return;
    }
    if (this.waiting?.kind === command) this.settle(outcome);
  }

  /** The page is gone, and what it owed with it. */
  drop(): void {
    this.owed.clear();
    this.settle('failed');
  }

  private settle(outcome: SdkOutcome): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.settle(outcome);
  }
}
