import './SetUpForOthers.css';
import { Button, Checkbox, Modal, Switch } from '@mantine/core';
import type { Credential, CredentialId } from '@shared/credential';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { environmentWords, kindWords } from '../screens/credential-standing';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { useNewPassphrase } from './new-passphrase';

type ExportDialogProps = { opened: boolean; credentials: readonly Credential[]; onClose: () => void };

/** Writes the definitions of chosen credentials into a file for other computers. */
export function ExportDialog({ opened, credentials, onClose }: ExportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export credentials" size={560} closeOnClickOutside={false}>
      {opened ? <ExportForm credentials={credentials} onClose={onClose} /> : null}
    </Modal>
  );
}

function ExportForm({ credentials, onClose }: Omit<ExportDialogProps, 'opened'>) {
  const [chosen, setChosen] = useState<readonly string[]>(credentials.map(({ id }) => id));
  const [withSecrets, setWithSecrets] = useState(false);
  const passphrase = useNewPassphrase({
    label: 'Passphrase',
    again: 'Passphrase again',
    description: 'Tell it to the others by another way than the file. Nobody can open the file without it.',
  });
  const [hasTried, setTried] = useState(false);
  const [said, setSaid] = useState<string>();
  const run = useCall('exportDefinitions');

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    setSaid(undefined);
    const wrong = chosen.length === 0 ? 'credential' : withSecrets ? passphrase.check() : undefined;
    if (wrong) {
      event.currentTarget.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
      return;
    }
    const credentialIds = credentials.map(({ id }) => id).filter((id) => chosen.includes(id));
    const outcome = await run.run({ credentialIds, ...(withSecrets ? { passphrase: passphrase.value } : {}) });
    if (!outcome?.ok || outcome.value.kind === 'cancelled') return;
    if (outcome.value.kind === 'tooLarge') return setSaid('That is too much for one file. Choose fewer credentials.');
    const { fileName, withoutSecret } = outcome.value;
    const names = withoutSecret.map((id) => nameOf(credentials, id)).join(', ');
    setSaid(`Saved as ${fileName}.${names ? ` The keyring did not have the client secret of: ${names}.` : ''}`);
  }

  return (
    <form className="dialog-body" onSubmit={submit} noValidate autoComplete="off">
      <p>
        Name, kind, cloud, client ID, account ID, tags and scopes go into the file. Sign-ins never do: everybody signs
        in on their own computer.
      </p>
      <Checkbox.Group
        label="Credentials"
        value={[...chosen]}
        onChange={setChosen}
        error={hasTried && chosen.length === 0 ? 'Choose at least one.' : undefined}
      >
        <div className="buttons export-all">
          <Button size="compact-xs" variant="subtle" onClick={() => setChosen(credentials.map(({ id }) => id))}>
            Choose all
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => setChosen([])}>
            Choose none
          </Button>
        </div>
        <div className="choices export-choices">
          {credentials.map(({ id, name, kind, environment }) => (
            <Checkbox
              key={id}
              name="credential"
              value={id}
              label={name}
              description={`${kindWords[kind]} · ${environmentWords[environment]}`}
            />
          ))}
        </div>
      </Checkbox.Group>
      <Switch
        label="With client secrets, sealed under a passphrase"
        description="Without, the file is plain JSON and holds no secret."
        checked={withSecrets}
        onChange={(event) => setWithSecrets(event.currentTarget.checked)}
      />
      {withSecrets ? passphrase.fields : null}
      <div className="dialog-foot">
        {run.failure ? <FailureNote failure={run.failure} actions={{}} isNews /> : null}
        <p role="status">{said}</p>
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <BusyButton type="submit" isBusy={run.isBusy}>
            Choose where to save
          </BusyButton>
        </div>
      </div>
    </form>
  );
}

function nameOf(credentials: readonly Credential[], id: CredentialId): string {
  return credentials.find((known) => known.id === id)?.name ?? id;
}
