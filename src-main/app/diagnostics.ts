import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActivityEntry } from '../shared/activity';
import type { Failure } from '../shared/app-error';
import type { AppState } from '../shared/app-state';
import type { Credential } from '../shared/credential';
import { writeChosenFile } from '../storage/chosen-file';
import type { Activity } from './activity';
import type { AskWhereToSave } from './activity-export';
import type { LiveState } from './live-state';

/** Something that no code names: where it happened, never its message. */
export type UnexpectedError = { at: string; name: string; frames: readonly string[] };

/** What a support bundle needs to know besides the state. */
export type DiagnosticsWorld = {
  /** Versions of the programs below, by name. */
  versions: Readonly<Record<string, string>>;
  system: Readonly<Record<string, string | number | boolean>>;
  /** The profile's folder. Only names that Usher gives and sizes are taken from it. */
  profile: string;
  keyring: () => Promise<string>;
  clockSkewMs: () => number | undefined;
  unexpected: () => readonly UnexpectedError[];
  /** When the main process answered nobody, and for how long. */
  blocked: () => readonly { at: string; milliseconds: number }[];
};

const lastEntries = 200;
const keyringLimit = 'no answer';

/** The support bundle: one redacted file, shown before it is saved. Only what is named here gets in, each in a form that can hold no secret. */
export class Diagnostics {
  /** What was shown last. */
  private shown: string | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      activity: Pick<Activity, 'list' | 'note'>;
      world: DiagnosticsWorld;
      askWhereToSave: AskWhereToSave;
      now: () => Date;
    },
  ) {}

  async preview(): Promise<string> {
    const { live, activity, world, now } = this.parts;
    const [keyring, files, entries] = await Promise.all([
      world.keyring().catch(() => keyringLimit),
      filesIn(world.profile),
      activity.list({ limit: lastEntries }).then(
        (page) => page.entries,
        () => [],
      ),
    ]);
    this.shown = diagnosticsText({ state: live.current, world, keyring, files, entries, now: now() });
    return this.shown;
  }

  /**
   * Saves what was shown last where the user chooses.
   * @returns false when the user cancelled @throws AppError `file_not_written`
   */
  async save(): Promise<boolean> {
    const text = this.shown ?? (await this.preview());
    const path = await this.parts.askWhereToSave({
      title: 'Save diagnostics',
      filters: [{ name: 'JSON', extensions: ['json'] }],
      suggestedName: `usher-diagnostics-${this.parts.now().toISOString().slice(0, 10)}.json`,
    });
    if (path === undefined) return false;
    await writeChosenFile(path, text);
    this.parts.activity.note({ kind: 'diagnosticsSaved', outcome: 'done' });
    return true;
  }
}

/** The bundle's text, for support and for whoever wants to read it before: no names, no addresses, no text of anybody else. */
export function diagnosticsText({
  state,
  world,
  keyring,
  files,
  entries,
  now,
}: {
  state: AppState;
  world: DiagnosticsWorld;
  keyring: string;
  files: readonly FilesSeen[];
  entries: readonly ActivityEntry[];
  now: Date;
}): string {
  const bundle = {
    about: 'Usher diagnostics. Holds no names, e-mail addresses, meeting topics, passcodes or secrets.',
    at: now.toISOString(),
    usher: word(state.version),
    versions: words(world.versions),
    system: words(world.system),
    settings: words(state.settings),
    keyring: word(keyring),
    clockSkewMs: world.clockSkewMs() ?? null,
    credentials: state.credentials.map(redactedCredential),
    signIns: state.signIns.map(({ phase, startedAt, strayAnswer, mustPaste }) => ({
      phase,
      startedAt: moment(startedAt),
      strayAnswer,
      mustPaste,
    })),
    meetings: {
      listed: state.meetings.length,
      running: state.meetings.filter(({ isRunning }) => isRunning).length,
      feeds: state.feeds.map(({ refreshedAt, failure }) => ({
        refreshedAt: refreshedAt && moment(refreshedAt),
        failure: failure && redactedFailure(failure),
      })),
      windows: state.meetingWindows.map(({ environment, role, phase, since, failure }) => ({
        environment,
        role,
        phase,
        since: moment(since),
        failure: failure && redactedFailure(failure),
      })),
    },
    notices: state.notices.map(({ at, failure }) => ({ at: moment(at), failure: redactedFailure(failure) })),
    files,
    lastActivity: entries.map(({ at, kind, outcome, token, code, zoomCode }) => ({
      at: moment(at),
      kind,
      outcome,
      token,
      code,
      zoomCode: codeOfZoom(zoomCode),
    })),
    unexpectedErrors: world.unexpected().map(({ at, name, frames }) => ({
      at: moment(at),
      name: word(name),
      frames: frames.map(redactedFrame),
    })),
    blocked: world.blocked().map(({ at, milliseconds }) => ({ at: moment(at), milliseconds })),
  };
  return `${JSON.stringify(bundle, undefined, 2)}\n`;
}

