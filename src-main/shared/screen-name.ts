/** The screens of the operator's window, in the order of its navigation. The address and the tray name them so. */
export const screenNames = [
  'meetings',
  'inMeetings',
  'bots',
  'rooms',
  'hostKeys',
  'credentials',
  'activity',
  'settings',
] as const;

/** A screen, the page of one meeting or credential, or on that the question whether to sign in although that may end other authorizations. */
export type WindowAddress = ScreenName | `credentials/${string}` | `meetings/${string}`;

export type ScreenName = (typeof screenNames)[number];
