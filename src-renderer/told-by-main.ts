import { useSyncExternalStore } from 'react';
import { withUnchangedParts } from './unchanged-parts';

/** How a page learns something of the main process: it asks once, and hears every change. */
type Source<T> = {
  /** @returns nothing if no answer could be had */
  ask: () => Promise<T | undefined>;
  onChanged: (listener: (value: T) => void) => void;
};

/** Something that main owns and this page shows. Main is not asked before somebody wants to see it. */
export class ToldByMain<T> {
  private readonly listeners = new Set<() => void>();
  private value: T | undefined;
  private isListening = false;

  constructor(private readonly source: Source<T>) {}

  /** Asks for the value. A change that arrives before the answer is at least as new as the answer. */
  async ask(): Promise<void> {
    const answer = await this.source.ask();
    if (answer !== undefined && this.value === undefined) this.publish(answer);
  }

  readonly current = (): T | undefined => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.isListening) {
      this.isListening = true;
      this.source.onChanged((value) => this.publish(value));
      void this.ask();
    }
    return () => this.listeners.delete(listener);
  };

  private publish(value: T): void {
    this.value = withUnchangedParts(this.value, value);
    for (const listener of this.listeners) listener();
  }
}

/** What main last told; nothing until it has answered for the first time. */
export function useToldByMain<T>(told: ToldByMain<T>): T | undefined {
  return useSyncExternalStore(told.subscribe, told.current);
}
