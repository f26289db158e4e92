import type { Page } from '@playwright/test';
import { expect, test } from '../support/usher-test';

// What axe says of each screen is asked of the built windows in test/renderer, and of the whole app in accessibility.sweep.ts.

test('whoever wants little motion gets none', async ({ usher, openedUrls }) => {
  const page = await usher.mainWindow();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await motions(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Practice first' }).click();
  await openedUrls.next();
  await expect(page.getByText('Waiting for you in the browser')).toBeVisible();
  expect(await motions(page)).toEqual([]);
  await page.emulateMedia({ reducedMotion: null });
});

/** What moves for longer than an eye can see. */
async function motions(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration ?? 0) > 20)
      .map(({ effect }) => {
        const target = effect instanceof KeyframeEffect ? effect.target : null;
        return `${target?.className ?? 'something'} ${effect?.getComputedTiming().duration} ms`;
      }),
  );
}
