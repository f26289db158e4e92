import { createPublicKey } from 'node:crypto';
import { privateKeyFrom } from '../../../src-main/practice/practice-certificate';
import { people } from '../../../src-main/practice/practice-people';
import {
  basicOf,
  CodecClient,
  certificateOf,
  expect,
  labelOf,
  refusedHandshake,
  sipOf,
  test,
} from './practice-codec-client';
import { RunningPractice, startOfDay, TextStore } from './running-practice';

const running = '86011004201';

test.describe('the handshake', () => {
  test('takes name and password in a header, or in a subprotocol that comes back', async ({ practice }) => {
    const label = await labelOf(practice);
    expect(label).toEqual({
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      userName: 'usher',
      password: expect.stringMatching(/^[A-Za-z0-9]{24}$/),
      name: 'Boardroom',
    });
    const withHeader = await CodecClient.connect(label);
    const auth = `auth-${Buffer.from(`usher:${label.password}`).toString('base64url')}`;
    const withProtocol = await CodecClient.connect(label, {}, [auth]);
    expect([withHeader.socket.protocol, withProtocol.socket.protocol]).toEqual(['', auth]);
    for (const client of [withHeader, withProtocol])
      expect(await client.result('xGet', { Path: ['Status', 'UserInterface', 'ContactInfo', 'Name'] })).toBe(
        'Boardroom',
      );
  });

  test('answers 403 to a wrong password, another name and none at all', async ({ practice }) => {
    const label = await labelOf(practice);
    const wrong = { ...label, password: 'not-a-real-password' };
    const encoded = Buffer.from('usher:not-a-real-password').toString('base64url');
    const status = async (...given: Parameters<typeof refusedHandshake>) => (await refusedHandshake(...given)).status;
    expect(await status(label, { headers: basicOf(wrong) })).toBe(403);
    expect(await status(label, { headers: basicOf({ ...label, userName: 'admin' }) })).toBe(403);
    expect(await status(label)).toBe(403);
    expect(await status(label, {}, [`auth-${encoded}`])).toBe(403);
    expect(await status(label, {}, ['json'])).toBe(403);
  });

  test('is at /ws only', async ({ practice }) => {
    const label = await labelOf(practice);
    const elsewhere = { ...label, address: `${label.address}/x` };
    expect((await refusedHandshake(elsewhere, { headers: basicOf(label) })).status).toBe(404);
  });

  test('answers 503 when there are too many', async ({ practice }) => {
    const label = await labelOf(practice);
    for (let count = 0; count < 20; count += 1) await CodecClient.connect(label);
    expect((await refusedHandshake(label, { headers: basicOf(label) })).status).toBe(503);
  });
});

test('an answer has the ID of its request, a number or a text', async ({ codec }) => {
  const Path = ['Status', 'SystemUnit', 'State', 'NumberOfActiveCalls'];
  for (const id of [1, 0, '1', 'a text'])
    expect(await codec.ask('xGet', { Path }, id)).toEqual({ jsonrpc: '2.0', id, result: 0 });
});

test('what cannot be understood has its error, and the connection stays', async ({ codec }) => {
  const codes: unknown[] = [];
  const refuse = async (frame: string | Buffer) => {
    const before = codec.frames.length;
    codec.socket.send(frame);
    await expect.poll(() => codec.frames.length).toBe(before + 1);
    const { id, error } = codec.messages.at(-1) as { id: unknown; error: { code: number } };
    codes.push([id, error.code]);
  };
  await refuse('{"jsonrpc":');
  await refuse(Buffer.from('{}'));
  await refuse('[]');
  await refuse('{"jsonrpc":"1.0","id":5,"method":"xGet"}');
  await refuse('{"jsonrpc":"2.0","id":"six"}');
  await refuse('{"jsonrpc":"2.0","id":7,"method":"xCommand/Bookings/List"}');
  await refuse('{"jsonrpc":"2.0","id":8,"method":"xGet","params":{"Path":["Nothing"]}}');
  expect(codes).toEqual([
    [null, -32700],
    [null, -32700],
    [null, -32600],
    [5, -32600],
    ['six', -32600],
    [7, -32601],
    [8, -32602],
  ]);
});

