import { expect, test } from '@playwright/test';
import { type ActivityEntry, ActivityKind, activityLabels } from '../../src-main/shared/activity';
import {
  activityFacts,
  everything,
  filterOf,
  groupEntries,
  groupsOfKinds,
  knownCredentials,
} from '../../src-renderer/screens/activity-list';
import { deadCredential, readyCredential, sampleNow } from './sample-state';

const berlin = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
const entry = (n: number, more: Partial<ActivityEntry> = {}): ActivityEntry => ({
  n,
  at: sampleNow.toISOString(),
  kind: 'meetingStarted',
  outcome: 'done',
  ...more,
});

test('every kind can be chosen by itself, and belongs to a group', () => {
  const values = groupsOfKinds.map(({ value }) => value);
  expect(new Set(values).size).toBe(values.length);
  const groups = groupsOfKinds.filter(({ value }) => !(value in activityLabels));
  const grouped = new Set(groups.flatMap(({ value }) => filterOf({ ...everything, kinds: value }).kinds ?? []));
  expect(ActivityKind.options.filter((kind) => !grouped.has(kind))).toEqual([]);
  for (const kind of ActivityKind.options) {
    expect(values).toContain(kind);
    expect(filterOf({ ...everything, kinds: kind })).toEqual({ kinds: [kind] });
  }
});

test('what is left empty is no part of the filter', () => {
  expect(filterOf(everything)).toEqual({});
  expect(filterOf({ ...everything, text: '   ' })).toEqual({});
  expect(filterOf({ ...everything, text: ' town ', credentialId: readyCredential.id })).toEqual({
    text: 'town',
    credentialId: readyCredential.id,
  });
});

test('a day is the operator’s own, from its midnight to the next', () => {
  const { from, to } = filterOf({ ...everything, fromDay: '2026-10-25', toDay: '2026-10-25' });
  expect(from).toBe(new Date(2026, 9, 25).toISOString());
  expect(to).toBe(new Date(2026, 9, 26).toISOString());
  expect(filterOf({ ...everything, toDay: '2026-12-31' }).to).toBe(new Date(2027, 0, 1).toISOString());
  for (const fromDay of ['2026-1-1', 'yesterday', '26-10-25']) expect(filterOf({ ...everything, fromDay })).toEqual({});
});

test('entries stand under their day, today and yesterday by name, in the order in which they come', () => {
  const days = groupEntries(
    [
      entry(5, { at: '2026-11-20T23:30:00.000Z' }),
      entry(4, { at: '2026-11-20T22:30:00.000Z' }),
      entry(3, { at: '2026-11-19T23:30:00.000Z' }),
      entry(2, { at: '2026-11-18T12:00:00.000Z' }),
    ],
    sampleNow,
    berlin,
  );
  expect(days.map(({ label, entries }) => [label, entries.map(({ n }) => n)])).toEqual([
    ['Today', [5]],
    ['Yesterday', [4, 3]],
    ['Wednesday 18 November', [2]],
  ]);
});

test('a day that a clock brought twice stands twice, under keys of its own', () => {
  const [today, before] = ['2026-11-21T08:00:00.000Z', '2026-11-20T08:00:00.000Z'];
  const days = groupEntries(
    [entry(3, { at: today }), entry(2, { at: before }), entry(1, { at: today })],
    sampleNow,
    berlin,
  );
  expect(days.map(({ label }) => label)).toEqual(['Today', 'Yesterday', 'Today']);
  expect(new Set(days.map(({ key }) => key)).size).toBe(3);
});

test('credentials that are gone can still be chosen, by the name that they had last', () => {
  const entries = [
    entry(3, { credentialId: deadCredential.id, credentialName: 'Studio B' }),
    entry(2, { credentialId: deadCredential.id, credentialName: 'Studio A' }),
    entry(1, { credentialId: readyCredential.id, credentialName: 'As it was called' }),
  ];
  expect(knownCredentials([readyCredential], entries, '')).toEqual([
    { value: readyCredential.id, label: 'Practice' },
    { value: deadCredential.id, label: 'Studio B (gone)' },
  ]);
  expect(knownCredentials([], [], deadCredential.id)).toEqual([{ value: deadCredential.id, label: deadCredential.id }]);
});

test('the facts of an entry are those that it has', () => {
  expect(activityFacts(entry(7)).map(({ term }) => term)).toEqual(['Entry', 'Time']);
  const facts = activityFacts(
    entry(7, {
      credentialName: 'Practice',
      credentialId: readyCredential.id,
      zoomUser: 'Anna Weber',
      topic: 'Town hall',
      meetingId: '82012345678',
      about: 'as a check, and thrown away',
      setAside: 'activity.set-aside-1.jsonl',
      code: 'not_permitted',
      zoomCode: 0,
      trackingId: 'WEB_not-real',
    }),
  );
  expect(facts.map(({ text }) => text)).toEqual([
    '7',
    new Date(sampleNow).toLocaleString(),
    'Practice',
    readyCredential.id,
    'Anna Weber',
    'Town hall, 82012345678',
    'as a check, and thrown away',
    'activity.set-aside-1.jsonl',
    'not_permitted',
    '0',
    'WEB_not-real',
  ]);
});
