import './RoomScreen.css';
import { Avatar, Button, Loader } from '@mantine/core';
import type { Failure } from '@shared/app-error';
import type { MeetingWindow } from '@shared/app-state';
import { type ErrorAction, errorText, type Owner } from '@shared/error-text';
import type { PracticeParticipant, PracticeRoom, RoomView } from '@shared/meeting-page';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCircleCheck,
  IconCrown,
  IconHourglass,
  IconSchool,
  IconUser,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useNow } from '../clock';
import { BusyButton } from '../components/BusyButton';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { FailureDetails } from '../components/FailureDetails';
import { FailureNote } from '../components/FailureNote';
import { askMain, type RoomRequest } from '../room-main-process';
import { countdown, elapsed } from '../time-words';

/** Usher's own page in a meeting window: on the way in, the practice room, and the cards at the end. */
export function RoomScreen({ view: { meetingWindow, room } }: { view: RoomView }) {
  const [running, setRunning] = useState<RoomRequest>();
  const [failure, setFailure] = useState<Failure>();

  async function ask(request: RoomRequest): Promise<boolean> {
    setRunning(request);
    setFailure(undefined);
    const refused = await askMain(request);
    setRunning(undefined);
    setFailure(refused);
    return !refused;
  }

  const asking: Asking = { running, ask };
  return (
    <main className="room-page">
      {phaseOf(meetingWindow, room, asking)}
      {failure ? <FailureNote failure={failure} actions={{}} isNews onDismiss={() => setFailure(undefined)} /> : null}
    </main>
  );
}

type Asking = { running: RoomRequest | undefined; ask: (request: RoomRequest) => Promise<boolean> };

function phaseOf(meetingWindow: MeetingWindow, room: PracticeRoom | undefined, asking: Asking): ReactNode {
  const { phase } = meetingWindow;
  switch (phase) {
    case 'failed':
      return (
        <TroubleCard
          meetingWindow={meetingWindow}
          failure={meetingWindow.failure ?? { code: 'unexpected' }}
          asking={asking}
        />
      );
    case 'ended':
      return meetingWindow.failure ? (
        <TroubleCard meetingWindow={meetingWindow} failure={meetingWindow.failure} asking={asking} />
      ) : (
        <EndedCard meetingWindow={meetingWindow} asking={asking} />
      );
    case 'waitingForHost':
    case 'waitingForAuthorizer':
      return <WaitingForSomebody meetingWindow={meetingWindow} whom={whoIsAwaited[phase]} asking={asking} />;
    case 'reconnecting':
      // As the SDK's own page does, the room stays while the way back is looked for.
      if (room && meetingWindow.waitsUntil === undefined)
        return <Room room={room} meetingWindow={meetingWindow} asking={asking} />;
      return <ComingBack meetingWindow={meetingWindow} asking={asking} />;
    case 'inMeeting':
      if (!room) return <OnTheWay meetingWindow={meetingWindow} phase="admitting" asking={asking} />;
      return <Room room={room} meetingWindow={meetingWindow} asking={asking} />;
    case 'admitting':
      if (room?.standing.kind !== 'waitingRoom')
        return <OnTheWay meetingWindow={meetingWindow} phase={phase} asking={asking} />;
      return <WaitingRoom meetingWindow={meetingWindow} asking={asking} />;
    default:
      return <OnTheWay meetingWindow={meetingWindow} phase={phase} asking={asking} />;
  }
}

type WayIn = Extract<MeetingWindow['phase'], 'queued' | 'preparing' | 'askingZoom' | 'admitting'>;

const steps: { readonly [Phase in WayIn]: string } = {
  queued: 'Waiting for its turn',
  preparing: 'Preparing the meeting window',
  askingZoom: 'Asking Zoom to let you in',
  admitting: 'Zoom is letting you in',
};

/** Usher's own limit ends with Zoom's answer: in a waiting room it is a person who takes their time. */
const outlooks: { readonly [Phase in WayIn]: string } = {
  queued: '. Other meeting windows come first, and then this one by itself.',
  preparing: '; after half a minute Usher stops and says why.',
  askingZoom: '; after half a minute Usher stops and says why.',
  admitting: '. If there is a waiting room, the host has to let you in.',
};

