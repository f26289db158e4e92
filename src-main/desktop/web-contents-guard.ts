import { app, type Session, type WebContents } from 'electron';
import { meetingOrigin, operatorOrigin } from './app-scheme';
import { isKeptOff } from './media-devices';
import { askForScreen, takeChosenScreen } from './screen-share';

/** The one page from which a screen may be shared. */
const sdkPage = `${meetingOrigin}/meeting.html`;

/** What a meeting may use; every other permission, and every other window, gets a no. */
const meetingPermissions: ReadonlySet<string> = new Set([
  'media',
  'display-capture',
  'fullscreen',
  'speaker-selection',
  'wake-lock',
  'screen-wake-lock',
]);

/**
 * Electron's security rules for every window there is or will be: nothing navigates, opens or attaches anything,
 * and no page gets a permission that the meeting does not need (Electron docs: tutorial/security 5, 11 to 14).
 */
export function guardWebContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    // Typed from Electron 25 on under this name; a page inside a frame must not leave either.
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    // about:blank is where Chromium goes without asking: a window of ours that shows it is lost.
    contents.on('did-navigate', (_navigated, url) => {
      if (contents.getType() === 'window' && !isPageOf(operatorOrigin, url) && !isPageOf(meetingOrigin, url))
        contents.close();
    });
  });
  app.on('session-created', denyPermissions);
}

function denyPermissions(target: Session): void {
  const allows = (origin: string, permission: string) =>
    isPageOf(meetingOrigin, origin) && meetingPermissions.has(permission);
  target.setPermissionRequestHandler((contents, permission, answer, details) => {
    const url = details.requestingUrl || urlOf(contents);
    // "media" that names neither camera nor microphone is the screen.
    const isNamelessMedia = permission === 'media' && 'mediaTypes' in details && !details.mediaTypes?.length;
    const isScreen = permission === 'display-capture' || isNamelessMedia;
    if (!isScreen) {
      const devices = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
      return answer(allows(url, permission) && !isKeptOff(contents, devices));
    }
    if (url !== sdkPage || !details.isMainFrame) return answer(false);
    void askForScreen(contents).then(answer);
  });
  target.setPermissionCheckHandler(
    (contents, permission, origin, { mediaType }) => allows(origin, permission) && !isKeptOff(contents, [mediaType]),
  );
  target.setDevicePermissionHandler(() => false);
  // No field of Usher's is checked for spelling; with a language chosen, Chromium fetches its dictionary from Google at every start.
  target.setSpellCheckerLanguages([]);
  target.setDisplayMediaRequestHandler(({ frame }, answer) => {
    const video = takeChosenScreen(frame);
    answer(video ? { video } : null);
  });
}

function isPageOf(origin: string, address: string): boolean {
  return address === origin || address.startsWith(`${origin}/`);
}

function urlOf(contents: WebContents): string {
  return contents.isDestroyed() ? '' : contents.getURL();
}
