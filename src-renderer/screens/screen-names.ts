import type { CredentialId } from '@shared/credential';
import { type ScreenName, screenNames } from '@shared/screen-name';

/** What the navigation calls each screen. */
export const screenLabels: { readonly [Name in ScreenName]: string } = {
  meetings: 'Meetings',
  inMeetings: 'In meetings',
  bots: 'Bots',
  rooms: 'Rooms',
  hostKeys: 'Host keys',
  credentials: 'Credentials',
  activity: 'Activity',
  settings: 'Settings',
};

/** The screen that the tray or the address names; the first one for anything else. */
export function screenNamed(name: string): ScreenName {
  return screenNames.find((known) => known === name) ?? 'meetings';
}

/** Where an address leads: a screen, and what is looked at on it, such as one credential. */
export type Address = { screen: ScreenName; detail: readonly string[] };

/** @param hash with or without its "#", such as "credentials/bin" */
export function addressIn(hash: string): Address {
  const [name = '', ...detail] = hash.replace(/^#/, '').split('/');
  return { screen: screenNamed(name), detail };
}

/** Opens the page of a credential with the dialog in which its client ID and secret are entered again. */
export function goToClientChange(id: CredentialId): void {
  window.location.hash = `credentials/${id}/client`;
}

/** The screen behind Ctrl+1 to Ctrl+8 (Command on macOS), if this key press is one of them. */
export function screenForKey(press: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}): ScreenName | undefined {
  if (!(press.ctrlKey || press.metaKey) || press.altKey || press.shiftKey) return undefined;
  return /^[1-9]$/.test(press.key) ? screenNames[Number(press.key) - 1] : undefined;
}
