import './RoomErrandLine.css';
import { Button } from '@mantine/core';
import type { CodecShown, RoomErrand, WhoIsHost } from '@shared/codec';
import { useId } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { errandStanding, isErrandOver } from '../screens/codec-words';
import { elapsed } from '../time-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { StandingMark } from './StandingMark';

type RoomErrandLineProps = {
  errand: RoomErrand;
  /** Its name, where that is not plain. */
  room?: string;
  link: CodecShown['link'];
};

/** A meeting on its way into a room: how far it is, and what a person has to say about it. */
export function RoomErrandLine({ errand, room, link }: RoomErrandLineProps) {
  const now = useNow(1);
  const whatId = useId();
  const hangUp = useCall('hangUpRoom');
  const dismiss = useCall('dismissErrand');
  const { codecId, topic, shown, phase, since, callId, failure, keyOf, whoIsHost, keyIs } = errand;
  // What becomes of the call is not known here then.
  const isOutOfReach = link === 'failed' || link === 'waiting';
  const isUnderWay = phase === 'dialling' || phase === 'connected';
  const asksForHost = keyOf !== undefined && whoIsHost === undefined && (phase === 'connected' || phase === 'over');
  return (
    <div className="errand">
      <div className="errand-line">
        <p className="errand-what" id={whatId}>
          <span>{topic}</span> {room ? <span className="dim small">in {room}</span> : null}{' '}
          {shown ? <code className="small errand-number">{shown}</code> : null}
        </p>
        <StandingMark standing={errandStanding(errand)} />
        {isUnderWay ? <span className="dim small numbers">{elapsed(since, now)}</span> : null}
        {isUnderWay && callId !== undefined ? (
          <BusyButton
            size="compact-sm"
            variant="default"
            aria-describedby={whatId}
            isBusy={hangUp.isBusy}
            onClick={() => void hangUp.run({ codecId, callId })}
          >
            Hang up
          </BusyButton>
        ) : null}
        {isErrandOver(errand) || isOutOfReach ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-describedby={whatId}
            onClick={() => void dismiss.run({ codecId })}
          >
            Dismiss
          </Button>
        ) : null}
      </div>
      {asksForHost ? <WhoIsHostQuestion codecId={codecId} whatId={whatId} /> : null}
      {whoIsHost ? (
        <p className="dim small" role="status">
          {keyIs ? keyWords[keyIs] : 'That says nothing of the key.'}
        </p>
      ) : null}
      {failure ? <FailureNote failure={failure} actions={{}} /> : null}
      {[hangUp, dismiss].map((call) =>
        call.failure ? (
          <FailureNote key={call.failure.code} failure={call.failure} actions={{}} isNews onDismiss={call.clear} />
        ) : null,
      )}
    </div>
  );
}

const keyWords = {
  proven: 'The key is proven.',
  doubtful: 'The key is marked as doubtful: set a new one under Host keys.',
} as const;

const answers: readonly { whoIsHost: WhoIsHost; label: string }[] = [
  { whoIsHost: 'room', label: 'Yes, it is the host' },
  { whoIsHost: 'nobody', label: 'No, nobody is' },
  { whoIsHost: 'somebodyElse', label: 'Somebody else is' },
];

/** No device says so. */
function WhoIsHostQuestion({ codecId, whatId }: { codecId: RoomErrand['codecId']; whatId: string }) {
  const answer = useCall('answerErrand');
  const questionId = useId();
  return (
    <div className="errand-line">
      <p id={questionId}>Did the key make the room the host?</p>
      {answers.map(({ whoIsHost, label }) => (
        <BusyButton
          key={whoIsHost}
          size="compact-sm"
          variant={whoIsHost === 'room' ? 'light' : 'default'}
          aria-describedby={`${questionId} ${whatId}`}
          isBusy={answer.isBusy}
          onClick={() => void answer.run({ codecId, whoIsHost })}
        >
          {label}
        </BusyButton>
      ))}
      {answer.failure ? <FailureNote failure={answer.failure} actions={{}} isNews onDismiss={answer.clear} /> : null}
    </div>
  );
}
