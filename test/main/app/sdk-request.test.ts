import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { SdkRequest } from '../../../src-main/app/sdk-request';
import type { SdkCommand } from '../../../src-main/shared/meeting-page';
import { codeFrom } from '../code-from';

const claim: SdkCommand = { kind: 'claimHost', hostKey: '482915' };
const invite: SdkCommand = { kind: 'inviteRoom', ip: '192.0.2.1', type: 1 };
const nobody = () => {};

/** In the test itself: what the runner waits with is not to be mocked. */
const mockTimers = () => mock.timers.enable({ apis: ['setTimeout'] });
test.afterEach(() => mock.timers.reset());

test('what is asked goes to the page once, and its answer comes back', async () => {
  const request = new SdkRequest();
  for (const outcome of ['done', 'refused', 'hostThere', 'failed'] as const) {
    const sent: SdkCommand[] = [];
    const asking = request.ask(claim, (command) => sent.push(command));
    request.hear({ kind: 'answered', command: 'claimHost', outcome });
    expect([await asking, sent]).toEqual([outcome, [claim]]);
  }
});

test('one thing is asked at a time, and an answer to something else is none', async () => {
  const request = new SdkRequest();
  const asking = request.ask(claim, nobody);
  expect(await codeFrom(request.ask(claim, nobody))).toBe('invalid_request');
  expect(await codeFrom(request.ask(invite, nobody))).toBe('invalid_request');
  request.hear({ kind: 'answered', command: 'inviteRoom', outcome: 'done' });
  request.hear({ kind: 'answered', command: 'claimHost', outcome: 'refused' });
  request.hear({ kind: 'answered', command: 'claimHost', outcome: 'done' });
  expect(await asking).toBe('refused');
});

for (const [what, command, ms] of [
  ['a claim is waited for ten seconds', claim, 10_000],
  ['a device that rings is waited for a minute', invite, 60_000],
] as const) {
  test(what, async () => {
    mockTimers();
    let outcome: string | undefined;
    const asking = new SdkRequest().ask(command, nobody).then((said) => {
      outcome = said;
    });
    mock.timers.tick(ms - 1);
    await Promise.resolve();
    expect(outcome).toBeUndefined();
    mock.timers.tick(1);
    await asking;
    expect(outcome).toBe('failed');
  });
}

test('an answer that comes too late is not taken for that to the next key', async () => {
  mockTimers();
  const request = new SdkRequest();
  const first = request.ask(claim, nobody);
  mock.timers.tick(10_000);
  expect(await first).toBe('failed');
  const second = request.ask({ ...claim, hostKey: '583961' }, nobody);
  request.hear({ kind: 'answered', command: 'claimHost', outcome: 'refused' });
  request.hear({ kind: 'answered', command: 'claimHost', outcome: 'done' });
  expect(await second).toBe('done');
});

test('an answer that never came does not cost every later question its own', async () => {
  mockTimers();
  const request = new SdkRequest();
  const asks = () => request.ask(claim, nobody);
  const answer = () => request.hear({ kind: 'answered', command: 'claimHost', outcome: 'done' });
  const lost = asks();
  mock.timers.tick(10_000);
  expect(await lost).toBe('failed');
  const taken = asks();
  // For all that can be known it may be the late one.
  answer();
  mock.timers.tick(10_000);
  expect(await taken).toBe('failed');
  const next = asks();
  answer();
  expect(await next).toBe('done');
});

test('a page that is gone has failed, and owes the next one nothing', async () => {
  mockTimers();
  const request = new SdkRequest();
  const late = request.ask(claim, nobody);
  mock.timers.tick(10_000);
  await late;
  const asking = request.ask(claim, nobody);
  request.drop();
  expect(await asking).toBe('failed');
  const next = request.ask(claim, nobody);
  request.hear({ kind: 'answered', command: 'claimHost', outcome: 'done' });
  expect(await next).toBe('done');
  request.drop();
});
