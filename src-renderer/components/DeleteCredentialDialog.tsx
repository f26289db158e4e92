import type { AppState } from '@shared/app-state';
import type { Credential } from '@shared/credential';
import { deletionImpact } from '@shared/deletion-impact';
import { isUnderWay } from '@shared/under-way';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { clockTime } from '../time-words';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';

type DeleteCredentialDialogProps = {
  credential: Credential;
  state: AppState;
  opened: boolean;
  onClose: () => void;
  onDeleted: () => void;
};

/** Says what would no longer work, before a credential goes to the bin. */
export function DeleteCredentialDialog({ credential, state, opened, onClose, onDeleted }: DeleteCredentialDialogProps) {
  const remove = useCall('deleteCredential');
  async function run() {
    const outcome = await remove.run({ credentialId: credential.id });
    if (outcome?.ok) onDeleted();
  }
  return (
    <ConfirmDialog
      opened={opened}
      title={`Delete “${credential.name}”?`}
      confirmLabel="Delete"
      isBusy={remove.isBusy}
      onClose={onClose}
      onConfirm={() => void run()}
    >
      {opened ? <Impact credential={credential} state={state} /> : null}
      <p className="dim">
        It lies in the bin for 30 days, its secrets sealed in the keyring, and can be restored. The app at Zoom stays as
        it is.
      </p>
      {remove.failure ? <FailureNote failure={remove.failure} actions={{}} isNews /> : null}
    </ConfirmDialog>
  );
}

/** So many are named; the rest is a number. */
const namedMeetings = 4;

function Impact({ credential, state }: { credential: Credential; state: AppState }) {
  const now = useNow(60);
  const { onlyItStarts, near, onlySignerFor } = deletionImpact(credential, state, now);
  const open = state.meetingWindows.filter((window) => window.credentialId === credential.id && isUnderWay(window));
  const later = onlyItStarts.length - near.length;
  const bots = state.bots.profiles.filter(({ credentialId }) => credentialId === credential.id);
  if (onlyItStarts.length + onlySignerFor.length + open.length + bots.length === 0)
    return <p>Nothing else depends on it now.</p>;
  return (
    <>
      {near.length > 0 ? (
        <div>
          <p>
            <strong>{count(near.length, 'meeting')} within 24 hours could not be started any more:</strong>
          </p>
          <ul className="dialog-list">
            {near.slice(0, namedMeetings).map((meeting) => (
              <li key={meeting.key}>
                <span className="numbers">
                  {meeting.isRunning ? 'running' : meeting.startTime ? clockTime(meeting.startTime) : ''}
                </span>{' '}
                {meeting.topic}
              </li>
            ))}
            {near.length > namedMeetings ? <li className="dim">and {near.length - namedMeetings} more</li> : null}
          </ul>
        </div>
      ) : null}
      {later > 0 ? (
        <p>{`${count(later, near.length > 0 ? 'later meeting' : 'meeting')} could not be started any more.`}</p>
      ) : null}
      {open.length > 0 ? <p>{count(open.length, 'open meeting window')} could not be joined again.</p> : null}
      {bots.length > 0 ? <p>{`${count(bots.length, 'bot')} could not be launched any more.`}</p> : null}
      {onlySignerFor.length > 0 ? (
        <div>
          <p>Nothing else signs for the Meeting SDK there; these could open no meeting any more:</p>
          <ul className="dialog-list">
            {onlySignerFor.slice(0, namedMeetings).map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
            {onlySignerFor.length > namedMeetings ? (
              <li className="dim">and {onlySignerFor.length - namedMeetings} more</li>
            ) : null}
          </ul>
        </div>
      ) : null}
    </>
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
