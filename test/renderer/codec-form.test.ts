import { expect, test } from '@playwright/test';
import { type Codec, CodecId } from '../../src-main/shared/codec';
import { checkCodecForm, codecForm } from '../../src-renderer/components/codec-form';

const form = {
  name: 'Boardroom',
  place: '',
  address: 'Board.example.com',
  userName: 'usher',
  password: '',
  groups: 'Town halls, floor 2',
  forgetsKeys: true,
};
const errorsOf = (different: Partial<typeof form>) => {
  const checked = checkCodecForm({ ...form, ...different });
  return checked.ok ? {} : checked.errors;
};

test('what was typed becomes an entry, with its groups apart and its password beside it', () => {
  expect(checkCodecForm({ ...form, password: 'not-a-real-password' })).toEqual({
    ok: true,
    entry: {
      name: 'Boardroom',
      place: '',
      address: 'board.example.com',
      userName: 'usher',
      groups: ['Town halls', 'floor 2'],
      forgetsKeys: true,
    },
    password: 'not-a-real-password',
  });
});

test('every field that is wrong says what to do, the first of the dialog first', () => {
  const errors = errorsOf({ name: ' ', address: '', userName: 'a:b', password: 'two\nlines' });
  expect(Object.keys(errors)).toEqual(['name', 'address', 'userName', 'password']);
  expect(Object.values(errors).every((words) => /[a-z].*\.$/.test(words ?? ''))).toBe(true);
});

test('a known device comes without its password, and the practice room without an address', () => {
  const codec: Codec = {
    id: CodecId.parse('00000000-0000-4000-8000-000000000001'),
    name: 'Boardroom',
    place: 'Floor 1',
    address: 'practice',
    userName: 'usher',
    groups: ['a', 'b'],
    fingerprint: Array(32).fill('0A').join(':'),
    forgetsKeys: false,
  };
  expect(codecForm(codec)).toMatchObject({ address: '', password: '', groups: 'a, b', forgetsKeys: false });
});
