import { Button, CloseButton } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import type { Credential, CredentialId } from '@shared/credential';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { BusyButton } from '../components/BusyButton';
import { CredentialList } from '../components/CredentialList';
import { EmptyNote } from '../components/EmptyNote';
import { FailureNote } from '../components/FailureNote';
import { useBackKey } from '../components/list-keys';
import type { NewCredentialStart } from '../components/NewCredentialDialog';
import { SetUpForOthers } from '../components/SetUpForOthers';
import { useCall } from '../main-process';
import { BinScreen } from './BinScreen';
import { CredentialScreen } from './CredentialScreen';
import { deletedCredentials, listedCredentials, noFilter } from './credential-list';

type CredentialsScreenProps = {
  state: AppState;
  /** What the address names behind "credentials": nothing, a credential's ID, or "bin". */
  detail: readonly string[];
  onAddCredential: (start: NewCredentialStart) => void;
  onDecideArrival: () => void;
};

/** Every credential with its state and last error in plain sight; behind each its own page, and the bin behind all. */
export function CredentialsScreen({ state, detail, onAddCredential, onDecideArrival }: CredentialsScreenProps) {
  const [filter, setFilter] = useState(noFilter);
  const [justDeletedId, setJustDeletedId] = useState<CredentialId>();
  const lastOpened = useRef<CredentialId>(undefined);
  const practice = useCall('practiceFirst');
  const begin = () => void practice.run();
  const listed = useMemo(() => listedCredentials(state.credentials), [state.credentials]);
  const deleted = useMemo(() => deletedCredentials(state.credentials), [state.credentials]);
  const [named, wish] = detail;
  const opened = listed.find(({ id }) => id === named);
  const openedId = opened?.id;
  const justDeleted = deleted.find(({ id }) => id === justDeletedId);

  useEffect(() => {
    if (openedId) lastOpened.current = openedId;
  }, [openedId]);

  useBackKey('credentials', named !== undefined);

  if (named === 'bin') return <BinScreen credentials={deleted} />;
  if (opened)
    return (
      <CredentialScreen
        key={opened.id}
        credential={opened}
        state={state}
        wantsClientChange={wish === 'client'}
        wantsAuthorization={wish === 'authorize'}
        onDecideArrival={onDecideArrival}
        onDeleted={(credential) => {
          lastOpened.current = undefined;
          setJustDeletedId(credential.id);
          // Whoever has gone on meanwhile, to the bin say, is not called back.
          const isThere = window.location.hash.startsWith(`#credentials/${credential.id}`);
          if (isThere) window.location.hash = 'credentials';
        }}
      />
    );

  return (
    <>
      <div className="screen-head">
        <h1>Credentials</h1>
        <SetUpForOthers credentials={listed} />
        {deleted.length > 0 ? (
          <Button
            component="a"
            href="#credentials/bin"
            size="sm"
            variant="subtle"
            leftSection={<IconTrash size={16} stroke={1.75} aria-hidden />}
          >
            Bin ({deleted.length})
          </Button>
        ) : null}
        <Button
          size="sm"
          leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          onClick={() => onAddCredential({})}
        >
          Add
        </Button>
      </div>
      {justDeleted ? <DeletedNote credential={justDeleted} onDone={() => setJustDeletedId(undefined)} /> : null}
      {practice.failure && listed.length === 0 ? (
        <FailureNote
          failure={practice.failure}
          actions={{ retry: begin, authorize: begin }}
          isNews
          onDismiss={practice.clear}
        />
      ) : null}
      {listed.length === 0 ? (
        <EmptyNote
          icon={<IconKey size={36} stroke={1.5} />}
          title="No credential yet"
          text="A credential is a Zoom app that Usher may use, alone or with a user who has signed in."
        >
          <Button onClick={() => onAddCredential({ kind: 'user' })}>Connect a Zoom app</Button>
          <BusyButton variant="default" isBusy={practice.isBusy} onClick={begin}>
            Practice first
          </BusyButton>
        </EmptyNote>
      ) : (
        <CredentialList
          credentials={listed}
          signIns={state.signIns}
          filter={filter}
          onFilter={setFilter}
          cameFrom={lastOpened.current}
        />
      )}
    </>
  );
}

/** Says that a credential lies in the bin, and takes it out again. */
function DeletedNote({ credential: { id, name }, onDone }: { credential: Credential; onDone: () => void }) {
  const restore = useCall('restoreCredential');
  const undo = useRef<HTMLButtonElement>(null);
  // The page it was deleted on has gone, and the focus with it.
  useEffect(() => undo.current?.focus(), []);

  async function run() {
    const outcome = await restore.run({ credentialId: id });
    if (!outcome?.ok) return;
    onDone();
    window.location.hash = `credentials/${id}`;
  }

  return (
    <>
      <div className="done-note">
        <p role="status">“{name}” is in the bin.</p>
        <BusyButton ref={undo} size="compact-sm" isBusy={restore.isBusy} onClick={() => void run()}>
          Undo
        </BusyButton>
        <CloseButton size="sm" aria-label="Dismiss" onClick={onDone} />
      </div>
      {restore.failure ? <FailureNote failure={restore.failure} actions={{}} isNews /> : null}
    </>
  );
}