test('parameters are held to what RoomOS takes', async ({ codec }) => {
  const refused: [string, object, number][] = [
    ['xCommand/Dial', {}, -32602],
    ['xCommand/Dial', { Number: 'x'.repeat(256) }, -32602],
    ['xCommand/Dial', { Number: 'a\nb' }, -32602],
    ['xCommand/Dial', { Number: 'a', Protocol: 'Tel' }, -32602],
    ['xCommand/Dial', { Number: 'a', CallRate: 63 }, -32602],
    ['xCommand/Dial', { Number: '' }, 1],
    ['xCommand/Dial', { Number: 'a', Protocol: 'Spark' }, 1],
    ['xCommand/Call/Disconnect', { CallId: 9 }, 1],
    ['xCommand/Call/Disconnect', {}, 1],
    ['xCommand/Call/DTMFSend', { CallId: 9, DTMFString: '1#' }, 1],
    ['xCommand/Call/DTMFSend', { CallId: 9, DTMFString: 'x' }, -32602],
    ['xCommand/Call/DTMFSend', { CallId: 9, DTMFString: '1'.repeat(33) }, -32602],
    ['xCommand/CallHistory/DeleteEntry', {}, -32602],
    ['xCommand/CallHistory/DeleteEntry', { CallHistoryId: 9 }, 1],
    ['xSet', { Path: ['Status', 'SystemUnit', 'Name'], Value: 'x' }, -32602],
    ['xSet', { Path: ['Configuration', 'SystemUnit', 'Name'], Value: '' }, -32602],
    ['xFeedback/Subscribe', { Query: [] }, -32602],
    ['xFeedback/Subscribe', { Query: ['Nothing'] }, -32602],
    ['xFeedback/Unsubscribe', { Id: 9 }, -32602],
  ];
  for (const [method, params, code] of refused)
    expect((await codec.ask(method, params)).error, `${method} ${JSON.stringify(params)}`).toMatchObject({ code });
  expect(await codec.result('xGet', { Path: ['Status', 'Call'] }), 'and nothing was done').toEqual({});
});

test('it is read by path and by query', async ({ codec }) => {
  await codec.dialAndConnect(sipOf(running));
  const path = (...Path: (string | number)[]) => codec.result('xGet', { Path });
  const query = (...Query: (string | number)[]) => codec.result('xQuery', { Query });
  expect(await path('status', 'systemunit', 'software', 'displayname')).toMatch(/^RoomOS /);
  expect(await path('Status', 'Call', 1, 'Status')).toBe('Connected');
  expect(await path('Status', 'Call', 1)).toMatchObject({ id: 1, Protocol: 'SIP', Direction: 'Outgoing' });
  expect(await path('Status', 'Call')).toMatchObject([{ id: 1 }]);
  for (const nothing of [
    ['Status', 'Call', 2],
    ['Status', 'Audio'],
    ['Configuration', 'SystemUnit', 'Name', 'x'],
  ])
    expect(await path(...nothing)).toEqual({});
  const displayName = { SystemUnit: { Software: { DisplayName: expect.stringMatching(/^RoomOS /) } } };
  expect(await query('Status', 'SystemUnit', 'Software', 'DisplayName')).toEqual({ Status: displayName });
  expect(await query('Status', '**', 'DisplayName')).toEqual({
    Status: { ...displayName, Call: [{ id: 1, DisplayName: 'Control room: morning check' }] },
  });
  const status = { Status: { Call: [{ id: 1, Status: 'Connected' }] } };
  for (const way of [['1'], [1], ['*'], []]) expect(await query('Status', 'Call', ...way, 'Status')).toEqual(status);
  expect(await query('Status', 'Call', 2)).toEqual({});
});

