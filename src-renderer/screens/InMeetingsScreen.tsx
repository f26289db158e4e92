import './InMeetingsScreen.css';
import { ActionIcon, Button, Menu } from '@mantine/core';
import type { AppState, MeetingWindow } from '@shared/app-state';
import type { ScreenName } from '@shared/screen-name';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { isUnderWay } from '@shared/under-way';
import { IconDoorEnter, IconDots } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useNow } from '../clock';
import { BusyButton } from '../components/BusyButton';
import { ClaimHostDialog } from '../components/ClaimHostDialog';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EmptyNote } from '../components/EmptyNote';
import { EnvironmentBadge } from '../components/EnvironmentBadge';
import { FailureNote } from '../components/FailureNote';
import { InviteRoomDialog } from '../components/InviteRoomDialog';
import { StandingMark } from '../components/StandingMark';
import { useCall } from '../main-process';
import { ago, clockTime } from '../time-words';
import { meetingWindowStanding } from './meeting-window-phase';

/** Every meeting window, from the click to its end. */
export function InMeetingsScreen({ state, onShow }: { state: AppState; onShow: (screen: ScreenName) => void }) {
  const now = useNow(10);
  const leaveAll = useCall('leaveAllMeetings');
  const [isLeaving, setLeaving] = useState(false);
  const underWay = state.meetingWindows.filter(isUnderWay);
  return (
    <>
      <div className="screen-head">
        <h1>In meetings</h1>
        {underWay.length > 1 ? (
          <Button variant="default" onClick={() => setLeaving(true)}>
            Leave all
          </Button>
        ) : null}
      </div>
      <ConfirmDialog
        opened={isLeaving}
        title={`Leave all ${underWay.length} meetings?`}
        confirmLabel="Leave all"
        isBusy={leaveAll.isBusy}
        returnFocus={underWay.length > 1}
        onClose={() => setLeaving(false)}
        onConfirm={async () => {
          await leaveAll.run();
          setLeaving(false);
        }}
      >
        <p>Every meeting window closes. Meetings that you host go on without you.</p>
      </ConfirmDialog>
      {state.meetingWindows.length === 0 ? (
        <EmptyNote
          icon={<IconDoorEnter size={36} stroke={1.5} />}
          title="No meeting is open"
          text="Start or join one, and it stands here until its window is closed."
        >
          <Button variant="default" onClick={() => onShow('meetings')}>
            Go to Meetings
          </Button>
        </EmptyNote>
      ) : (
        <ul className="card rows">
          {state.meetingWindows.map((meetingWindow) => (
            <MeetingWindowRow key={meetingWindow.windowId} meetingWindow={meetingWindow} state={state} now={now} />
          ))}
        </ul>
      )}
    </>
  );
}

function MeetingWindowRow({ meetingWindow, state, now }: { meetingWindow: MeetingWindow; state: AppState; now: Date }) {
  const topicId = useId();
  const show = useCall('showMeetingWindow');
  const leave = useCall('leaveMeeting');
  const end = useCall('endMeeting');
  const [isEnding, setEnding] = useState(false);
  const [dialog, setDialog] = useState<'claim' | 'invite'>();
  const { windowId, meetingKey, topic, role, userName, since, environment, meetingId, waitsUntil } = meetingWindow;
  const { phase, participants, joinedAt, isReduced, hasHost } = meetingWindow;
  const from = phase === 'inMeeting' && joinedAt ? joinedAt : since;
  const failure = show.failure ?? leave.failure ?? end.failure ?? meetingWindow.failure;
  return (
    <li className="window-row" aria-labelledby={topicId}>
      <div className="window-what">
        <div className="meeting-topic-line">
          <span id={topicId} className="meeting-topic">
            {topic}
          </span>
          <EnvironmentBadge environment={environment} />
        </div>
        <p className="meeting-facts small numbers">
          <StandingMark standing={meetingWindowStanding(meetingWindow)} />
          <span className="dim">
            since {clockTime(from)}, {ago(from, now)}
          </span>
          {waitsUntil ? (
            <span className="dim">
              {phase === 'reconnecting' ? 'joins again at' : 'stops waiting at'} {clockTime(waitsUntil)}
            </span>
          ) : null}
          <span className="dim">
            {userName} · {role}
          </span>
          {participants === undefined ? null : <span className="dim">{participants} in it</span>}
          <span className="dim">{spacedMeetingId(meetingId)}</span>
          {isReduced ? <span className="dim">reduced mode: fewer videos at a time</span> : null}
        </p>
      </div>
      <div className="meeting-actions">
        <Button size="compact-sm" aria-describedby={topicId} onClick={() => void show.run({ windowId })}>
          Show
        </Button>
        <BusyButton
          size="compact-sm"
          variant="default"
          aria-describedby={topicId}
          isBusy={leave.isBusy}
          onClick={() => void leave.run({ windowId })}
        >
          {isUnderWay(meetingWindow) ? 'Leave' : 'Close'}
        </BusyButton>
        {role === 'host' && phase === 'inMeeting' ? (
          <Button size="compact-sm" variant="default" aria-describedby={topicId} onClick={() => setEnding(true)}>
            End for all…
          </Button>
        ) : null}
        {phase === 'inMeeting' ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={26} aria-label={`More for ${topic}`}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {role === 'participant' ? (
                <Menu.Item disabled={hasHost === true} onClick={() => setDialog('claim')}>
                  {hasHost ? 'Claim host: it has one' : 'Claim host…'}
                </Menu.Item>
              ) : null}
              {environment === 'practice' ? (
                <Menu.Item disabled>Invite a room system: not in practice</Menu.Item>
              ) : (
                <Menu.Item onClick={() => setDialog('invite')}>Invite a room system…</Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </div>
      <ClaimHostDialog
        meetingWindow={meetingWindow}
        state={state}
        opened={dialog === 'claim'}
        onClose={() => setDialog(undefined)}
      />
      <InviteRoomDialog
        meetingWindow={meetingWindow}
        opened={dialog === 'invite'}
        onClose={() => setDialog(undefined)}
      />
      <ConfirmDialog
        opened={isEnding}
        title={`End “${topic}” for all?`}
        confirmLabel="End for all"
        isBusy={end.isBusy}
        onClose={() => setEnding(false)}
        onConfirm={async () => {
          await end.run({ meetingKey });
          setEnding(false);
        }}
      >
        <p>Everybody is put out of the meeting. Leave instead to let the others go on.</p>
      </ConfirmDialog>
      {failure ? (
        <div className="meeting-failure">
          <FailureNote failure={failure} actions={{}} />
        </div>
      ) : null}
    </li>
  );
}
