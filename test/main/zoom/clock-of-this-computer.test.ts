import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { decodeJwt } from 'jose';
import { bundleModule } from '../../support/bundle-module';
import { waitUntil } from '../../support/wait-until';
import { TokenEndpoint } from '../oauth/token-endpoint';
import type { ClockReport } from './computer-with-a-clock';

const minute = 60_000;
const hour = 60 * minute;

test.skip(process.platform !== 'linux', 'faketime is for Linux');

let folder: string;
let program: string;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'usher-clock-'));
  program = await bundleModule(join(import.meta.dirname, 'computer-with-a-clock.ts'), folder);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process whose clock is set by `faketime`, at a Zoom with the true time; its monotonic clock is true, as that of a real computer is. */
class Computer {
  private readonly clockFile = join(folder, `clock-${Math.random()}`);
  private readonly answers: AsyncIterator<string>;
  private readonly child: ChildProcess;

  constructor(endpoint: TokenEndpoint, offset: string, zone = 'UTC') {
    this.setClock(offset);
    const clock = ['-u', 'FAKETIME', `FAKETIME_TIMESTAMP_FILE=${this.clockFile}`, 'FAKETIME_NO_CACHE=1'];
    const child = spawn(
      'faketime',
      // The file counts only where the variable of the wrapper does not.
      ['-f', '+0s', 'env', ...clock, process.execPath, program, endpoint.origin, endpoint.currentRefreshToken],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, TZ: zone, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
      },
    );
    this.child = child;
    this.answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Such as `-3h` from the true time. */
  setClock(offset: string): void {
    writeFileSync(this.clockFile, `${offset}\n`);
  }

  /** Uses the authorization once. */
  async use(): Promise<ClockReport & { wallAheadMs: number; zoomErrorMs: number; signedAheadMs: number }> {
    this.child.stdin?.write('use\n');
    const { value, done } = await this.answers.next();
    if (done) throw new Error('The process has ended.');
    const report = JSON.parse(value) as ClockReport;
    const trueNow = Date.now();
    const signedAt = (decodeJwt(report.signature).iat ?? 0) * 1_000 + 2 * minute;
    return {
      ...report,
      wallAheadMs: report.wall - trueNow,
      zoomErrorMs: Math.abs(report.zoomNow - trueNow),
      signedAheadMs: Math.abs(signedAt - trueNow),
    };
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }
}

let endpoint: TokenEndpoint;
let computer: Computer | undefined;
test.beforeEach(async () => {
  endpoint = await TokenEndpoint.start();
});
test.afterEach(async () => {
  await computer?.end();
  computer = undefined;
  await endpoint.close();
});

for (const [offset, hours, zone, zoneHours] of [
  ['+1h', 1, 'UTC', 0],
  ['-1h', -1, 'UTC', 0],
  ['+5h', 5, 'UTC-14', 14],
  ['-5h', -5, 'UTC+14', -14],
  ['+1d', 24, 'UTC+14', -14],
  ['-1d', -24, 'UTC-14', 14],
] as const) {
  test(`with a clock at ${offset} in a zone of ${zoneHours} h a token is asked for once, and signed is by the true time (T1, T3)`, async () => {
    computer = new Computer(endpoint, offset, zone);
    const first = await computer.use();
    // The clock lies, and the zone is what it is.
    expect(Math.abs(first.wallAheadMs - hours * hour)).toBeLessThan(minute);
    expect(first.zoneMinutes).toBe(zoneHours * 60);
    const second = await computer.use();
    for (const { zoomErrorMs, signedAheadMs } of [first, second]) {
      expect(zoomErrorMs).toBeLessThan(minute);
      expect(signedAheadMs).toBeLessThan(minute);
    }
    expect(second.accessToken).toBe(first.accessToken);
    expect(endpoint.requests).toHaveLength(1);
    expect(second.said.map((aheadMs) => Math.round((aheadMs ?? 0) / hour))).toEqual([hours]);
  });
}

test('a clock that is set back in the middle does not make a token that runs out look alive (T2)', async () => {
  // Five minutes before its end a token is renewed: this one in two seconds.
  endpoint.lifetime = 302;
  computer = new Computer(endpoint, '+0s');
  const first = await computer.use();
  computer.setClock('-3h');
  const running = computer;
  const renewed = await waitUntil(
    'the token to be renewed',
    async () => {
      const report = await running.use();
      return report.accessToken !== first.accessToken && report;
    },
    { timeout: 15_000, every: 200 },
  );
  expect(Math.round(renewed.wallAheadMs / hour)).toBe(-3);
  expect(renewed.zoomErrorMs).toBeLessThan(minute);
});

test('a clock that jumps forward costs one early renewal, after which all is as before (T2)', async () => {
  computer = new Computer(endpoint, '+0s');
  const first = await computer.use();
  computer.setClock('+2h');
  const second = await computer.use();
  expect(second.accessToken).not.toBe(first.accessToken);
  expect(second.zoomErrorMs).toBeLessThan(minute);
  expect(Math.round((second.said.at(-1) ?? 0) / hour)).toBe(2);
  const third = await computer.use();
  expect(third.accessToken).toBe(second.accessToken);
  expect(endpoint.requests).toHaveLength(2);
});
