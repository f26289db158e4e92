import './RoomScreen.css';
import type { Failure } from '@shared/app-error';
import type { MeetingWindow } from '@shared/app-state';
import type { PracticeRoom as Room, RoomView } from '@shared/meeting-page';
import { type ReactNode, useState } from 'react';
import { FailureNote } from '../components/FailureNote';
import { EndedCard, TroubleCard } from '../components/MeetingEndings';
import { ComingBack, OnTheWay, WaitingForSomebody, WaitingRoom } from '../components/MeetingWaits';
import { PracticeRoom } from '../components/PracticeRoom';
import { type Asking, askMain, type RoomRequest } from '../room-main-process';

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

function phaseOf(meetingWindow: MeetingWindow, room: Room | undefined, asking: Asking): ReactNode {
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
      return <WaitingForSomebody meetingWindow={meetingWindow} whom={phase} asking={asking} />;
    case 'reconnecting':
      // As the SDK's own page does, the room stays while the way back is looked for.
      if (room && meetingWindow.waitsUntil === undefined)
        return <PracticeRoom room={room} meetingWindow={meetingWindow} asking={asking} />;
      return <ComingBack meetingWindow={meetingWindow} asking={asking} />;
    case 'inMeeting':
      if (!room) return <OnTheWay meetingWindow={meetingWindow} phase="admitting" asking={asking} />;
      return <PracticeRoom room={room} meetingWindow={meetingWindow} asking={asking} />;
    case 'waitingRoom':
      return <WaitingRoom meetingWindow={meetingWindow} asking={asking} />;
    default:
      return <OnTheWay meetingWindow={meetingWindow} phase={phase} asking={asking} />;
  }
}
