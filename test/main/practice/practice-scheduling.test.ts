import { people } from '../../../src-main/practice/practice-people';
import { expect, RunningPractice, startOfDay, TextStore, test } from './running-practice';

const { mira, jonas, priya, studioBot } = people;
const minute = 60_000;
const myMeetings = '/v2/users/me/meetings';

type Occurrence = { occurrence_id: string; start_time: string; duration: number; status: string };
type Meeting = {
  id: number;
  topic: string;
  type: number;
  host_id: string;
  start_time?: string;
  duration: number;
  agenda: string;
  password: string;
  settings: Record<string, unknown>;
  occurrences: Occurrence[];
  recurrence?: object;
  join_url: string;
};
type Page = { meetings: { id: number; start_time?: string }[]; total_records: number; next_page_token: string };

async function created(practice: RunningPractice, token: string, body: object): Promise<Meeting> {
  const reply = await practice.send<Meeting>('POST', myMeetings, token, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}

async function read(practice: RunningPractice, token: string, id: number, query = ''): Promise<Meeting> {
  const reply = await practice.get<Meeting>(`/v2/meetings/${id}${query}`, token);
  expect(reply.status).toBe(200);
  return reply.body;
}

async function listed(practice: RunningPractice, token: string, type: string): Promise<number[]> {
  const { body } = await practice.get<Page>(`${myMeetings}?type=${type}&page_size=300`, token);
  return body.meetings.map(({ id }) => id);
}

const weekly = {
  type: 8,
  topic: 'Line-up',
  start_time: '2026-11-23T08:30:00',
  timezone: 'Europe/Berlin',
  duration: 30,
  recurrence: { type: 2, weekly_days: '2,4', end_times: 4 },
};

test('a scheduled meeting has what was asked for, and the rest as Zoom makes it', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const meeting = await created(practice, token, {
    topic: 'Walk-through',
    start_time: '2026-11-23T08:30:00',
    timezone: 'Europe/Berlin',
    agenda: 'Stage first.',
    settings: { waiting_room: true, join_before_host: true, meeting_invitees: [{ email: jonas.email }] },
  });
  expect(meeting).toMatchObject({
    type: 2,
    host_id: mira.id,
    start_time: '2026-11-23T07:30:00Z',
    timezone: 'Europe/Berlin',
    duration: 60,
    creation_source: 'open_api',
    settings: { waiting_room: true, join_before_host: false },
  });
  expect(String(meeting.id)).toMatch(/^\d{11}$/);
  expect(meeting.password).toMatch(/^[A-Za-z0-9]{6}$/);
  expect(await read(practice, token, meeting.id)).toMatchObject({ topic: 'Walk-through', agenda: 'Stage first.' });
  for (const type of ['scheduled', 'upcoming', 'upcoming_meetings'])
    expect(await listed(practice, token, type), type).toContain(meeting.id);
  practice.zoom.advanceClock(40 * 60 * minute);
  const invited = await practice.get<Page>('/v2/users/me/upcoming_meetings', await practice.accessTokenOf(jonas.id));
  expect(invited.body.meetings.map(({ id }) => id)).toContain(meeting.id);
});

test('an instant meeting and one without a fixed time have no start, and no list names the instant one', async ({
  practice,
}) => {
  const token = await practice.accessTokenOf(mira.id);
  for (const type of [1, 3]) {
    const meeting = await created(practice, token, { type, start_time: '2026-11-23T08:30:00Z' });
    expect(meeting.start_time, String(type)).toBeUndefined();
    expect((await listed(practice, token, 'upcoming')).includes(meeting.id)).toBe(type === 3);
  }
});

test('a start in the past becomes now', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const meeting = await created(practice, token, { start_time: '2020-01-01T00:00:00Z' });
  expect(Date.parse(meeting.start_time ?? '')).toBe(startOfDay.getTime());
});