test('feedback tells what it was asked for, from the value of now until it is no longer wanted', async ({ codec }) => {
  const subscribe = async (Query: string[], NotifyCurrentValue?: boolean) => {
    const reply = await codec.ask('xFeedback/Subscribe', {
      Query,
      ...(NotifyCurrentValue ? { NotifyCurrentValue } : {}),
    });
    return (reply.result as { Id: number }).Id;
  };
  const name = await subscribe(['Configuration', 'SystemUnit', 'Name'], true);
  const calls = await subscribe(['Status', 'Call', '*', 'Status'], true);
  await expect.poll(() => codec.feedback).toEqual([{ Id: name, Configuration: { SystemUnit: { Name: 'Boardroom' } } }]);
  expect(codec.messages.find(({ method }) => method === 'xFeedback/Event')).not.toHaveProperty('id');

  const Path = ['Configuration', 'SystemUnit', 'Name'];
  expect(await codec.result('xSet', { Path, Value: 'Studio 2' })).toBe(true);
  await expect
    .poll(() => codec.feedback.at(-1))
    .toEqual({ Id: name, Configuration: { SystemUnit: { Name: 'Studio 2' } } });
  expect(await codec.result('xGet', { Path: ['Status', 'UserInterface', 'ContactInfo', 'Name'] })).toBe('Studio 2');
  expect(await codec.result('xFeedback/Unsubscribe', { Id: name })).toBe(true);
  await codec.ask('xSet', { Path, Value: 'Studio 3' });
  expect(codec.feedback.length).toBe(2);

  await codec.ask('xCommand/Dial', { Number: 'nobody@example.com' });
  await expect.poll(() => codec.feedback.at(-1)).toEqual({ Id: calls, Status: { Call: [{ id: 1, ghost: 'True' }] } });
  expect(codec.feedback.at(2)).toEqual({ Id: calls, Status: { Call: [{ id: 1, Status: 'Dialling' }] } });
});

test('a connection has fifty subscriptions and not one more', async ({ codec }) => {
  const subscribe = () => codec.ask('xFeedback/Subscribe', { Query: ['Event', 'CallDisconnect'] });
  for (let count = 0; count < 50; count += 1) expect((await subscribe()).error).toBeUndefined();
  expect((await subscribe()).error).toMatchObject({ code: -31998 });
});

test('the history has what was dialled, key included, until its entry is deleted', async ({ codec }) => {
  const get = async (params: object = {}) =>
    ((await codec.result('xCommand/CallHistory/Get', params)) as { Entry: { CallHistoryId: number }[] }).Entry;
  expect(await get()).toEqual([]);
  for (const number of ['nobody@example.com', sipOf(running, '.11.654321')]) {
    await codec.dial(number);
    await codec.ask('xCommand/Call/Disconnect');
    await expect.poll(() => codec.callStatuses.at(-1)).toBe('ghost True');
    await expect.poll(() => codec.result('xGet', { Path: ['Status', 'Call'] })).toEqual({});
  }
  const [last, first] = await get();
  expect(last).toMatchObject({
    CallHistoryId: 2,
    CallbackNumber: `sip:${sipOf(running, '.11.654321')}`,
    DisplayName: expect.any(String),
    Protocol: 'SIP',
  });
  expect(first).toMatchObject({ CallHistoryId: 1, CallbackNumber: 'sip:nobody@example.com' });
  expect(await get({ Limit: 1, Offset: 1 })).toEqual([{ ...first, id: 0 }]);
  expect(await codec.result('xCommand/CallHistory/DeleteEntry', { CallHistoryId: 2 })).toEqual({ status: 'OK' });
  expect(JSON.stringify(await get())).not.toContain('654321');
  expect((await codec.ask('xCommand/CallHistory/DeleteEntry', { CallHistoryId: 2 })).error).toMatchObject({ code: 1 });
});

