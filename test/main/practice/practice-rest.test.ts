import { decodeJwt, decodeProtectedHeader } from 'jose';
import { people } from '../../../src-main/practice/practice-people';
import { expect, startOfDay, test } from './running-practice';

type Row = {
  id: number;
  topic: string;
  type: number;
  start_time?: string;
  host_id: string;
  is_host?: boolean;
  passcode?: string;
};
type Page = { meetings: Row[]; next_page_token: string; total_records: number; page_count: number };

const minute = 60_000;
const { mira, jonas, priya, studioBot } = people;

function minutesFromNow(row: Row): number {
  return (Date.parse(row.start_time ?? '') - startOfDay.getTime()) / minute;
}

test('a user sees themselves, with a picture anybody may fetch', async ({ practice }) => {
  const token = await practice.accessTokenOf(priya.id);
  const me = await practice.get('/v2/users/me', token);
  expect(me.body).toMatchObject({ id: priya.id, display_name: 'Priya Raman', email: priya.email, pmi: 4110042003 });
  for (const name of [priya.id, encodeURIComponent(priya.email)]) {
    expect((await practice.get(`/v2/users/${name}`, token)).body).toMatchObject({ id: priya.id });
  }
  const picture = await fetch(String(me.body.pic_url));
  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(await picture.text()).toContain('>PR</text>');
});

test('the list has something of every kind around now', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const list = async (type: string) =>
    (await practice.get<Page>(`/v2/users/me/meetings?type=${type}`, token)).body.meetings;
  const live = await list('live');
  expect(live.map((row) => row.topic)).toEqual(['Control room: morning check']);
  const upcoming = await list('upcoming_meetings');
  expect(upcoming.some((row) => Math.round(minutesFromNow(row)) === 4)).toBe(true);
  expect(upcoming.filter((row) => row.type === 8).length, 'a row for each occurrence').toBe(5);
  expect(upcoming.filter((row) => row.type === 3).map((row) => row.start_time)).toEqual([undefined]);
  expect(upcoming.some((row) => row.id === Number(mira.pmi))).toBe(true);
  const starts = upcoming.flatMap((row) => (row.start_time ? [row.start_time] : []));
  expect(starts).toEqual([...starts].sort());
  expect((await list('upcoming')).filter((row) => row.type === 8).length).toBe(1);
  const previous = await list('previous_meetings');
  expect(previous.length).toBe(3);
  for (const row of previous) expect(minutesFromNow(row)).toBeLessThan(0);
  const scheduled = await list('scheduled');
  expect(scheduled.every((row) => row.host_id === mira.id)).toBe(true);
  expect(JSON.stringify([live, upcoming, previous, scheduled])).not.toMatch(/passcode|password|start_url/);
});

test('the next 24 hours hold invitations too, with passcodes', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const { body } = await practice.get<Page>('/v2/users/me/upcoming_meetings', token);
  expect(body.total_records).toBe(body.meetings.length);
  const invited = body.meetings.filter((row) => row.is_host === false);
  expect(invited.slice(0, 3).map((row) => row.topic)).toEqual([
    'Studio B line check',
    'Broadcast review',
    'Locked town hall',
  ]);
  expect(body.meetings.every((row) => row.passcode && minutesFromNow(row) <= 24 * 60)).toBe(true);
  expect(
    body.meetings.some((row) => row.topic === 'Quarterly review'),
    'that is later than tomorrow',
  ).toBe(false);
});

test('pages follow each other until there are no more', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const path = '/v2/users/me/meetings?type=upcoming_meetings';
  const whole = (await practice.get<Page>(`${path}&page_size=300`, token)).body;
  const rows: Row[] = [];
  let next = '';
  do {
    const query = next ? `&next_page_token=${encodeURIComponent(next)}` : '';
    const { body } = await practice.get<Page>(`${path}&page_size=5${query}`, token);
    expect(body).toMatchObject({ page_size: 5, total_records: whole.meetings.length, page_count: 3 });
    rows.push(...body.meetings);
    next = body.next_page_token;
  } while (next);
  expect(rows).toEqual(whole.meetings);
});

test('a page token is good for its own list and for 15 minutes', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const first = await practice.get<Page>('/v2/users/me/meetings?page_size=2', token);
  const next = encodeURIComponent(first.body.next_page_token);
  const refusal = { code: 300, message: 'The next page token is invalid or expired.' };
  for (const query of [
    `page_size=2&type=live&next_page_token=${next}`,
    `page_size=3&next_page_token=${next}`,
    'next_page_token=x',
  ]) {
    const reply = await practice.get(`/v2/users/me/meetings?${query}`, token);
    expect([reply.status, reply.body], query).toEqual([400, refusal]);
  }
  practice.zoom.advanceClock(15 * minute);
  const late = await practice.get(`/v2/users/me/meetings?page_size=2&next_page_token=${next}`, token);
  expect(late.body).toEqual(refusal);
});

