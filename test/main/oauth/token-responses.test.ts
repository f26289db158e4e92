import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { failureOf } from '../../../src-main/shared/app-error';
import { HttpFake, sendJson } from '../http-fake';
import { json, TokenEndpoint } from './token-endpoint';

/** One answer of the token endpoint to a refresh; `expect` is `ok` or the code it has to become, `kept` what then is true of the tokens. */
const cases = z
  .array(
    z.strictObject({
      id: z.string(),
      body: z.record(z.string(), z.unknown()),
      expect: z.string(),
      kept: z
        .strictObject({
          seconds: z.number().optional(),
          refreshToken: z.string().nullable().optional(),
          scopes: z.array(z.string()).optional(),
        })
        .optional(),
      why: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('../../data/token-responses.json', import.meta.url), 'utf8')));

let endpoint: TokenEndpoint;
let elsewhere: HttpFake;
test.beforeAll(async () => {
  endpoint = await TokenEndpoint.start();
  elsewhere = await HttpFake.start((_request, response) => sendJson(response, 200, {}));
});
test.afterAll(async () => {
  expect(elsewhere.requests).toEqual([]);
  await Promise.all([endpoint.close(), elsewhere.close()]);
});

for (const { id, body, expect: expected, kept = {} } of cases) {
  test(`a refresh answered with ${id}: ${expected}${'seconds' in kept ? ' (Z13)' : ''}`, async () => {
    const { api_url: apiUrl } = body;
    const sent = { ...body, api_url: apiUrl === '{elsewhere}' ? elsewhere.origin : apiUrl };
    endpoint.answerNext(json(200, sent));
    const now = new Date('2026-11-21T10:00:00Z');
    const asked = endpoint.requests.length;
    const outcome = await endpoint
      .client({ now: () => now })
      .refresh('not-a-real-refresh-token-0')
      .catch((error: unknown) => failureOf(error));
    expect(endpoint.requests).toHaveLength(asked + 1);
    if (expected !== 'ok') return expect(outcome).toMatchObject({ code: expected });
    // Nothing of the answer but this goes any further, an address least of all.
    expect(Object.keys(outcome).sort()).toEqual(['accessToken', 'expiresAt', 'refreshToken', 'scopes']);
    const { seconds, refreshToken, scopes } = kept;
    if (seconds !== undefined) expect(outcome).toMatchObject({ expiresAt: now.getTime() + seconds * 1_000 });
    if (refreshToken !== undefined) expect(outcome).toHaveProperty('refreshToken', refreshToken ?? undefined);
    if (scopes) expect(outcome).toMatchObject({ scopes });
  });
}
