import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { registrationRoutes } from './meeting-registration';
import { BodyError } from './practice-body';
import { PracticeCalendar } from './practice-calendar';
import { codecRoutes, PracticeCodec } from './practice-codec';
import { realWait, type Wait } from './practice-codec-calls';
import { PracticeDirectory } from './practice-directory';
import { PracticeFaults } from './practice-faults';
import { type ClientRegistration, PracticeOAuth, type RegisteredClient } from './practice-oauth';
import { PracticeRest } from './practice-rest';
import { roomRoutes } from './practice-room-routes';
import { PracticeRooms } from './practice-rooms';
import { PracticeState, type PracticeStore } from './practice-state';
import { PracticeTokens } from './practice-tokens';
import { PracticeVerdict } from './practice-verdict';
import { zoomError } from './zoom-error';

/** What Practice Zoom was asked, with nothing secret in it. */
type PracticeRequest = {
  method: string;
  /** Without the query; participant IDs, which are as good as keys, are left out. */
  path: string;
  /** ISO 8601, by the practice clock. */
  at: string;
  /** Harmless parameters of REST calls, such as `type` and `page_size`. */
  query: Readonly<Record<string, string>>;
  /** 0 until it is answered, and for a dropped connection. */
  status: number;
};

const maxRequests = 1000;
const harmlessParameters: ReadonlySet<string> = new Set([
  'type',
  'page_size',
  'ttl',
  'meeting_id',
  'bypass_waiting_room',
  'occurrence_id',
  'show_previous_occurrences',
  'status',
]);

/**
 * A small, strict Zoom: OAuth, the REST calls that Usher makes, the Meeting SDK's join verdict, rooms to be in, and a room system.
 * It never answers more kindly than Zoom. With the same key and the same store it goes on where it was.
 */
export class PracticeZoom {
  /** `app.fetch(request)` answers anything; a dropped connection is a network error (`Response.error()`). */
  readonly app: Hono;
  readonly faults = new PracticeFaults();

  /** Where tests let things happen: `rooms.direct(meetingId, scene)`. */
  readonly rooms: PracticeRooms;
  /** Where tests ask for host keys, and reserve their change to admins. */
  readonly directory: PracticeDirectory;
  /** A room system, with switches of its own for what goes wrong; `startPracticeServer` lets it listen. */
  readonly codec: PracticeCodec;

  private readonly state: PracticeState;
  private readonly oauth: PracticeOAuth;
  private record: PracticeRequest[] = [];
  private advancedMs = 0;

