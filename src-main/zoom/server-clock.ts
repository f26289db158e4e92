/** What is further off than this is no clock but a lying `Date`. */
const longestOffsetMs = 30 * 24 * 3600_000;
/** A `Date` has whole seconds and took a while to come: less than this is no difference. */
const toleranceMs = 2_000;
/** From here on a person should set the clock: signatures are backdated by twice as much. */
const worthSayingMs = 60_000;

type Heard = { offsetMs: number; serverMs: number; monotonicMs: number };

/**
 * Zoom's time, whatever this computer's clock says: each answer's `Date` header (RFC 9110, section 6.6.1) tells how far the two are apart.
 * One offset for each host's cloud, for Practice Zoom has this computer's time. Between two answers time never runs slower than the
 * monotonic clock, so that a clock that is set back does not make a dead token look alive.
 */
export class ServerClock {
  private readonly heard = new Map<string, Heard>();
  private saidOff = false;

  constructor(
    private readonly options: {
      /** This computer's clock. */
      now: () => Date;
      /** Milliseconds that only ever grow. */
      monotonic: () => number;
      /** Told when the clock turns out to be more than a minute off, with milliseconds it is ahead of Zoom's; and undefined when it is right again. */
      onClockOff: (aheadMs: number | undefined) => void;
    },
  ) {}

  /** The same `fetch`, with an ear for the time in each answer. */
  listening(plain: typeof fetch): typeof fetch {
    return async (input, init) => {
      const { monotonic } = this.options;
      const askedAt = monotonic();
      const response = await plain(input, init);
      const address = input instanceof Request ? input.url : String(input);
      this.hear(new URL(address).hostname, response.headers.get('date'), monotonic() - askedAt);
      return response;
    };
  }

  /** The time at the server of this address, such as `https://api.zoom.us`; this computer's while nobody has heard from it. */
  nowAt(origin: string): Date {
    const wall = this.options.now().getTime();
    const heard = this.heard.get(cloudOf(new URL(origin).hostname));
    if (!heard) return new Date(wall);
    const atLeast = heard.serverMs + this.options.monotonic() - heard.monotonicMs;
    return new Date(Math.max(wall + heard.offsetMs, atLeast));
  }

  /** How far this computer's clock is ahead of the one there, in milliseconds; undefined while nobody has heard from it. */
  aheadOf(origin: string): number | undefined {
    const heard = this.heard.get(cloudOf(new URL(origin).hostname));
    return heard && -heard.offsetMs;
  }

  private hear(host: string, date: string | null, tookMs: number): void {
    const said = Date.parse(date ?? '');
    const wall = this.options.now().getTime();
    const offset = said - wall;
    if (Number.isNaN(said) || Math.abs(offset) > longestOffsetMs) return;
    const offsetMs = Math.abs(offset) <= toleranceMs + tookMs ? 0 : offset;
    this.heard.set(cloudOf(host), { offsetMs, serverMs: wall + offsetMs, monotonicMs: this.options.monotonic() });
    this.say();
  }

  private say(): void {
    const worst = [...this.heard.values()].sort((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs))[0];
    const isOff = worst !== undefined && Math.abs(worst.offsetMs) > worthSayingMs;
    if (isOff === this.saidOff) return;
    this.saidOff = isOff;
    this.options.onClockOff(isOff ? -worst.offsetMs : undefined);
  }
}

/** `api.zoom.us` and `zoom.us` have the same time; it is the last two labels that tell the clouds apart. */
function cloudOf(host: string): string {
  return /[a-z]$/i.test(host) ? host.split('.').slice(-2).join('.') : host;
}

/** Such as `2 h 5 min`, for people. */
export function clockOffText(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [
    ...(days ? [`${days} d`] : []),
    ...(hours ? [`${hours} h`] : []),
    ...(minutes % 60 ? [`${minutes % 60} min`] : []),
  ];
  return parts.join(' ') || '1 min';
}
