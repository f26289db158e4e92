import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type { run } from 'axe-core';

/** axe's functions, evaluated in the page: the policy of Usher's windows lets no script in by an element. */
const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

declare global {
  // What axe's source leaves behind in a page.
  var axe: { run: typeof run } | undefined;
}

/** What a person with a disability could not use; what axe calls weaker is advice. */
const serious = ['serious', 'critical'];

/** Runs axe on the page as it is drawn in light and in dark, and lists what it finds of such impact. */
export async function expectNoSeriousAxeFindings(page: Page): Promise<void> {
  await expectNoAxeFindings(page, serious);
}

/** The same for a small page of Usher's own hand, whatever the impact. */
export async function expectNoAxeFindings(page: Page, impacts = ['minor', 'moderate', ...serious]): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const wasReduced = await page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await finishTransitions(page);
    const { findings, passed } = await page.evaluate(findingsOf, impacts);
    expect(passed, 'axe found nothing to look at').toBeGreaterThan(0);
    expect(findings.join('\n'), `axe on "${await page.title()}" in ${colorScheme}`).toBe('');
  }
  // A page that was made with little motion keeps it: `null` would not bring that back.
  await page.emulateMedia({ colorScheme: null, reducedMotion: wasReduced ? 'reduce' : null });
}

/** In the page, because what axe tells of all that passes is a megabyte. */
async function findingsOf(impacts: string[]): Promise<{ findings: string[]; passed: number }> {
  if (!globalThis.axe) throw new Error('axe is not in the page.');
  const { violations, passes } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
  const findings = violations
    .filter(({ impact }) => !impact || impacts.includes(impact))
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map(
        (node) =>
          `${impact} ${id}: ${help}\n  at ${node.target.join(' ')}\n  ${node.failureSummary?.replaceAll('\n', '\n  ')}`,
      ),
    );
  return { findings, passed: passes.length };
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
