import type { FullConfig, FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** How a run went, in the words of the last line. `notRun` counts as failed and says which tests it was, and why. */
export type Summary = { passed: number; failed: number; skipped: TestNote[]; notRun: TestNote[] };
type TestNote = { title: string; reason: string };

/**
 * Ends the output with the one line that people and CI read: `N passed, N failed`, and `, N skipped` when some were.
 * Flaky, timed out and interrupted tests, and those that an earlier failure kept from running, count as failed;
 * so does an error outside any test, and a run in which no test ran.
 */
export default class SummaryReporter implements Reporter {
  /** `--list` runs nothing, so there is nothing to count. */
  private readonly onlyLists = process.argv.includes('--list');
  private suite: Suite | undefined;
  private runPassed = false;
  private strayErrors = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onError(): void {
    this.strayErrors += 1;
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] }> {
    this.runPassed = status === 'passed';
    const isRed = this.runPassed && !this.onlyLists && this.summary().failed > 0;
    return { status: isRed ? 'failed' : status };
  }

  /** Comes after every reporter's `onEnd`, so that nothing follows. */
  async onExit(): Promise<void> {
    if (this.onlyLists) return;
    const text = summaryText(this.summary());
    await new Promise<void>((written) => process.stdout.write(`\n${text}\n`, () => written()));
  }

  printsToStdio(): boolean {
    return true;
  }

  private summary(): Summary {
    const summary = summarize(this.suite?.allTests() ?? []);
    const failed = summary.failed + this.strayErrors;
    const isGreen = failed === 0 && this.runPassed && summary.passed > 0;
    return { ...summary, failed: isGreen ? 0 : Math.max(failed, 1) };
  }
}

/** Counts tests by what became of them. */
export function summarize(tests: readonly TestCase[]): Summary {
  const summary: Summary = { passed: 0, failed: 0, skipped: [], notRun: [] };
  for (const test of tests) {
    const title = test.titlePath().filter(Boolean).join(' > ');
    const outcome = test.outcome();
    if (outcome === 'expected') summary.passed += 1;
    else if (outcome !== 'skipped') summary.failed += 1;
    else if (test.results.length > 0 && test.expectedStatus === 'skipped') {
      summary.skipped.push({ title, reason: skipReason(test) });
    } else {
      const wasInterrupted = test.results.some(({ status }) => status === 'interrupted');
      summary.notRun.push({
        title,
        reason: wasInterrupted ? 'interrupted' : 'the run ended, or failed, before it',
      });
      summary.failed += 1;
    }
  }
  return summary;
}

/** The end of the output; its last line is the count. */
export function summaryText({ passed, failed, skipped, notRun }: Summary): string {
  return [
    ...skipped.map(({ title, reason }) => `  skipped: ${title} (${reason})`),
    ...notRun.map(({ title, reason }) => `  did not run: ${title} (${reason})`),
    ...(passed === 0 ? ['  Nothing passed: this run proves nothing.'] : []),
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  ].join('\n');
}

function skipReason(test: TestCase): string {
  const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations)];
  const reasons = annotations
    .filter(({ type }) => type === 'skip' || type === 'fixme')
    .map(({ description }) => description);
  return reasons.find(Boolean) ?? 'no reason given';
}
