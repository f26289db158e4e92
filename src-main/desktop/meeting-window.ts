import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { MeetingView } from '../app/meeting-session';
import type { BotId, WindowBounds } from '../shared/bot';
import { channels } from '../shared/bridge';
import { meetingOrigin, serveApp } from './app-scheme';
import { askAboutHungPage } from './hung-page';
import { keepOff, type MediaDevice } from './media-devices';
import { MeetingPartitions } from './meeting-partitions';
import { besideOthers, fitted } from './window-place';

/** The SDK's page, or Usher's own. */
type MeetingPage = 'meeting' | 'room';

type MeetingWindowOptions = {
  windowId: string;
  title: string;
  isPractice: boolean;
  botId?: BotId;
  onClosed: () => void;
  onPageGone: (reason: string) => void;
};

/** A page that does not unload by then is gone all the same. */
const closeLimitMs = 1_000;

/** Every open meeting window, by what is in it: the pages inside may only speak for their own. */
export class MeetingWindows {
  private readonly windows = new Map<number, { windowId: string; page: MeetingPage }>();
  private readonly shown = new Set<BrowserWindow>();
  private readonly partitions: MeetingPartitions;

  constructor(
    private readonly options: {
      preload: string;
      icon: string;
      rendererRoot: string;
      sdkRoot: string;
      devServer: string | undefined;
      /** Answers the SDK's HTTPS in a practice meeting. */
      askPracticeZoom: (request: Request) => Promise<Response>;
      /** The SDK has gone to its leave page. */
      onLeft: (windowId: string) => void;
      /** Where a bot's window is to be; nothing, where that is left to the desktop. */
      placeOf: (botId: BotId) => WindowBounds | 'beside' | undefined;
      /** What a bot's window may not use. */
      devicesOff: (botId: BotId) => MediaDevice[];
      /** A bot's window is about to close there. */
      onPlaced: (botId: BotId, bounds: WindowBounds) => void;
    },
  ) {
    this.partitions = new MeetingPartitions(({ protocol }) => serveApp(protocol, { host: 'meeting', ...options }));
  }

  /** What a window is in, and the page that main loaded last: scripts of a page can change its address. */
  find(webContentsId: number): { windowId: string; page: MeetingPage } | undefined {
    return this.windows.get(webContentsId);
  }

  open(request: MeetingWindowOptions): MeetingView {
    // A partition of its own: when the window goes, everything the SDK has stored goes with it.
    const partition = this.partitions.take();
    if (request.isPractice) partition.protocol.handle('https', this.options.askPracticeZoom);
    const window = new BrowserWindow({
      width: 1100,
      height: 740,
      ...this.placeFor(request.botId),
      minWidth: 480,
      minHeight: 400,
      title: request.title,
      icon: this.options.icon,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#15191d' : '#f6f8f9',
      webPreferences: {
        session: partition,
        preload: this.options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    const { webContents } = window;
    const { id } = webContents;
    const shown: { windowId: string; page: MeetingPage } = { windowId: request.windowId, page: 'meeting' };
    this.windows.set(id, shown);
    this.shown.add(window);
    const { botId } = request;
    if (botId) keepOff(webContents, this.options.devicesOff(botId));
    if (botId) window.on('close', () => this.options.onPlaced(botId, window.getNormalBounds()));
    // The SDK renames the page; the window keeps saying whose it is.
    window.on('page-title-updated', (event) => event.preventDefault());
    window.on('closed', () => {
      this.windows.delete(id);
      this.shown.delete(window);
      if (request.isPractice) partition.protocol.unhandle('https');
      void this.partitions.giveBack(partition);
      request.onClosed();
    });
    // Not `will-navigate`: that one is left out once this one, which comes first, has been refused.
    webContents.on('will-frame-navigate', ({ url, isMainFrame }) => {
      if (isMainFrame && url.startsWith(`${meetingOrigin}/left.html`)) this.options.onLeft(request.windowId);
    });
    // The SDK tells Zoom that it leaves when its page is unloaded; but no page gets to ask "do you really want to leave" and stay.
    webContents.on('will-prevent-unload', (event) => event.preventDefault());
    webContents.on('render-process-gone', (_event, details) => request.onPageGone(details.reason));
    webContents.on('preload-error', () => request.onPageGone('its preload failed'));
    askAboutHungPage(window, {
      detail: 'Its page can be given up. Whoever was in the meeting comes back by itself.',
      giveUp: 'Give up the page',
    });
    const load = (page: MeetingPage) => {
      if (window.isDestroyed()) return;
      shown.page = page;
      void webContents.loadURL(`${meetingOrigin}/${page}.html`).catch(() => {});
    };
    return {
      showSdk: () => load('meeting'),
      showRoom: () => {
        // A page that is there hears what has changed; to load it again would flash.
        if (shown.page !== 'room' || webContents.isCrashed()) load('room');
      },
      roomChanged: (room) => {
        if (!window.isDestroyed() && !webContents.isCrashed()) webContents.send(channels.meetingChanged, room);
      },
      command: (command) => {
        if (shown.page === 'meeting' && !window.isDestroyed() && !webContents.isCrashed())
          webContents.send(channels.meetingCommand, command);
      },
      focus: () => {
        window.show();
        window.focus();
      },
      close: () => {
        if (window.isDestroyed()) return;
        window.close();
        setTimeout(() => {
          if (!window.isDestroyed()) window.destroy();
        }, closeLimitMs);
      },
    };
  }

  private placeFor(botId: BotId | undefined): WindowBounds | undefined {
    const place = botId && this.options.placeOf(botId);
    if (!place) return undefined;
    const primary = screen.getPrimaryDisplay().id;
    // The display with the panel first.
    const displays = screen.getAllDisplays().sort((a, b) => Number(b.id === primary) - Number(a.id === primary));
    const areas = displays.map(({ workArea }) => workArea);
    if (place !== 'beside') return fitted(place, areas);
    const others = [...this.shown].filter((window) => window.isVisible() && !window.isMinimized());
    return besideOthers(
      others.map((window) => window.getBounds()),
      areas,
    );
  }
}
