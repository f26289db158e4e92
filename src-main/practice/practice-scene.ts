/** Somebody who is in a meeting without any window of ours. */
export type Company = {
  displayName: string;
  userId?: string;
  color: string;
  isActingHost: boolean;
  /** Comes and goes: in from one second to another of every round, as long as somebody of ours is in. */
  round?: { seconds: number; from: number; to: number };
};

/** What happens in a meeting by itself, in seconds of the practice clock. */
export type Scene = {
  /** Nobody but the host gets in any more. */
  isLocked?: boolean;
  isFull?: boolean;
  /** The host is late: this long after the first who asked and found nobody. */
  hostComesAfterSeconds?: number;
  /** Out of the waiting room, where there is one; `Infinity` for never. */
  admitsAfterSeconds?: number;
  /** The host sends people out, of the meeting or of its waiting room, this long after they came there. */
  removesAfterSeconds?: number;
  /** From when the first of ours is in: the host goes and leaves the meeting to the others. */
  hostLeavesAfterSeconds?: number;
  /** From when the first of ours is in: the host ends it for all. */
  endsAfterSeconds?: number;
  /** The way to Zoom's media servers, from when one is in. It fails each person once; whoever comes again has a good one. */
  line?: { dropsAfterSeconds: number; backAfterSeconds?: number; goneAfterSeconds?: number };
};

const admitsAfterSeconds = 20;

export function isAdmitted(scene: Scene, secondsWaited: number): boolean {
  return secondsWaited >= (scene.admitsAfterSeconds ?? admitsAfterSeconds);
}

export function isRemoved(scene: Scene, secondsThere: number): boolean {
  return scene.removesAfterSeconds !== undefined && secondsThere >= scene.removesAfterSeconds;
}

export function lineAt({ line }: Scene, secondsIn: number): 'good' | 'down' | 'gone' {
  if (!line || secondsIn < line.dropsAfterSeconds) return 'good';
  if (line.goneAfterSeconds !== undefined && secondsIn >= line.goneAfterSeconds) return 'gone';
  return line.backAfterSeconds !== undefined && secondsIn >= line.backAfterSeconds ? 'good' : 'down';
}

/** @param secondsOpen since the first of ours came in */
export function presentCompany(company: readonly Company[], scene: Scene, secondsOpen: number): Company[] {
  const hostIsGone = scene.hostLeavesAfterSeconds !== undefined && secondsOpen >= scene.hostLeavesAfterSeconds;
  return company.filter(({ isActingHost, round }) => {
    if (isActingHost && hostIsGone) return false;
    if (!round) return true;
    const second = secondsOpen % round.seconds;
    return second >= round.from && second < round.to;
  });
}
