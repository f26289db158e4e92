import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  DialChoice,
  type DialFields,
  DialledAddress,
  dialString,
  hiddenDialString,
  parseDialString,
  sipConnector,
} from '../../../src-main/shared/dial-string';
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

test('whatever is chosen is read back as it was meant, and the key stands in no other field', () => {
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
  const optional = (digitsOf: fc.Arbitrary<string>) => fc.option(digitsOf, { nil: undefined });
  const anyFields = fc.record({
    meetingId: digits(9, 12),
    passcode: optional(digits(1, 10)),
    layout: optional(digits(1, 12)),
    hostKey: optional(digits(6, 10)),
    participantCode: optional(fc.stringMatching(/^[a-z0-9]{6,12}$/)),
  });
  const anyChoice = fc.record({
    protocol: fc.constantFrom('sip' as const, 'h323' as const),
    host: fc.constantFrom(sipConnector, '192.0.2.1', 'rooms.example.com'),
  });
  fc.assert(
    fc.property(anyFields, anyChoice, (fields, choice) => {
      // H.323 has no field for a participant code.
      const { participantCode: code, ...rest } = fields;
      const kept = choice.protocol === 'sip' ? { ...rest, participantCode: code } : rest;
      expect(parseDialString(dialString(fields, choice))).toEqual({ ...kept, ...choice });
    }),
  );
});

test.describe('what a room system dials is understood', () => {
  const passcodeOnly = { meetingId, passcode };
  const everything = { meetingId, passcode, layout, hostKey };
  const forms: [string, 'sip' | 'h323', Partial<DialFields>][] = [
    ['95001234567@zoomcrc.com', 'sip', { meetingId }],
    ['95001234567.123456@zoomcrc.com', 'sip', passcodeOnly],
    ['95001234567..11@zoomcrc.com', 'sip', { meetingId, layout }],
    ['95001234567.123456.11@zoomcrc.com', 'sip', { meetingId, passcode, layout }],
    ['95001234567.123456..654321@zoomcrc.com', 'sip', { meetingId, passcode, hostKey }],
    ['95001234567...654321@zoomcrc.com', 'sip', { meetingId, hostKey }],
    ['95001234567.123456.11.654321@zoomcrc.com', 'sip', everything],
    ['95001234567.123456....abc12xyz@zoomcrc.com', 'sip', { ...passcodeOnly, participantCode }],
    ['95001234567.123456.11.654321.@zoomcrc.com', 'sip', everything],
    ['95001234567.123456...@zoomcrc.com', 'sip', passcodeOnly],
    ['sip:95001234567.123456@zoomcrc.com', 'sip', passcodeOnly],
    ['192.0.2.1##95001234567', 'h323', { meetingId }],
    ['192.0.2.1##95001234567#123456', 'h323', passcodeOnly],
    ['192.0.2.1##95001234567##11', 'h323', { meetingId, layout }],
    ['192.0.2.1##95001234567#123456#11#654321', 'h323', everything],
    ['192.0.2.1##95001234567#123456##654321', 'h323', { meetingId, passcode, hostKey }],
    ['192.0.2.1##95001234567###654321', 'h323', { meetingId, hostKey }],
    ['h323:192.0.2.1##95001234567#123456', 'h323', passcodeOnly],
  ];
  for (const [text, protocol, fields] of forms) {
    test(text, () => {
      const host = protocol === 'sip' ? sipConnector : '192.0.2.1';
      expect(parseDialString(text)).toEqual({ protocol, host, ...fields });
    });
  }
});