  /**
   * @param options.key 32 bytes; client secrets, access tokens and ZAKs come from it
   * @param options.wait how the codec's calls wait from one status to the next; tests are in more of a hurry than people
   * @param options.onIssued told each client secret, code, access token, refresh token and ZAK that leaves; for tests that look for leaks
   */
  constructor(options: {
    key: Uint8Array;
    now: () => Date;
    store?: PracticeStore;
    onIssued?: (secret: string) => void;
    wait?: Wait;
  }) {
    const now = () => new Date(options.now().getTime() + this.advancedMs);
    const tokens = new PracticeTokens(options.key, now, options.onIssued ?? (() => {}));
    this.state = new PracticeState(options.store);
    this.oauth = new PracticeOAuth(this.state, tokens, now, () => this.faults.reuseEndsGrant);
    const calendar = new PracticeCalendar(this.state, now);
    const directory = new PracticeDirectory(this.state, tokens, now);
    this.directory = directory;
    const isHostKeyOf = (userId: string, hostKey: string) => directory.isHostKeyOf(userId, hostKey);
    const rooms = new PracticeRooms(calendar, this.state, tokens, isHostKeyOf, now);
    this.rooms = rooms;
    this.codec = new PracticeCodec(this.state, tokens, rooms, now, options.wait ?? realWait);
    this.app = new Hono()
      .use(async (c, next) => {
        const request = this.recorded(c.req.raw, now());
        await this.state.ready();
        const fault = await this.faults.meet(c.req.method, c.req.path, c.req.raw.signal);
        if (fault?.type === 'error') return fault;
        if (fault) c.res = fault;
        else if (c.req.method === 'OPTIONS' && isForSdk(c.req.path)) c.res = new Response(null, { status: 204 });
        else await next();
        request.status = c.res.status;
        c.header('x-zm-trackingid', `v=2.0;clid=us04;rid=WEB_${randomBytes(16).toString('hex')}`);
        if (isForSdk(c.req.path)) for (const [name, value] of corsHeaders(c.req.raw)) c.header(name, value);
        return undefined;
      })
      .route('/', this.oauth.routes)
      .route('/', new PracticeRest(this.state, tokens, calendar, directory, rooms, now).routes)
      .route('/', new PracticeVerdict(this.oauth, tokens, rooms, now).routes)
      .route('/', roomRoutes(rooms))
      .route('/', registrationRoutes(rooms, tokens))
      .route('/', codecRoutes(this.codec, tokens.onIssued))
      .notFound(() => zoomError(404, 404, 'Not Found.'))
      .onError((error) =>
        error instanceof BodyError
          ? zoomError(error.status, error.status, error.status === 413 ? 'Request body is too large.' : 'Bad Request.')
          : zoomError(500, 500, 'Internal Server Error.'),
      );
  }

  /** Loads what the store holds. @throws what the store throws */
  ready(): Promise<void> {
    return this.state.ready();
  }

  /**
   * Registers an app, as one does on Zoom's Marketplace.
   * @param input.redirectUris `http://127.0.0.1:PORT/path`: compared to the letter, for a public client without the port
   * @param input.isServerToServer an app of the account: no redirect URI, `account_credentials` instead
   * @param input.scopes those of an app of its kind that does what Usher does, when left out
   */
  async registerClient(input: ClientRegistration): Promise<RegisteredClient> {
    await this.ready();
    return this.oauth.register(input);
  }

  /** Ends grants as a user does who removes the app on Zoom's Marketplace: 124 and `invalid_grant` from now on. */
  async endGrants(which: { clientId?: string; userId?: string } = {}): Promise<void> {
    await this.ready();
    await this.oauth.endGrants(which);
  }

  /** The last thousand requests, the oldest first. */
  get requests(): readonly PracticeRequest[] {
    return this.record;
  }

  /** Lets time pass for every token, code, meeting and seat. */
  advanceClock(ms: number): void {
    this.advancedMs += ms;
  }

  private recorded(request: Request, at: Date): PracticeRequest {
    const { pathname, searchParams } = new URL(request.url);
    const entry = {
      method: request.method,
      path: pathname.replace(/^(\/practice\/rooms\/)[^/]+/, '$1…'),
      at: at.toISOString(),
      query: Object.fromEntries(
        [...searchParams].filter(([name]) => pathname.startsWith('/v2/') && harmlessParameters.has(name)),
      ),
      status: 0,
    };
    this.record = [...this.record.slice(1 - maxRequests), entry];
    return entry;
  }
}

/** The Meeting SDK asks from a page of another origin, and that page may be isolated (COEP). */
function isForSdk(path: string): boolean {
  return path.startsWith('/api/v1/wc/') || path.startsWith('/wc/');
}

function corsHeaders(request: Request): [string, string][] {
  const origin = request.headers.get('origin');
  return [
    ['cross-origin-resource-policy', 'cross-origin'],
    ['vary', 'Origin'],
    ['access-control-allow-origin', origin ?? '*'],
    ...(origin ? [['access-control-allow-credentials', 'true'] satisfies [string, string]] : []),
    ['access-control-allow-methods', 'GET, POST, OPTIONS'],
    ['access-control-allow-headers', request.headers.get('access-control-request-headers') ?? 'content-type'],
  ];
}
