import {
  BrowserWindow,
  type DesktopCapturerSource,
  desktopCapturer,
  Menu,
  type WebContents,
  type WebFrameMain,
  webContents,
} from 'electron';
import { shareMenu } from './share-menu';

const thumbnailSize = { width: 160, height: 90 };
/** What a page may do with a yes follows it in the same moment. */
const followsWithinMs = 500;

const asking = new WeakSet<WebContents>();
const chosen = new WeakMap<WebContents, DesktopCapturerSource>();

/**
 * Asks a person which screen or window this page may see, in a menu over its window. A yes is for `takeChosenScreen` alone: the older way to the
 * screen (`chromeMediaSource`) asks for permission in the same words, and would then show all of it. A page that takes that way is ended.
 */
export async function askForScreen(page: WebContents): Promise<boolean> {
  const window = BrowserWindow.fromWebContents(page);
  if (!window || asking.has(page)) return false;
  asking.add(page);
  try {
    const sources = await desktopCapturer.getSources({ types: ['screen', 'window'], thumbnailSize });
    // There the system has asked already, and tells nothing but the answer.
    const isAnswer = process.platform === 'linux' && process.env.XDG_SESSION_TYPE === 'wayland';
    const source = isAnswer ? sources[0] : await ask(sources, window);
    if (!source || page.isDestroyed()) return false;
    chosen.set(page, source);
    setTimeout(() => {
      if (chosen.delete(page) && !page.isDestroyed()) page.forcefullyCrashRenderer();
    }, followsWithinMs);
    return true;
  } catch {
    return false;
  } finally {
    asking.delete(page);
  }
}

/** What was chosen for the page of this frame, once. */
export function takeChosenScreen(frame: WebFrameMain | null): DesktopCapturerSource | undefined {
  const page = frame ? webContents.fromFrame(frame) : undefined;
  const source = page && chosen.get(page);
  if (page) chosen.delete(page);
  return source;
}

function ask(
  sources: readonly DesktopCapturerSource[],
  window: BrowserWindow,
): Promise<DesktopCapturerSource | undefined> {
  return new Promise((resolve) => {
    if (window.isDestroyed()) return resolve(undefined);
    const settle = (source?: DesktopCapturerSource) => {
      window.off('closed', onClosed);
      resolve(source);
    };
    const onClosed = () => settle();
    window.once('closed', onClosed);
    const items = shareMenu(sources, { ownId: window.getMediaSourceId(), onChosen: settle });
    // The menu is gone before its click is told.
    Menu.buildFromTemplate(items).popup({ window, callback: () => setTimeout(settle, 100) });
  });
}
