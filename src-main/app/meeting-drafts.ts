import { randomUUID } from 'node:crypto';
import { AppError } from '../shared/app-error';
import { type CredentialId, inUse } from '../shared/credential';
import type { LaunchRequest } from '../shared/launch-arguments';
import { listedMeeting } from '../shared/meeting';
import type { MeetingDraft } from '../shared/meeting-draft';
import {
  type MeetingReading,
  type MeetingReference,
  type PersonalRoom,
  readDeepLink,
  readMeetingText,
} from '../shared/meeting-link';
import type { LiveState } from './live-state';
import type { Meetings, NamedMeeting } from './meetings';

/** Whoever types a number has typed its first digits before. */
const typingPauseMs = 400;

/**
 * The one text at a time from which somebody wants to join: typed or pasted, from the clipboard, or a link that another program opened.
 * What it names is shown first; its passcode and tokens wait here and are forgotten with it.
 */
export class MeetingDrafts {
  private named: { draftId: string; meetings: NamedMeeting[] } | undefined;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      meetings: Pick<Meetings, 'joinNamed' | 'startNamed' | 'lookUp'>;
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

  /**
   * Starts one that no list has, as the host that Zoom has named.
   * @throws AppError `invalid_request` for a draft that is no longer there, and as `Meetings.startNamed`
   */
  async start(draftId: string, at: number): Promise<void> {
    await this.parts.meetings.startNamed(this.get(draftId, at));
    this.drop();
  }

  /** What was understood, with its passcode. @throws AppError `invalid_request` for a draft that is no longer there */
  get(draftId: string, at: number): NamedMeeting {
    const meeting = this.named?.draftId === draftId ? this.named.meetings[at] : undefined;
    if (!meeting) throw new AppError('invalid_request');
    return meeting;
  }

  drop(): void {
    clearTimeout(this.pause);
    this.named = undefined;
    this.parts.live.set({ draft: undefined });
  }

  private show(from: MeetingDraft['from'], reading: MeetingReading): void {
    const draftId = randomUUID();
    const meetings =
      reading.kind === 'meeting' ? [reading.meeting] : reading.kind === 'several' ? reading.meetings : [];
    this.named = { draftId, meetings: [...meetings] };
    // A link from another program makes Usher ask nobody anything.
    const listed = this.parts.live.current.meetings;
    const unlisted = from === 'link' ? [] : meetings.filter((meeting) => !listedMeeting(meeting, listed));
    this.parts.live.set({
      draft: {
        draftId,
        from,
        meetings: meetings.map((meeting) => ({
          meetingId: meeting.meetingId,
          ...(meeting.environment ? { environment: meeting.environment } : {}),
          ...(meeting.topic ? { topic: meeting.topic } : {}),
          ...(unlisted.includes(meeting) ? { isAsking: true } : {}),
          hasPasscode: (meeting.passcode ?? meeting.encodedPasscode) !== undefined,
          isRegistrants: meeting.registrantToken !== undefined,
        })),
        ...(reading.kind === 'unreadable' ? { reason: reading.reason } : {}),
      },
    });
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      for (const meeting of unlisted) void this.askAbout(meeting, draftId);
    }, typingPauseMs);
  }

  /** Zoom's word on the topic comes before that of an invitation, which may be old. */
  private async askAbout(meeting: MeetingReference, draftId: string): Promise<void> {
    const found = await this.parts.meetings.lookUp(meeting);
    const { draft } = this.parts.live.current;
    const at = this.named?.meetings.indexOf(meeting) ?? -1;
    if (!this.named || draft?.draftId !== draftId || at < 0) return;
    this.named.meetings[at] = { ...meeting, ...found };
    const meetings = draft.meetings.map(({ isAsking, ...shown }, index) =>
      index === at ? { ...shown, ...found } : { ...shown, ...(isAsking ? { isAsking } : {}) },
    );
    this.parts.live.set({ draft: { ...draft, meetings } });
  }

  private async whereOf(text: string): Promise<{ practiceOrigin?: string; personalRooms: PersonalRoom[] }> {
    const personalRooms = inUse(this.parts.live.current.credentials).flatMap(({ environment, user }) =>
      user?.personalLink && user.pmi ? [{ link: user.personalLink, meetingId: user.pmi, environment }] : [],
    );
    // Practice Zoom is not started for a text that has nothing to do with it.
    return text.includes('127.0.0.1')
      ? { personalRooms, practiceOrigin: await this.parts.practiceOrigin() }
      : { personalRooms };
  }
}
