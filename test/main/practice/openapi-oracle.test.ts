import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { people, practiceUsers } from '../../../src-main/practice/practice-people';
import { understoodFields } from '../../../src-main/practice/practice-scheduling';
import { expect, type RunningPractice, test } from './running-practice';

/** Zoom's own OpenAPI documents; they are not part of the project. */
const folder = fileURLToPath(new URL('../../../../shared/openapi', import.meta.url));

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  maxLength?: number;
  maximum?: number;
};
type Json = { content: { 'application/json': { schema: Schema } } };
type Operation = { requestBody?: Json; responses: Record<string, Partial<Json>> };
type Document = { paths: Record<string, Record<string, Operation>> };

function operationOf(file: string, path: string, method: string): Operation {
  const document = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Document;
  const operation = document.paths[path]?.[method];
  if (!operation) throw new Error(`${method} ${path} is not in ${file}`);
  return operation;
}

function schemaOf(file: string, path: string, method = 'get', status = 200): Schema {
  const schema = operationOf(file, path, method).responses[status]?.content?.['application/json'].schema;
  if (!schema) throw new Error(`${method} ${path} has no answer ${status} in ${file}`);
  return schema;
}

function merged(schema: Schema): Schema {
  const parts = [schema, ...(schema.allOf ?? []).map(merged)];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  };
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

