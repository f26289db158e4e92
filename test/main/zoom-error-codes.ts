import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppErrorCode } from '../../src-main/shared/app-error';

const meaning = {
  what: z.string(),
  code: AppErrorCode,
  health: z.enum(['ready', 'degraded', 'needsReauthorization', 'misconfigured']),
  /** The one thing to do about it. */
  action: z.string(),
  /** Of the list of faults. */
  row: z.string().optional(),
};

/** Every code of Zoom's token endpoint and of its REST API that Usher may meet: where, and what has to come of it. */
const lists = z
  .strictObject({
    oauth: z.array(
      z.strictObject({
        met: z.enum(['code', 'refresh', 'account']),
        number: z.number().optional(),
        error: z.string(),
        status: z.number().optional(),
        ...meaning,
      }),
    ),
    api: z.array(
      z.strictObject({
        /** The path that was asked for. */
        met: z.string(),
        method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).optional(),
        status: z.number(),
        number: z.number(),
        missingScopes: z.array(z.string()).optional(),
        ...meaning,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../data/zoom-error-codes.json', import.meta.url), 'utf8')));

export const oauthErrorCodes = lists.oauth;
export const apiErrorCodes = lists.api;