function OnTheWay({
  meetingWindow: { topic, since, rejoin },
  phase,
  asking,
}: {
  meetingWindow: MeetingWindow;
  phase: WayIn;
  asking: Asking;
}) {
  const now = useNow(1);
  return (
    <section className="card room-card">
      <Loader size={30} aria-hidden />
      <h1>{topic}</h1>
      <p role="status">{steps[phase]}</p>
      <p className="dim small numbers">
        for {elapsed(since, now)}
        {outlooks[phase]}
      </p>
      {rejoin ? <p className="dim small">Coming back: {whichTry(rejoin)}.</p> : null}
      <Button variant="default" onClick={() => void asking.ask('leave')}>
        Cancel
      </Button>
    </section>
  );
}

type Awaited = { title: (topic: string) => string; text: string };

const whoIsAwaited: { readonly [Phase in 'waitingForHost' | 'waitingForAuthorizer']: Awaited } = {
  waitingForHost: {
    title: (topic) => `Waiting for the host of “${topic}”`,
    text: 'The host has not started this meeting yet.',
  },
  waitingForAuthorizer: {
    title: (topic) => `Waiting for somebody in “${topic}”`,
    text: 'The user on whose behalf this window joins has to be in the meeting first.',
  },
};

/** Nobody can join before them: Usher asks again by itself until the time is up. */
function WaitingForSomebody({
  meetingWindow: { topic, waitsUntil },
  whom,
  asking,
}: {
  meetingWindow: MeetingWindow;
  whom: Awaited;
  asking: Asking;
}) {
  return (
    <WaitingCard
      title={whom.title(topic)}
      text={`${whom.text} Usher asks again every 20 seconds.`}
      timer={waitsUntil ? { before: 'It stops in', until: waitsUntil } : undefined}
      stop="Stop waiting"
      asking={asking}
    />
  );
}

/** Lost, and on the way back: by the next try of Usher's own, unless somebody says otherwise. */
function ComingBack({
  meetingWindow: { topic, failure, waitsUntil, rejoin },
  asking,
}: {
  meetingWindow: MeetingWindow;
  asking: Asking;
}) {
  return (
    <WaitingCard
      title={`Coming back to “${topic}”`}
      text={errorText(failure ?? { code: 'connection_lost' }).sentence}
      timer={
        waitsUntil && rejoin
          ? { before: `${whichTry(rejoin)}, with a fresh access key, in`, until: waitsUntil }
          : undefined
      }
      stop="Leave"
      asking={asking}
    />
  );
}

function whichTry({ attempt, of }: NonNullable<MeetingWindow['rejoin']>): string {
  return `Try ${attempt} of ${of}`;
}

function WaitingCard({
  title,
  text,
  timer,
  mayAsk = true,
  stop,
  asking,
}: {
  title: string;
  text: string;
  timer: { before: string; until: string } | undefined;
  mayAsk?: boolean;
  stop: string;
  asking: Asking;
}) {
  const now = useNow(1);
  return (
    <section className="card room-card" aria-labelledby="waiting-title">
      <IconHourglass size={36} stroke={1.5} className="dim" aria-hidden />
      <h1 id="waiting-title">{title}</h1>
      <p role="status">{text}</p>
      {timer ? (
        <p className="dim small numbers">
          {timer.before} <span role="timer">{countdown(timer.until, now)}</span>.
        </p>
      ) : null}
      <div className="buttons">
        {mayAsk ? (
          <BusyButton isBusy={asking.running === 'tryAgain'} onClick={() => void asking.ask('tryAgain')}>
            Try again now
          </BusyButton>
        ) : null}
        <Button variant="default" onClick={() => void asking.ask('leave')}>
          {stop}
        </Button>
      </div>
    </section>
  );
}

