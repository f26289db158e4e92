import { app } from 'electron';
import type { LiveState } from '../app/live-state';

/** What a Linux desktop reads; it has no call for it. */
type AutostartFile = { isOn(): Promise<boolean>; set(isOn: boolean): Promise<void>; mend(): Promise<void> };

/** Windows tells its entries apart by them too. macOS takes none: there Usher asks whether it was opened at login. */
const entry = { args: ['--hidden'] };

/** Whether the system starts Usher, without a window, when its user logs in. Asked each time: the system's settings change it too. */
export class LaunchAtLogin {
  constructor(
    private readonly live: LiveState,
    private readonly file: AutostartFile | undefined,
  ) {}

  /** @throws AppError `file_unreadable`, `file_not_written` */
  async start(): Promise<void> {
    await this.file?.mend();
    await this.check();
  }

  /** @throws AppError `file_unreadable` */
  async check(): Promise<void> {
    const launchAtLogin = this.file ? await this.file.isOn() : app.getLoginItemSettings(entry).openAtLogin;
    if (launchAtLogin !== this.live.current.launchAtLogin) this.live.set({ launchAtLogin });
  }

  /** @throws AppError `file_not_written` */
  async set(isOn: boolean): Promise<void> {
    if (this.file) await this.file.set(isOn);
    else app.setLoginItemSettings({ ...entry, openAtLogin: isOn });
    await this.check();
  }
}
