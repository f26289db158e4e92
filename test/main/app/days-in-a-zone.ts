import { agenda } from '../../../src-main/shared/agenda';
import { dayLabel } from '../../../src-renderer/screens/meeting-list';
import { aMeeting } from '../examples';
import { AppParts } from './app-parts';

/** What a process in the zone of its `TZ` makes of days. */
export type DaysReport = { zoneMinutes: number; labels: string[]; isKeptBefore: boolean; isKeptAfter: boolean };

/** Runs in a process of its own: `now` and the starts come as arguments. */
const [now = '', ...starts] = process.argv.slice(2);
const labels = starts.map((startTime) => {
  const day = agenda([aMeeting({ startTime })], new Date(now))[0];
  return day ? dayLabel(day, new Date(now)) : '';
});

const minuteMs = 60_000;
const app = await AppParts.start();
const inBin = async () => {
  await app.bin.purgeDue();
  return app.credentials.all.length > 0;
};
app.clock.now = new Date(now);
await app.bin.delete(await app.addUser());
const end = app.clock.now.getTime() + 30 * 24 * 60 * minuteMs;
app.clock.now = new Date(end - minuteMs);
const isKeptBefore = await inBin();
app.clock.now = new Date(end);
const isKeptAfter = await inBin();
await app.close();

const report: DaysReport = {
  zoneMinutes: -new Date(now).getTimezoneOffset(),
  labels,
  isKeptBefore,
  isKeptAfter,
};
process.stdout.write(JSON.stringify(report));
