import { expect, test } from '@playwright/test';
import { logUnexpected, onUncaught, uncaught, unexpectedErrors } from '../../../src-main/desktop/unexpected';

const secret = 'not-a-real-secret';

let printed: string;
const { error: printError } = console;
test.beforeEach(() => {
  printed = '';
  console.error = (line: string) => {
    printed += line;
  };
});
test.afterEach(() => {
  console.error = printError;
});

/** What the log has of an error that says a secret wherever it can. */
function logged(error: unknown): { text: string; frames: readonly string[]; name: string | undefined } {
  logUnexpected(error);
  const last = unexpectedErrors().at(-1);
  return { text: `${printed}\n${JSON.stringify(last)}`, frames: last?.frames ?? [], name: last?.name };
}

test('where something unforeseen happened is logged, and its message is not, even one with lines like those of a stack (P5)', () => {
  for (const message of [secret, `${secret}\n    at ${secret}\n${secret}`, `\n    at ${secret} (file.js:1:1)`]) {
    const { text, frames, name } = logged(new TypeError(message));
    expect(text).not.toContain(secret);
    expect(text).toMatch(/^unexpected: TypeError\n {4}at /);
    printed = '';
    expect(frames[0]).toMatch(/^ {4}at .*unexpected\.test\.ts/);
    expect(frames.length).toBeLessThanOrEqual(6);
    expect(name).toBe('TypeError');
  }
});

test('of an error whose message or name was changed on the way, no word of either is logged', () => {
  const changed = new Error(`first\n    at ${secret}`);
  expect(changed.stack).toContain(secret);
  changed.message = 'second';
  expect(logged(changed)).toMatchObject({ name: 'Error', frames: [] });
  const named = new Error('named');
  named.name = `${secret} is wrong`;
  expect(logged(named).text).not.toContain(secret);
});

test('what is thrown and is no error is logged by its kind only', () => {
  for (const [thrown, name] of [
    [secret, 'string'],
    [{ secret }, 'object'],
    [undefined, 'undefined'],
  ] as const) {
    expect(logged(thrown)).toMatchObject({ name, frames: [] });
    expect(logged(thrown).text).not.toContain(secret);
  }
});

test('what nobody caught is logged and told, and what comes of telling it never ends Usher (P5)', () => {
  let told = 0;
  onUncaught(() => {
    told += 1;
    throw new Error(secret);
  });
  uncaught(new TypeError(secret));
  expect(told).toBe(1);
  expect(
    unexpectedErrors()
      .slice(-2)
      .map(({ name }) => name),
  ).toEqual(['TypeError', 'Error']);
  expect(printed).not.toContain(secret);
});

test('the last twenty are remembered for the support bundle', () => {
  for (let number = 0; number < 30; number++) logUnexpected(new Error());
  expect(unexpectedErrors()).toHaveLength(20);
});
