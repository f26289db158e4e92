import { AuthorizationServer } from '../../../src-main/oauth/authorization-server';
import { Grant } from '../../../src-main/oauth/grant';
import { type WireVerdict, wireRefusals } from '../../../src-main/practice/practice-verdict';
import type { CredentialId } from '../../../src-main/shared/credential';
import { sdkSignature } from '../../../src-main/zoom/sdk-signature';
import { ServerClock } from '../../../src-main/zoom/server-clock';
import { ZoomClient } from '../../../src-main/zoom/zoom-client';
import { NotedRenewals } from '../oauth/noted-renewals';
import { expect, type RunningPractice, startOfDay, test } from '../practice/running-practice';

const minute = 60_000;
const hour = 60 * minute;
const running = { meetingNumber: '86011004201', passWord: 'crane42' };

/** A computer whose clock is so far ahead, with an authorization at a Zoom whose clock is right. */
async function computerOff(practice: RunningPractice, aheadMs: number) {
  let elapsed = 0;
  const clock = new ServerClock({
    now: () => new Date(startOfDay.getTime() + elapsed + aheadMs),
    monotonic: () => elapsed,
    onClockOff: () => {},
  });
  // Practice Zoom has the time of its own clock in everything but this header, which Node writes.
  const heard = clock.listening(async (input, init) => {
    const { body, status, headers } = await fetch(input, init);
    const date = new Date(startOfDay.getTime() + elapsed).toUTCString();
    return new Response(body, { status, headers: { 'content-type': headers.get('content-type') ?? '', date } });
  });
  const zoomNow = () => clock.nowAt(practice.origin);
  const app = await practice.confidentialApp();
  let refreshToken = (await practice.signIn(app)).refresh_token;
  const grant = new Grant(
    new AuthorizationServer({ oauthOrigin: practice.origin, ...app, fetch: heard, now: zoomNow }),
    {
      load: async () => refreshToken,
      save: async (next) => {
        refreshToken = next;
      },
    },
    new NotedRenewals().inTurn,
    zoomNow,
  );
  const client = new ZoomClient({
    credentialId: 'off' as CredentialId,
    environment: 'zoom',
    apiOrigin: practice.origin,
    fetch: heard,
    getAccessToken: (rejected) => grant.getAccessToken(rejected),
    onOutcome: () => {},
    now: zoomNow,
  });
  const join = async (now: Date) => {
    const form = new FormData();
    const signature = await sdkSignature({ ...app, meetingId: running.meetingNumber, role: 'participant', now });
    const fields = { userName: 'Somebody', signatureType: 'sdk', cv: '6.2.0', apiKey: app.clientId, ...running };
    for (const [name, value] of Object.entries({ ...fields, signature })) form.set(name, value);
    return (await practice.ask<WireVerdict>('/api/v1/wc/info', { method: 'POST', body: form })).body;
  };
  return {
    client,
    join,
    zoomNow,
    wallNow: () => new Date(startOfDay.getTime() + elapsed + aheadMs),
    pass: (milliseconds: number) => {
      elapsed += milliseconds;
      practice.zoom.advanceClock(milliseconds);
    },
  };
}

function paths(practice: RunningPractice): string[] {
  return practice.zoom.requests.map(({ path, status }) => `${path} ${status}`);
}

for (const [name, aheadMs, refusal] of [
  ['an hour fast', hour, wireRefusals.invalidSignature],
  ['a day fast', 24 * hour, wireRefusals.invalidSignature],
  ['an hour slow', -hour, undefined],
  ['a day slow', -24 * hour, wireRefusals.signatureExpired],
] as const) {
  test(`with a clock that is ${name}, keys are minted, tokens last their hour and what is signed is let in (T1)`, async ({
    practice,
  }) => {
    const computer = await computerOff(practice, aheadMs);
    await computer.client.getZak();
    expect(await computer.join(computer.zoomNow())).toMatchObject({ status: true });
    // By the clock on the wall the same signature is refused, unless it is old but still alive.
    expect(await computer.join(computer.wallNow())).toMatchObject(refusal ?? { status: true });

    const before = paths(practice).length;
    computer.pass(54 * minute);
    await computer.client.getZak();
    computer.pass(2 * minute);
    await computer.client.getZak();
    expect(paths(practice).slice(before)).toEqual(['/v2/users/me/zak 200', '/oauth/token 200', '/v2/users/me/zak 200']);
  });
}
