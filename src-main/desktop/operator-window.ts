import { BrowserWindow, nativeTheme } from 'electron';
import type { AppState } from '../shared/app-state';
import { channels } from '../shared/bridge';
import type { WindowAddress } from '../shared/screen-name';
import { operatorOrigin } from './app-scheme';
import { askAboutHungPage } from './hung-page';

/** A page that is lost again and again is not worth the processor. */
const mostReloads = 3;
const withinMs = 60_000;

/** The operator's window. It exists while it is open and not longer: a hidden one would cost as much as a shown one. */
export class OperatorWindow {
  private window: BrowserWindow | undefined;

  /** When its page was lost lately, by a clock that nobody sets. */
  private losses: number[] = [];

  constructor(
    private readonly options: {
      preload: string;
      icon: string;
      onClosed: () => void;
      /** Its page was lost too often, and the window is closed. */
      onGivenUp: () => void;
      monotonic: () => number;
    },
  ) {}

  get webContents() {
    return this.window?.webContents;
  }

  /** For dialogs of the system's that belong to it. */
  get current(): BrowserWindow | undefined {
    return this.window;
  }

  open(where?: WindowAddress): void {
    const window = this.window ?? this.create();
    const address = `${operatorOrigin}/index.html${where ? `#${where}` : ''}`;
    const shown = window.webContents.getURL();
    // A page that is there moves to another screen by its address alone; the same address would load it again.
    if (shown === '' || (where && shown !== address)) {
      // Cut off by the next one, if two come at once.
      window.loadURL(address).catch(() => {});
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  stateChanged(state: AppState): void {
    this.window?.webContents.send(channels.stateChanged, state);
  }

  private create(): BrowserWindow {
    const window = new BrowserWindow({
      width: 1000,
      height: 720,
      minWidth: 480,
      minHeight: 520,
      title: 'Usher',
      icon: this.options.icon,
      show: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#15191d' : '#f6f8f9',
      webPreferences: {
        preload: this.options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    this.window = window;
    window.on('closed', () => {
      this.window = undefined;
      this.options.onClosed();
    });
    window.webContents.on('render-process-gone', () => this.recover(window));
    askAboutHungPage(window, {
      detail: 'It can be loaded again at the same place. What was typed into it and not saved is lost; meetings go on.',
      giveUp: 'Load again',
    });
    return window;
  }

  /** All that the page showed is in main: it is loaded once more, at the same screen. */
  private recover(window: BrowserWindow): void {
    const now = this.options.monotonic();
    this.losses = [...this.losses.filter((at) => now - at < withinMs), now];
    if (this.losses.length > mostReloads) {
      window.destroy();
      return this.options.onGivenUp();
    }
    // Within the event the page is still being taken down.
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  }
}
