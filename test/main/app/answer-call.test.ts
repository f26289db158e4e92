import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { answerCall } from '../../../src-main/app/answer-call';
import { AppError } from '../../../src-main/shared/app-error';

const contract = {
  greet: { input: z.object({ name: z.string().trim() }) },
  refuse: { input: z.undefined() },
  crash: { input: z.undefined() },
  crashAtOnce: { input: z.undefined() },
  throwNothing: { input: z.undefined() },
};
const seen: unknown[] = [];
const handlers = {
  greet: async (input: { name: string }) => {
    seen.push(input);
    return `Hello, ${input.name}!`;
  },
  refuse: async () => {
    throw new AppError('missing_scope', { missingScopes: ['user:read:zak'], cause: 'not-a-real-secret' });
  },
  crash: async () => {
    throw new TypeError('x is not a function');
  },
  crashAtOnce: (): Promise<unknown> => {
    throw new RangeError('too far');
  },
  throwNothing: () => Promise.reject(undefined),
};

async function call(name: unknown, input?: unknown) {
  const unexpected: unknown[] = [];
  const reply = await answerCall(contract, handlers, name, input, (error) => unexpected.push(error));
  return { reply, unexpected };
}
const bug = { reply: { ok: false, failure: { code: 'invalid_request' } }, unexpected: [] };

test.beforeEach(() => {
  seen.length = 0;
});

test('a call in the contract with the right shape is answered, with what was parsed', async () => {
  expect(await call('greet', { name: ' Ada ', role: 'host' })).toEqual({
    reply: { ok: true, value: 'Hello, Ada!' },
    unexpected: [],
  });
  expect(seen).toEqual([{ name: 'Ada' }]);
});

for (const name of [
  '',
  'Greet',
  'greet ',
  'nobody',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
]) {
  test(`the name ${JSON.stringify(name)} is in no contract`, async () => {
    expect(await call(name, {})).toEqual(bug);
  });
}

test('a name that is no text is none', async () => {
  for (const name of [undefined, null, 0, {}, ['greet'], { toString: () => 'greet' }, Object('greet')])
    expect(await call(name, { name: 'Ada' })).toEqual(bug);
});

test('an input of the wrong shape reaches no handler', async () => {
  for (const input of [
    undefined,
    null,
    'Ada',
    [],
    {},
    { name: null },
    { name: ['Ada'] },
    { Name: 'Ada' },
    JSON.parse('{"__proto__":{"name":"Ada"}}'),
    new Map([['name', 'Ada']]),
  ]) {
    expect(await call('greet', input)).toEqual(bug);
  }
  expect(await call('refuse', null)).toEqual(bug);
  expect(seen).toEqual([]);
});

test('a failure of ours goes back as data, without its cause, and is nothing for the log', async () => {
  expect(await call('refuse')).toEqual({
    reply: { ok: false, failure: { code: 'missing_scope', missingScopes: ['user:read:zak'] } },
    unexpected: [],
  });
});

test('a foreign error goes back as "unexpected" and nothing of it, but the log hears all', async () => {
  for (const [name, error] of [
    ['crash', TypeError],
    ['crashAtOnce', RangeError],
  ] as const) {
    const { reply, unexpected } = await call(name);
    expect(reply).toEqual({ ok: false, failure: { code: 'unexpected' } });
    expect(unexpected).toEqual([expect.any(error)]);
  }
  expect(await call('throwNothing')).toEqual({
    reply: { ok: false, failure: { code: 'unexpected' } },
    unexpected: [undefined],
  });
});

test('a call without its handler is a bug of ours, not a crash', async () => {
  const unexpected: unknown[] = [];
  const half = { greet: handlers.greet } as typeof handlers;
  expect(await answerCall(contract, half, 'crash', undefined, (error) => unexpected.push(error))).toEqual(bug.reply);
});
