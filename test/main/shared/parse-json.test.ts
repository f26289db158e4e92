import { expect, test } from '@playwright/test';
import { parseJson } from '../../../src-main/shared/parse-json';

test('what is JSON is read, null among it', () => {
  expect(parseJson('{"a":[1,null]}')).toEqual({ a: [1, null] });
  expect(parseJson('null')).toBeNull();
});

test('what is none is undefined, and nothing is thrown', () => {
  for (const text of ['', 'undefined', '{"a":1', '{"a":1,}', '\ufeff{}', '<html></html>'])
    expect(parseJson(text), text).toBeUndefined();
});
