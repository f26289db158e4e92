import { expect, test } from '@playwright/test';
import { everyCredential, manyCredentials } from './credential-samples';
import { windowsOfThisFile } from './in-window';
import { RendererPage } from './renderer-page';

const inWindow = windowsOfThisFile();

test('five hundred credentials are there to the last, by scrolling and by keyboard, and only those in sight are drawn at first', async () => {
  await inWindow(
    (page) =>
      RendererPage.openOperator(
        page,
        { ...everyCredential, signIns: [], credentials: manyCredentials(500) },
        { screen: 'credentials' },
      ),
    async (_window, page) => {
      const rows = page.locator('.credential-rows > li');
      await expect(page.getByText('500 in all')).toBeVisible();
      expect(await rows.count()).toBeLessThan(200);
      await expect(rows.first()).toHaveAttribute('aria-setsize', '500');
      const scrollToTheEnd = () => page.getByRole('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
      await expect
        .poll(() => scrollToTheEnd().then(() => rows.count()), { intervals: [100], timeout: 15_000 })
        .toBe(500);
      // By the class: to compute five hundred accessible names again and again takes seconds.
      const last = page.locator('.credential-link', { hasText: /^Room 500$/ });
      await last.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Room 500');
      await page.getByRole('link', { name: 'Credentials', exact: true }).click();
      await expect(last).toBeFocused();
      await expect(last).toBeInViewport();
    },
  );
});
