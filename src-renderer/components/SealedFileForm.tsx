import { Button, PasswordInput } from '@mantine/core';
import type { Failure } from '@shared/app-error';
import { type FormEvent, useState } from 'react';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { takeFocus } from './take-focus';

type SealedFileFormProps = {
  fileName: string;
  isBusy: boolean;
  failure: Failure | undefined;
  onOpen: (passphrase: string) => void;
  onClose: () => void;
};

/** Asks for the passphrase of a sealed file. After a wrong one another may be tried. */
export function SealedFileForm({ fileName, isBusy, failure, onOpen, onClose }: SealedFileFormProps) {
  const [passphrase, setPassphrase] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    onOpen(passphrase);
  }
  return (
    <form className="dialog-body" onSubmit={submit} noValidate autoComplete="off">
      <p>{fileName} is sealed. Whoever made it has its passphrase.</p>
      <PasswordInput
        label="Passphrase"
        ref={takeFocus}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the passphrase' }}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={isBusy}>
          Open
        </BusyButton>
      </div>
    </form>
  );
}
