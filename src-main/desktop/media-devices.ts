import type { WebContents } from 'electron';

/** In the words of Chromium's permissions. */
export type MediaDevice = 'audio' | 'video';

const keptOff = new WeakMap<WebContents, ReadonlySet<string>>();

/** From now on this page gets none of these, whatever it asks for: microphone (`audio`), camera (`video`). */
export function keepOff(page: WebContents, devices: readonly MediaDevice[]): void {
  keptOff.set(page, new Set(devices));
}

/** Whether one of the devices that a page asks for is kept from it; one yes is for all that it asks for at once. */
export function isKeptOff(page: WebContents | null, asked: readonly (string | undefined)[]): boolean {
  const off = page && keptOff.get(page);
  return asked.some((device) => device !== undefined && off?.has(device));
}
