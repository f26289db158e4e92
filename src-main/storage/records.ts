import type { z } from 'zod';
import { AppError } from '../shared/app-error';
import { Bot, BotLaunch, BotRule } from '../shared/bot';
import { Codec } from '../shared/codec';
import { Credential } from '../shared/credential';
import { defaultSettings, Settings } from '../shared/settings';

/** Where records are kept; a `CheckedFile` is one. */
export type RecordFile = {
  /** What it held when it was opened. */
  readonly contents: Record<string, unknown>;
  /** Answers when it is kept for good; rejects when it is not. */
  save(contents: Record<string, unknown>): Promise<void>;
};

const schemaVersion = 3;
/** A disk that was full or could not be written is tried again so often. */
const usualRetryMs = 30_000;

/** The bots with their rules, and where each has been or is not wanted. */
export type BotRecords = { bots: Bot[]; botRules: BotRule[]; botLaunches: BotLaunch[] };

/**
 * What Usher remembers and is no secret: credentials, room systems, bots and settings. Whatever the file holds, valid records come out;
 * what does not fit is reported, so that a copy of the file is set aside before anything is written.
 * What cannot be saved stays in memory and is tried again until the disk takes it.
 */
export class Records {
  private current: { credentials: Credential[]; codecs: Codec[]; settings: Settings } & BotRecords;
  /** False when something in the file was not understood and would be lost by the next write. */
  readonly isWhole: boolean;
  /** The file is of a later schema than this Usher writes: it is shown as far as it is understood, and not written. */
  readonly isNewer: boolean;
  private saving: Promise<void> = Promise.resolve();
  /** The disk is behind what is in memory. */
  private isBehind = false;
  private retry: NodeJS.Timeout | undefined;

  /** @param around `onCaughtUp` hears that what could not be saved before now is */
  constructor(
    private readonly file: RecordFile,
    private readonly around: { onCaughtUp: () => void; retryMs?: number } = { onCaughtUp: () => {} },
  ) {
    const {
      credentials = [],
      codecs = [],
      bots = [],
      botRules = [],
      botLaunches = [],
      settings = defaultSettings,
      schemaVersion: version,
      ...unknown
    } = migrated(file.contents);
    const parsedSettings = Settings.safeParse(settings);
    this.current = {
      credentials: onceEach(readable(credentials, Credential)),
      codecs: onceEach(readable(codecs, Codec)),
      bots: onceEach(readable(bots, Bot)),
      botRules: onceEach(readable(botRules, BotRule)),
      botLaunches: readable(botLaunches, BotLaunch),
      settings: parsedSettings.data ?? defaultSettings,
    };
    this.isNewer = typeof version === 'number' && version > schemaVersion;
    this.isWhole =
      Object.keys(unknown).length === 0 &&
      (version === undefined || version === schemaVersion) &&
      isSameJson(credentials, this.current.credentials) &&
      isSameJson(codecs, this.current.codecs) &&
      isSameJson(bots, this.current.bots) &&
      isSameJson(botRules, this.current.botRules) &&
      isSameJson(botLaunches, this.current.botLaunches) &&
      isSameJson(settings, this.current.settings);
  }

  get credentials(): readonly Credential[] {
    return this.current.credentials;
  }

  get codecs(): readonly Codec[] {
    return this.current.codecs;
  }

  get settings(): Settings {
    return this.current.settings;
  }

  get bots(): Readonly<BotRecords> {
    const { bots, botRules, botLaunches } = this.current;
    return { bots, botRules, botLaunches };
  }

  /**
   * Holds at once, and is kept for good when the promise resolves.
   * @throws AppError `records_not_saved`: it holds as long as Usher runs, and is tried again; `records_newer`: nothing has changed
   */
  async saveCredentials(credentials: readonly Credential[]): Promise<void> {
    await this.save({ ...this.current, credentials: [...credentials] });
  }

  /** @throws AppError as `saveCredentials` */
  async saveSettings(settings: Settings): Promise<void> {
    await this.save({ ...this.current, settings });
  }

  /** @throws AppError as `saveCredentials` */
  async saveCodecs(codecs: readonly Codec[]): Promise<void> {
    await this.save({ ...this.current, codecs: [...codecs] });
  }

  /** What is left out stays as it is. @throws AppError as `saveCredentials` */
  async saveBots(change: Partial<BotRecords>): Promise<void> {
    await this.save({ ...this.current, ...change });
  }

  /** Before the app quits: answers when nothing is being written any more, after one last try if something is not saved yet. */
  async settle(): Promise<void> {
    if (this.isBehind) await this.save(this.current).catch(() => {});
    else await this.saving;
    clearTimeout(this.retry);
  }

  private async save(contents: typeof this.current): Promise<void> {
    if (this.isNewer) throw new AppError('records_newer');
    this.current = contents;
    const saving = this.file.save({ schemaVersion, ...contents });
    this.saving = saving.catch(() => {});
    try {
      await saving;
    } catch (cause) {
      this.isBehind = true;
      clearTimeout(this.retry);
      this.retry = setTimeout(
        () => void this.save(this.current).catch(() => {}),
        this.around.retryMs ?? usualRetryMs,
      ).unref();
      throw new AppError('records_not_saved', { cause });
    }
    if (!this.isBehind) return;
    this.isBehind = false;
    clearTimeout(this.retry);
    this.around.onCaughtUp();
  }
}

/** The entries of a list that are what they should be. */
function readable<Schema extends z.ZodType>(list: unknown, schema: Schema): z.output<Schema>[] {
  return (Array.isArray(list) ? list : []).flatMap((entry) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Of two with the same ID the first is the one. */
function onceEach<Entry extends { id: string }>(entries: readonly Entry[]): Entry[] {
  const known = new Set<string>();
  return entries.filter(({ id }) => !known.has(id) && known.add(id));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values say the same, in whatever order. Node's comparison looks at more, and takes several times as long. */
function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isJsonTree(one) || !isJsonTree(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSameJson(one[key], other[key]));
}

function isJsonTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Records of an earlier schema, or of an earlier Usher with this one, in the form of today. */
function migrated(contents: Record<string, unknown>): Record<string, unknown> {
  const { schemaVersion: version, settings } = contents;
  if (version !== 1 && version !== 2 && version !== schemaVersion) return contents;
  // What could not be chosen then is what it is for everybody at first.
  const whole = isObject(settings) ? { ...contents, settings: { ...defaultSettings, ...settings } } : contents;
  if (version === schemaVersion) return whole;
  // There were no bots before, and whoever has none needs no field for them.
  if (version === 2) return { ...whole, schemaVersion };
  const credentials = Array.isArray(contents.credentials) ? contents.credentials : [];
  return {
    ...whole,
    schemaVersion,
    // What was stored before there were generations is the first one.
    credentials: credentials.map((credential) => ({ tags: [], secretsGeneration: 0, ...credential })),
  };
}