test('its certificate and its password stay the same over a restart, and no private key is kept', async () => {
  const store = new TextStore();
  const seen: unknown[] = [];
  for (let run = 0; run < 2; run += 1) {
    const practice = await RunningPractice.start({ store });
    const { address, ...label } = await labelOf(practice);
    const certificate = await certificateOf({ address, ...label });
    seen.push([label, certificate.fingerprint256]);
    expect(store.text).toContain('BEGIN CERTIFICATE');
    expect(store.text).not.toMatch(/PRIVATE KEY/);
    expect(store.text).not.toContain(label.password);
    await practice.stop();
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('a certificate that is over, damaged or of another key is made anew', async () => {
  const store = new TextStore();
  const fingerprint = async (options: { key?: Uint8Array; now?: () => Date } = {}) => {
    const practice = await RunningPractice.start({ store, ...options });
    const { fingerprint256 } = await certificateOf(await labelOf(practice));
    await practice.stop();
    return fingerprint256;
  };
  const first = await fingerprint();
  store.text = store.text.replace(/BEGIN CERTIFICATE/, 'BEGIN SOMETHING');
  const second = await fingerprint();
  const third = await fingerprint({ key: new Uint8Array(32).fill(8) });
  const inElevenYears = () => new Date(startOfDay.getTime() + 11 * 365 * 24 * 3600_000);
  const fourth = await fingerprint({ key: new Uint8Array(32).fill(8), now: inElevenYears });
  expect(new Set([first, second, third, fourth]).size).toBe(4);
});

test('a state from before there were codecs is read as it was', async () => {
  const store = new TextStore();
  const before = await RunningPractice.start({ store });
  const token = await before.accessTokenOf(people.mira.id);
  await before.stop();
  const { codecCertificate, ...earlier } = JSON.parse(store.text);
  expect(codecCertificate).toContain('BEGIN CERTIFICATE');
  store.text = JSON.stringify(earlier);
  const after = await RunningPractice.start({ store });
  expect((await after.get('/v2/users/me', token)).status).toBe(200);
  expect((await certificateOf(await labelOf(after))).subject).toBe('CN=practice-codec');
  await after.stop();
});

test('without its codec Practice Zoom still serves, and says that there is none', async () => {
  const store = new TextStore();
  store.save = () => Promise.reject(new Error('disk full'));
  const practice = await RunningPractice.start({ store });
  const reply = await practice.ask('/practice/codecs', { method: 'POST' });
  expect([reply.status, reply.body.code]).toEqual([503, 503]);
  expect((await practice.ask('/practice/avatars/nobody')).body.code).toBe(1001);
  await practice.stop();
});

test('no web page is told the password', async ({ practice }) => {
  const reply = await practice.ask('/practice/codecs', { method: 'POST', headers: { origin: practice.origin } });
  expect([reply.status, JSON.stringify(reply.body)]).toEqual([403, expect.not.stringContaining('password')]);
});

test('the password is among the secrets that were given out, and the key comes from that of Practice Zoom', async () => {
  const issued: string[] = [];
  const practice = await RunningPractice.start({ onIssued: (secret) => issued.push(secret) });
  const label = await labelOf(practice);
  expect(issued).toEqual([label.password]);
  const { publicKey } = await certificateOf(label);
  const guessed = createPublicKey(privateKeyFrom(new Uint8Array(32).fill(7)));
  expect(publicKey.equals(guessed), 'but is not that key itself').toBe(false);
  await practice.stop();
});

test('nobody is connected any more when Practice Zoom has closed', async ({ practice }) => {
  const label = await labelOf(practice);
  const client = await CodecClient.connect(label);
  await client.dialAndConnect(sipOf(running));
  await practice.stop();
  await expect.poll(() => client.closeCode).toBe(1006);
  await expect(CodecClient.connect(label)).rejects.toThrow('ECONNREFUSED');
});
