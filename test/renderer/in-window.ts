import { type Browser, type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import type { AppErrorCode, Failure } from '../../src-main/shared/app-error';
import type { CallReply } from '../../src-main/shared/bridge';
import { pageEngineOptions } from '../support/chromium';
import type { RendererPage } from './renderer-page';

export type InWindow = (
  use: (page: Page) => Promise<RendererPage>,
  then: (window: RendererPage, page: Page) => Promise<void>,
  size?: { width: number; height: number },
) => Promise<void>;

/**
 * One Chromium for the tests of a file, and in it a window of the given size in which nothing may break the policy or throw.
 * The windows share what the browser has loaded; no state of one comes into the next, since Usher's windows keep none.
 */
export function windowsOfThisFile(): InWindow {
  let chrome: Browser;
  let context: BrowserContext;

  test.beforeAll(async () => {
    chrome = await chromium.launch(pageEngineOptions);
    context = await chrome.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
  });

  test.afterAll(() => chrome.close());

  return async (use, then, size = { width: 1000, height: 720 }) => {
    const page = await context.newPage();
    try {
      await page.setViewportSize(size);
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      const window = await use(page);
      await then(window, page);
      expect(await window.policyViolations()).toEqual([]);
      expect(errors).toEqual([]);
      expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({});
    } finally {
      await page.close();
    }
  };
}

export const refusal = (code: AppErrorCode, more: Omit<Failure, 'code'> = {}): CallReply => ({
  ok: false,
  failure: { code, ...more },
});
