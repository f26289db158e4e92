import type { NewActivity } from '../shared/activity';
import { AppError, type AppErrorCode, failureOf } from '../shared/app-error';
import { type CredentialId, inUse, isUsable } from '../shared/credential';
import { type DialChoice, dialString, sipConnector } from '../shared/dial-string';
import { type HostKey, type HostKeyPersonId, type HostKeySourceChoice, hostKeyPersonId } from '../shared/host-key';
import type { Meeting, MeetingId, MeetingKey } from '../shared/meeting';
import type { MeetingDetails, Passcodes } from '../shared/meeting-details';
import type { MeetingPart, MeetingPlan, ScheduledFor } from '../shared/meeting-plan';
import { missingScopes } from '../shared/scope-needs';
import type { ZoomCloud } from '../shared/zoom-cloud';
import type { ZoomClient } from '../zoom/zoom-client';
import { type MeetingBody, toMeetingDetails } from '../zoom/zoom-schemas';
import type { Activity } from './activity';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';
import type { Meetings } from './meetings';
import type { ZoomAccess } from './zoom-access';

const usualDialing: DialChoice = { protocol: 'sip', host: sipConnector };

/**
 * A host key for one meeting. `keyOf`: whose it is, where it is that of somebody in the directory. `isHosts`: Zoom says that they host it, and
 * that it has no key of its own; only then a refusal says something of the key.
 */
export type UsedHostKey = { key: HostKey; keyOf?: HostKeyPersonId; isHosts?: boolean };

/** Why somebody may not see a meeting that is there all the same. */
const unseen: ReadonlySet<AppErrorCode> = new Set([
  'meeting_not_found',
  'not_permitted',
  'login_required',
  'missing_scope',
  'app_scope_missing',
]);

/** A number that a room system dials for a meeting, passcode and key in it. */
export type Dialing = { number: string; hostKey?: UsedHostKey };

/**
 * What people ask for of a single meeting, besides coming in: to look at it, to make one, to change, delete or end it. Its passcodes and
 * its invitation are read from Zoom at the moment somebody wants them, and kept nowhere.
 */
export class MeetingCare {
  constructor(
    private readonly parts: {
      live: LiveState;
      credentials: Credentials;
      access: Pick<ZoomAccess, 'clientOf'>;
      meetings: Pick<Meetings, 'refreshAnew'>;
      activity: Pick<Activity, 'noteOutcome'>;
      copyText: (text: string) => void;
      /** As `copyText`, and off the clipboard again soon after. */
      copySecret: (text: string) => void;
      /** Somebody's key in the directory. @throws AppError `host_key_missing` */
      hostKeyOf: (personId: HostKeyPersonId) => Promise<HostKey>;
      cloudOf: (environment: Meeting['environment']) => Promise<ZoomCloud>;
      now: () => Date;
    },
  ) {}

  /** @throws AppError `meeting_not_found` when it is in no list any more, why nobody here can look at it, and what Zoom says */
  async read(meetingKey: MeetingKey): Promise<MeetingDetails> {
    const { meeting, credentialId, client } = await this.seen(meetingKey);
    const [body, invitation] = await Promise.all([
      client.getMeeting(meeting.meetingId),
      this.invitationIfAllowed(meeting.meetingId, credentialId, client),
    ]);
    return toMeetingDetails(body, { readBy: credentialId, invitation, now: this.parts.now() });
  }

  /** The passcodes, because a person asked; that is written down. */
  async passcodes(meetingKey: MeetingKey): Promise<Passcodes> {
    const { meeting, credentialId, client } = await this.seen(meetingKey);
    const body = await this.note('passcodeShown', credentialId, meeting, client.getMeeting(meeting.meetingId));
    const digits = body.h323_password ?? body.pstn_password;
    return { ...(body.password ? { passcode: body.password } : {}), ...(digits ? { digits } : {}) };
  }

  /** The whole of it, passcode included. It passes no window. */
  async copyInvitation(meetingKey: MeetingKey): Promise<void> {
    const { meeting, credentialId, client } = await this.seen(meetingKey);
    const asked = client.getInvitation(meeting.meetingId);
    this.parts.copyText(await this.note('invitationCopied', credentialId, meeting, asked));
  }

