import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe calls serious or critical fails the test; its weaker findings are advice. */
const failing = new Set<string | null | undefined>(['serious', 'critical']);

/** Runs axe on the page as it is drawn in light and in dark, and lists what a person with a disability could not use. */
export async function expectNoSeriousAxeFindings(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await finishTransitions(page);
    // Legacy mode: the other one opens a second page, which Electron does not allow.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations, passes } = await axe.analyze();
    expect(passes.length, 'axe found nothing to look at').toBeGreaterThan(0);
    const findings = violations
      .filter(({ impact }) => failing.has(impact))
      .flatMap(({ id, impact, help, nodes }) =>
        nodes.map(
          (node) =>
            `${impact} ${id}: ${help}\n  at ${node.target.join(' ')}\n  ${node.failureSummary?.replaceAll('\n', '\n  ')}`,
        ),
      );
    expect(findings.join('\n'), `axe on "${await page.title()}" in ${colorScheme}`).toBe('');
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Half-faded colours have a contrast that nobody meets; a spinner that never ends is not waited for. */
async function finishTransitions(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}
