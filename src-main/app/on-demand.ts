/** A part that is loaded and made when it is first asked for, and is the same from then on. */
export type OnDemand<Part> = {
  (): Promise<Part>;
  /** Nothing, as long as nobody has asked: what is settled or stopped need not be made for it. */
  ifMade: () => Promise<Part> | undefined;
};

/** Keeps what few runs need out of the start. A part that could not be made is not tried again. */
export function onDemand<Part>(make: () => Promise<Part>): OnDemand<Part> {
  let made: Promise<Part> | undefined;
  const ask = () => {
    made ??= make();
    return made;
  };
  return Object.assign(ask, { ifMade: () => made });
}
