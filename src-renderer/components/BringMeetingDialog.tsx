import { Button, Modal } from '@mantine/core';
import { agenda } from '@shared/agenda';
import type { AppState } from '@shared/app-state';
import type { CodecShown } from '@shared/codec';
import { useNow } from '../clock';
import { clockTime, untilStart } from '../time-words';

type BringMeetingDialogProps = { codec: CodecShown | undefined; state: AppState; onClose: () => void };

const shownMeetings = 12;

/** Which of the next meetings a room is for. What it dials is chosen on the meeting's page. */
export function BringMeetingDialog({ codec, state, onClose }: BringMeetingDialogProps) {
  const now = useNow(30);
  const next = agenda(state.meetings, now)
    .flatMap(({ rows }) => rows)
    .slice(0, shownMeetings);
  return (
    <Modal opened={codec !== undefined} onClose={onClose} title={codec ? `Bring a meeting into ${codec.name}` : ''}>
      <div className="dialog-body">
        {next.length === 0 ? (
          <p className="dim">No meeting is listed. Sign in with a user credential whose meetings are to be shown.</p>
        ) : (
          <ul className="card rows">
            {next.map(({ meeting: { key, topic, isRunning, startTime } }) => (
              <li key={key} className="launch-row">
                <span className="numbers launch-when">
                  {isRunning ? 'running' : startTime ? clockTime(startTime) : 'any time'}
                </span>
                <span className="launch-what">
                  {topic}{' '}
                  <span className="small dim numbers">{startTime && !isRunning ? untilStart(startTime, now) : ''}</span>
                </span>
                <Button
                  component="a"
                  size="compact-sm"
                  variant="light"
                  aria-label={`Choose ${topic}`}
                  href={`#meetings/${encodeURIComponent(key)}/rooms/${codec?.id}`}
                >
                  Choose
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}
