import './ArrivalDialog.css';
import { Avatar, Button, Modal } from '@mantine/core';
import type { AppState, Arrival, WaitingWish } from '@shared/app-state';
import type { Credential, ZoomUser } from '@shared/credential';
import { IconUser } from '@tabler/icons-react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { countdown } from '../time-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type ArrivalDialogProps = {
  state: AppState;
  /** The one that is to be decided later. */
  postponed: string | undefined;
  onPostpone: (arrival: string) => void;
};

/** Which arrival this is: a later one for the same credential is another. */
export function arrivalKey({ credentialId, user, expiresAt }: Arrival): string {
  return `${credentialId} ${user.id} ${expiresAt}`;
}

/** Another Zoom user came back from the browser than the credential's own: whose the authorization shall be. */
export function ArrivalDialog({ state, postponed, onPostpone }: ArrivalDialogProps) {
  const arrival = state.arrivals.find((one) => arrivalKey(one) !== postponed);
  const credential = state.credentials.find(({ id }) => id === arrival?.credentialId);
  return (
    <Modal
      opened={arrival !== undefined && credential !== undefined}
      onClose={() => arrival && onPostpone(arrivalKey(arrival))}
      title="Somebody else signed in"
      size={560}
      closeOnClickOutside={false}
    >
      {arrival && credential ? (
        <Decision
          key={arrivalKey(arrival)}
          arrival={arrival}
          credential={credential}
          waiting={state.waitingWishes.find(({ credentialId }) => credentialId === credential.id)}
        />
      ) : null}
    </Modal>
  );
}

type DecisionProps = {
  arrival: Arrival;
  credential: Credential;
  /** What goes on with the credential, if it becomes the other user's. */
  waiting: WaitingWish | undefined;
};

function Decision({ arrival, credential, waiting }: DecisionProps) {
  const now = useNow(1);
  const decide = useCall('decideArrival');
  const choose = (choice: 'replace' | 'addAsNew' | 'discard') =>
    void decide.run({ credentialId: credential.id, choice });
  const came = arrival.user.displayName;
  return (
    <div className="dialog-body">
      <p>
        For “{credential.name}” another Zoom user came back from the browser than the one it belongs to. Nothing was
        changed.
      </p>
      <div className="two-users">
        {credential.user ? <UserCard title="Belongs to" user={credential.user} /> : null}
        <UserCard title="Signed in now" user={arrival.user} />
      </div>
      <ul className="dialog-list small">
        <li>
          <strong>Replace:</strong> “{credential.name}” belongs to {came} from now on; the other’s authorization ends.
          {waiting?.kind === 'join' ? ` The join that waits for it goes on as ${came}.` : ''}
          {waiting?.kind === 'start' ? ` The start that waits for it goes on if ${came} is the host.` : ''}
        </li>
        <li>
          <strong>Add as new:</strong> {came} gets a credential of their own, and “{credential.name}” stays as it is.
        </li>
        <li>
          <strong>Throw away:</strong> the new authorization ends.
        </li>
      </ul>
      <p className="dim small numbers">Thrown away by itself in {countdown(arrival.expiresAt, now)}.</p>
      {decide.failure ? <FailureNote failure={decide.failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" data-autofocus onClick={() => choose('discard')}>
          Throw away
        </Button>
        <BusyButton variant="default" isBusy={decide.isBusy} onClick={() => choose('replace')}>
          Replace
        </BusyButton>
        <BusyButton isBusy={decide.isBusy} onClick={() => choose('addAsNew')}>
          Add as new
        </BusyButton>
      </div>
    </div>
  );
}

function UserCard({ title, user }: { title: string; user: ZoomUser }) {
  return (
    <div className="user-card">
      <p className="dim small">{title}</p>
      <div className="user-line">
        <Avatar src={user.avatar ?? null} alt="" radius="xl" size={40} color="teal">
          <IconUser size={20} stroke={1.75} aria-hidden />
        </Avatar>
        <div>
          <p>
            <strong>{user.displayName}</strong>
          </p>
          <p className="dim small selectable">{user.email}</p>
        </div>
      </div>
    </div>
  );
}
