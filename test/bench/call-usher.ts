import { expect, type Page } from '@playwright/test';
import type { CallReply } from '../../src-main/shared/bridge';

/** Asks the main process through the operator's window, as its buttons do. */
export async function callUsher(page: Page, name: string, input?: unknown): Promise<unknown> {
  const reply: CallReply = await page.evaluate(([called, given]) => window.bridge.call(called as string, given), [
    name,
    input,
  ] as const);
  expect(reply).toMatchObject({ ok: true });
  return reply.ok ? reply.value : undefined;
}

/** What a meeting for a measurement is, but for its topic and times. */
export const plainPlan = {
  agenda: '',
  timezone: 'UTC',
  waitingRoom: false,
  joinBeforeHost: true,
  signedInOnly: false,
  muteUponEntry: false,
  recording: 'none',
} as const;