test('what names no meeting is not understood, and no field is taken for another', () => {
  for (const text of [
    '',
    'zoomcrc.com',
    '192.0.2.1',
    'boardroom@example.com',
    '12345678@zoomcrc.com',
    '1234567890123@zoomcrc.com',
    '95001234567.secret@zoomcrc.com',
    '95001234567.123456.11.12345@zoomcrc.com',
    '95001234567.123456.11.65432x@zoomcrc.com',
    '95001234567......1@zoomcrc.com',
    '95001234567@',
    '95001234567@-zoomcrc.com',
    '95001234567@zoomcrc.com@zoomcrc.com',
    '95001234567@zoomcrc.com\nx',
    '192.0.2.1#95001234567',
    '192.0.2.1##95001234567#1#2#654321#',
    '192.0.2.1##95001234567#1#2#12345',
    'x@192.0.2.1##95001234567',
  ])
    expect(parseDialString(text), text).toBeUndefined();
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

test('of what was dialled people see the meeting, the layout and the host; passcode, key and code are hidden', () => {
  for (const [text, shown] of [
    ['95001234567@zoomcrc.com', '95001234567@zoomcrc.com'],
    ['95001234567.1.11@zoomcrc.com', '95001234567.••••••.11@zoomcrc.com'],
    ['sip:95001234567.123456.11.654321@zoomcrc.com', '95001234567.••••••.11.••••••@zoomcrc.com'],
    ['95001234567...654321@zoomcrc.com', '95001234567...••••••@zoomcrc.com'],
    ['95001234567.123456..654321..Abc123@zoomcrc.com', '95001234567.••••••..••••••..••••••@zoomcrc.com'],
    ['h323:192.0.2.1##95001234567#123456##654321', '192.0.2.1##95001234567#••••••##••••••'],
    // What no connector takes, and somebody has dialled all the same.
    ['95001234567.secret@zoomcrc.com', '95001234567.••••••@zoomcrc.com'],
    ['95001234567.1.2.3.4.5.6.7@zoomcrc.com', '95001234567.••••••@zoomcrc.com'],
    ['95001234567.123456..654321@zoomcrc.com;transport=tls', '95001234567.••••••@zoomcrc.com;transport=tls'],
    ['192.0.2.1##95001234567#1#2#654321#', '192.0.2.1##95001234567#••••••'],
    ['12345678.654321@zoomcrc.com', '12345678.••••••@zoomcrc.com'],
    ['192.0.2.1%23%2395001234567%23123456%23%23654321', '192.0.2.1%23%2395001234567%••••••'],
    ['95001234567%2E123456%2E%2E654321@zoomcrc.com', '95001234567%••••••@zoomcrc.com'],
    ['95001234567,123456,,654321@zoomcrc.com', '95001234567,••••••@zoomcrc.com'],
    ['95001234567@zoomcrc.com.#654321', '95001234567@zoomcrc.com.#••••••'],
    ['12345678%23654321', '12345678%••••••'],
    ['192.0.2.1##654321#95001234567', '192.0.2.1##••••••#••••••'],
    ['sip:95001234567@zoomcrc.com;transport=tls', 'sip:95001234567@zoomcrc.com;transport=tls'],
    // Other rooms.
    ['sip:4930123@example.com', 'sip:4930123@example.com'],
    ['boardroom@example.com', 'boardroom@example.com'],
    ['192.0.2.1', '192.0.2.1'],
    ['', ''],
  ] as const)
    expect(hiddenDialString(text), text).toBe(shown);
});

test('whatever is dialled with a passcode and a key, neither is seen', () => {
  const digits = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
  fc.assert(
    fc.property(digits(4, 10), digits(6, 10), fc.boolean(), fc.boolean(), (code, key, isSip, isEncoded) => {
      fc.pre(!meetingId.includes(code) && !meetingId.includes(key));
      const fields = { meetingId, passcode: code, hostKey: key };
      const plain = isSip ? sip(fields) : h323(fields);
      const text = isEncoded ? encodeURIComponent(plain) : plain;
      const shown = hiddenDialString(text);
      expect(shown).not.toContain(code);
      expect(shown).not.toContain(key);
    }),
  );
});

test('Zoom calls an address or a SIP name, and nothing that would mean more', () => {
  for (const good of ['192.0.2.1', 'room.example.com', 'board@example.com', 'b.o-a_r+d@example.com', ' 192.0.2.1 '])
    expect(DialledAddress.safeParse(good).success, good).toBe(true);
  for (const bad of [
    '',
    '@example.com',
    'board@',
    'a@b@c',
    'board room@example.com',
    'sip:board@example.com',
    '192.0.2.1##95001234567',
    'board@example.com\nx',
    '-example.com',
    'x'.repeat(256),
  ])
    expect(DialledAddress.safeParse(bad).success, bad).toBe(false);
});