test('a recurring meeting is listed by its occurrences, page after page', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const meeting = await created(practice, token, weekly);
  expect(meeting.occurrences.map(({ start_time }) => start_time)).toEqual([
    '2026-11-23T07:30:00Z',
    '2026-11-25T07:30:00Z',
    '2026-11-30T07:30:00Z',
    '2026-12-02T07:30:00Z',
  ]);
  expect(meeting.recurrence).toEqual({ type: 2, repeat_interval: 1, weekly_days: '2,4', end_times: 4 });
  const rows: number[] = [];
  let next = '';
  do {
    const path = `${myMeetings}?type=upcoming_meetings&page_size=4&next_page_token=${encodeURIComponent(next)}`;
    const { body } = await practice.get<Page>(path, token);
    rows.push(...body.meetings.map(({ id }) => id));
    next = body.next_page_token;
  } while (next);
  expect(rows.filter((id) => id === meeting.id)).toHaveLength(4);
});

test('one occurrence is moved and another deleted, and the series stays', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const { id, occurrences } = await created(practice, token, weekly);
  const [first, second] = occurrences.map(({ occurrence_id }) => occurrence_id);
  const change = {
    topic: 'Only the series has a topic',
    start_time: '2026-11-24T10:00:00Z',
    duration: 45,
    settings: { waiting_room: true, meeting_authentication: true },
  };
  expect((await practice.send('PATCH', `/v2/meetings/${id}?occurrence_id=${first}`, token, change)).status).toBe(204);
  const deleted = await practice.send('DELETE', `/v2/meetings/${id}?occurrence_id=${second}`, token);
  expect([deleted.status, deleted.body]).toEqual([204, '']);
  const series = await read(practice, token, id);
  expect(series.topic).toBe('Line-up');
  expect(series.occurrences.map(({ start_time, duration, status }) => [start_time, duration, status])).toEqual([
    ['2026-11-24T10:00:00Z', 45, 'available'],
    ['2026-11-25T07:30:00Z', 30, 'deleted'],
    ['2026-11-30T07:30:00Z', 30, 'available'],
    ['2026-12-02T07:30:00Z', 30, 'available'],
  ]);
  const moved = await read(practice, token, id, `?occurrence_id=${first}`);
  expect(moved).toMatchObject({ duration: 45, settings: { waiting_room: true, meeting_authentication: false } });
  expect((await listed(practice, token, 'upcoming_meetings')).filter((row) => row === id)).toHaveLength(3);
  for (const gone of [second, '1', 'x']) {
    const reply = await practice.send('PATCH', `/v2/meetings/${id}?occurrence_id=${gone}`, token, { duration: 20 });
    const errors = [{ field: 'occurrence_id', message: 'Invalid parameter: occurrence_id.' }];
    expect([reply.status, reply.body]).toEqual([400, { code: 300, message: 'Validation Failed.', errors }]);
  }
});

test('a series moves with its recurrence only', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const { id } = await created(practice, token, weekly);
  const path = `/v2/meetings/${id}`;
  const start_time = '2026-11-27T09:00:00Z';
  expect((await practice.send('PATCH', path, token, { start_time })).body.code).toBe(300);
  expect((await practice.send('PATCH', path, token, { topic: 'Renamed' })).status).toBe(204);
  const recurrence = { type: 1, repeat_interval: 2, end_times: 2 };
  expect((await practice.send('PATCH', path, token, { start_time, recurrence })).status).toBe(204);
  const series = await read(practice, token, id);
  expect(series.topic).toBe('Renamed');
  expect(series.occurrences.map((one) => one.start_time)).toEqual(['2026-11-27T09:00:00Z', '2026-11-29T09:00:00Z']);
});

