import { Button, Modal, PasswordInput, Radio } from '@mantine/core';
import { type KeyringStanding, SecretStoreKind } from '@shared/keyring-standing';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { storeWords } from './keyring-words';
import { useNewPassphrase } from './new-passphrase';
import { takeFocus } from './take-focus';

type SecretStoreDialogProps = { opened: boolean; keyring: KeyringStanding; onClose: () => void };

/** The choice of where secrets are kept from now on, with what follows from it. */
export function SecretStoreDialog({ opened, onClose, ...rest }: SecretStoreDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Where to keep secrets" size={560} closeOnClickOutside={false}>
      {opened ? <SecretStoreForm onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function SecretStoreForm({ keyring, onClose }: Omit<SecretStoreDialogProps, 'opened'>) {
  const choose = useCall('chooseSecretStore');
  const [store, setStore] = useState(keyring.store);
  const passphrase = useNewPassphrase();
  const [wasMoved, setMoved] = useState<boolean>();
  const isReadable = keyring.state === 'ready' || keyring.state === 'unchecked' || keyring.state === 'emptied';

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (store === keyring.store) return onClose();
    if (store === 'passphrase' && passphrase.check()) return;
    const outcome = await choose.run(store === 'passphrase' ? { store, passphrase: passphrase.value } : { store });
    if (!outcome?.ok) return;
    if (outcome.value.moved) onClose();
    else setMoved(false);
  }

  if (wasMoved === false)
    return (
      <div className="dialog-body">
        <p role="status">
          Secrets are kept in the new place from now on. Those from before could not be read and stay where they were:
          choose that place again to have them back.
        </p>
        <div className="buttons dialog-buttons">
          <Button ref={takeFocus} onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    );
  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)}>
      <Radio.Group
        label="Secrets are client secrets and sign-ins"
        value={store}
        onChange={(value) => setStore(SecretStoreKind.parse(value))}
      >
        <div className="choices">
          {SecretStoreKind.options.map((kind) => (
            <Radio key={kind} value={kind} label={storeWords[kind].name} description={storeWords[kind].means} />
          ))}
        </div>
      </Radio.Group>
      {store === 'passphrase' && keyring.store !== 'passphrase' ? passphrase.fields : null}
      {store === keyring.store ? null : (
        <p className="dim small">
          {isReadable
            ? 'The secrets are copied and compared first, and deleted in the old place only then.'
            : 'The old place cannot be read now: its secrets stay in it, and every credential has to be added again here.'}
        </p>
      )}
      {choose.failure ? <FailureNote failure={choose.failure} actions={{ showKeyring: undefined }} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={choose.isBusy}>
          Keep them there
        </BusyButton>
      </div>
    </form>
  );
}

/** Another passphrase for the same secrets. */
export function ChangePassphraseDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Change the passphrase" size={480} closeOnClickOutside={false}>
      {opened ? <ChangePassphraseForm onClose={onClose} /> : null}
    </Modal>
  );
}

function ChangePassphraseForm({ onClose }: { onClose: () => void }) {
  const change = useCall('changePassphrase');
  const [former, setFormer] = useState('');
  const passphrase = useNewPassphrase();
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (passphrase.check()) return;
    const outcome = await change.run({ passphrase: former, newPassphrase: passphrase.value });
    if (outcome?.ok) onClose();
  }
  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)}>
      <PasswordInput
        label="Passphrase so far"
        value={former}
        onChange={(event) => setFormer(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
      {passphrase.fields}
      {change.failure ? <FailureNote failure={change.failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={change.isBusy}>
          Change
        </BusyButton>
      </div>
    </form>
  );
}
