import { expect, test } from '@playwright/test';
import {
  countsOf,
  deletedCredentials,
  filterCredentials,
  isFiltering,
  listedCredentials,
} from '../../src-renderer/screens/credential-list';
import { deletedCredential, manyCredentials, serverCredential } from './credential-samples';
import { busyState, deadCredential, limitedCredential, minutesFromNow, readyCredential } from './sample-state';

const all = [...busyState.credentials, serverCredential, deletedCredential];
const names = (filter: Parameters<typeof filterCredentials>[1]) =>
  filterCredentials(listedCredentials(all), filter).map(({ name }) => name);

test('the list is by name, numbers as numbers, and nothing from the bin is in it', () => {
  expect(listedCredentials(all).map(({ name }) => name)).toEqual([
    'Agency desk',
    'Practice',
    'Signing app',
    'Studio A',
    'Town hall host',
    'Whole account',
  ]);
  const rooms = ['Room 10', 'room 2', 'Room 1'].map((name) => ({ ...readyCredential, name }));
  expect(listedCredentials(rooms).map(({ name }) => name)).toEqual(['Room 1', 'room 2', 'Room 10']);
});

test('the bin shows what was deleted last first', () => {
  const older = { ...deletedCredential, name: 'Older', deletedAt: minutesFromNow(-9000) };
  expect(deletedCredentials([older, ...all]).map(({ name }) => name)).toEqual(['Old press office', 'Older']);
});

test('text is looked for in names, users, tags and IDs, every word of it, whatever its case', () => {
  expect(names({ text: 'AGENCY' })).toEqual(['Agency desk']);
  expect(names({ text: 'ben@company' })).toEqual(['Town hall host']);
  expect(names({ text: 'mendes carla' })).toEqual(['Agency desk']);
  expect(names({ text: 'directory' })).toEqual(['Whole account']);
  expect(names({ text: 'not-a-real-account' })).toEqual(['Whole account']);
  expect(names({ text: 'carla nobody' })).toEqual([]);
  expect(names({ text: '   ' })).toHaveLength(6);
});

test('state, kind, cloud and tag narrow the list together', () => {
  expect(names({ text: '', health: 'needsReauthorization' })).toEqual(['Studio A', 'Town hall host']);
  expect(names({ text: '', kind: 'serverToServer' })).toEqual(['Whole account']);
  expect(names({ text: '', environment: 'zoomgov' })).toEqual(['Agency desk']);
  expect(names({ text: '', tag: 'directory', kind: 'serverToServer' })).toEqual(['Whole account']);
  expect(names({ text: 'hall', health: 'ready' })).toEqual([]);
});

test('only what narrows is a filter', () => {
  expect(isFiltering({ text: ' ' })).toBe(false);
  expect(isFiltering({ text: 'a' })).toBe(true);
  expect(isFiltering({ text: '', kind: 'app' })).toBe(true);
});

test('choices are counted, and what does not occur is no choice', () => {
  const kinds = [deadCredential, limitedCredential, serverCredential].map(({ kind }) => kind);
  expect(countsOf(kinds, ['user', 'app', 'serverToServer'])).toEqual([
    { value: 'user', count: 2 },
    { value: 'serverToServer', count: 1 },
  ]);
  expect(countsOf(['b', 'a', 'b'])).toEqual([
    { value: 'a', count: 1 },
    { value: 'b', count: 2 },
  ]);
});

test('five hundred are filtered in a moment', () => {
  const many = listedCredentials(manyCredentials(500));
  expect(filterCredentials(many, { text: 'room 49', tag: 'studio' }).map(({ name }) => name)).toEqual([
    'Room 492',
    'Room 493',
    'Room 497',
    'Room 498',
  ]);
});
