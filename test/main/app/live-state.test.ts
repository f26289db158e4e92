import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import type { AppState } from '../../../src-main/shared/app-state';
import { anAppState } from '../examples';

test('a change is a new state, the rest stays, and the old one is left as it was', () => {
  const first = anAppState();
  const live = new LiveState(first);
  live.set({ isRefreshing: true });
  expect(live.current).toEqual({ ...first, isRefreshing: true });
  expect(first.isRefreshing).toBe(false);
  expect(live.current.settings).toBe(first.settings);
});

test('everyone who listens is told the whole state, until they stop', () => {
  const live = new LiveState(anAppState());
  const heard: AppState[] = [];
  const stop = live.subscribe((state) => heard.push(state));
  live.set({ version: '2' });
  stop();
  stop();
  live.set({ version: '3' });
  expect(heard.map(({ version }) => version)).toEqual(['2']);
});

test('nobody hears an old state after a newer one, though a listener makes a change itself', () => {
  const live = new LiveState(anAppState());
  const heard: string[] = [];
  live.subscribe(({ version }) => {
    if (version === '1') live.set({ version: '2' });
  });
  live.subscribe(({ version }) => heard.push(version));
  live.set({ version: '1' });
  expect(heard.at(-1)).toBe('2');
  expect(heard.toSorted()).toEqual(heard);
});

test('a listener may stop while it is being told', () => {
  const live = new LiveState(anAppState());
  const heard: string[] = [];
  const stop = live.subscribe(() => {
    heard.push('first');
    stop();
  });
  live.subscribe(() => heard.push('second'));
  live.set({});
  live.set({});
  expect(heard).toEqual(['first', 'second', 'second']);
});
