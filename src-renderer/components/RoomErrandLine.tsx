import './RoomErrandLine.css';
import { Button } from '@mantine/core';
import type { RoomErrand } from '@shared/codec';
import { useId } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { errandStanding, isErrandOver } from '../screens/codec-words';
import { elapsed } from '../time-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { StandingMark } from './StandingMark';

/** A meeting on its way into a room: how far it is, and what a person has to say about it. @param room named where that is not plain */
export function RoomErrandLine({ errand, room }: { errand: RoomErrand; room?: string }) {
  const now = useNow(1);
  const topicId = useId();
  const hangUp = useCall('hangUpRoom');
  const answer = useCall('answerErrand');
  const dismiss = useCall('dismissErrand');
  const { codecId, topic, shown, phase, since, callId, failure, keyOf, becameHost } = errand;
  const isUnderWay = phase === 'dialling' || phase === 'connected';
  const asksForHost = keyOf !== undefined && becameHost === undefined && (phase === 'connected' || phase === 'over');
  const failed = hangUp.failure ?? answer.failure ?? dismiss.failure ?? failure;
  return (
    <div className="errand">
      <div className="errand-line">
        <p className="errand-what">
          <span id={topicId}>{topic}</span> {room ? <span className="dim small">in {room}</span> : null}{' '}
          {shown ? <code className="small errand-number">{shown}</code> : null}
        </p>
        <StandingMark standing={errandStanding(errand)} />
        {isUnderWay ? <span className="dim small numbers">{elapsed(since, now)}</span> : null}
        {isUnderWay && callId !== undefined ? (
          <BusyButton
            size="compact-sm"
            variant="default"
            aria-describedby={topicId}
            isBusy={hangUp.isBusy}
            onClick={() => void hangUp.run({ codecId, callId })}
          >
            Hang up
          </BusyButton>
        ) : null}
        {isErrandOver(errand) ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-describedby={topicId}
            onClick={() => void dismiss.run({ codecId })}
          >
            Dismiss
          </Button>
        ) : null}
      </div>
      {asksForHost ? (
        <div className="errand-line">
          <p>Did the key make the room the host?</p>
          <BusyButton
            size="compact-sm"
            variant="light"
            isBusy={answer.isBusy}
            onClick={() => void answer.run({ codecId, becameHost: true })}
          >
            Yes, it is the host
          </BusyButton>
          <BusyButton
            size="compact-sm"
            variant="default"
            isBusy={answer.isBusy}
            onClick={() => void answer.run({ codecId, becameHost: false })}
          >
            No
          </BusyButton>
        </div>
      ) : null}
      {becameHost === undefined ? null : (
        <p className="dim small" role="status">
          {becameHost ? 'The key is proven.' : 'The key is marked as doubtful: set a new one under Host keys.'}
        </p>
      )}
      {failed ? <FailureNote failure={failed} actions={{}} isNews /> : null}
    </div>
  );
}
