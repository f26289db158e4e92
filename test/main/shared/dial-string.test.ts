import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { DialChoice, type DialFields, dialString, sipConnector } from '../../../src-main/shared/dial-string';

const meetingId = '95001234567';
const passcode = '123456';
const layout = '11';
const hostKey = '654321';
const sip = (fields: Partial<DialFields>, host = sipConnector) =>
  dialString({ meetingId, ...fields }, { protocol: 'sip', host });
const h323 = (fields: Partial<DialFields>) =>
  dialString({ meetingId, ...fields }, { protocol: 'h323', host: '192.0.2.1' });

test('over SIP the fields stand between dots, and what is left out in the middle keeps its dot', () => {
  expect(sip({})).toBe('95001234567@zoomcrc.com');
  expect(sip({ passcode })).toBe('95001234567.123456@zoomcrc.com');
  expect(sip({ layout })).toBe('95001234567..11@zoomcrc.com');
  expect(sip({ passcode, layout })).toBe('95001234567.123456.11@zoomcrc.com');
  expect(sip({ passcode, hostKey })).toBe('95001234567.123456..654321@zoomcrc.com');
  expect(sip({ hostKey })).toBe('95001234567...654321@zoomcrc.com');
  expect(sip({ layout, hostKey })).toBe('95001234567..11.654321@zoomcrc.com');
  expect(sip({ passcode, layout, hostKey })).toBe('95001234567.123456.11.654321@zoomcrc.com');
  expect(sip({ passcode }, 'video.example.com')).toBe('95001234567.123456@video.example.com');
});

test('over H.323 the host comes first, with number signs between', () => {
  expect(h323({})).toBe('192.0.2.1##95001234567');
  expect(h323({ passcode })).toBe('192.0.2.1##95001234567#123456');
  expect(h323({ layout })).toBe('192.0.2.1##95001234567##11');
  expect(h323({ passcode, layout, hostKey })).toBe('192.0.2.1##95001234567#123456#11#654321');
  expect(h323({ passcode, hostKey })).toBe('192.0.2.1##95001234567#123456##654321');
  expect(h323({ hostKey })).toBe('192.0.2.1##95001234567###654321');
});

/** What a room connector makes of it; nothing for what is none. */
function read(text: string): (DialFields & { host: string }) | undefined {
  const [, sipFields, sipHost] = /^([\d.]+)@([^@]+)$/.exec(text) ?? [];
  const [, h323Host, h323Fields] = /^([^#]+)##([\d#]+)$/.exec(text) ?? [];
  const fields = sipFields?.split('.') ?? h323Fields?.split('#');
  const host = sipHost ?? h323Host;
  const [id, ...rest] = fields ?? [];
  if (id === undefined || host === undefined || rest.length > 3) return undefined;
  const [code, keys, key] = rest.map((field) => field || undefined);
  return { meetingId: id, passcode: code, layout: keys, hostKey: key, host };
}

test('whatever is chosen is read back as it was meant, and the key stands in no other field', () => {
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
  const optional = (digitsOf: fc.Arbitrary<string>) => fc.option(digitsOf, { nil: undefined });
  const anyFields = fc.record({
    meetingId: digits(9, 12),
    passcode: optional(digits(1, 10)),
    layout: optional(digits(1, 12)),
    hostKey: optional(digits(6, 10)),
  });
  const anyChoice = fc.record({
    protocol: fc.constantFrom('sip' as const, 'h323' as const),
    host: fc.constantFrom(sipConnector, '192.0.2.1', 'rooms.example.com'),
  });
  fc.assert(
    fc.property(anyFields, anyChoice, (fields, choice) => {
      expect(read(dialString(fields, choice))).toEqual({ ...fields, host: choice.host });
    }),
  );
});

test('a host that is no host, and a key or a layout that is not only digits, are refused', () => {
  const choice = { protocol: 'sip', host: sipConnector };
  for (const good of [{}, { host: '192.0.2.1' }, { host: ' zmeu.us ' }, { hostKey: '000123' }, { layout: '308' }])
    expect(DialChoice.safeParse({ ...choice, ...good }).success, JSON.stringify(good)).toBe(true);
  for (const bad of [
    { host: '' },
    { host: 'a b' },
    { host: 'x@zoomcrc.com' },
    { host: '-zoomcrc.com' },
    { host: 'zoomcrc.com#1' },
    { host: 'x'.repeat(64) },
    { host: ['x', 'y', 'z', 'w'].map((letter) => letter.repeat(60)).join('.') },
    { hostKey: '12345' },
    { hostKey: '12345678901' },
    { hostKey: '12345a' },
    { hostKey: '１２３４５６' },
    { layout: '' },
    { layout: '1.1' },
    { protocol: 'tel' },
  ])
    expect(DialChoice.safeParse({ ...choice, ...bad }).success, JSON.stringify(bad)).toBe(false);
});