  /** The link by which anybody joins; with the passcode in it, if Zoom tells that. It passes no window. */
  async copyLink(meetingKey: MeetingKey): Promise<void> {
    const { meeting, credentialId, client, isHost } = await this.seen(meetingKey);
    const { environment, meetingId } = meeting;
    const bare = async () => `https://${(await this.parts.cloudOf(environment)).webEndpoint}/j/${meetingId}`;
    // Zoom shows a meeting to its host only; others have its number.
    const asked = isHost ? client.getMeeting(meetingId).then(({ join_url: link }) => link ?? bare()) : bare();
    this.parts.copyText(await this.note('invitationCopied', credentialId, meeting, asked, 'its link'));
  }

  /** Puts what a room system dials on the clipboard; with a host key or a participant code in it, for half a minute. @throws AppError as `dialing` */
  async copyDialString(meetingKey: MeetingKey, choice: DialChoice = usualDialing): Promise<void> {
    const { meeting, credentialId } = await this.seen(meetingKey);
    const hasKey = choice.hostKey !== undefined || choice.hostKeyFrom !== undefined;
    const brings = [...(hasKey ? ['a host key'] : []), ...(bringsCode(choice) ? ['a participant code'] : [])];
    const what = ['its dial string', ...(brings.length > 0 ? [`with ${brings.join(' and ')}`] : [])].join(' ');
    const dialing = this.dialing(meetingKey, choice);
    const { number } = await this.note('invitationCopied', credentialId, meeting, dialing, what);
    if (brings.length > 0) this.parts.copySecret(number);
    else this.parts.copyText(number);
  }

  /**
   * What a room system dials, with the passcode's digits, which Zoom tells to the host only: any other has the system ask for them.
   * @throws AppError `encrypted_end_to_end`, which no room system can join, and as `ZoomClient.getParticipantCode`
   */
  async dialing(meetingKey: MeetingKey, choice: DialChoice): Promise<Dialing> {
    const { meeting, client, isHost } = await this.seen(meetingKey);
    const { meetingId } = meeting;
    const { layout, hostKeyFrom } = choice;
    const body = isHost ? await client.getMeeting(meetingId) : undefined;
    if (body?.settings?.encryption_type === 'e2ee') throw new AppError('encrypted_end_to_end');
    const typed = choice.hostKey === undefined ? undefined : { key: choice.hostKey };
    const hostKey =
      typed ?? (hostKeyFrom && (await this.hostKeyFor(hostKeyFrom, { environment: meeting.environment, body })));
    const participantCode = bringsCode(choice) ? await client.getParticipantCode(meetingId) : undefined;
    const fields = { meetingId, passcode: body?.h323_password, layout, hostKey: hostKey?.key, participantCode };
    return { number: dialString(fields, choice), ...(hostKey ? { hostKey } : {}) };
  }

  /** The key that makes somebody the host of a meeting at this moment. @throws AppError `host_key_missing` */
  async keyFor(meetingKey: MeetingKey, from: HostKeySourceChoice): Promise<UsedHostKey> {
    const known = await this.seen(meetingKey)
      .then(async ({ meeting: { environment, meetingId }, client }) => ({
        environment,
        body: await client.getMeeting(meetingId),
      }))
      .catch((error: unknown) => {
        // It may be in no list, or not for these eyes: then it has no key of its own that anybody here could know.
        if (unseen.has(failureOf(error).code)) return undefined;
        throw error;
      });
    return this.hostKeyFor(from, known);
  }

  /** A key that Zoom has made for this meeting counts in place of anybody's own. */
  private async hostKeyFor(
    from: HostKeySourceChoice,
    known: { environment: Meeting['environment']; body: MeetingBody | undefined } | undefined,
  ): Promise<UsedHostKey> {
    const { environment, body } = known ?? {};
    const own = body?.dynamic_host_key;
    if (own !== undefined) return { key: own };
    if (from === 'meeting') throw new AppError('host_key_missing', { subject: 'this meeting' });
    // Whoever was only told of is known by their address.
    const names = [body?.host_id, body?.host_email?.toLowerCase()].filter((name) => name !== undefined);
    const isHosts = environment !== undefined && names.some((name) => hostKeyPersonId(environment, name) === from);
    return { key: await this.parts.hostKeyOf(from), keyOf: from, isHosts };
  }

  /** Who lets this credential's user schedule in their name; nobody, where Zoom may not be asked. */
  async schedulers(credentialId: CredentialId): Promise<ScheduledFor[]> {
    const { scopes } = this.parts.credentials.getInUse(credentialId);
    if (missingScopes('scheduleFor', scopes).length > 0) return [];
    return (await this.parts.access.clientOf(credentialId)).listSchedulers();
  }