/** Every way in which a value is not what the document says, fields that it does not know included. */
function deviations(value: unknown, given: Schema, at: string): string[] {
  const schema = merged(given);
  const found: string[] = [];
  if (schema.type && !isOfType(value, schema.type)) return [`${at} is no ${schema.type}: ${JSON.stringify(value)}`];
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at} is none of ${schema.enum}: ${value}`);
  if (typeof value === 'string') {
    if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value))
      found.push(`${at}: ${value}`);
    if (schema.maxLength !== undefined && value.length > schema.maxLength) found.push(`${at} is too long`);
  }
  if (typeof value === 'number' && schema.maximum !== undefined && value > schema.maximum)
    found.push(`${at}: ${value}`);
  if (Array.isArray(value)) {
    found.push(
      ...value.flatMap((item, index) => (schema.items ? deviations(item, schema.items, `${at}[${index}]`) : [])),
    );
  } else if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>;
    const properties = schema.properties ?? {};
    found.push(
      ...(schema.required ?? []).filter((name) => !(name in fields)).map((name) => `${at}.${name} is missing`),
    );
    for (const [name, field] of Object.entries(fields)) {
      const property = properties[name];
      found.push(...(property ? deviations(field, property, `${at}.${name}`) : [`${at}.${name} is not documented`]));
    }
  }
  return found;
}

/** Of the fields that the documents do not call required, those that Zoom's readers rely on. */
const expectedFields: Record<string, string[]> = {
  '/users/{userId}': ['id', 'email', 'display_name', 'account_id', 'pic_url', 'pmi', 'status', 'type'],
  '/users/me/zak': ['token'],
  '/users/{userId}/token': ['token'],
  '/users/{userId}/meetings': ['meetings', 'next_page_token', 'page_size', 'total_records'],
  '/users/{userId}/upcoming_meetings': ['meetings', 'total_records'],
  '/users/{userId}/schedulers': ['schedulers'],
  '/users/{userId}/assistants': ['assistants'],
  '/meetings/{meetingId}': ['id', 'uuid', 'topic', 'type', 'status', 'join_url'],
};

/** One of every kind that an app may create. */
const creations: readonly object[] = [
  {},
  { type: 1, topic: 'Ad hoc' },
  {
    topic: 'Rehearsal',
    start_time: '2026-11-24T09:00:00',
    timezone: 'Europe/Berlin',
    settings: { waiting_room: true, meeting_authentication: true, alternative_hosts: people.jonas.email },
  },
  { type: 3, default_password: false, settings: { approval_type: 0 } },
  // By its list of values the document knows one day only; by its words it takes several.
  { type: 8, schedule_for: people.priya.email, recurrence: { type: 2, weekly_days: '2', end_times: 5 } },
  { type: 8, recurrence: { type: 3, monthly_week: -1, monthly_week_day: 6, end_date_time: '2027-06-01T00:00:00Z' } },
];

test.describe('answers are what Zoom’s OpenAPI documents say', () => {
  test.skip(() => {
    const isAbsent = !existsSync(folder);
    if (isAbsent) console.log(`skipped: Zoom's OpenAPI documents are not at ${folder}`);
    return isAbsent;
  }, 'Zoom’s OpenAPI documents are not beside the project');

  const lists = ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'];
  const cases: [string, string, string[]][] = [
    ['Users.json', '/users/{userId}', ['/v2/users/me']],
    ['Users.json', '/users/me/zak', ['/v2/users/me/zak']],
    ['Users.json', '/users/{userId}/token', ['/v2/users/me/token?type=zak', '/v2/users/me/token']],
    ['Meetings.json', '/users/{userId}/meetings', lists.map((type) => `/v2/users/me/meetings?type=${type}`)],
    ['Meetings.json', '/users/{userId}/upcoming_meetings', ['/v2/users/me/upcoming_meetings']],
    ['Users.json', '/users/{userId}/schedulers', ['/v2/users/me/schedulers']],
    ['Users.json', '/users/{userId}/assistants', ['/v2/users/me/assistants']],
  ];
  for (const [file, path, requests] of cases) {
    test(`GET ${path}`, async ({ practice }) => {
      const schema = schemaOf(file, path);
      for (const user of practiceUsers) {
        const token = await practice.accessTokenOf(user.id);
        for (const request of requests) {
          const { status, body } = await practice.get(request, token);
          expect(status).toBe(200);
          expect(deviations(body, schema, request)).toEqual([]);
          expect(Object.keys(body)).toEqual(expect.arrayContaining(expectedFields[path] ?? []));
        }
      }
    });
  }

  /** The token of a server-to-server app. */
  async function accountTokenOf(practice: RunningPractice): Promise<string> {
    const app = await practice.zoom.registerClient({ name: 'Usher', isServerToServer: true });
    const account = { clientId: app.clientId, clientSecret: app.clientSecret ?? '' };
    const { body } = await practice.token(account, {
      grant_type: 'account_credentials',
      account_id: app.accountId ?? '',
    });
    return String(body.access_token);
  }

  test('GET /accounts/{accountId}/settings, also of an account that lets only its admins change host keys', async ({
    practice,
  }) => {
    const token = await accountTokenOf(practice);
    const [settings] = schemaOf('Accounts.json', '/accounts/{accountId}/settings').oneOf ?? [];
    for (const isHostKeyLocked of [false, true]) {
      practice.zoom.directory.isHostKeyLocked = isHostKeyLocked;
      for (const query of ['', '?custom_query_fields=security']) {
        const path = `/v2/accounts/me/settings${query}`;
        const { body } = await practice.get(path, token);
        expect(deviations(body, settings ?? {}, path)).toEqual([]);
        expect(Object.keys(body)).toContain('security');
      }
    }
  });

  test('GET /users, in each of the three standings', async ({ practice }) => {
    const token = await accountTokenOf(practice);
    for (const status of ['active', 'inactive', 'pending']) {
      const path = `/v2/users?status=${status}`;
      const { body } = await practice.get(path, token);
      expect(deviations(body, schemaOf('Users.json', '/users'), path)).toEqual([]);
      expect(Object.keys(body)).toEqual(expect.arrayContaining(['users', 'next_page_token', 'total_records']));
    }
  });

  test('GET /meetings/{meetingId}', async ({ practice }) => {
    const schema = schemaOf('Meetings.json', '/meetings/{meetingId}');
    // `assistant_id` and `host_email` and the like are in the document, or this fails.
    for (const user of practiceUsers) {
      const token = await practice.accessTokenOf(user.id);
      const { body } = await practice.get<{ meetings: { id: number }[] }>('/v2/users/me/meetings', token);
      const invited = await practice.get<{ meetings: { id: number }[] }>('/v2/users/me/upcoming_meetings', token);
      const ids = [...body.meetings, ...invited.body.meetings].map((meeting) => meeting.id);
      // One's host is of another account, and that account tells nobody about it.
      const readable = ids.filter((id) => id !== 86044005501);
      for (const id of new Set([...readable, Number(user.pmi)])) {
        const meeting = await practice.get(`/v2/meetings/${id}`, token);
        expect(meeting.status).toBe(200);
        expect(deviations(meeting.body, schema, `/v2/meetings/${id}`)).toEqual([]);
        expect(Object.keys(meeting.body)).toEqual(
          expect.arrayContaining(expectedFields['/meetings/{meetingId}'] ?? []),
        );
      }
    }
  });

  test('POST /users/{userId}/meetings and what can be read of the meeting then', async ({ practice }) => {
    const token = await practice.accessTokenOf(people.mira.id);
    for (const body of creations) {
      const made = await practice.send<{ id: number }>('POST', '/v2/users/me/meetings', token, body);
      expect(made.status).toBe(201);
      const path = '/users/{userId}/meetings';
      expect(deviations(made.body, schemaOf('Meetings.json', path, 'post', 201), 'created')).toEqual([]);
      const read = await practice.get(`/v2/meetings/${made.body.id}`, token);
      expect(deviations(read.body, schemaOf('Meetings.json', '/meetings/{meetingId}'), 'read')).toEqual([]);
      const invitation = await practice.get(`/v2/meetings/${made.body.id}/invitation`, token);
      expect(
        deviations(invitation.body, schemaOf('Meetings.json', '/meetings/{meetingId}/invitation'), 'invitation'),
      ).toEqual([]);
      expect(Object.keys(invitation.body)).toEqual(['invitation', 'sip_links']);
    }
  });

  test('POST /meetings/{meetingId}/sip_dialing', async ({ practice }) => {
    const token = await practice.accessTokenOf(people.mira.id);
    for (const body of [{}, { passcode: '654321' }]) {
      const path = '/v2/meetings/86011004201/sip_dialing';
      const { status, body: answer } = await practice.send('POST', path, token, body);
      expect(status).toBe(200);
      const schema = schemaOf('Meetings.json', '/meetings/{meetingId}/sip_dialing', 'post');
      expect(deviations(answer, schema, 'sip_dialing')).toEqual([]);
      expect(Object.keys(answer).sort()).toEqual([
        'expire_in',
        'paid_crc_plan_participant',
        'participant_identifier_code',
        'sip_dialing',
      ]);
    }
  });

  test('POST /meetings/{meetingId}/registrants', async ({ practice }) => {
    const token = await practice.accessTokenOf(people.mira.id);
    const made = await practice.send('POST', '/v2/users/me/meetings', token, { settings: { approval_type: 0 } });
    const body = { first_name: 'Ines', email: 'ines@elsewhere.example' };
    const { status, body: answer } = await practice.send(
      'POST',
      `/v2/meetings/${made.body.id}/registrants`,
      token,
      body,
    );
    expect(status).toBe(201);
    const schema = schemaOf('Meetings.json', '/meetings/{meetingId}/registrants', 'post', 201);
    expect(deviations(answer, schema, 'registrant')).toEqual([]);
  });

  for (const purpose of ['local_recording', 'live_streaming']) {
    test(`GET /meetings/{meetingId}/jointoken/${purpose}`, async ({ practice }) => {
      const token = await practice.accessTokenOf(people.mira.id);
      const { status, body } = await practice.get(`/v2/meetings/86011004201/jointoken/${purpose}`, token);
      expect(status).toBe(200);
      const schema = schemaOf('Meetings.json', `/meetings/{meetingId}/jointoken/${purpose}`);
      expect(deviations(body, schema, purpose)).toEqual([]);
      expect(Object.keys(body).sort()).toEqual(['expire_in', 'token']);
    });
  }

  test('a body’s fields are those that the documents know', () => {
    for (const [path, method] of [
      ['/users/{userId}/meetings', 'post'],
      ['/meetings/{meetingId}', 'patch'],
    ] as const) {
      const body = operationOf('Meetings.json', path, method).requestBody?.content['application/json'].schema;
      const known = merged(body ?? {}).properties ?? {};
      const settings = merged(known.settings ?? {}).properties ?? {};
      const documented = new Set([...Object.keys(known), ...Object.keys(settings).map((name) => `settings.${name}`)]);
      // A passcode is made up at the creation only.
      if (method === 'patch') documented.add('default_password');
      expect(understoodFields.filter((field) => !documented.has(field))).toEqual([]);
    }
  });

  test('what answers without a body does so by the documents', () => {
    for (const [path, method] of [
      ['/meetings/{meetingId}', 'patch'],
      ['/meetings/{meetingId}', 'delete'],
      ['/meetings/{meetingId}/status', 'put'],
    ] as const) {
      expect(Object.keys(operationOf('Meetings.json', path, method).responses)).toContain('204');
    }
  });

  test('the oracle notices a missing, a wrong and an unknown field', () => {
    const schema: Schema = {
      allOf: [
        { required: ['a'], properties: { a: { type: 'integer' } } },
        { properties: { b: { type: 'string', enum: ['x'] } } },
      ],
    };
    expect(deviations({ a: 1, b: 'x' }, schema, '')).toEqual([]);
    expect(deviations({ b: 'y', c: 1 }, schema, '').length).toBe(3);
    expect(deviations({ a: '1' }, schema, '').length).toBe(1);
  });
});