test('a changed meeting is another one at once, and a start in the past is passed over', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const path = '/v2/meetings/86011004203';
  const before = await read(practice, token, 86011004203);
  const change = { topic: 'Vendor call, moved', password: 'lux!1', start_time: '2020-01-01T00:00:00Z', duration: 25 };
  const reply = await practice.send('PATCH', path, token, change);
  expect([reply.status, reply.body]).toEqual([204, '']);
  expect(await read(practice, token, 86011004203)).toMatchObject({
    topic: 'Vendor call, moved',
    password: 'lux!1',
    start_time: before.start_time,
    duration: 25,
  });
  await practice.send('PATCH', path, token, { start_time: '2026-11-22T12:00:00Z' });
  expect((await read(practice, token, 86011004203)).start_time).toBe('2026-11-22T12:00:00Z');
});

test('a deleted meeting is gone; a personal room and a running meeting are not to be deleted', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  for (const id of [86011004203, (await created(practice, token, {})).id]) {
    expect((await practice.send('DELETE', `/v2/meetings/${id}`, token)).status).toBe(204);
    const gone = await practice.get(`/v2/meetings/${id}`, token);
    expect([gone.status, gone.body]).toEqual([404, { code: 3001, message: `Meeting does not exist: ${id}.` }]);
    expect((await practice.send('DELETE', `/v2/meetings/${id}`, token)).body.code).toBe(3001);
    expect(await listed(practice, token, 'scheduled')).not.toContain(id);
  }
  const personal = await practice.send('DELETE', `/v2/meetings/${mira.pmi}`, token);
  expect([personal.status, personal.body.code]).toEqual([400, 3018]);
  const running = await practice.send('DELETE', '/v2/meetings/86011004201', token);
  expect([running.status, running.body.code]).toEqual([400, 3002]);
});

test('a running meeting is ended for everybody, once', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const end = (body: object) => practice.send('PUT', '/v2/meetings/86011004201/status', token, body);
  expect((await end({ action: 'stop' })).body.code).toBe(300);
  expect((await end({ action: 'end' })).status).toBe(204);
  expect(await listed(practice, token, 'live')).toEqual([]);
  expect((await end({ action: 'end' })).body.code).toBe(3000);
});

test('only those who have granted it are scheduled for', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const { body } = await practice.get<{ schedulers: { id: string }[] }>('/v2/users/me/schedulers', token);
  expect(body.schedulers).toEqual([{ id: priya.id, email: priya.email, pmi: Number(priya.pmi) }]);
  const assistants = await practice.get('/v2/users/me/assistants', await practice.accessTokenOf(priya.id));
  expect(assistants.body).toEqual({
    assistants: [{ id: mira.id, email: mira.email, can_manage_host_private_event: false }],
  });

  const meeting = await created(practice, token, { topic: 'For Priya', schedule_for: priya.email });
  expect(meeting).toMatchObject({ host_id: priya.id, host_email: priya.email, assistant_id: mira.id });
  expect(await listed(practice, await practice.accessTokenOf(priya.id), 'upcoming')).toContain(meeting.id);
  expect(await listed(practice, token, 'upcoming'), 'the host has it in the list').not.toContain(meeting.id);
  expect((await practice.send('DELETE', `/v2/meetings/${meeting.id}`, token)).status).toBe(204);

  const refusals: [object, number, RegExp][] = [
    [{ schedule_for: jonas.email }, 3000, /^You cannot schedule a meeting for jonas\.lindqvist@halden\.example$/],
    [{ schedule_for: 'nobody@halden.example' }, 300, /`schedule_for` field is invalid/],
    [{ type: 1, schedule_for: priya.id }, 3000, /^Instant meetings do not support the `schedule_for` parameter/],
  ];
  for (const [request, code, message] of refusals) {
    const reply = await practice.send('POST', myMeetings, token, request);
    expect([reply.status, reply.body.code]).toEqual([400, code]);
    expect(reply.body.message).toMatch(message);
  }
  const stranger = await practice.accessTokenOf(jonas.id);
  expect((await practice.send('PATCH', '/v2/meetings/86011004203', stranger, { topic: 'Mine' })).body.code).toBe(3001);
});

