import { expect, test } from '@playwright/test';
import { AppError, failureOf } from '../../../src-main/shared/app-error';
import {
  type Definition,
  definitionsText,
  readDefinitionsText,
  readEntry,
  sealedDefinitionsText,
} from '../../../src-main/shared/definitions-file';
import { errorText } from '../../../src-main/shared/error-text';
import bad from './bad-definition-files.json' with { type: 'json' };

const definition: Definition = {
  name: 'Studio A',
  kind: 'user',
  environment: 'zoom',
  clientId: 'not-a-real-id',
  hasClientSecret: true,
  tags: ['EMEA'],
  scopes: ['user:read:user', 'user:read:zak'],
};

test('what was written is read again, and can be read by people', () => {
  const text = definitionsText([definition], '2026-11-21T08:12:20.000Z');
  expect(text).toContain('\n      "name": "Studio A",\n');
  const read = readDefinitionsText('a.json', text);
  expect(read).toEqual({ kind: 'open', entries: [definition] });
  expect(readEntry(read.kind === 'open' && read.entries[0], { isSealed: false })).toEqual({ ok: true, definition });
});

test('a sealed file is known for one, whatever its seal', () => {
  const text = sealedDefinitionsText({ text: 'AAAA' }, '2026-11-21T08:12:20.000Z');
  expect(readDefinitionsText('a.json', text)).toEqual({ kind: 'sealed', sealed: { text: 'AAAA' } });
});

test('who writes a file by hand may leave out tags, scopes and the word on the secret', () => {
  const { tags: _tags, scopes: _scopes, hasClientSecret: _secret, ...short } = definition;
  expect(readEntry(short, { isSealed: false })).toEqual({
    ok: true,
    definition: { ...short, tags: [], scopes: [], hasClientSecret: true },
  });
});

test('a secret is taken from what was sealed', () => {
  const withSecret = { ...definition, clientSecret: 'not-a-real-secret' };
  expect(readEntry(withSecret, { isSealed: true })).toEqual({ ok: true, definition: withSecret });
});

test('a file of more credentials than anybody has is refused', () => {
  const text = definitionsText(Array(1001).fill(definition), '2026-11-21T08:12:20.000Z');
  expect(() => readDefinitionsText('a.json', text)).toThrow(AppError);
});

for (const { name, text, repeat, times, then, why } of bad.files) {
  test(`a file that is ${name} is refused with a sentence`, () => {
    const contents =
      text?.replace('%NOTE%', 'x'.repeat(1001)) ?? `${repeat?.repeat(times ?? 0)}${then?.repeat(times ?? 0) ?? ''}`;
    let failure = failureOf(undefined);
    try {
      readDefinitionsText('bad.json', contents);
    } catch (error) {
      failure = failureOf(error);
    }
    expect(failure).toEqual({ code: 'file_unreadable', subject: `bad.json (${why})` });
    expect(errorText(failure).sentence).toContain(`bad.json (${why}) could not be read`);
  });
}

for (const { name, entry, change, isSealed = false, why } of bad.entries) {
  test(`an entry with ${name} says what is wrong with it`, () => {
    const value = change ? Object.fromEntries(Object.entries({ ...definition, ...change })) : entry;
    expect(readEntry(value, { isSealed })).toEqual({ ok: false, why });
  });
}
