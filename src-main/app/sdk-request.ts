import type { SdkOutcome } from '../shared/meeting-page';

/** One kind of thing that main asks the SDK's page for, one at a time, until the page says what became of it. */
export class SdkRequest {
  private settle: ((outcome: SdkOutcome) => void) | undefined;
  /** The last one was not answered in time. The SDK does not say which one it answers: a late answer is not taken for that to the next. */
  private isOwed = false;
  /** An answer was taken for a late one since this was asked: it may have been the right one, and nothing more is owed. */
  private hasPassedOver = false;

  constructor(private readonly limitMs: number) {}

  /**
   * @param send brings it to the page
   * @returns `failed`, too, when the page says nothing in time or is gone; `tooSoon` while the one before is asked
   */
  async ask(send: () => void): Promise<SdkOutcome> {
    if (this.settle) return 'tooSoon';
    this.hasPassedOver = false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.isOwed ||= !this.hasPassedOver;
        this.settle?.('failed');
      }, this.limitMs);
      this.settle = (outcome) => {
        this.settle = undefined;
        clearTimeout(timer);
        resolve(outcome);
      };
      send();
    });
  }

  hear(outcome: SdkOutcome): void {
    if (!this.isOwed) return this.settle?.(outcome);
    this.isOwed = false;
    this.hasPassedOver = true;
  }

  /** The page is gone, and what it owed with it. */
  drop(): void {
    this.isOwed = false;
    this.settle?.('failed');
  }
}
