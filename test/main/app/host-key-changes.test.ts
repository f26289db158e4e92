import { expect, test } from '@playwright/test';
import { doubted, proven, standingOf, withKey } from '../../../src-main/app/host-key-changes';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { HostKeyRecord } from '../../../src-main/storage/host-key-record';
import { now } from '../examples';

const ada: HostKeyRecord = {
  id: hostKeyPersonId('zoom', 'ada'),
  environment: 'zoom',
  userId: 'ada',
  email: 'ada@example.com',
  name: 'Ada',
  held: { key: '482915', source: 'told', at: '2026-11-20T09:00:00.000Z' },
  earlier: [],
};
const { held: _none, ...without } = ada;

test('a key that made somebody the host is proven, and no doubt of it is left', () => {
  const record = proven(doubted(ada, '482915', now), '482915', now);
  expect(record.held).toEqual({ ...ada.held, provenAt: now.toISOString() });
  expect(standingOf(record)).toBe('known');
});

test('a key that was refused is doubtful, and keeps when it was proven', () => {
  const record = doubted(proven(ada, '482915', now), '482915', now);
  expect(record.held).toMatchObject({ provenAt: now.toISOString(), doubt: { at: now.toISOString(), why: 'refused' } });
  expect(standingOf(record)).toBe('doubtful');
});

test('what is said of a key that is not theirs, or not any more, changes nothing', () => {
  const rotated = withKey(ada, '583961', { source: 'set' }, now);
  for (const record of [ada, rotated, without])
    for (const say of [proven, doubted])
      expect(say(record, record === rotated ? '482915' : '111222', now)).toBe(record);
});

test('a new key is neither proven nor doubted by what was said of the one before', () => {
  for (const say of [proven, doubted]) {
    const { held } = withKey(say(ada, '482915', now), '583961', { source: 'set' }, now);
    expect(held).toEqual({ key: '583961', source: 'set', at: now.toISOString() });
  }
});
