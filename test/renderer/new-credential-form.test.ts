import { expect, test } from '@playwright/test';
import { checkForm, type NewCredentialForm } from '../../src-renderer/components/new-credential-form';

const form: NewCredentialForm = {
  kind: 'user',
  environment: 'zoom',
  name: ' Studio A ',
  tags: '',
  accountId: '',
  clientId: ' not-a-real-id ',
  clientSecret: '',
};

test('a user credential needs no secret, and what is sent is trimmed', () => {
  expect(checkForm(form)).toEqual({
    ok: true,
    input: {
      kind: 'user',
      environment: 'zoom',
      name: 'Studio A',
      tags: [],
      clientId: 'not-a-real-id',
      clientSecret: '',
    },
  });
});

test('an empty form hears everything that is missing at once', () => {
  expect(checkForm({ ...form, kind: 'serverToServer', name: ' ', clientId: '' })).toEqual({
    ok: false,
    errors: {
      name: 'Give it a name that you will know again.',
      accountId: 'Paste the account ID that the server-to-server app shows.',
      clientId: 'Paste the client ID of the Zoom app.',
      clientSecret: 'Only a user credential can do without the client secret.',
    },
  });
});

test('an app credential without its secret is told so', () => {
  expect(checkForm({ ...form, kind: 'app' })).toEqual({
    ok: false,
    errors: { clientSecret: 'Only a user credential can do without the client secret.' },
  });
});

test('a client ID with a space in it was pasted wrong', () => {
  expect(checkForm({ ...form, clientId: 'not a-real-id' })).toEqual({
    ok: false,
    errors: { clientId: 'A client ID has no spaces and at most 200 characters.' },
  });
});

test('the account ID goes along with a server-to-server credential and with no other', () => {
  const secret = { clientSecret: 'not-a-real-secret', accountId: ' not-a-real-account ' };
  expect(checkForm({ ...form, ...secret, kind: 'serverToServer' })).toMatchObject({
    ok: true,
    input: { accountId: 'not-a-real-account' },
  });
  const asApp = checkForm({ ...form, ...secret, kind: 'app' });
  expect(asApp.ok && 'accountId' in asApp.input).toBe(false);
});

test('tags are told apart by commas, and one that is there twice counts once', () => {
  expect(checkForm({ ...form, tags: ' Studio, EMEA ,, studio,Büro 2 ' })).toMatchObject({
    ok: true,
    input: { tags: ['Studio', 'EMEA', 'Büro 2'] },
  });
  const tooMany = Array.from({ length: 21 }, (_, index) => `tag ${index}`).join(',');
  for (const tags of [tooMany, 'x'.repeat(31), 'good, ...'])
    expect(checkForm({ ...form, tags })).toMatchObject({ ok: false, errors: { tags: expect.any(String) } });
});

test('a name has 1 to 100 characters', () => {
  expect(checkForm({ ...form, name: 'x' }).ok).toBe(true);
  expect(checkForm({ ...form, name: 'x'.repeat(100) }).ok).toBe(true);
  expect(checkForm({ ...form, name: 'x'.repeat(101) }).ok).toBe(false);
  expect(checkForm({ ...form, name: '' }).ok).toBe(false);
});
