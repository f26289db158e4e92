import { expect, test } from '@playwright/test';
import { withUnchangedParts } from '../../src-renderer/unchanged-parts';
import { manyCredentials } from './credential-samples';
import { busyState } from './sample-state';

test('a copy of the same state is the state before', () => {
  expect(withUnchangedParts(busyState, structuredClone(busyState))).toBe(busyState);
});

test('where one credential changes, the others stay the very same', () => {
  const after = structuredClone(busyState);
  const [first] = after.credentials;
  if (first) first.name = 'Another name';
  const shared = withUnchangedParts(busyState, after);
  expect(shared).toEqual(after);
  expect(shared.credentials[0]).not.toBe(busyState.credentials[0]);
  expect(shared.credentials[1]).toBe(busyState.credentials[1]);
  expect(shared.meetings).toBe(busyState.meetings);
});

test('one that is gone or added changes no other', () => {
  const before = manyCredentials(6);
  const gone = withUnchangedParts(before, structuredClone(before.slice(1)));
  expect(gone.map((credential, index) => credential === before[index + 1])).toEqual(Array(5).fill(true));
});

test('an order, a field or a length that changed is seen', () => {
  expect(withUnchangedParts([1, 2], [2, 1])).toEqual([2, 1]);
  expect(withUnchangedParts({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(withUnchangedParts({ a: 1 }, { a: 1, b: undefined })).toEqual({ a: 1, b: undefined });
  expect(withUnchangedParts([1], [1, 2])).toEqual([1, 2]);
  expect(withUnchangedParts({ a: [] }, { a: {} })).toEqual({ a: {} });
  expect(withUnchangedParts(undefined, { a: 1 })).toEqual({ a: 1 });
});

test('a meeting that comes in front of the others leaves them as they are', () => {
  const before = busyState.meetings;
  const first = { ...busyState.meetings[0], key: 'zoom:899999999:any' };
  const after = withUnchangedParts(before, structuredClone([first, ...before]));
  expect(after.slice(1).map((meeting, index) => meeting === before[index])).toEqual(before.map(() => true));
});
