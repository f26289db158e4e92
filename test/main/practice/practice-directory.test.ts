import { people, practiceUsers } from '../../../src-main/practice/practice-people';
import { type App, expect, type RunningPractice, test } from './running-practice';

const { mira, jonas } = people;

/** Asks as a server-to-server app of the account. */
async function accountCalls(practice: RunningPractice) {
  const app = await practice.zoom.registerClient({ name: 'Usher', isServerToServer: true });
  const account: App & { accountId: string } = { ...app, accountId: app.accountId ?? '' };
  const { body } = await practice.token(account, { grant_type: 'account_credentials', account_id: account.accountId });
  return (path: string, change?: object) =>
    practice.ask(path, {
      ...(change ? { method: 'PATCH', body: JSON.stringify(change) } : {}),
      headers: { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/json' },
    });
}

test('the directory is read page by page, in its three standings, and tells no host key', async ({ practice }) => {
  const ask = await accountCalls(practice);
  const emails: string[] = [];
  let token = '';
  do {
    const { status, body } = await ask(`/v2/users?page_size=2${token ? `&next_page_token=${token}` : ''}`);
    expect(status).toBe(200);
    const users = body.users as { email: string }[];
    emails.push(...users.map(({ email }) => email));
    token = encodeURIComponent(String(body.next_page_token));
    expect(body.total_records).toBe(practiceUsers.length + 1);
    expect(JSON.stringify(body)).not.toContain('host_key');
  } while (token);
  expect(emails).toEqual(Object.values(people).map(({ email }) => email));
  expect((await ask('/v2/users?status=inactive')).body.users).toMatchObject([{ status: 'inactive' }]);
  const pending = (await ask('/v2/users?status=pending')).body.users as object[];
  expect(Object.keys(pending[0] ?? {})).not.toContain('id');
  for (const wrong of ['status=gone', 'page_size=0', 'page_size=5000', 'next_page_token=made-up'])
    expect((await ask(`/v2/users?${wrong}`)).body.code, wrong).toBe(300);
});

test('the settings of the account say whether only its admins change host keys, and that is how it is', async ({
  practice,
}) => {
  const ask = await accountCalls(practice);
  const own = await practice.accessTokenOf(jonas.id);
  const change = { host_key: '012345' };
  for (const isHostKeyLocked of [false, true]) {
    practice.zoom.directory.isHostKeyLocked = isHostKeyLocked;
    const { body } = await ask('/v2/accounts/me/settings');
    expect(body.security).toMatchObject({
      admin_change_user_info: isHostKeyLocked,
      user_modifiable_info_by_admin: isHostKeyLocked ? ['host_key'] : [],
    });
    const { status } = await practice.send('PATCH', '/v2/users/me', own, change);
    expect(status).toBe(isHostKeyLocked ? 400 : 204);
    expect((await ask(`/v2/users/${jonas.id}`, change)).status).toBe(204);
  }
  expect(Object.keys((await ask('/v2/accounts/me/settings?custom_query_fields=security')).body)).toEqual(['security']);
  expect((await ask('/v2/accounts/me/settings?option=security')).body.code).toBe(300);
  expect((await ask('/v2/accounts/somebody-else/settings')).body.code).toBe(2001);
  expect((await practice.get('/v2/accounts/me/settings', own)).body.code).toBe(4711);
});

test('a host key is set and cannot be read; what is no key is refused and changes nothing', async ({ practice }) => {
  const ask = await accountCalls(practice);
  const done = await ask(`/v2/users/${jonas.id}`, { host_key: '012345' });
  expect(done.status).toBe(204);
  const { directory } = practice.zoom;
  expect([directory.isHostKeyOf(jonas.id, '012345'), directory.isHostKeyOf(mira.id, '012345')]).toEqual([true, false]);
  for (const wrong of ['12345', '12345678901', 'abcdef', 123_456])
    expect((await ask(`/v2/users/${jonas.id}`, { host_key: wrong })).body).toMatchObject({
      code: 300,
      errors: [{ field: 'host_key' }],
    });
  expect(directory.isHostKeyOf(jonas.id, '012345')).toBe(true);
  expect(JSON.stringify((await ask(`/v2/users/${jonas.id}`)).body)).not.toContain('012345');
  expect((await ask('/v2/users/nobody', { host_key: '654321' })).body.code).toBe(1001);
});
