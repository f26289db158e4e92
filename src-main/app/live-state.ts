import type { AppState } from '../shared/app-state';

/** The one state that the tray and the windows show. */
export class LiveState {
  private readonly listeners = new Set<(state: AppState) => void>();

  constructor(private state: AppState) {}

  get current(): AppState {
    return this.state;
  }

  set(change: Partial<AppState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener(this.state);
  }

  /** Returns what ends the subscription. */
  subscribe(listener: (state: AppState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
