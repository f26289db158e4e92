import { createInterface } from 'node:readline';
import { AuthorizationServer } from '../../../src-main/oauth/authorization-server';
import { Grant } from '../../../src-main/oauth/grant';
import { sdkSignature } from '../../../src-main/zoom/sdk-signature';
import { ServerClock } from '../../../src-main/zoom/server-clock';
import { NotedRenewals } from '../oauth/noted-renewals';

/** What this process, whose clock may lie, says of itself when it is asked. */
export type ClockReport = {
  /** This computer's own time and how far its zone is from UTC, in minutes. */
  wall: number;
  zoneMinutes: number;
  /** What it takes for the time at Zoom, and what it has told people of its clock. */
  zoomNow: number;
  said: (number | null)[];
  accessToken: string;
  signature: string;
};

/** Runs in a process of its own: each line that comes in is a use of the authorization, and is answered with a line. */
const [origin = '', firstToken = ''] = process.argv.slice(2);
const said: (number | null)[] = [];
const clock = new ServerClock({
  now: () => new Date(),
  monotonic: () => performance.now(),
  onClockOff: (aheadMs) => said.push(aheadMs ?? null),
});
const zoomNow = () => clock.nowAt(origin);
let refreshToken = firstToken;
const grant = new Grant(
  new AuthorizationServer({
    oauthOrigin: origin,
    clientId: 'not-a-real-client',
    clientSecret: 'not-a-real-secret',
    fetch: clock.listening(fetch),
    now: zoomNow,
  }),
  {
    load: async () => refreshToken,
    save: async (next) => {
      refreshToken = next;
    },
  },
  new NotedRenewals().inTurn,
  zoomNow,
);

for await (const _line of createInterface({ input: process.stdin })) {
  const accessToken = await grant.getAccessToken();
  const report: ClockReport = {
    wall: Date.now(),
    zoneMinutes: -new Date().getTimezoneOffset(),
    zoomNow: zoomNow().getTime(),
    said,
    accessToken,
    signature: await sdkSignature({
      clientId: 'not-a-real-client',
      clientSecret: 'not-a-real-secret',
      meetingId: '81234567890',
      role: 'host',
      now: zoomNow(),
    }),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
