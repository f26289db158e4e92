import { Avatar, Button, Loader } from '@mantine/core';
import type { MeetingWindow } from '@shared/app-state';
import type { PracticeParticipant, PracticeRoom as Room } from '@shared/meeting-page';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { IconCrown, IconSchool, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useNow } from '../clock';
import type { Asking } from '../room-main-process';
import { elapsed } from '../time-words';
import { BusyButton } from './BusyButton';
import { ConfirmDialog } from './ConfirmDialog';

type PracticeRoomProps = { room: Room; meetingWindow: MeetingWindow; asking: Asking };

/** Who is in a practice meeting, in the place of Zoom's pictures and voices. */
export function PracticeRoom({ room, meetingWindow, asking }: PracticeRoomProps) {
  const now = useNow(1);
  const [isEnding, setEnding] = useState(false);
  return (
    <div className="room">
      <p className="room-banner">
        <IconSchool size={18} stroke={1.75} aria-hidden />
        This is practice: no audio or video leaves this computer.
      </p>
      {room.standing.kind === 'reconnecting' ? (
        <p role="status" className="room-reconnecting">
          <Loader size={14} aria-hidden /> The connection is lost. Zoom is trying to get it back.
        </p>
      ) : null}
      <header className="room-head">
        <div>
          <h1>{room.topic}</h1>
          <p className="dim numbers">
            {spacedMeetingId(room.meetingId)} · <span role="timer">{elapsed(room.startedAt, now)}</span>
            {room.mayRecord ? ' · you may record' : null}
          </p>
        </div>
        <div className="buttons">
          {meetingWindow.role === 'host' ? (
            <Button className="danger" onClick={() => setEnding(true)}>
              End for all
            </Button>
          ) : null}
          <BusyButton variant="default" isBusy={asking.running === 'leave'} onClick={() => void asking.ask('leave')}>
            Leave
          </BusyButton>
        </div>
      </header>
      <section aria-labelledby="roster-title" className="roster">
        <h2 id="roster-title">In the room ({room.participants.length})</h2>
        <ul>
          {room.participants.map((participant) => (
            <RosterTile key={participant.participantId} participant={participant} />
          ))}
        </ul>
      </section>
      {room.waiting.length > 0 ? (
        <section aria-labelledby="at-the-door-title" className="roster">
          <h2 id="at-the-door-title">In the waiting room ({room.waiting.length})</h2>
          <p className="dim small">Practice Zoom lets them in after a moment.</p>
          <ul>
            {room.waiting.map((participant) => (
              <RosterTile key={participant.participantId} participant={participant} />
            ))}
          </ul>
        </section>
      ) : null}
      <ConfirmDialog
        opened={isEnding}
        title="End this meeting for all?"
        confirmLabel="End for all"
        isBusy={asking.running === 'endForAll'}
        onClose={() => setEnding(false)}
        onConfirm={async () => {
          await asking.ask('endForAll');
          setEnding(false);
        }}
      >
        <p>Everybody is put out of the practice room. Leave instead to let the others go on.</p>
      </ConfirmDialog>
    </div>
  );
}

function RosterTile({ participant: { displayName, role, isSelf, avatar } }: { participant: PracticeParticipant }) {
  return (
    <li className={`card roster-tile${isSelf ? ' is-self' : ''}`}>
      <Avatar src={avatar ?? null} alt="" radius="xl" size={56} color="teal">
        <IconUser size={26} stroke={1.5} aria-hidden />
      </Avatar>
      <p className="roster-name">
        {displayName}
        {isSelf ? <span className="dim"> (you)</span> : null}
      </p>
      <p className="dim small roster-role">
        {role === 'host' ? <IconCrown size={14} stroke={2} aria-hidden /> : null}
        {role}
      </p>
    </li>
  );
}