test('only the host reads passcode, settings and start URL of a meeting', async ({ practice }) => {
  const host = await practice.get('/v2/meetings/86011004204', await practice.accessTokenOf(mira.id));
  expect(host.body).toMatchObject({
    password: 'slate88',
    host_email: mira.email,
    status: 'waiting',
    settings: { meeting_authentication: true },
  });
  expect(host.body.start_url).toContain('zak=');
  const invitee = await practice.get('/v2/meetings/86011004204', await practice.accessTokenOf(priya.id));
  expect(invitee.body).toMatchObject({ topic: 'Board update (signed-in users only)', host_id: mira.id });
  for (const secret of ['password', 'h323_password', 'encrypted_password', 'start_url', 'settings', 'host_email']) {
    expect(invitee.body).not.toHaveProperty(secret);
  }
  const stranger = await practice.get('/v2/meetings/86011004204', await practice.accessTokenOf(jonas.id));
  expect([stranger.status, stranger.body]).toEqual([
    404,
    { code: 3001, message: 'Meeting does not exist: 86011004204.' },
  ]);
});

test('a recurring meeting names its occurrences, the past ones on request', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const count = async (query: string) => {
    const { body } = await practice.get<{ occurrences: { occurrence_id: string; start_time: string }[] }>(
      `/v2/meetings/86011004205${query}`,
      token,
    );
    return body.occurrences;
  };
  const coming = await count('');
  expect(coming.length).toBe(5);
  expect((await count('?show_previous_occurrences=true')).length).toBe(7);
  const third = coming[2];
  const one = await practice.get(`/v2/meetings/86011004205?occurrence_id=${third?.occurrence_id}`, token);
  expect(one.body.start_time).toBe(third?.start_time);
  expect((await practice.get('/v2/meetings/86011004205?occurrence_id=1', token)).status).toBe(400);
});

test('a ZAK is a JWT that says whose it is and for how long', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const lifetime = async (path: string) => {
    const { body } = await practice.get<{ token: string }>(path, token);
    expect(decodeProtectedHeader(body.token)).toMatchObject({ alg: 'HS256', zm_skm: 'zm_o2m' });
    const { uid, aud, exp, iat } = decodeJwt(body.token);
    expect([uid, aud]).toEqual([mira.id, 'clientsm']);
    return Number(exp) - Number(iat);
  };
  expect(await lifetime('/v2/users/me/zak')).toBe(300);
  expect(await lifetime('/v2/users/me/token?type=zak')).toBe(7200);
  expect(await lifetime('/v2/users/me/token?type=zak&ttl=60')).toBe(60);
});

test('without type=zak there is a sentence where the token should be', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  for (const query of ['', '?type=token']) {
    const reply = await practice.get<{ token: string }>(`/v2/users/me/token${query}`, token);
    expect(reply.status).toBe(200);
    expect(reply.body.token).toMatch(/no longer supported/);
    expect(reply.body.token).not.toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  }
  for (const query of ['?type=zak&ttl=0', '?type=zak&ttl=31536001', '?type=zak&ttl=soon', '?type=other']) {
    const reply = await practice.get(`/v2/users/me/token${query}`, token);
    expect([reply.status, reply.body.code], query).toEqual([400, 300]);
  }
});

const scopeOf: Record<string, string> = {
  '/v2/users/me': 'user:read:user',
  '/v2/users/me/zak': 'user:read:zak',
  '/v2/users/me/token?type=zak': 'user:read:token',
  '/v2/users/me/meetings': 'meeting:read:list_meetings',
  '/v2/users/me/upcoming_meetings': 'meeting:read:list_upcoming_meetings',
  '/v2/meetings/86011004201': 'meeting:read:meeting',
};

test('every call needs its own scope and no other will do', async ({ practice }) => {
  for (const [path, scope] of Object.entries(scopeOf)) {
    const others = Object.values(scopeOf).filter((other) => other !== scope);
    const refused = await practice.get(path, await practice.accessTokenOf(mira.id, others));
    const message = `Invalid access token, does not contain scopes:[${scope}, ${scope}:admin].`;
    expect([refused.status, refused.body], path).toEqual([400, { code: 4711, message }]);
    const granted = await practice.get(path, await practice.accessTokenOf(mira.id, [scope]));
    expect(granted.status, path).toBe(200);
  }
});

