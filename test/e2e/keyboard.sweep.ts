import type { Locator, Page } from '@playwright/test';
import { meetingRow, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('the whole job is done by keyboard, and the focus is always seen', async ({ usher, answerConsent }) => {
  test.setTimeout(60_000);
  const page = await usher.mainWindow();
  // What fades in cannot be seen at once.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await test.step('signing in', async () => {
    await expectVisibleFocusEverywhere(page);
    await pressOn(page, page.getByRole('button', { name: 'Practice first' }));
    await answerConsent({ decision: 'Allow' });
    await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  });

  await test.step('Ctrl+1 to Ctrl+8 go to the screens, and Tab goes on there', async () => {
    for (const [index, screen] of [
      'Meetings',
      'In meetings',
      'Bots',
      'Rooms',
      'Host keys',
      'Credentials',
      'Activity',
      'Settings',
    ].entries()) {
      await page.keyboard.press(`Control+${index + 1}`);
      await expect(page.getByRole('heading', { level: 1, name: screen })).toBeVisible();
      await expect(page.getByRole('navigation').getByRole('button', { name: screen, exact: true })).toHaveAttribute(
        'aria-current',
        'page',
      );
      await expectVisibleFocusEverywhere(page);
    }
  });

  await test.step('a setting is chosen with the arrow keys', async () => {
    const appearance = page.getByRole('radiogroup', { name: 'Appearance' });
    await tabTo(page, appearance.getByRole('radio', { name: 'System' }));
    await page.keyboard.press('ArrowRight');
    await expect(appearance.getByRole('radio', { name: 'Light' })).toBeChecked();
    await page.keyboard.press('ArrowRight');
    await expect(appearance.getByRole('radio', { name: 'Dark' })).toBeChecked();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await expectVisibleFocusEverywhere(page);
  });

  await test.step('Escape closes a dialog, and the focus is back where it came from', async () => {
    await page.keyboard.press('Control+6');
    const add = page.getByRole('button', { name: 'Add', exact: true });
    await pressOn(page, add);
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Name')).toBeFocused();
    await expectVisibleFocusEverywhere(page, dialog);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(add).toBeFocused();
    await pressOn(page, page.getByRole('link', { name: 'Practice' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Practice' })).toBeFocused();
    await expectVisibleFocusEverywhere(page);
    await pressOn(page, page.getByRole('button', { name: 'Delete' }));
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('link', { name: 'Practice' })).toBeFocused();
  });

  await test.step('starting a meeting, ending it for all, and closing its window', async () => {
    await page.keyboard.press('Control+1');
    await pressOn(page, meetingRow(page, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }));
    const meeting = await usher.windowShowing('This is practice');
    await meeting.emulateMedia({ reducedMotion: 'reduce' });
    await expectVisibleFocusEverywhere(meeting);
    const dialog = meeting.getByRole('dialog');
    const endForAll = meeting.getByRole('button', { name: 'End for all' });
    await pressOn(meeting, endForAll);
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await meeting.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(endForAll).toBeFocused();
    await meeting.keyboard.press('Enter');
    await pressOn(meeting, dialog.getByRole('button', { name: 'End for all' }));
    await expect(meeting.getByText('Meeting ended')).toBeVisible();
    const closed = meeting.waitForEvent('close');
    await tabTo(meeting, meeting.getByRole('button', { name: 'Close' }));
    // The window may be gone before the key has come up.
    await meeting.keyboard.press('Enter').catch(() => {});
    await closed;
  });
});

/** Goes there with the Tab key alone. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}.`);
}

async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Walks through all that Tab reaches and looks whether each place is drawn differently while it has the focus. */
async function expectVisibleFocusEverywhere(page: Page, within?: Locator): Promise<void> {
  const seen: string[] = [];
  const invisible: string[] = [];
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(lookOfFocus);
    if (stop === undefined) continue;
    if (seen.includes(stop.place)) break;
    seen.push(stop.place);
    if (!stop.isVisible) invisible.push(stop.place);
  }
  expect(invisible).toEqual([]);
  expect(seen.length).toBeGreaterThan(1);
  if (within) expect(await within.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
}

/** Where the focus is, and whether one can see that. The focus stays there. */
function lookOfFocus(): { place: string; isVisible: boolean } | undefined {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return undefined;
  const neighbours = [element, element.parentElement, ...(element.parentElement?.children ?? [])];
  const look = () =>
    JSON.stringify(
      neighbours.map((one) => {
        if (!one) return '';
        const { outline, outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one);
        return [outlineStyle === 'none' || outlineWidth === '0px' ? '' : outline, boxShadow, borderColor];
      }),
    );
  const focused = look();
  element.blur();
  const isVisible = look() !== focused;
  element.focus();
  const index = [...document.querySelectorAll('*')].indexOf(element);
  return {
    place: `${index}: ${element.getAttribute('aria-label') ?? element.innerText ?? element.tagName}`,
    isVisible,
  };
}
