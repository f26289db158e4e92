import { expect, test } from '@playwright/test';
import { clockOffText, ServerClock } from '../../../src-main/zoom/server-clock';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const api = 'https://api.zoom.us';

/** A computer whose clock may be wrong, and a Zoom whose clock is right. */
class World {
  trueTime = Date.parse('2026-11-21T10:00:00Z');
  /** How far this computer's clock is ahead. */
  ahead = 0;
  date: string | undefined;
  readonly said: (number | undefined)[] = [];
  readonly clock = new ServerClock({
    now: () => new Date(this.trueTime + this.ahead),
    monotonic: () => this.trueTime - Date.parse('2026-11-01T00:00:00Z'),
    onClockOff: (aheadMs) => this.said.push(aheadMs),
  });
  private readonly fetch = this.clock.listening(async () => {
    const date = this.date ?? new Date(this.trueTime).toUTCString();
    return new Response('{}', { headers: date ? { date } : {} });
  });

  ask(origin = api): Promise<Response> {
    return this.fetch(`${origin}/v2/users/me`);
  }

  /** How far Usher's idea of Zoom's time is from the truth. */
  get error(): number {
    return this.clock.nowAt(api).getTime() - this.trueTime;
  }
}

for (const [name, ahead] of [
  ['an hour fast', hour],
  ['an hour slow', -hour],
  ['a day fast', day],
  ['a day slow', -day],
] as const) {
  test(`a clock that is ${name} is made up for after one answer, and somebody is told (T1)`, async () => {
    const world = new World();
    world.ahead = ahead;
    expect(world.error).toBe(ahead);
    await world.ask();
    expect(world.error).toBe(0);
    world.trueTime += 20 * minute;
    expect(world.error).toBe(0);
    expect(world.said).toEqual([ahead]);
  });
}

test('a difference of seconds is none, and nobody is bothered below a minute (T1)', async () => {
  const world = new World();
  world.ahead = 1.9 * second;
  await world.ask();
  expect(world.error).toBe(1.9 * second);
  world.ahead = 50 * second;
  await world.ask();
  expect(world.error).toBe(0);
  expect(world.said).toEqual([]);
});

test('it is said once, and once more when the clock is right again (T1)', async () => {
  const world = new World();
  world.ahead = 3 * minute;
  await world.ask();
  await world.ask();
  world.ahead = 0;
  await world.ask();
  await world.ask();
  expect(world.said).toEqual([3 * minute, undefined]);
});

test('a clock that is set back while Usher runs does not make a dead token look alive (T2)', async () => {
  const world = new World();
  await world.ask();
  world.trueTime += 50 * minute;
  world.ahead = -hour;
  expect(world.error).toBe(0);
});

test('a clock that is put right does not send Usher into the past (T2)', async () => {
  const world = new World();
  world.ahead = hour;
  await world.ask();
  world.ahead = 0;
  expect(world.error).toBe(0);
});

test('a clock that is set forward is only early until the next answer: a token is then renewed too soon (T2)', async () => {
  const world = new World();
  await world.ask();
  world.ahead = hour;
  expect(world.error).toBe(hour);
  await world.ask();
  expect(world.error).toBe(0);
});

for (const [name, date] of [
  ['absent', ''],
  ['garbage', 'soon'],
  ['of another century', 'Mon, 01 Jan 1900 00:00:00 GMT'],
  ['31 days ahead', new Date(Date.parse('2026-12-22T10:00:01Z')).toUTCString()],
] as const) {
  test(`a Date that is ${name} changes nothing (T4)`, async () => {
    const world = new World();
    world.ahead = 5 * minute;
    world.date = date;
    await world.ask();
    expect(world.error).toBe(5 * minute);
    expect(world.said).toEqual([]);
  });
}

test('an offset of thirty days is the last that is believed (T4)', async () => {
  const world = new World();
  world.ahead = 30 * day;
  await world.ask();
  expect(world.error).toBe(0);
});

test('each cloud has its own time: Practice Zoom goes by this computer, and says nothing of zoom.us', async () => {
  const world = new World();
  world.ahead = hour;
  await world.ask();
  world.date = new Date(world.trueTime + world.ahead).toUTCString();
  await world.ask('http://127.0.0.1:47999');
  expect(world.error).toBe(0);
  expect(world.clock.nowAt('https://zoom.us').getTime()).toBe(world.trueTime);
  expect(world.clock.nowAt('http://127.0.0.1:47999').getTime()).toBe(world.trueTime + hour);
  expect(world.clock.nowAt('https://api.zoomgov.com').getTime()).toBe(world.trueTime + hour);
  expect(world.said).toEqual([hour]);
});

test('how far a clock is off is said in words', () => {
  const told = [61 * second, -3 * minute, hour, hour + 5 * minute, -day, 2 * day + hour].map(clockOffText);
  expect(told).toEqual(['1 min', '3 min', '1 h', '1 h 5 min', '1 d', '2 d 1 h']);
});
