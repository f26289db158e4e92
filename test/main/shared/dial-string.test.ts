import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { DialChoice, type DialFields, dialString, sipConnector } from '../../../src-main/shared/dial-string';
import { RoomAddress } from '../../../src-main/shared/invitation';
import { h323Connectors, regionalSipConnectors } from '../../../src-main/shared/room-connectors';

const meetingId = '95001234567';
const passcode = '123456';
const layout = '11';
const hostKey = '654321';
const sip = (fields: Partial<DialFields>, host = sipConnector) =>
  dialString({ meetingId, ...fields }, { protocol: 'sip', host });
const h323 = (fields: Partial<DialFields>) =>
  dialString({ meetingId, ...fields }, { protocol: 'h323', host: '192.0.2.1' });

type Table = [fields: Partial<DialFields>, dialed: string][];
const participantCode = 'abc12xyz';

/** Every form that Zoom's help pages, its API and what Cisco's macros dial show. */
const sipForms: Table = [
  [{}, '95001234567@zoomcrc.com'],
  [{ passcode }, '95001234567.123456@zoomcrc.com'],
  [{ layout }, '95001234567..11@zoomcrc.com'],
  [{ passcode, layout }, '95001234567.123456.11@zoomcrc.com'],
  [{ passcode, hostKey }, '95001234567.123456..654321@zoomcrc.com'],
  [{ hostKey }, '95001234567...654321@zoomcrc.com'],
  [{ layout, hostKey }, '95001234567..11.654321@zoomcrc.com'],
  [{ passcode, layout, hostKey }, '95001234567.123456.11.654321@zoomcrc.com'],
  [{ passcode, participantCode }, '95001234567.123456....abc12xyz@zoomcrc.com'],
  [{ participantCode }, '95001234567.....abc12xyz@zoomcrc.com'],
  [{ layout, participantCode }, '95001234567..11...abc12xyz@zoomcrc.com'],
  [{ hostKey, participantCode }, '95001234567...654321..abc12xyz@zoomcrc.com'],
  [{ passcode, layout, hostKey, participantCode }, '95001234567.123456.11.654321..abc12xyz@zoomcrc.com'],
  [{ passcode: '', layout: '', hostKey: '' }, '95001234567@zoomcrc.com'],
  [{ layout: '11308504' }, '95001234567..11308504@zoomcrc.com'],
  [{ hostKey: '0123456789' }, '95001234567...0123456789@zoomcrc.com'],
];
const h323Forms: Table = [
  [{}, '192.0.2.1##95001234567'],
  [{ passcode }, '192.0.2.1##95001234567#123456'],
  [{ layout }, '192.0.2.1##95001234567##11'],
  [{ passcode, layout }, '192.0.2.1##95001234567#123456#11'],
  [{ passcode, layout, hostKey }, '192.0.2.1##95001234567#123456#11#654321'],
  [{ passcode, hostKey }, '192.0.2.1##95001234567#123456##654321'],
  [{ layout, hostKey }, '192.0.2.1##95001234567##11#654321'],
  [{ hostKey }, '192.0.2.1##95001234567###654321'],
  // It has no field for a participant code.
  [{ passcode, participantCode }, '192.0.2.1##95001234567#123456'],
];
for (const [protocol, dial, forms] of [
  ['SIP', sip, sipForms],
  ['H.323', h323, h323Forms],
] as const)
  for (const [fields, dialed] of forms)
    test(`over ${protocol}, ${Object.keys(fields).join(' and ') || 'the meeting alone'} is ${dialed}`, () => {
      expect(dial(fields)).toBe(dialed);
    });

test('a call goes to whatever host was chosen', () => {
  for (const { address } of regionalSipConnectors) {
    expect(DialChoice.shape.host.parse(address)).toBe(address);
    expect(sip({ passcode }, address)).toBe(`95001234567.123456@${address}`);
  }
});

test('the connectors that are offered are addresses, each once, and each says where it is', () => {
  for (const connectors of [h323Connectors, regionalSipConnectors]) {
    expect(new Set(connectors.map(({ address }) => address)).size).toBe(connectors.length);
    expect(connectors.filter(({ place }) => place === '')).toEqual([]);
  }
  for (const connector of h323Connectors) expect(RoomAddress.parse(connector)).toEqual(connector);
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
