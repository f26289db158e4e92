import './MeetingRow.css';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { whoCanStart } from '@shared/agenda';
import type { MeetingWindow } from '@shared/app-state';
import type { Credential, CredentialId } from '@shared/credential';
import { errorText } from '@shared/error-text';
import type { Meeting } from '@shared/meeting';
import type { Risk } from '@shared/risk';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import {
  IconAlertTriangle,
  IconArrowBadgeRightFilled,
  IconArrowsDoubleNeSw,
  IconBroadcast,
  IconChevronDown,
  IconDoorEnter,
} from '@tabler/icons-react';
import { memo, useId, useState } from 'react';
import { useNow } from '../clock';
import { call, useCall } from '../main-process';
import { concernedCredential, possibleParticipants, sourceNames, startWords } from '../screens/meeting-list';
import { goToClientChange } from '../screens/screen-names';
import { clockElsewhere, clockTime, duration, untilStart } from '../time-words';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';
import { EnvironmentBadge } from './EnvironmentBadge';
import { FailureNote } from './FailureNote';
import type { NewCredentialStart } from './NewCredentialDialog';

type MeetingRowProps = {
  meeting: Meeting;
  isNext: boolean;
  overlapCount: number;
  /** Topics of some of the meetings at the same time, one in a line. */
  overlapTopics: string;
  credentials: readonly Credential[];
  /** A window in which somebody is in it, or on the way in. */
  openWindow: MeetingWindow | undefined;
  risk: Risk | undefined;
  /** Where it stands in its day, of which a part may not be drawn yet. */
  position: number;
  listLength: number;
  onAddCredential: (start: NewCredentialStart) => void;
};

type Wish = { kind: 'start' } | { kind: 'join'; credentialId?: CredentialId };

/**
 * One meeting: when, what, whose, who could start it, and the way in. What goes wrong on the way in stands in the row itself.
 * Drawn again only when it changes, or its time comes near.
 */
