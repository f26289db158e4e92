import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { SdkRequest } from '../../../src-main/app/sdk-request';

const nobody = () => {};

/** In the test itself: what the runner waits with is not to be mocked. */
const mockTimers = () => mock.timers.enable({ apis: ['setTimeout'] });
test.afterEach(() => mock.timers.reset());

test('what is asked goes to the page once, and its answer comes back', async () => {
  const request = new SdkRequest(10_000);
  for (const outcome of ['done', 'refused', 'hostThere', 'tooSoon', 'failed'] as const) {
    let sent = 0;
    const asking = request.ask(() => {
      sent += 1;
    });
    request.hear(outcome);
    expect([await asking, sent]).toEqual([outcome, 1]);
  }
});

test('one thing is asked at a time, and answered once', async () => {
  const request = new SdkRequest(10_000);
  const asking = request.ask(nobody);
  expect(await request.ask(() => expect('sent').toBe('not sent'))).toBe('tooSoon');
  request.hear('refused');
  request.hear('done');
  expect(await asking).toBe('refused');
});

test('it is waited for as long as was said', async () => {
  mockTimers();
  let outcome: string | undefined;
  const asking = new SdkRequest(10_000).ask(nobody).then((said) => {
    outcome = said;
  });
  mock.timers.tick(9_999);
  await Promise.resolve();
  expect(outcome).toBeUndefined();
  mock.timers.tick(1);
  await asking;
  expect(outcome).toBe('failed');
});

test('an answer that comes too late is not taken for that to the next question', async () => {
  mockTimers();
  const request = new SdkRequest(10_000);
  const first = request.ask(nobody);
  mock.timers.tick(10_000);
  expect(await first).toBe('failed');
  const second = request.ask(nobody);
  request.hear('refused');
  request.hear('done');
  expect(await second).toBe('done');
});

test('an answer that never came does not cost every later question its own', async () => {
  mockTimers();
  const request = new SdkRequest(10_000);
  const lost = request.ask(nobody);
  mock.timers.tick(10_000);
  expect(await lost).toBe('failed');
  const taken = request.ask(nobody);
  // For all that can be known it may be the late one.
  request.hear('done');
  mock.timers.tick(10_000);
  expect(await taken).toBe('failed');
  const next = request.ask(nobody);
  request.hear('done');
  expect(await next).toBe('done');
});

test('a page that is gone has failed, and owes the next one nothing', async () => {
  mockTimers();
  const request = new SdkRequest(10_000);
  const late = request.ask(nobody);
  mock.timers.tick(10_000);
  await late;
  const asking = request.ask(nobody);
  request.drop();
  expect(await asking).toBe('failed');
  const next = request.ask(nobody);
  request.hear('done');
  expect(await next).toBe('done');
  request.drop();
});