test('an app of the whole account schedules for anybody in it', async ({ practice }) => {
  const scopes = ['meeting:write:meeting:admin', 'meeting:update:meeting:admin', 'meeting:read:meeting:admin'];
  const token = await practice.accessTokenOf(mira.id, scopes);
  const path = `/v2/users/${encodeURIComponent(jonas.email)}/meetings`;
  const { status, body } = await practice.send<Meeting>('POST', path, token, { topic: 'Desk duty' });
  expect([status, body.host_id]).toEqual([201, jonas.id]);
  await practice.send('PATCH', `/v2/meetings/${body.id}`, token, { topic: 'Desk duty, early' });
  expect(await read(practice, token, body.id)).toMatchObject({ topic: 'Desk duty, early', host_email: jonas.email });
  const nobody = await practice.send('POST', '/v2/users/nobody/meetings', token, {});
  expect([nobody.status, nobody.body]).toEqual([404, { code: 1001, message: 'User does not exist: nobody.' }]);
});

test('wrong fields are named, each of them', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const cases: [object, string[]][] = [
    [{ type: 9 }, ['type']],
    [{ topic: 'x'.repeat(201), agenda: 'x'.repeat(2001) }, ['topic', 'agenda']],
    [{ duration: 0 }, ['duration']],
    [{ duration: 1441 }, ['duration']],
    [{ start_time: 'tomorrow' }, ['start_time']],
    [{ timezone: 'Mars/Olympus' }, ['timezone']],
    [{ password: '12345678901' }, ['password']],
    [{ type: 8 }, ['recurrence']],
    [{ type: 8, recurrence: {} }, ['recurrence.type']],
    [{ type: 8, recurrence: { type: 2 } }, ['recurrence.weekly_days']],
    [{ type: 8, recurrence: { type: 1, repeat_interval: 100 } }, ['recurrence.repeat_interval']],
    [{ type: 8, recurrence: { type: 1, end_times: 61 } }, ['recurrence.end_times']],
    [{ type: 8, recurrence: { type: 1, end_date_time: '2020-01-01T00:00:00Z' } }, ['recurrence.end_date_time']],
    [{ settings: { jbh_time: 7, waiting_room: 'yes' } }, ['settings.jbh_time', 'settings.waiting_room']],
    [{ settings: { alternative_hosts: 'nobody@halden.example' } }, ['settings.alternative_hosts']],
  ];
  for (const [request, fields] of cases) {
    const reply = await practice.send<{ code: number; errors: { field: string }[] }>(
      'POST',
      myMeetings,
      token,
      request,
    );
    expect([reply.status, reply.body.code], JSON.stringify(request)).toEqual([400, 300]);
    expect(reply.body.errors.map(({ field }) => field).sort()).toEqual([...fields].sort());
  }
  const basic = await practice.accessTokenOf(studioBot.id);
  const registration = await practice.send('POST', myMeetings, basic, { settings: { approval_type: 0 } });
  expect(registration.body.code, 'a basic user has no registration').toBe(300);
});

test('each of these calls takes a scope of its own', async ({ practice }) => {
  const one = '/v2/meetings/86011004203';
  const cases: [string, string, string, unknown][] = [
    ['GET', '/v2/users/me/schedulers', 'user:read:list_schedulers', undefined],
    ['GET', '/v2/users/me/assistants', 'user:read:list_assistants', undefined],
    ['POST', myMeetings, 'meeting:write:meeting', {}],
    ['PATCH', one, 'meeting:update:meeting', { topic: 'Other' }],
    ['GET', `${one}/invitation`, 'meeting:read:invitation', undefined],
    ['POST', `${one}/sip_dialing`, 'meeting:write:sip_dialing', {}],
    ['PUT', '/v2/meetings/86011004201/status', 'meeting:update:status', { action: 'end' }],
    ['DELETE', one, 'meeting:delete:meeting', {}],
  ];
  for (const [method, path, scope, body] of cases) {
    const others = cases.map(([, , other]) => other).filter((other) => other !== scope);
    const ask = async (scopes: string[]) => {
      const token = await practice.accessTokenOf(mira.id, scopes);
      return body === undefined ? practice.get(path, token) : practice.send(method, path, token, body);
    };
    const refused = await ask(others);
    const message = `Invalid access token, does not contain scopes:[${scope}, ${scope}:admin].`;
    expect([refused.status, refused.body], path).toEqual([400, { code: 4711, message }]);
    expect((await ask([scope])).status, path).toBeLessThan(300);
  }
});

