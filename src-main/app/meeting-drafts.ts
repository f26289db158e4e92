import { randomUUID } from 'node:crypto';
import { AppError } from '../shared/app-error';
import type { CredentialId } from '../shared/credential';
import type { LaunchRequest } from '../shared/launch-arguments';
import type { MeetingDraft } from '../shared/meeting-draft';
import { type MeetingReading, type MeetingReference, readDeepLink, readMeetingText } from '../shared/meeting-link';
import type { LiveState } from './live-state';
import type { Meetings } from './meetings';

/**
 * The one text at a time from which somebody wants to join: typed or pasted, from the clipboard, or a link that another program opened.
 * What it names is shown first; its passcode and tokens wait here and are forgotten with it.
 */
export class MeetingDrafts {
  private named: { draftId: string; meetings: readonly MeetingReference[] } | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      meetings: Pick<Meetings, 'joinNamed'>;
      /** Where links of Practice Zoom lead; it may have to start first. */
      practiceOrigin: () => Promise<string>;
      readClipboard: () => Promise<string>;
    },
  ) {}

  async read(text: string): Promise<void> {
    if (text.trim() === '') return this.drop();
    this.show('field', readMeetingText(text, await this.whereOf(text)));
  }

  async readClipboard(): Promise<void> {
    const text = await this.parts.readClipboard();
    this.show('clipboard', readMeetingText(text, await this.whereOf(text)));
  }

  /** From outside: it may fill the field, and a person decides. */
  async readLaunch(request: Exclude<LaunchRequest, { kind: 'none' }>): Promise<void> {
    if (request.kind === 'refused') return this.show('link', { kind: 'unreadable', reason: 'suspicious' });
    const { link } = request;
    this.show('link', readDeepLink(link, await this.whereOf(link)));
  }

  /**
   * @param at which of the meetings that were understood
   * @throws AppError `invalid_request` for a draft that is no longer there, and as `Meetings.attend`
   */
  async join(draftId: string, at: number, credentialId: CredentialId): Promise<void> {
    await this.parts.meetings.joinNamed(this.get(draftId, at), credentialId);
    this.drop();
  }

  /** What was understood, with its passcode. @throws AppError `invalid_request` for a draft that is no longer there */
  get(draftId: string, at: number): MeetingReference {
    const meeting = this.named?.draftId === draftId ? this.named.meetings[at] : undefined;
    if (!meeting) throw new AppError('invalid_request');
    return meeting;
  }

  drop(): void {
    this.named = undefined;
    this.parts.live.set({ draft: undefined });
  }

  private show(from: MeetingDraft['from'], reading: MeetingReading): void {
    const draftId = randomUUID();
    const meetings =
      reading.kind === 'meeting' ? [reading.meeting] : reading.kind === 'several' ? reading.meetings : [];
    this.named = { draftId, meetings };
    this.parts.live.set({
      draft: {
        draftId,
        from,
        meetings: meetings.map(({ meetingId, environment, topic, passcode, encodedPasscode, registrantToken }) => ({
          meetingId,
          ...(environment ? { environment } : {}),
          ...(topic ? { topic } : {}),
          hasPasscode: (passcode ?? encodedPasscode) !== undefined,
          isRegistrants: registrantToken !== undefined,
        })),
        ...(reading.kind === 'unreadable' ? { reason: reading.reason } : {}),
      },
    });
  }

  /** Practice Zoom is not started for a text that has nothing to do with it. */
  private async whereOf(text: string): Promise<{ practiceOrigin?: string }> {
    return text.includes('127.0.0.1') ? { practiceOrigin: await this.parts.practiceOrigin() } : {};
  }
}