test('a user’s token does not reach other users, an admin’s does', async ({ practice }) => {
  const own = await practice.accessTokenOf(mira.id);
  const refused = await practice.get(`/v2/users/${jonas.id}`, own);
  const message = 'Invalid access token, does not contain scopes:[user:read:user:admin].';
  expect([refused.status, refused.body]).toEqual([400, { code: 4711, message }]);
  expect((await practice.get(`/v2/users/${jonas.id}/token?type=zak`, own)).body.code).toBe(4711);

  const scopes = ['user:read:user:admin', 'user:read:zak:admin', 'meeting:read:list_upcoming_meetings:admin'];
  const admin = await practice.accessTokenOf(mira.id, scopes);
  expect((await practice.get(`/v2/users/${jonas.id}`, admin)).body).toMatchObject({ email: jonas.email });
  const nobody = await practice.get('/v2/users/nobody', admin);
  expect([nobody.status, nobody.body]).toEqual([404, { code: 1001, message: 'User does not exist: nobody.' }]);
  expect((await practice.get('/v2/users/nobody/upcoming_meetings', admin)).body.code).toBe(3001);
  const zak = await practice.get(`/v2/users/${jonas.id}/zak`, admin);
  expect([zak.status, zak.body.code], 'the short ZAK is for oneself').toEqual([400, 1001]);
});

test('a dead or missing token is refused with 124 or 4700', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const { access_token } = await practice.signIn(app);
  const bare = await practice.ask('/v2/users/me');
  expect([bare.status, bare.body.code]).toEqual([401, 4700]);
  const inQuery = await practice.ask(`/v2/users/me?access_token=${access_token}`);
  expect([inQuery.status, inQuery.body.code]).toEqual([401, 124]);
  const [header, claims, signature] = access_token.split('.');
  const other = await practice.signIn(app, jonas.id);
  for (const token of [
    'x',
    `${header}.${claims}.${signature?.slice(1)}x`,
    `${header}.${other.access_token.split('.')[1]}.${signature}`,
  ]) {
    const reply = await practice.get('/v2/users/me', token);
    expect([reply.status, reply.body]).toEqual([401, { code: 124, message: 'Invalid access token.' }]);
  }
  const zak = await practice.get<{ token: string }>('/v2/users/me/zak', access_token);
  expect((await practice.get('/v2/users/me', zak.body.token)).body.code, 'a ZAK is no access token').toBe(124);
  practice.zoom.advanceClock(60 * minute);
  const expired = await practice.get('/v2/users/me', access_token);
  expect([expired.status, expired.body]).toEqual([401, { code: 124, message: 'Access token is expired.' }]);
});

test('removing the app on Zoom’s side ends that user’s tokens and no other’s', async ({ practice }) => {
  const app = await practice.publicApp();
  const [first, second] = [await practice.signIn(app, mira.id), await practice.signIn(app, studioBot.id)];
  await practice.zoom.endGrants({ clientId: app.clientId, userId: mira.id });
  expect((await practice.get('/v2/users/me', first.access_token)).body.code).toBe(124);
  const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
  expect((await practice.token(app, refresh)).body.error).toBe('invalid_grant');
  expect((await practice.get('/v2/users/me', second.access_token)).status).toBe(200);
});

test('every answer can be traced, and says how much of the rate is left', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const light = await practice.get('/v2/users/me', token);
  expect(light.headers.get('x-ratelimit-category')).toBe('Light');
  expect(light.headers.get('x-ratelimit-remaining')).toBe('79');
  const medium = await practice.get('/v2/users/me/meetings', token);
  expect(medium.headers.get('x-ratelimit-category')).toBe('Medium');
  for (const path of ['/v2/users/me', '/oauth/token', '/nowhere', '/api/v1/wc/info']) {
    expect((await practice.ask(path)).headers.get('x-zm-trackingid'), path).toMatch(
      /^v=2\.0;clid=us04;rid=WEB_[0-9a-f]{32}$/,
    );
  }
});

test('more requests in a second than Zoom takes are refused until the next one', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const replies = await Promise.all(Array.from({ length: 61 }, () => practice.get('/v2/users/me/meetings', token)));
  const refused = replies.filter((reply) => reply.status === 429);
  expect(refused.length).toBe(1);
  expect(refused[0]?.body.code).toBe(429);
  expect(refused[0]?.headers.get('x-ratelimit-type')).toBe('QPS');
  practice.zoom.advanceClock(1000);
  expect((await practice.get('/v2/users/me/meetings', token)).status).toBe(200);
});

test('wrong parameters and unknown meetings are refused in Zoom’s shape', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const cases: [string, number, number][] = [
    ['/v2/users/me/meetings?type=all', 400, 300],
    ['/v2/users/me/meetings?page_size=301', 400, 300],
    ['/v2/users/me/meetings?page_size=0', 400, 300],
    ['/v2/meetings/90000000000', 404, 3001],
    ['/v2/meetings/abc', 400, 300],
    ['/v2/meetings/1%27%20OR%201=1', 400, 300],
    ['/v2/nothing', 404, 404],
  ];
  for (const [path, status, code] of cases) {
    const reply = await practice.get(path, token);
    expect([reply.status, reply.body.code], path).toEqual([status, code]);
    expect(reply.body.message, path).toEqual(expect.any(String));
  }
});
