import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { practiceUsers } from '../../../src-main/practice/practice-people';
import { expect, test } from './running-practice';

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
type Document = {
  paths: Record<string, { get: { responses: { 200: { content: { 'application/json': { schema: Schema } } } } } }>;
};

function schemaOf(file: string, path: string): Schema {
  const document = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Document;
  const operation = document.paths[path];
  if (!operation) throw new Error(`${path} is not in ${file}`);
  return operation.get.responses[200].content['application/json'].schema;
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
  '/meetings/{meetingId}': ['id', 'uuid', 'topic', 'type', 'status', 'join_url'],
};

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

  test('GET /meetings/{meetingId}', async ({ practice }) => {
    const schema = schemaOf('Meetings.json', '/meetings/{meetingId}');
    // `assistant_id` and `host_email` and the like are in the document, or this fails.
    for (const user of practiceUsers) {
      const token = await practice.accessTokenOf(user.id);
      const { body } = await practice.get<{ meetings: { id: number }[] }>('/v2/users/me/meetings', token);
      const invited = await practice.get<{ meetings: { id: number }[] }>('/v2/users/me/upcoming_meetings', token);
      const ids = [...body.meetings, ...invited.body.meetings].map((meeting) => meeting.id);
      for (const id of new Set([...ids, Number(user.pmi)])) {
        const meeting = await practice.get(`/v2/meetings/${id}`, token);
        expect(meeting.status).toBe(200);
        expect(deviations(meeting.body, schema, `/v2/meetings/${id}`)).toEqual([]);
        expect(Object.keys(meeting.body)).toEqual(
          expect.arrayContaining(expectedFields['/meetings/{meetingId}'] ?? []),
        );
      }
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
