import type { LiveState } from '../app/live-state';
import type { AppState } from '../shared/app-state';
import { nextMeeting } from '../shared/meeting';
import { type ShortcutAction, type Shortcuts, shortcutActions } from '../shared/shortcut';
import type { TrayChoice } from './tray-menu';

/** As Electron's `globalShortcut`. */
type System = {
  /** False where another program has the keys, or the system gives them to nobody. */
  register(accelerator: string, onPressed: () => void): boolean;
  unregisterAll(): void;
};

/** Keeps the keys registered that the settings name, and says in the state which of them the system has refused. */
export class GlobalShortcuts {
  private known: Shortcuts = {};
  private unsubscribe = () => {};

  constructor(
    private readonly live: LiveState,
    private readonly system: System,
    private readonly onPressed: (action: ShortcutAction) => void,
  ) {}

  start(): void {
    this.unsubscribe = this.live.subscribe(({ settings }) => this.keep(settings.shortcuts));
    this.keep(this.live.current.settings.shortcuts);
  }

  stop(): void {
    this.unsubscribe();
    this.system.unregisterAll();
  }

  private keep(shortcuts: Shortcuts): void {
    if (shortcutActions.every((action) => shortcuts[action] === this.known[action])) return;
    this.known = shortcuts;
    this.system.unregisterAll();
    const refusedShortcuts = shortcutActions.filter((action) => {
      const accelerator = shortcuts[action];
      return accelerator !== undefined && !this.isRegistered(accelerator, action);
    });
    this.live.set({ refusedShortcuts });
  }

  private isRegistered(accelerator: string, action: ShortcutAction): boolean {
    try {
      return this.system.register(accelerator, () => this.onPressed(action));
    } catch {
      // Electron throws for keys that this platform does not have.
      return false;
    }
  }
}

/** What a key that is heard everywhere asks for. The next meeting is the one that is reminded of, then one that runs, then the first to begin. */
export function shortcutChoice(action: ShortcutAction, state: AppState, now: Date): TrayChoice {
  switch (action) {
    case 'open':
      return { kind: 'open' };
    case 'joinFromClipboard':
      return { kind: 'joinFromClipboard' };
    case 'joinNext': {
      const reminded = state.meetings.find(({ key }) => key === state.reminders[0]?.meetingKey);
      const meeting = reminded ?? state.meetings.find(({ isRunning }) => isRunning) ?? nextMeeting(state.meetings, now);
      if (!meeting) return { kind: 'open', screen: 'meetings' };
      const isHost = meeting.sources.some((source) => source.isHost);
      return { kind: isHost ? 'startMeeting' : 'joinMeeting', meetingKey: meeting.key };
    }
  }
}
