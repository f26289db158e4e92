import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import type { AppErrorCode, Failure } from '../../src-main/shared/app-error';
import type { CallReply } from '../../src-main/shared/bridge';
import { expectNoSeriousAxeFindings } from '../support/axe';
import { pageEngineOptions } from '../support/chromium';
import type { RendererPage } from './renderer-page';

export type InWindow = (
  use: (page: Page) => Promise<RendererPage>,
  then: (window: RendererPage, page: Page) => Promise<void>,
  size?: { width: number; height: number },
) => Promise<void>;

/**
 * One window for the tests of a file, of the given size, in which nothing may break the policy or throw. It keeps what the browser has
 * compiled, which is most of what a window costs; no state of one test comes into the next, since Usher's windows keep none.
 */
export function windowsOfThisFile(): InWindow {
  let chrome: Browser;
  let page: Page;
  const errors: string[] = [];

  test.beforeAll(async () => {
    chrome = await chromium.launch(pageEngineOptions);
    const context = await chrome.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
    page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
  });

  test.afterAll(() => chrome.close());

  return async (use, then, size = { width: 1000, height: 720 }) => {
    errors.length = 0;
    await page.setViewportSize(size);
    const window = await use(page);
    try {
      await then(window, page);
    } catch (failure) {
      // What was waited for in vain is often explained by what the page threw, or by what it never asked main for.
      expect.soft(errors).toEqual([]);
      console.error(`What happened in the window:\n${await window.whatHappened().catch(String)}`);
      throw failure;
    }
    expect(await window.policyViolations()).toEqual([]);
    expect(errors).toEqual([]);
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({});
    await window.close();
  };
}

/** A screen, or what stands on it, in one of its states. */
export type Look = {
  name: string;
  open: (page: Page) => Promise<RendererPage>;
  /** What leads there once the window is open. */
  act?: (page: Page) => Promise<void>;
};

/** A test for each: axe finds nothing serious in light and in dark, and the smallest window shows its whole width. */
export function testLooks(inWindow: InWindow, looks: readonly Look[]): void {
  for (const { name, open, act } of looks) {
    test(`${name} can be used by everybody, in light and dark, down to the smallest window`, async () => {
      await inWindow(open, async (_window, page) => {
        await act?.(page);
        await expectUsableByEverybody(page);
      });
    });
  }
}

export async function expectUsableByEverybody(page: Page): Promise<void> {
  await expectNoSeriousAxeFindings(page);
  await page.setViewportSize({ width: 480, height: 520 });
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  // An open menu finds its new place a moment after the window has its new size.
  await expect.poll(sideways, 'the page must not scroll sideways').toBe(0);
}

export const refusal = (code: AppErrorCode, more: Omit<Failure, 'code'> = {}): CallReply => ({
  ok: false,
  failure: { code, ...more },
});
