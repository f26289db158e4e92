import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import type { AppErrorCode, Failure } from '../../src-main/shared/app-error';
import type { CallReply } from '../../src-main/shared/bridge';
import type { RendererPage } from './renderer-page';

export type InWindow = (
  use: (page: Page) => Promise<RendererPage>,
  then: (window: RendererPage, page: Page) => Promise<void>,
  size?: { width: number; height: number },
) => Promise<void>;

/** One Chromium for the tests of a file, and in it a window of the given size in which nothing may break the policy or throw. */
export function windowsOfThisFile(): InWindow {
  let chrome: Browser;

  test.beforeAll(async () => {
    chrome = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-gpu'],
    });
  });

  test.afterAll(() => chrome.close());

  return async (use, then, size = { width: 1000, height: 720 }) => {
    const context = await chrome.newContext({
      viewport: size,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
    });
    try {
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      const window = await use(page);
      await then(window, page);
      expect(await window.policyViolations()).toEqual([]);
      expect(errors).toEqual([]);
    } finally {
      await context.close();
    }
  };
}

export const refusal = (code: AppErrorCode, more: Omit<Failure, 'code'> = {}): CallReply => ({
  ok: false,
  failure: { code, ...more },
});
