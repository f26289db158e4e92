import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  anchorAt,
  isStale,
  listedMeetings,
  nextDay,
  practiceMeetings,
} from '../../../src-main/practice/practice-meetings';
import { people } from '../../../src-main/practice/practice-people';

const minute = 60_000;
const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });

test('at any moment one meeting runs, one begins in four minutes, and the day holds more', () => {
  fc.assert(
    fc.property(moments, (moment) => {
      const now = moment.getTime();
      const meetings = practiceMeetings(anchorAt(now));
      const rows = nextDay(meetings, people.mira.id, now);
      const minutes = rows.map((row) => Math.round(((row.occurrence?.start ?? 0) - now) / minute));
      expect(minutes).toContain(4);
      expect(minutes.filter((from) => from < 0).length).toBe(2);
      expect(rows.length).toBeGreaterThanOrEqual(7);
      expect(rows.some((row) => row.meeting.hostId !== people.mira.id)).toBe(true);
    }),
  );
});

test('a layout stays right for half an hour and not much longer', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: 29 }), (moment, later) => {
      const anchor = anchorAt(moment.getTime());
      const now = moment.getTime() + later * minute;
      expect(isStale(anchor, now)).toBe(false);
      const live = listedMeetings(practiceMeetings(anchor), {
        hostId: people.mira.id,
        type: 'live',
        now,
        isRunning: (meeting) => meeting.runsAtAnchor,
      });
      for (const { meeting, occurrence } of live) {
        const end = (occurrence?.start ?? 0) + meeting.durationMinutes * minute;
        expect(end, 'still within its time').toBeGreaterThan(now);
      }
      expect(isStale(anchor, anchor + 31 * minute)).toBe(true);
      expect(isStale(anchor, anchor - 2 * minute), 'the clock went back').toBe(true);
    }),
  );
});

test('meeting IDs and passcodes never change and are such as Zoom gives out', () => {
  const identities = (anchor: number) =>
    practiceMeetings(anchor).map(({ meetingId, passcode }) => [meetingId, passcode]);
  expect(identities(0)).toEqual(identities(Date.parse('2029-05-05')));
  const meetings = practiceMeetings(0);
  expect(new Set(meetings.map(({ meetingId }) => meetingId)).size).toBe(meetings.length);
  for (const { meetingId, passcode } of meetings) {
    expect(meetingId).toMatch(/^\d{10,11}$/);
    expect(passcode).toMatch(/^[a-z0-9]{1,10}$/);
  }
});