test('an invitation can be pasted: it has topic, time, link, number and passcode', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const meeting = await created(practice, token, {
    topic: 'Dry run',
    start_time: '2026-11-23T14:32:00Z',
    password: 'a1',
  });
  const { body } = await practice.get<{ invitation: string; sip_links: string[] }>(
    `/v2/meetings/${meeting.id}/invitation`,
    token,
  );
  const lines = body.invitation.split('\r\n');
  expect(lines[0]).toBe('Mira Okafor is inviting you to a scheduled Zoom meeting.');
  expect(lines).toContain('Topic: Dry run');
  expect(lines).toContain('Time: Nov 23, 2026 03:32 PM Europe/Berlin');
  expect(lines).toContain(meeting.join_url);
  expect(lines).toContain(`Meeting ID: ${String(meeting.id).replace(/(...)(....)/, '$1 $2 ')}`);
  expect(lines).toContain('Passcode: a1');
  expect(body.sip_links[0]).toMatch(new RegExp(`^${meeting.id}@`));
});

test('a hundred meetings a day are enough for one host', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  for (let count = 0; count < 100; count += 1) {
    practice.zoom.advanceClock(20);
    await created(practice, token, { type: 3 });
  }
  const refused = await practice.send('POST', myMeetings, token, {});
  expect([refused.status, refused.body.code]).toEqual([429, 429]);
  expect(refused.headers.get('x-ratelimit-type')).toBe('Daily-limit');
  expect(refused.headers.get('retry-after')).toBe('2026-11-22T00:00:00Z');
  const forAnother = await practice.send('POST', myMeetings, token, { schedule_for: priya.id });
  expect(forAnother.status).toBe(201);
  practice.zoom.advanceClock(24 * 60 * minute);
  const tomorrow = await practice.accessTokenOf(mira.id);
  expect((await practice.send('POST', myMeetings, tomorrow, {})).status).toBe(201);
});

test('what was scheduled outlives the practice and every layout; what was done to the laid-out meetings ends with theirs', async () => {
  const store = new TextStore();
  const first = await RunningPractice.start({ store });
  const token = await first.accessTokenOf(mira.id);
  const { id } = await created(first, token, weekly);
  await first.send('DELETE', '/v2/meetings/86011004203', token);
  await first.stop();

  const second = await RunningPractice.start({ store });
  expect((await read(second, token, id)).occurrences).toHaveLength(4);
  expect((await second.get('/v2/meetings/86011004203', token)).status).toBe(404);
  second.zoom.advanceClock(31 * minute);
  expect((await read(second, token, id)).topic).toBe('Line-up');
  expect((await second.get('/v2/meetings/86011004203', token)).status).toBe(200);
  await second.stop();
});

test('a practice from before there was scheduling goes on where it was', async () => {
  const store = new TextStore();
  const first = await RunningPractice.start({ store });
  const token = await first.accessTokenOf(mira.id);
  await first.stop();
  const { scheduledMeetings, changedMeetings, deletedMeetings, ...before } = JSON.parse(store.text);
  expect([scheduledMeetings, changedMeetings, deletedMeetings]).toEqual([[], [], []]);
  store.text = JSON.stringify(before);
  const second = await RunningPractice.start({ store });
  expect((await second.get('/v2/users/me', token)).status).toBe(200);
  await second.stop();
});
