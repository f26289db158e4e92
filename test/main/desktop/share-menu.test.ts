import { expect, test } from '@playwright/test';
import type { NativeImage } from 'electron';
import { shareMenu } from '../../../src-main/desktop/share-menu';

const source = (id: string, name: string) => ({ id, name, thumbnail: { of: id } as unknown as NativeImage });
const screen = source('screen:1:0', 'Entire screen');
const slides = source('window:11:0', 'Slides & notes');
const own = source('window:12:1', 'Scribe · Town hall');

function menuOf(sources: readonly ReturnType<typeof source>[]) {
  const chosen: unknown[] = [];
  const items = shareMenu(sources, { ownId: own.id, onChosen: (one) => chosen.push(one) });
  const click = (label: string) => {
    const onClick = items.find((item) => item.label === label)?.click as (() => void) | undefined;
    onClick?.();
  };
  return { items, chosen, click, labels: items.map(({ label, type }) => label ?? type) };
}

test('screens come first, then windows, each with its picture, and never the meeting’s own window', () => {
  const { labels, items } = menuOf([own, slides, screen]);
  expect(labels).toEqual([
    'Share which screen or window?',
    'Entire screen',
    'separator',
    'Slides && notes',
    'separator',
    'Share nothing',
  ]);
  expect(items[1]?.icon).toBe(screen.thumbnail);
});

test('what is chosen is what is shared; nothing is a choice too', () => {
  const { click, chosen } = menuOf([screen, slides]);
  click('Slides && notes');
  click('Share nothing');
  expect(chosen).toEqual([slides, undefined]);
});

test('a system that shows nothing is told of', () => {
  expect(menuOf([own]).items).toEqual([{ label: 'The system shows Usher no screen to share', enabled: false }]);
});

test('a hundred windows with endless names leave a menu that can be read', () => {
  const windows = Array.from({ length: 100 }, (_, index) => source(`window:${index + 20}:0`, `${'name '.repeat(80)}`));
  const { labels } = menuOf([screen, ...windows, source('window:9:0', '')]);
  expect(labels.length).toBeLessThan(30);
  expect(Math.max(...labels.map((label) => label?.length ?? 0))).toBeLessThanOrEqual(60);
  expect(menuOf([source('window:9:0', '')]).labels).toContain('A window without a name');
});
