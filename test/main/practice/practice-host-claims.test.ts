import { people } from '../../../src-main/practice/practice-people';
import { enter, look, post } from './practice-room-visitor';
import { expect, type RunningPractice, test } from './running-practice';

const { mira, jonas } = people;
const room = jonas.pmi;
const key = '482915';

const claim = (practice: RunningPractice, participantId: string, hostKey: unknown = key) =>
  post(practice, `${participantId}/claim`, { hostKey });

/** A guest whom the host has left alone, in a meeting that can be hosted with the key. */
async function leftAlone(practice: RunningPractice): Promise<string> {
  const token = await practice.accessTokenOf(jonas.id);
  expect((await practice.send('PATCH', '/v2/users/me', token, { host_key: key })).status).toBe(204);
  const host = await enter(practice, room, 'host', jonas.id, 'Jonas');
  const guest = await enter(practice, room, 'participant', undefined, 'Guest');
  const refused = await claim(practice, guest);
  expect([refused.status, refused.body]).toEqual([403, { code: 4031, message: 'This meeting has a host.' }]);
  await post(practice, `${host}/leave`);
  return guest;
}

test('with the host key somebody who is in becomes the host, once no host is there', async ({ practice }) => {
  const guest = await leftAlone(practice);
  expect((await look(practice, guest)).participants).toMatchObject([{ displayName: 'Guest', role: 'participant' }]);
  expect((await claim(practice, guest)).status).toBe(204);
  expect((await look(practice, guest)).participants).toMatchObject([{ displayName: 'Guest', role: 'host' }]);
  expect((await claim(practice, guest)).body.code, 'there is one now').toBe(4031);
  expect((await post(practice, `${guest}/end`)).status, 'and may end the meeting').toBe(204);
});

test('a wrong key, or what is none, changes nothing', async ({ practice }) => {
  const guest = await leftAlone(practice);
  for (const wrong of ['482914', '', 482_915, null, key.repeat(50)]) {
    const refused = await claim(practice, guest, wrong);
    expect([refused.status, refused.body]).toEqual([403, { code: 4032, message: 'The host key is wrong.' }]);
  }
  expect((await look(practice, guest)).participants).toMatchObject([{ role: 'participant' }]);
});

test('somebody of the company who hosts is a host', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  await practice.send('PATCH', '/v2/users/me', token, { host_key: key });
  const guest = await enter(practice, '86011004201', 'participant', undefined, 'Guest');
  expect((await claim(practice, guest)).body.code).toBe(4031);
});

test('whoever is not there, or no longer, claims nothing', async ({ practice }) => {
  expect((await claim(practice, 'nobody')).status).toBe(404);
  const guest = await leftAlone(practice);
  await claim(practice, guest);
  await post(practice, `${guest}/end`);
  expect((await claim(practice, guest)).status).toBe(404);
});

test('the claim is on record without the key', async ({ practice }) => {
  await claim(practice, await leftAlone(practice));
  expect(practice.zoom.requests.at(-1)).toMatchObject({ method: 'POST', path: '/practice/rooms/…/claim', status: 204 });
  expect(JSON.stringify(practice.zoom.requests)).not.toContain(key);
});