export const MeetingRow = memo(function MeetingRow({
  meeting,
  isNext,
  overlapCount,
  overlapTopics,
  credentials,
  openWindow,
  risk,
  position,
  listLength,
  onAddCredential,
}: MeetingRowProps) {
  const topicId = useId();
  const start = useCall('startMeeting');
  const join = useCall('joinMeeting');
  const authorize = useAuthorize();
  const [lastWish, setLastWish] = useState<Wish>({ kind: 'join' });
  const meetingKey = meeting.key;

  function clear() {
    start.clear();
    join.clear();
    authorize.clear();
  }

  function attend(wish: Wish) {
    clear();
    setLastWish(wish);
    if (wish.kind === 'start') void start.run({ meetingKey });
    else void join.run({ meetingKey, ...(wish.credentialId ? { credentialId: wish.credentialId } : {}) });
  }

  const concerned =
    credentials.find(({ id }) => lastWish.kind === 'join' && id === lastWish.credentialId) ??
    concernedCredential(meeting, credentials);
  async function authorizeConcerned() {
    if (!concerned) return;
    const outcome = await authorize.run(concerned.id);
    if (outcome?.ok) clear();
  }

  const isHosts = meeting.sources.some(({ isHost }) => isHost);
  const elsewhere =
    meeting.startTime && meeting.timezone ? clockElsewhere(meeting.startTime, meeting.timezone) : undefined;
  const failure = authorize.failure ?? start.failure ?? join.failure;
  const isBusy = start.isBusy || join.isBusy;

  return (
    <li
      className="meeting-row"
      aria-labelledby={topicId}
      aria-busy={isBusy}
      aria-posinset={position}
      aria-setsize={listLength}
    >
      <MeetingTime meeting={meeting} />
      <div className="meeting-what">
        <div className="meeting-topic-line">
          <a id={topicId} className="meeting-topic meeting-link" href={`#meetings/${encodeURIComponent(meetingKey)}`}>
            {meeting.topic}
          </a>
          {isNext ? (
            <span className="mark mark-next">
              <IconArrowBadgeRightFilled size={14} aria-hidden />
              Next
            </span>
          ) : null}
          {overlapCount > 0 ? (
            <span className="mark mark-overlap" title={overlapTopics}>
              <IconArrowsDoubleNeSw size={14} stroke={2} aria-hidden />
              Overlaps {overlapCount}
            </span>
          ) : null}
          {risk ? (
            <span className="mark mark-risk">
              <IconAlertTriangle size={14} stroke={2} aria-hidden />
              At risk<span className="visually-hidden">: {errorText(risk.failure).sentence}</span>
            </span>
          ) : null}
          {openWindow ? (
            <span className="mark mark-in">
              <IconDoorEnter size={14} stroke={2} aria-hidden />
              {openWindow.phase === 'inMeeting' ? 'You are in' : 'On the way in'}
            </span>
          ) : null}
          <EnvironmentBadge environment={meeting.environment} />
        </div>
        <p className="meeting-facts dim small numbers">
          {[
            ...(meeting.durationMinutes > 0 ? [duration(meeting.durationMinutes)] : []),
            spacedMeetingId(meeting.meetingId),
            ...(elsewhere ? [elsewhere] : []),
            ...sourceNames(meeting, credentials),
            startWords(whoCanStart(meeting, credentials)),
          ].map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      </div>
      <div className="meeting-actions">
        {openWindow ? (
          <Button
            size="compact-sm"
            aria-describedby={topicId}
            onClick={() => void call('showMeetingWindow', { windowId: openWindow.windowId })}
          >
            Show
          </Button>
        ) : null}
        {isHosts && !openWindow ? (
          <BusyButton
            size="compact-sm"
            variant={isNext || meeting.isRunning ? 'filled' : 'light'}
            aria-describedby={topicId}
            isBusy={start.isBusy}
            onClick={() => attend({ kind: 'start' })}
          >
            Start
          </BusyButton>
        ) : null}
        <JoinButtons
          meeting={meeting}
          credentials={credentials}
          topicId={topicId}
          isBusy={join.isBusy}
          onJoin={(credentialId) => attend({ kind: 'join', ...(credentialId ? { credentialId } : {}) })}
        />
      </div>
      {failure ? (
        <div className="meeting-failure">
          <FailureNote
            failure={failure}
            isNews
            onDismiss={clear}
            actions={{
              retry: () => attend(lastWish),
              refreshMeetings: () => {
                clear();
                void call('refreshMeetings');
              },
              addCredential: () => onAddCredential({ kind: 'user', environment: meeting.environment }),
              addAppCredential: () => onAddCredential({ kind: 'app', environment: meeting.environment }),
              ...(concerned
                ? {
                    authorize: () => void authorizeConcerned(),
                    changeClient: () => goToClientChange(concerned.id),
                  }
                : {}),
            }}
          />
        </div>
      ) : null}
    </li>
  );
});

/** Its own clock, so that the passing of time draws nothing but these words again. */
function MeetingTime({ meeting: { isRunning, startTime } }: { meeting: Meeting }) {
  const now = useNow(10);
  const until = startTime === undefined ? undefined : untilStart(startTime, now);
  const isSoon = startTime !== undefined && Date.parse(startTime) - now.getTime() <= 15 * 60_000;
  return (
    <div className="meeting-time numbers">
      <span className="meeting-clock">
        {startTime === undefined ? (isRunning ? 'Now' : 'Any time') : clockTime(startTime)}
      </span>
      {isRunning ? (
        <span className="mark mark-running">
          <IconBroadcast size={14} stroke={2} aria-hidden />
          running
        </span>
      ) : (
        <span className={isSoon ? 'meeting-soon small' : 'dim small'}>{until}</span>
      )}
    </div>
  );
}

type JoinButtonsProps = {
  meeting: Meeting;
  credentials: readonly Credential[];
  topicId: string;
  isBusy: boolean;
  onJoin: (credentialId?: CredentialId) => void;
};

/** Join as whoever lists the meeting, or, where several users could, as one of them by name. */
function JoinButtons({ meeting, credentials, topicId, isBusy, onJoin }: JoinButtonsProps) {
  const participants = possibleParticipants(meeting, credentials);
  return (
    <div className="join-buttons">
      <BusyButton
        size="compact-sm"
        variant="default"
        aria-describedby={topicId}
        isBusy={isBusy}
        onClick={() => onJoin()}
      >
        Join
      </BusyButton>
      {participants.length > 1 ? (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={26} aria-label="Join as somebody else" aria-describedby={topicId}>
              <IconChevronDown size={14} stroke={2} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {participants.map(({ id, name, user }) => (
              <Menu.Item key={id} onClick={() => onJoin(id)}>
                Join as {user?.displayName ?? name} <span className="dim">({name})</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
}
