import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import { GlobalShortcuts, shortcutChoice } from '../../../src-main/desktop/global-shortcuts';
import type { AppState } from '../../../src-main/shared/app-state';
import { defaultSettings } from '../../../src-main/shared/settings';
import type { ShortcutAction, Shortcuts } from '../../../src-main/shared/shortcut';
import { aMeeting, anAppState, idOf, now } from '../examples';

/** A system that gives each key to one program, and some to nobody. */
function start(shortcuts: Shortcuts) {
  const registered = new Map<string, () => void>();
  const pressed: ShortcutAction[] = [];
  const world = { taken: new Set<string>(), registrations: 0 };
  const live = new LiveState(anAppState({ settings: { ...defaultSettings, shortcuts } }));
  const system = {
    register: (accelerator: string, onPressed: () => void) => {
      world.registrations += 1;
      if (accelerator === 'Super+Space') throw new TypeError('conversion failure');
      if (world.taken.has(accelerator) || registered.has(accelerator)) return false;
      registered.set(accelerator, onPressed);
      return true;
    },
    unregisterAll: () => registered.clear(),
  };
  const shortcutKeys = new GlobalShortcuts(live, system, (action) => pressed.push(action));
  const choose = (chosen: Shortcuts) => live.set({ settings: { ...live.current.settings, shortcuts: chosen } });
  return { live, world, registered, pressed, shortcutKeys, choose };
}

test('the keys of the settings are registered, and each does its own thing', () => {
  const { registered, pressed, shortcutKeys } = start({ open: 'Control+Alt+U', joinNext: 'Control+Alt+J' });
  shortcutKeys.start();
  registered.get('Control+Alt+J')?.();
  registered.get('Control+Alt+U')?.();
  expect(pressed).toEqual(['joinNext', 'open']);
  shortcutKeys.stop();
  expect([...registered.keys()]).toEqual([]);
});

test('what the system refuses, or does not have, is said; other keys mend it', () => {
  const { live, world, shortcutKeys, choose } = start({});
  shortcutKeys.start();
  world.taken.add('Control+Alt+U');
  choose({ open: 'Control+Alt+U', joinNext: 'Super+Space', joinFromClipboard: 'Control+Alt+V' });
  expect(live.current.refusedShortcuts).toEqual(['open', 'joinNext']);
  choose({ open: 'Control+Alt+O', joinFromClipboard: 'Control+Alt+V' });
  expect(live.current.refusedShortcuts).toEqual([]);
});

test('of two things with the same keys the second is refused', () => {
  const { live, shortcutKeys } = start({ open: 'Control+Alt+U', joinNext: 'Control+Alt+U' });
  shortcutKeys.start();
  expect(live.current.refusedShortcuts).toEqual(['joinNext']);
});

test('keys that are taken away are free for others, and other changes touch nothing', () => {
  const { live, world, registered, shortcutKeys, choose } = start({ open: 'Control+Alt+U' });
  shortcutKeys.start();
  live.set({ isRefreshing: true });
  live.set({ settings: { ...live.current.settings, theme: 'dark' } });
  expect(world.registrations).toBe(1);
  choose({});
  expect([...registered.keys()]).toEqual([]);
});

test.describe('the key for the next meeting', () => {
  const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
  const soon = aMeeting({ meetingId: '81111111111', startTime: inMinutes(20) });
  const running = aMeeting({ meetingId: '82222222222', startTime: inMinutes(-20), isRunning: true });
  const asGuest = aMeeting({
    meetingId: '83333333333',
    startTime: inMinutes(3),
    sources: [{ credentialId: idOf(1), isHost: false }],
  });
  const next = (state: Partial<AppState>) => shortcutChoice('joinNext', anAppState(state), now);

  test('starts or joins what was just reminded of, then what runs, then what comes first', () => {
    const meetings = [running, asGuest, soon];
    const reminders = [{ meetingKey: asGuest.key, kind: 'ahead' as const }];
    expect(next({ meetings, reminders })).toEqual({ kind: 'joinMeeting', meetingKey: asGuest.key });
    expect(next({ meetings })).toEqual({ kind: 'startMeeting', meetingKey: running.key });
    expect(next({ meetings: [asGuest, soon] })).toEqual({ kind: 'joinMeeting', meetingKey: asGuest.key });
  });

  test('shows the list where there is no next meeting', () => {
    expect(next({})).toEqual({ kind: 'open', screen: 'meetings' });
  });
});