/** The practice room's own: it opens when the host of the practice meeting says so. */
/** People open this door; to knock again would only begin the wait anew. */
function WaitingRoom({
  meetingWindow: { topic, waitsUntil },
  asking,
}: {
  meetingWindow: MeetingWindow;
  asking: Asking;
}) {
  return (
    <WaitingCard
      title={`In the waiting room of “${topic}”`}
      text="The host has been told that you are here."
      timer={waitsUntil ? { before: 'It stops in', until: waitsUntil } : undefined}
      mayAsk={false}
      stop="Leave"
      asking={asking}
    />
  );
}

/** Which of the page's own requests an error's action is. */
const requests: Partial<Record<ErrorAction['kind'], RoomRequest>> = {
  authorize: 'reauthorize',
  retry: 'tryAgain',
  refreshMeetings: 'showMeetings',
  addCredential: 'showCredentials',
  addAppCredential: 'showCredentials',
  changeClient: 'showCredentials',
  unlockKeyring: 'unlockKeyring',
  showKeyring: 'showSettings',
};

const owners: { readonly [Name in Owner]: string } = {
  operator: 'you',
  host: 'the host of the meeting',
  admin: 'an admin of the Zoom account',
  appOwner: 'the owner of the Zoom app',
  network: 'the network, or Zoom itself',
};

/** It did not get in, or was put out: why, whose turn it is, and the one thing to do here. */
function TroubleCard({
  meetingWindow: { topic, role, phase },
  failure,
  asking,
}: {
  meetingWindow: MeetingWindow;
  failure: Failure;
  asking: Asking;
}) {
  const { sentence, action, owner } = errorText(failure);
  const request = action && requests[action.kind];
  const isSigningIn = asking.running === 'reauthorize';
  const wasIn = phase === 'ended';

  async function act(wanted: RoomRequest) {
    // Whoever signs in again or unlocks the keyring here wants into this meeting.
    const isOnTheWay = wanted === 'reauthorize' || wanted === 'unlockKeyring';
    if ((await asking.ask(wanted)) && isOnTheWay) await asking.ask('tryAgain');
  }

  return (
    <section className="card room-card" aria-labelledby="trouble-title">
      {wasIn ? (
        <IconAlertTriangle size={36} stroke={1.5} className="room-cut-off" aria-hidden />
      ) : (
        <IconAlertCircle size={36} stroke={1.5} className="room-problem" aria-hidden />
      )}
      <h1 id="trouble-title">{wasIn ? `No longer in “${topic}”` : `Could not get into “${topic}”`}</h1>
      <p role="alert">{sentence}</p>
      {owner ? <p className="dim small">Who can change that: {owners[owner]}.</p> : null}
      {isSigningIn ? (
        <p role="status" className="room-waiting">
          <Loader size={14} aria-hidden /> Waiting for you in the browser. Usher’s own window can open the page again or
          cancel.
        </p>
      ) : null}
      <FailureDetails failure={failure} />
      <div className="buttons">
        {action && request ? (
          <BusyButton isBusy={asking.running === request} onClick={() => void act(request)}>
            {wasIn && request === 'tryAgain' ? joinAgain(role) : action.label}
          </BusyButton>
        ) : null}
        <Button variant={request ? 'default' : 'filled'} onClick={() => void asking.ask('close')}>
          Close
        </Button>
      </div>
    </section>
  );
}

function joinAgain(role: MeetingWindow['role']): string {
  return role === 'host' ? 'Start again' : 'Join again';
}

function EndedCard({ meetingWindow: { topic, role }, asking }: { meetingWindow: MeetingWindow; asking: Asking }) {
  return (
    <section className="card room-card" aria-labelledby="ended-title">
      <IconCircleCheck size={36} stroke={1.5} className="room-done" aria-hidden />
      <h1 id="ended-title">Meeting ended</h1>
      <p>“{topic}” is over for this window.</p>
      <div className="buttons">
        <BusyButton
          variant="default"
          isBusy={asking.running === 'tryAgain'}
          onClick={() => void asking.ask('tryAgain')}
        >
          {joinAgain(role)}
        </BusyButton>
        <Button onClick={() => void asking.ask('close')}>Close</Button>
      </div>
    </section>
  );
}

function Room({ room, meetingWindow, asking }: { room: PracticeRoom; meetingWindow: MeetingWindow; asking: Asking }) {
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
