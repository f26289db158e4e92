import type { MeetingWindow } from './app-state';

/** Whether somebody is in a meeting through this window, or on the way. Failed and ended ones only wait to be closed. */
export function isUnderWay({ phase }: Pick<MeetingWindow, 'phase'>): boolean {
  return phase !== 'failed' && phase !== 'ended';
}
