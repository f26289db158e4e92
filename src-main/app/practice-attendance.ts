import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { PracticeRoom, type PracticeStanding, type SdkOutcome, type SdkReport } from '../shared/meeting-page';
import { parseJson } from '../shared/parse-json';
import { withTimeLimit } from '../shared/time-limit';

const pollMs = 1_000;
const requestTimeoutMs = 5_000;

/** The room does not know this participant any more: the same user has come in elsewhere, or the computer slept too long. */
class SeatLost extends Error {}

/** The room has said no. */
class Refused extends Error {
  readonly code: number | undefined;

  constructor(status: number, body: string) {
    super(`practice room: ${status}`);
    this.code = z.object({ code: z.number() }).safeParse(parseJson(body)).data?.code;
  }
}

/** Practice Zoom's own codes. */
const claimOutcomes: { readonly [Code in number]?: SdkOutcome } = { 4031: 'hostThere', 4032: 'refused' };

/** How one stands in a practice room, in the words of the SDK's page. */
export function reportOf(standing: PracticeStanding): SdkReport {
  switch (standing.kind) {
    case 'waitingRoom':
      return { kind: 'waitingRoom' };
    case 'inMeeting':
      return { kind: 'joined' };
    case 'reconnecting':
      return { kind: 'reconnecting' };
    case 'left':
      return { kind: 'ended', reasonCode: standing.reasonCode };
    case 'disconnected':
      return { kind: 'refused', errorCode: standing.errorCode, errorMessage: standing.errorMessage };
  }
}

/** Practice Zoom's rooms, seen by one who is in: where Zoom's media servers would take over. */
export class PracticeAttendance {
  constructor(private readonly parts: { origin: () => Promise<string>; fetch: typeof fetch }) {}

  /** Tells how the room is, now and whenever it changes. Returns what ends it. A lost answer is no news. */
  watch(participantId: string, onRoom: (room: PracticeRoom) => void, onLost: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    let stopped = false;
    let last = '';
    const look = async () => {
      const text = await this.ask(participantId, 'GET').catch((error: unknown) => {
        if (error instanceof SeatLost && !stopped) onLost();
        return undefined;
      });
      if (stopped) return;
      timer = setTimeout(look, pollMs);
      if (text === undefined || text === last) return;
      last = text;
      const room = PracticeRoom.safeParse(parseJson(text));
      if (room.success) onRoom(room.data);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }

  /** Best effort: a room that cannot be told notices by itself. */
  async leave(participantId: string): Promise<void> {
    await this.ask(participantId, 'POST', '/leave').catch(() => {});
  }

  /** @throws AppError `zoom_unavailable` */
  async end(participantId: string): Promise<void> {
    try {
      await this.ask(participantId, 'POST', '/end');
    } catch (cause) {
      throw new AppError('zoom_unavailable', { cause });
    }
  }

  /** Shows the permission to record, which the SDK gives to Zoom's media servers. Best effort: what becomes of it the room tells. */
  async record(participantId: string, recordingToken: string): Promise<void> {
    await this.ask(participantId, 'POST', '/recording', { recordingToken }).catch(() => {});
  }

  /** What the SDK's claim does in a real meeting. */
  async claimHost(participantId: string, hostKey: string): Promise<SdkOutcome> {
    try {
      await this.ask(participantId, 'POST', '/claim', { hostKey });
      return 'done';
    } catch (error) {
      const code = error instanceof Refused ? error.code : undefined;
      return (code === undefined ? undefined : claimOutcomes[code]) ?? 'failed';
    }
  }

  private async ask(participantId: string, method: 'GET' | 'POST', action = '', body?: object): Promise<string> {
    return withTimeLimit(requestTimeoutMs, async (signal) => {
      const address = `${await this.parts.origin()}/practice/rooms/${encodeURIComponent(participantId)}${action}`;
      const response = await this.parts.fetch(address, { method, signal, ...(body ? jsonOf(body) : {}) });
      if (response.status === 404) throw new SeatLost();
      if (!response.ok) throw new Refused(response.status, await response.text());
      return response.text();
    });
  }
}

function jsonOf(body: object): Pick<RequestInit, 'headers' | 'body'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
