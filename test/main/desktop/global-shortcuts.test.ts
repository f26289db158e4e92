import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import { GlobalShortcuts } from '../../../src-main/desktop/global-shortcuts';
import { defaultSettings } from '../../../src-main/shared/settings';
import type { ShortcutAction, Shortcuts } from '../../../src-main/shared/shortcut';
import { anAppState } from '../examples';

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
