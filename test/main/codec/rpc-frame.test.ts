import { expect, test } from '@playwright/test';
import { DeviceInteger, readFrame, withoutDialled } from '../../../src-main/codec/rpc-frame';

const frame = (said: object) => readFrame(JSON.stringify({ jsonrpc: '2.0', ...said }));

test('an answer is read with its ID as text, whether the device has kept its type or not', () => {
  for (const id of ['2', 2])
    expect(frame({ id, result: { CallId: 7 } })).toEqual({ kind: 'answer', id: '2', result: { CallId: 7 } });
  for (const result of [0, '', false, null, [], {}, true])
    expect(frame({ id: '1', result })).toEqual({ kind: 'answer', id: '1', result });
  expect(frame({ id: '1' }), 'of nothing').toEqual({ kind: 'answer', id: '1', result: undefined });
});

test('a refusal is read with its code, and one to something that the device could not read is nobody’s', () => {
  const error = { code: 1, message: 'Not paired with isdn link', data: { Cause: 21 } };
  expect(frame({ id: 3, error })).toEqual({ kind: 'refusal', id: '3', error });
  expect(frame({ id: '3', error: { code: -31_997 } })).toEqual({
    kind: 'refusal',
    id: '3',
    error: { code: -31_997, message: '' },
  });
  expect(frame({ id: '3', result: true, error })).toMatchObject({ kind: 'refusal' });
  expect(frame({ id: null, error: { code: -32_700, message: 'Parse error' } })).toMatchObject({
    kind: 'refusal',
    id: 'null',
  });
});

test('feedback is an event, and any other notification is something else', () => {
  const params = { Id: 1, Status: { Call: [{ id: 2, ghost: 'True' }] } };
  expect(frame({ method: 'xFeedback/Event', params })).toEqual({ kind: 'event', params });
  expect(frame({ method: 'xFeedback/Event' })).toEqual({ kind: 'event', params: {} });
  expect(frame({ method: 'xSomething/New', params })).toEqual({ kind: 'other' });
  expect(frame({ id: 4, method: 'xCommand/Dial', params }), 'a question to us').toEqual({ kind: 'other' });
});

test('what is no single object of JSON-RPC 2.0 is not read', () => {
  for (const text of [
    '',
    'null',
    '"2.0"',
    '7',
    '[]',
    '{}',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"1.0","id":"1","result":0}',
    '{"id":"1","result":0}',
    '[{"jsonrpc":"2.0","id":"1","result":0}]',
    '{"jsonrpc":"2.0","id":{},"result":0}',
    '{"jsonrpc":"2.0","id":"1","error":"no"}',
    '{"jsonrpc":"2.0","id":"1","error":{"message":"no"}}',
    '{"jsonrpc":"2.0","id":"1","result":0}{"jsonrpc":"2.0","id":"1","result":0}',
    '{"jsonrpc":"2.0","id":"1","result":0',
  ])
    expect(readFrame(text), text).toBeUndefined();
});

test('a whole number may come as text, and nothing else may', () => {
  for (const [said, number] of [
    [2, 2],
    ['2', 2],
    ['-1', -1],
    [0, 0],
  ])
    expect(DeviceInteger.parse(said)).toBe(number);
  for (const said of ['', ' 2', '2.5', 2.5, '1e3', '0x2', null, true, [], {}, undefined, '9'.repeat(16), Number.NaN])
    expect(DeviceInteger.safeParse(said).success, String(said)).toBe(false);
});

test('of a device’s words nothing goes on that could be a number, a passcode or a key', () => {
  const words = withoutDialled('No route to 95001234567.1234.11.654321@zoomcrc.com (cause 404)');
  expect(words).toBe('No route to ….….11.…@zoomcrc.com (cause 404)');
  expect(withoutDialled('x'.repeat(5_000))).toHaveLength(200);
});
