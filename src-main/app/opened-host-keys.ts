import type { Settings } from '../shared/settings';
import type { HostKeyFile } from '../storage/host-key-file';
import { together } from './host-key-changes';
import type { LiveState } from './live-state';

/** The file in one of the places where secrets can be kept. */
type Opened = { place: Settings['secretStore']; file: Promise<HostKeyFile> };

/** The file of host keys where secrets are kept now: opened when it is needed, and another one when they are kept elsewhere. */
export class OpenedHostKeys {
  private opened: Opened | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      /** @throws AppError `vault_key_lost`, and as the store of secrets */
      openFile: () => Promise<HostKeyFile>;
      /** Told of another file, before anybody has it. */
      onOpened: () => void;
    },
  ) {}

  /** @throws AppError as `openFile` */
  async get(): Promise<HostKeyFile> {
    const place = this.parts.live.current.settings.secretStore;
    const former = this.opened;
    if (former?.place === place) return former.file;
    const opened: Opened = { place, file: this.openAfter(former) };
    this.opened = opened;
    try {
      return await opened.file;
    } catch (error) {
      // What was kept in memory only is not forgotten because the other place cannot be opened yet.
      if (this.opened === opened) this.opened = former;
      throw error;
    }
  }

  /** All that was begun is on the disk. */
  async settle(): Promise<void> {
    await (await this.opened?.file.catch(() => undefined))?.settle();
  }

  /** One after the other: two that write to the same file would spoil each other's lines. */
  private async openAfter(former: Opened | undefined): Promise<HostKeyFile> {
    const before = await former?.file.catch(() => undefined);
    await before?.settle();
    const file = await this.parts.openFile();
    this.parts.onOpened();
    // What was kept in memory only goes along to where secrets are kept now.
    if (before && former?.place === 'session')
      await file.update((people) =>
        [...before.people.values()].map((record) => {
          const known = people.get(record.id);
          return known ? together(known, record) : record;
        }),
      );
    return file;
  }
}
