import { expect, test } from '@playwright/test';
import { besideOthers, fitted } from '../../../src-main/desktop/window-place';
import type { WindowBounds } from '../../../src-main/shared/bot';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const left = { x: -1280, y: 0, width: 1280, height: 1024 };

test('a window comes back where it was, on whichever display', () => {
  for (const wish of [
    { x: 100, y: 50, width: 800, height: 600 },
    { x: -900, y: 10, width: 800, height: 600 },
  ])
    expect(fitted(wish, [screen, left])).toEqual(wish);
});

test('where its display is gone, or has become smaller, it comes up on one that is there, whole', () => {
  const wish = { x: -900, y: 10, width: 800, height: 600 };
  expect(fitted(wish, [screen])).toEqual({ ...wish, x: 0 });
  expect(fitted({ x: 1500, y: 900, width: 800, height: 600 }, [screen])).toMatchObject({ x: 1120, y: 480 });
  expect(fitted({ x: 0, y: 0, width: 3000, height: 2000 }, [screen])).toEqual(screen);
  expect(fitted(wish, [])).toEqual(wish);
});

test('bots stand side by side as long as there is room, each as large as it can be, and the next ones can be told apart', () => {
  const places: WindowBounds[] = [];
  for (let number = 0; number < 12; number++) places.push(besideOthers(places, [screen]) ?? screen);
  expect(places.slice(0, 3).map(({ width }) => width)).toEqual([1100, 720, 720]);
  const covers = (one: WindowBounds, other: WindowBounds) =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;
  for (const one of places.slice(0, 3)) expect(places.slice(0, 3).filter((other) => covers(one, other))).toEqual([one]);
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(12);
  for (const { x, y, width, height } of places) {
    expect(x + width).toBeLessThanOrEqual(screen.width);
    expect(y + height).toBeLessThanOrEqual(screen.height);
  }
});

test('a second display is used before any window is covered', () => {
  const first = besideOthers([], [screen, left]);
  expect(first).toMatchObject({ x: 0, y: 0, width: 1100 });
  const second = besideOthers([first ?? screen], [screen, left]);
  expect(second).toMatchObject({ x: -1280, y: 0, width: 1100 });
});