  /** @param scheduleFor the Zoom user in whose name it is made, who has granted that */
  async create(credentialId: CredentialId, plan: MeetingPlan, scheduleFor?: string): Promise<MeetingId> {
    const client = await this.parts.access.clientOf(credentialId);
    const made = this.note('meetingCreated', credentialId, plan, client.createMeeting(plan, scheduleFor));
    return this.thenRefresh(made);
  }

  async change(meetingKey: MeetingKey, part: MeetingPart, plan: MeetingPlan): Promise<void> {
    const { meeting, credentialId, client } = await this.seen(meetingKey);
    const occurrenceId = await this.occurrenceOf(meeting, part, client);
    const changed = client.updateMeeting(meeting.meetingId, plan, occurrenceId);
    await this.thenRefresh(this.note('meetingChanged', credentialId, meeting, changed, aboutPart(occurrenceId)));
  }

  async delete(meetingKey: MeetingKey, part: MeetingPart): Promise<void> {
    const { meeting, credentialId, client } = await this.seen(meetingKey);
    const occurrenceId = await this.occurrenceOf(meeting, part, client);
    const deleted = client.deleteMeeting(meeting.meetingId, occurrenceId);
    await this.thenRefresh(this.note('meetingDeleted', credentialId, meeting, deleted, aboutPart(occurrenceId)));
  }

  /** Ends a running meeting for everybody in it. */
  async end(meetingKey: MeetingKey): Promise<void> {
    const { meeting, credentialId, client } = await this.seen(meetingKey);
    await this.thenRefresh(this.note('meetingEnded', credentialId, meeting, client.endMeeting(meeting.meetingId)));
  }

  /** The meeting, and whoever sees most of it: its host, or else somebody who lists it. */
  private async seen(meetingKey: MeetingKey) {
    const meeting = this.parts.live.current.meetings.find(({ key }) => key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    const known = inUse(this.parts.credentials.all);
    // The host's come first in the list already.
    const eyes = meeting.sources.flatMap(({ credentialId }) => known.find(({ id }) => id === credentialId) ?? []);
    const credential = eyes.find(isUsable) ?? eyes[0];
    if (!credential) throw new AppError('login_required');
    const { health } = credential;
    if (!isUsable(credential) && health.kind !== 'ready') throw new AppError(health.cause.code, health.cause);
    const isHost = meeting.sources.some((source) => source.isHost && source.credentialId === credential.id);
    return { meeting, isHost, credentialId: credential.id, client: await this.parts.access.clientOf(credential.id) };
  }

  /** It is decoration to the rest: without its scope nobody is asked, and a failure of its own costs only it. */
  private async invitationIfAllowed(
    meetingId: MeetingId,
    credentialId: CredentialId,
    client: ZoomClient,
  ): Promise<string | undefined> {
    if (missingScopes('invitation', this.parts.credentials.get(credentialId).scopes).length > 0) return undefined;
    return client.getInvitation(meetingId).catch(() => undefined);
  }

  /** Zoom's name for the occurrence in the list; none where all of the meeting is meant. */
  private async occurrenceOf(meeting: Meeting, part: MeetingPart, client: ZoomClient): Promise<string | undefined> {
    if (part === 'all' || meeting.type !== 'recurring') return undefined;
    const { occurrences = [] } = await client.getMeeting(meeting.meetingId);
    const start = Date.parse(meeting.startTime ?? '');
    const id = occurrences.find(({ start_time }) => Date.parse(start_time ?? '') === start)?.occurrence_id;
    if (id === undefined) throw new AppError('meeting_not_found');
    return id;
  }

  private note<T>(
    kind: NewActivity['kind'],
    credentialId: CredentialId,
    meeting: { meetingId?: MeetingId; topic: string },
    work: Promise<T>,
    about?: string,
  ): Promise<T> {
    const { meetingId, topic } = meeting;
    return this.parts.activity.noteOutcome(
      { kind, credentialId, topic, ...(meetingId ? { meetingId } : {}), ...(about ? { about } : {}) },
      work,
    );
  }

  /** Also after a failure: what Zoom has not answered to may have been done. Nobody waits for the list. */
  private thenRefresh<T>(work: Promise<T>): Promise<T> {
    return work.finally(() => void this.parts.meetings.refreshAnew());
  }
}

function aboutPart(occurrenceId: string | undefined): string | undefined {
  return occurrenceId === undefined ? undefined : 'one occurrence';
}

function bringsCode({ withParticipantCode, protocol }: DialChoice): boolean {
  return withParticipantCode === true && protocol === 'sip';
}
