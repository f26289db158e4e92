import { type ActivityEntry, type ActivityFilter, type ActivityFormat, activityTitle } from '../shared/activity';
import { AppError } from '../shared/app-error';
import { writeChosenFile } from '../storage/chosen-file';
import type { Activity } from './activity';
import { csvHead, csvLine } from './csv-text';
import type { LiveState } from './live-state';

type FileQuestion = { title: string; filters: { name: string; extensions: string[] }[]; suggestedName: string };
/** Answers undefined when the user cancelled. */
export type AskWhereToSave = (question: FileQuestion) => Promise<string | undefined>;

const formats: { readonly [Format in ActivityFormat]: { name: string; extension: string } } = {
  csv: { name: 'CSV', extension: 'csv' },
  jsonLines: { name: 'JSON Lines', extension: 'jsonl' },
};

/** How often the window hears how far it is. */
const tellEveryMs = 200;

/** Writes the activity into a file of the user's choice, one at a time. */
export class ActivityExport {
  private running: AbortController | undefined;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly parts: { activity: Activity; live: LiveState; askWhereToSave: AskWhereToSave; now: () => Date },
  ) {}

  /**
   * Asks where to, and writes what matches, the oldest first.
   * @returns false when the user cancelled, in the dialog or on the way; then there is no file
   * @throws AppError `file_not_written`, or `invalid_request` while another export is under way
   */
  async run({ format, filter }: { format: ActivityFormat; filter: ActivityFilter }): Promise<boolean> {
    if (this.running) throw new AppError('invalid_request');
    const controller = new AbortController();
    this.running = controller;
    const { activity, live, askWhereToSave, now } = this.parts;
    const { name, extension } = formats[format];
    try {
      const path = await askWhereToSave({
        title: 'Export activity',
        filters: [{ name, extensions: [extension] }],
        suggestedName: `usher-activity-${now().toISOString().slice(0, 10)}.${extension}`,
      });
      if (path === undefined || controller.signal.aborted) return false;
      live.set({ activityExport: { part: 0 } });
      let count = 0;
      async function* lines() {
        let toldAt = 0;
        if (format === 'csv') yield head;
        const onRead = (part: number) => {
          controller.signal.throwIfAborted();
          if (Date.now() - toldAt < tellEveryMs) return;
          toldAt = Date.now();
          live.set({ activityExport: { part } });
        };
        for await (const entry of activity.entries(filter, onRead)) {
          count += 1;
          yield format === 'csv' ? lineOf(entry) : `${JSON.stringify(entry)}\n`;
        }
      }
      this.writing = writeChosenFile(path, inBatches(lines()));
      await this.writing;
      activity.note({
        kind: 'activityExported',
        outcome: 'done',
        about: `${count} ${count === 1 ? 'entry' : 'entries'} as ${name}`,
      });
      return true;
    } catch (error) {
      if (controller.signal.aborted) return false;
      throw error;
    } finally {
      this.running = undefined;
      this.writing = undefined;
      live.set({ activityExport: undefined });
    }
  }

  cancel(): void {
    this.running?.abort();
  }

  /** Before the app quits: answers when nothing half written is left behind. A dialog that is still open is not waited for. */
  async settle(): Promise<void> {
    this.cancel();
    await this.writing?.catch(() => {});
  }
}

const batchLength = 64 * 1024;

/** Few large writes in place of many small ones. */
async function* inBatches(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let batch = '';
  for await (const line of lines) {
    batch += line;
    if (batch.length < batchLength) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

const head = csvHead([
  'Entry',
  'Time',
  'What',
  'Kind',
  'Outcome',
  'Credential',
  'Credential ID',
  'Zoom user',
  'Meeting ID',
  'Topic',
  'About',
  'Code',
  'Zoom code',
  'Tracking ID',
]);

function lineOf(entry: ActivityEntry): string {
  return csvLine([
    entry.n,
    entry.at,
    activityTitle(entry),
    entry.kind,
    entry.outcome,
    entry.credentialName,
    entry.credentialId,
    entry.zoomUser,
    entry.meetingId,
    entry.topic,
    entry.about,
    entry.code,
    entry.zoomCode,
    entry.trackingId,
  ]);
}
