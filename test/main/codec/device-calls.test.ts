import { expect, test } from '@playwright/test';
import { callEndIn, callsAfter, callsIn, isCallTo } from '../../../src-main/codec/device-calls';

const number = '95001234567.123456..654321@zoomcrc.com';
const node = { id: 2, Status: 'Connected', RemoteNumber: number, CallbackNumber: `sip:${number}`, Duration: 7 };
const call = { callId: 2, status: 'Connected', number: `sip:${number}` };
const told = (Call: unknown) => ({ Id: 1, Status: { Call } });

test('all calls of a device are read, in a list or by itself, with numbers or numbers as text', () => {
  for (const answer of [[node], node, { ...node, id: '2' }, [{ ...node, Duration: '7' }]])
    expect(callsIn(answer)).toEqual([call]);
  expect(callsIn([node, { id: 3, Status: 'Dialling', RemoteNumber: 'board@example.com' }])).toEqual([
    call,
    { callId: 3, status: 'Dialling', number: 'board@example.com' },
  ]);
});

test('a device without calls says so in several ways', () => {
  for (const answer of [{}, [], undefined, null, '', [{ id: 2, ghost: 'True' }]]) expect(callsIn(answer)).toEqual([]);
});

test('an answer that cannot be read is not taken for no calls', () => {
  for (const answer of [{ Status: 'Connected' }, [node, {}], [null], 'OK', 7, true, [[node]], { id: 'two' }])
    expect(callsIn(answer), JSON.stringify(answer)).toBeUndefined();
});

test('a call that is told of in part keeps the rest', () => {
  const dialling = callsAfter([], told([{ ...node, Status: 'Dialling' }]));
  expect(callsAfter(dialling, told([{ id: 2, Status: 'Connected' }]))).toEqual([call]);
  expect(callsAfter(dialling, told({ id: '2', Duration: 8 })), 'not even its status').toEqual(dialling);
  expect(callsAfter([call], told([{ id: 2, Status: 4 }])), 'words of another type').toEqual([call]);
});

test('a ghost is gone, and others stay', () => {
  const other = { callId: 3, status: 'Ringing', number: 'board@example.com' };
  expect(callsAfter([call, other], told([{ id: 2, ghost: 'True' }]))).toEqual([other]);
  expect(callsAfter([other], told([{ id: '2', ghost: 'True' }])), 'of one that was never seen').toEqual([other]);
});

test('an event that tells of no call, or cannot be read, changes nothing', () => {
  for (const params of [
    {},
    { Status: 'OK' },
    { Status: null },
    { Status: { Audio: { Volume: 50 } } },
    told(undefined),
    told('gone'),
    told([{ Status: 'Connected' }, 7, null]),
    { Event: { CallDisconnect: { CallId: 2 } } },
  ])
    expect(callsAfter([call], params), JSON.stringify(params)).toEqual([call]);
});

const ended = (said: object) => callEndIn({ Id: 2, Event: { CallDisconnect: { CallId: 2, ...said } } });

test('somebody who hangs up is no fault, anything else is, and is named', () => {
  for (const CauseType of ['LocalDisconnect', 'RemoteDisconnect', 'OtherLocal', 'OtherRemote'])
    expect(ended({ CauseType, CauseValue: 1, CauseString: '' })).toEqual({
      callId: 2,
      cause: `${CauseType} 1`,
      isFault: false,
    });
  expect(ended({ CauseType: 'RemoteReject', CauseValue: '17', CauseString: 'Busy Here' })).toEqual({
    callId: 2,
    cause: 'Busy Here 17',
    isFault: true,
  });
  expect(ended({}), 'without a word').toEqual({ callId: 2, cause: '', isFault: true });
  expect(ended({ CallId: '2', CauseValue: 'none', CauseString: 7 })).toMatchObject({ callId: 2, cause: '' });
});

test('a cause that repeats what was dialled does not bring it along', () => {
  const { cause } = ended({ CauseType: 'RemoteReject', CauseString: `No answer from ${number}` }) ?? {};
  expect(cause).toBe('No answer from ….…..…@zoomcrc.com');
});

test('an event that tells of no end is none', () => {
  for (const params of [{}, told([node]), { Event: {} }, { Event: { CallDisconnect: { CauseType: 'OtherLocal' } } }])
    expect(callEndIn(params)).toBeUndefined();
});

test('a call is to a number whether the protocol stands in front of one of them or not', () => {
  const upper = number.toUpperCase();
  for (const [said, wanted] of [
    [number, number],
    [`sip:${number}`, number],
    [number, `SIP:${number}`],
    [`sips:${number}`, `sip:${upper}`],
    ['h323:192.0.2.1##95001234567', '192.0.2.1##95001234567'],
  ] as const)
    expect(isCallTo({ number: said }, wanted), `${said} ${wanted}`).toBe(true);
  for (const other of ['', '95001234567@zoomcrc.com', `1${number}`, 'board@example.com'])
    expect(isCallTo({ number: other }, number)).toBe(false);
});
