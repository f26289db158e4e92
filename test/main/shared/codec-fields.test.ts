import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { z } from 'zod';
import { CodecAddress, CodecPassword, CodecUserName, codecUrl } from '../../../src-main/shared/codec-address';
import { DialChoice } from '../../../src-main/shared/dial-string';
import { HostKey, weaknessOf } from '../../../src-main/shared/host-key';
import { MeetingPlan } from '../../../src-main/shared/meeting-plan';
import { Text } from './link-cases';

const fields = {
  hostKey: HostKey,
  passcode: MeetingPlan.shape.passcode,
  layout: DialChoice.shape.layout,
  dialHost: DialChoice.shape.host,
  codecAddress: CodecAddress,
  codecUserName: CodecUserName,
  codecPassword: CodecPassword,
} as const satisfies Record<string, z.ZodType>;

/** Corpus C6 of the reliability reference. A verdict in one word more than `taken` is why a host key that is taken is weak. */
const FieldCase = z.strictObject({
  id: z.string(),
  field: z.enum(Object.keys(fields) as (keyof typeof fields)[]),
  input: Text,
  verdict: z.enum(['taken', 'refused', 'repeated', 'sequence']),
  /** As it is kept; left out for what is refused. */
  normal: z.string().optional(),
  why: z.string(),
  /** A part of what the form says to a codec's field. */
  says: z.string().optional(),
});
const cases = z
  .array(FieldCase)
  .min(60)
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../data/codec-fields.json'), 'utf8')));

test('each case has a name of its own, and every field has several', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  for (const field of Object.keys(fields))
    expect(cases.filter((one) => one.field === field).length, field).toBeGreaterThanOrEqual(8);
});

for (const { id, field, input, verdict, normal, says } of cases) {
  test(`${id}: ${verdict}`, () => {
    const { data, error } = fields[field].safeParse(input);
    expect(data).toBe(normal);
    expect(error === undefined).toBe(verdict !== 'refused');
    if (field === 'hostKey' && data !== undefined) expect(weaknessOf(data) ?? 'taken').toBe(verdict);
    if (says === undefined) return;
    const message = error?.issues[0]?.message ?? '';
    expect(message).toContain(says);
    expect(message.length).toBeLessThanOrEqual(90);
  });
}

test('what is taken is taken again as it is, and has an address of its own to call', () => {
  for (const { normal } of cases.filter(({ field }) => field === 'codecAddress')) {
    if (normal === undefined) continue;
    const address = CodecAddress.parse(normal);
    expect<string>(address).toBe(normal);
    const url = new URL(codecUrl(address));
    expect([url.protocol, url.pathname, url.username, url.search]).toEqual(['wss:', '/ws', '', '']);
    expect(`wss://${url.host}/ws`).toBe(codecUrl(address));
  }
});

test('whatever is typed as an address, what is taken leads to the host that was typed and to nowhere else', () => {
  const parts = fc.constantFrom(
    '10',
    '0',
    '127',
    '255',
    '.',
    ':',
    '[',
    ']',
    '@',
    '/',
    '%',
    'fe80',
    '::',
    'xn--',
    'a',
    'Z',
    '-',
    ' ',
    '。',
    '１',
    '0x',
    '443',
  );
  const typed = fc.oneof(
    fc.array(parts, { maxLength: 9 }).map((all) => all.join('')),
    fc.string({ maxLength: 30 }),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const { data } = CodecAddress.safeParse(text);
      if (data === undefined) return;
      expect(data).toMatch(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[1-9]\d{0,4})?$/);
      expect<string>(CodecAddress.parse(data)).toBe(data);
      expect(new URL(codecUrl(data)).host).toBe(data);
    }),
    { numRuns: 2_000 },
  );
});
