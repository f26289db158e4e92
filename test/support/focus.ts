import { expect, type Locator } from '@playwright/test';

/**
 * A dialog or a menu that has just opened, once it has the focus. Keys that come sooner go elsewhere, and only a test is that quick.
 * Mantine's focus trap sets the focus twice, for the element and for the effect, each in a timer of its own.
 */
export async function withFocus(opened: Locator): Promise<Locator> {
  await expect(opened.locator(':focus')).toHaveCount(1);
  await opened.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
  });
  return opened;
}