function redactedCredential(
  {
    kind,
    environment,
    clientId,
    hasClientSecret,
    tags,
    scopes,
    user,
    addedAt,
    authorizedAt,
    renewedAt,
    deletedAt,
    lastSuccessAt,
    health,
    lastError,
    secretsGeneration,
  }: Credential,
  index: number,
) {
  return {
    number: index + 1,
    kind,
    environment,
    // Of a short one four characters would be most of it.
    clientIdEnd: clientId.length >= 12 ? word(clientId.slice(-4)) : '…',
    hasClientSecret,
    tags: tags.length,
    scopes: scopes.filter((scope) => /^[a-z_]{1,40}(:[a-z_]{1,40}){1,4}$/.test(scope)),
    otherScopes: scopes.filter((scope) => !/^[a-z_]{1,40}(:[a-z_]{1,40}){1,4}$/.test(scope)).length,
    hasUser: user !== undefined,
    plan: user?.plan,
    addedAt: moment(addedAt),
    authorizedAt: authorizedAt && moment(authorizedAt),
    renewedAt: renewedAt && moment(renewedAt),
    deletedAt: deletedAt && moment(deletedAt),
    lastSuccessAt: lastSuccessAt && moment(lastSuccessAt),
    secretsGeneration,
    health:
      health.kind === 'ready'
        ? { kind: health.kind }
        : { kind: health.kind, since: moment(health.since), cause: redactedFailure(health.cause) },
    lastError: lastError && { at: moment(lastError.at), failure: redactedFailure(lastError.failure) },
  };
}

/** Zoom's own words are left out: they may quote what was sent. */
function redactedFailure({ code, zoomCode, retryAt }: Failure) {
  return {
    code,
    zoomCode: codeOfZoom(zoomCode),
    retryAt: retryAt && moment(retryAt),
  };
}

/** A number, or a word as OAuth has them; Zoom may send anything in the place of one. */
function codeOfZoom(code: Failure['zoomCode']): string | undefined {
  if (code === undefined) return undefined;
  return /^(-?\d{1,9}|[a-z_]{1,40})$/.test(String(code)) ? String(code) : '(left out)';
}

/** A place in a program: its function and the file's own name, without the folders it lies in. */
function redactedFrame(frame: string): string {
  const [, place = '', line = ''] = /([\w.-]{1,80}?)(:\d{1,7}:\d{1,7})?\)?$/.exec(frame.trim()) ?? [];
  const [, called = ''] = /^at (?:async )?([\w.<>$ ]{1,80}) \(/.exec(frame.trim()) ?? [];
  return `${called ? `${called} ` : ''}${place}${line}`.trim();
}

/** Short and of the characters that names of things have; whatever else it is stays out. */
function word(text: string): string {
  return /^[\w .,:;+/()#~-]{1,120}$/.test(text) && !/[\w-]{33}/.test(text) ? text : '(left out)';
}

function words(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      word(name),
      typeof value === 'number' || typeof value === 'boolean' ? value : word(String(value)),
    ]),
  );
}

function moment(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]{5,15}Z$/.test(text) ? text : '(left out)';
}

/** Names that Usher gives, with what it puts in them: the generation before, what was set aside and when, a draft. */
const ours =
  /^(usher|usher-secrets|activity|activity-head|practice-zoom|reminders|host-keys|host-key-campaign)(\.(previous|set-aside-[\dTZ-]{1,30}(-[\da-f]{4})?))?\.(json|jsonl|sealed)(\.(draft|previous|set-aside-[\dTZ-]{1,30}|tmp-[\da-f]{1,20}))?$/;
/** Notes and locks of renewals: their names are IDs, so they are only counted. */
const renewals = 'renewals';

type FilesSeen = { name: string; bytes: number; count?: number };

async function filesIn(folder: string): Promise<FilesSeen[]> {
  const [names, notes] = await Promise.all([namesIn(folder), namesIn(join(folder, renewals))]);
  const own = names.filter((name) => ours.test(name)).sort();
  const sizes = await Promise.all(own.map((name) => sizeOf(join(folder, name))));
  const noteSizes = await Promise.all(notes.map((name) => sizeOf(join(folder, renewals, name))));
  return [
    ...own.map((name, index) => ({ name, bytes: sizes[index] ?? -1 })),
    ...(notes.length > 0
      ? [{ name: `${renewals}/`, count: notes.length, bytes: noteSizes.reduce((sum, bytes) => sum + bytes, 0) }]
      : []),
  ];
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** -1 for what cannot be looked at. */
function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
