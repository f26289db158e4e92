import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { contract } from '@shared/contract';
import type { Credential } from '@shared/credential';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { environmentWords } from '../screens/credential-standing';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { fieldAdvice, type NewCredentialField } from './new-credential-form';

type ChangeClientDialogProps = { credential: Credential; opened: boolean; onClose: () => void; onChanged: () => void };

/** Another client ID or secret for the same credential: nothing is kept before Zoom has taken it. */
export function ChangeClientDialog({ opened, ...rest }: ChangeClientDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title="Change client ID and secret"
      size={520}
      closeOnClickOutside={false}
    >
      {opened ? <ChangeClientForm {...rest} /> : null}
    </Modal>
  );
}

function ChangeClientForm({ credential, onClose, onChanged }: Omit<ChangeClientDialogProps, 'opened'>) {
  const change = useCall('changeClient');
  const { id, kind, environment, authorizedAt } = credential;
  const isServerToServer = kind === 'serverToServer';
  const [clientId, setClientId] = useState(credential.clientId);
  const [accountId, setAccountId] = useState(credential.accountId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const [hasTried, setTried] = useState(false);
  const parsed = contract.changeClient.input.safeParse({
    credentialId: id,
    clientId,
    clientSecret,
    ...(isServerToServer ? { accountId } : {}),
  });
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  if (kind !== 'user' && clientSecret.trim() === '') wrong.add('clientSecret');
  const errorOf = (field: NewCredentialField, text: string) =>
    hasTried && wrong.has(field) ? fieldAdvice(field, text) : undefined;
  const isAnotherApp = clientId.trim() !== credential.clientId;
  const becomesPublic = kind === 'user' && credential.hasClientSecret && clientSecret.trim() === '';

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!parsed.success || wrong.size > 0) return;
    const outcome = await change.run(parsed.data);
    if (outcome?.ok) onChanged();
  }

  return (
    <form className="dialog-body" noValidate onSubmit={(event) => void submit(event)}>
      <p className="dim">
        Usher asks {environmentWords[environment]} whether it takes them. Only then are they kept; until then everything
        stays as it is.
      </p>
      {environment === 'practice' ? (
        <p className="note-line">
          The apps of Practice Zoom are made by Usher. Where one is lost, delete this credential and add a new one for
          practice.
        </p>
      ) : null}
      {isServerToServer ? (
        <TextInput
          label="Account ID"
          spellCheck={false}
          value={accountId}
          error={errorOf('accountId', accountId)}
          onChange={(event) => setAccountId(event.currentTarget.value)}
        />
      ) : null}
      <TextInput
        label="Client ID"
        spellCheck={false}
        value={clientId}
        error={errorOf('clientId', clientId)}
        onChange={(event) => setClientId(event.currentTarget.value)}
      />
      <PasswordInput
        label={kind === 'user' ? 'Client secret (optional)' : 'Client secret'}
        description="Usher never shows a secret again, so enter it even if only the client ID changes."
        data-autofocus
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the client secret' }}
        value={clientSecret}
        error={errorOf('clientSecret', clientSecret)}
        onChange={(event) => setClientSecret(event.currentTarget.value)}
      />
      {isAnotherApp && kind === 'user' && authorizedAt !== undefined ? (
        <p className="small">Another client ID is another Zoom app: its user has to sign in again afterwards.</p>
      ) : null}
      {becomesPublic && hasTried ? (
        <p className="small">
          Without a secret this is a public client: it can sign in, but needs another credential to sign for the Meeting
          SDK.
        </p>
      ) : null}
      {change.failure ? (
        <FailureNote failure={change.failure} consequence="Nothing was changed." actions={{}} isNews />
      ) : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={change.isBusy}>
          {change.isBusy ? 'Asking Zoom' : 'Check and keep'}
        </BusyButton>
      </div>
    </form>
  );
}
