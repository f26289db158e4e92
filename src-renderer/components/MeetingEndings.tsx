import { Button, Loader } from '@mantine/core';
import type { Failure } from '@shared/app-error';
import type { MeetingWindow } from '@shared/app-state';
import { type ErrorAction, errorText, type Owner } from '@shared/error-text';
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { Asking, RoomRequest } from '../room-main-process';
import { BusyButton } from './BusyButton';
import { FailureDetails } from './FailureDetails';

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
export function TroubleCard({
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

/** Over, as meetings are. */
export function EndedCard({
  meetingWindow: { topic, role },
  asking,
}: {
  meetingWindow: MeetingWindow;
  asking: Asking;
}) {
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
