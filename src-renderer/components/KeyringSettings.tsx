import './KeyringSettings.css';
import { Button, PasswordInput } from '@mantine/core';
import type { KeyringStanding, KeyringTestStep } from '@shared/keyring-standing';
import { type FormEvent, useEffect, useState } from 'react';
import { useNow } from '../clock';
import { call, useCall } from '../main-process';
import { ago } from '../time-words';
import { BusyButton } from './BusyButton';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';
import { keyringStanding, stepStanding, stepWords, storeWords } from './keyring-words';
import { ChangePassphraseDialog, SecretStoreDialog } from './SecretStoreDialog';
import { StandingMark } from './StandingMark';

/** Where the secrets are kept, by name, how that place is, and what can be done about it. */
export function KeyringSettings({ keyring }: { keyring: KeyringStanding }) {
  const now = useNow(10);
  const unlock = useCall('unlockKeyring');
  const test = useCall('testKeyring');
  const [steps, setSteps] = useState<KeyringTestStep[]>();
  const [dialog, setDialog] = useState<'store' | 'passphrase' | 'leftovers'>();
  const { store, backend, state, failure, checkedAt, isUnlocking, leftovers } = keyring;
  const close = () => setDialog(undefined);

  useEffect(() => void call('checkKeyring'), []);

  async function runTest() {
    setSteps(undefined);
    const outcome = await test.run();
    if (outcome?.ok) setSteps(outcome.value);
  }

  return (
    <section aria-labelledby="keyring-title" className="card keyring">
      <div className="keyring-head">
        <div className="setting-words">
          <h2 id="keyring-title">Where secrets are kept</h2>
          <p>
            <strong>{backend}</strong>
            {store === 'keychain' ? null : <span className="dim"> · not a system keyring</span>}
          </p>
          <p className="dim small">{storeWords[store].means}</p>
        </div>
        <div>
          <StandingMark standing={keyringStanding(keyring)} />
          {checkedAt ? <p className="dim small numbers">seen {ago(checkedAt, now)}</p> : null}
        </div>
      </div>

      {isUnlocking ? null : (failure ?? unlock.failure) ? (
        <FailureNote
          failure={failure ?? unlock.failure ?? { code: 'unexpected' }}
          actions={{ showKeyring: undefined }}
        />
      ) : null}
      {state === 'passphraseNeeded' ? <PassphraseForm /> : null}

      <div className="buttons">
        <BusyButton size="compact-sm" variant="default" isBusy={test.isBusy} onClick={() => void runTest()}>
          Test
        </BusyButton>
        <Button size="compact-sm" variant="default" onClick={() => setDialog('store')}>
          Keep them elsewhere
        </Button>
        {store === 'passphrase' && state === 'ready' ? (
          <Button size="compact-sm" variant="default" onClick={() => setDialog('passphrase')}>
            Change passphrase
          </Button>
        ) : null}
      </div>
      {test.failure ? <FailureNote failure={test.failure} actions={{}} isNews /> : null}
      {steps ? <TestResult steps={steps} /> : null}

      {leftovers > 0 ? (
        <div className="keyring-head">
          <p className="small dim">
            {leftovers === 1 ? '1 item' : `${leftovers} items`} of Usher's in it that no credential here knows.
          </p>
          <Button size="compact-sm" variant="default" onClick={() => setDialog('leftovers')}>
            Delete {leftovers === 1 ? 'it' : 'them'}
          </Button>
        </div>
      ) : null}

      <SecretStoreDialog opened={dialog === 'store'} keyring={keyring} onClose={close} />
      <ChangePassphraseDialog opened={dialog === 'passphrase'} onClose={close} />
      <LeftoversDialog opened={dialog === 'leftovers'} onClose={close} />
    </section>
  );
}

function TestResult({ steps }: { steps: readonly KeyringTestStep[] }) {
  const failure = steps.find((step) => step.failure)?.failure;
  return (
    <div role="status" className="keyring-result">
      <ul className="keyring-steps" aria-label="Result of the test">
        {steps.map((step) => (
          <li key={step.step} className="keyring-step">
            <span>{stepWords[step.step]}</span>
            <StandingMark standing={stepStanding(step)} />
            <span className="dim small numbers">
              {step.outcome === 'skipped' ? '' : `${step.milliseconds.toFixed(step.milliseconds < 10 ? 1 : 0)} ms`}
            </span>
          </li>
        ))}
      </ul>
      {failure ? <FailureNote failure={failure} actions={{ showKeyring: undefined }} /> : null}
    </div>
  );
}

function PassphraseForm() {
  const unlock = useCall('unlockSecretStore');
  const [passphrase, setPassphrase] = useState('');
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (passphrase === '') return;
    await unlock.run({ passphrase });
    setPassphrase('');
  }
  return (
    <form className="keyring-form" onSubmit={(event) => void submit(event)}>
      <div className="keyring-passphrase">
        <PasswordInput
          label="Passphrase"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="off"
        />
        <BusyButton type="submit" isBusy={unlock.isBusy}>
          Open
        </BusyButton>
      </div>
      {unlock.failure ? <FailureNote failure={unlock.failure} actions={{}} isNews /> : null}
    </form>
  );
}

function LeftoversDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const remove = useCall('deleteLeftovers');
  async function confirm() {
    const outcome = await remove.run();
    if (outcome?.ok) onClose();
  }
  return (
    <ConfirmDialog
      opened={opened}
      title="Delete what no credential knows?"
      confirmLabel="Delete"
      isBusy={remove.isBusy}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        These items were left behind, or they belong to another profile of Usher on this computer, or to records that
        were set aside. If in doubt, leave them: they do no harm.
      </p>
      {remove.failure ? <FailureNote failure={remove.failure} actions={{}} isNews /> : null}
    </ConfirmDialog>
  );
}
