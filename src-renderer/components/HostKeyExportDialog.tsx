import { Button, Modal, Radio } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { useNewPassphrase } from './new-passphrase';

type HostKeyExportDialogProps = { opened: boolean; onClose: () => void };

/** Writes all host keys into a file: sealed, unless somebody wants one that anybody can read. */
export function HostKeyExportDialog({ opened, onClose }: HostKeyExportDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Write all host keys into a file?"
      size={560}
      closeOnClickOutside={false}
    >
      {opened ? <HostKeyExportForm onClose={onClose} /> : null}
    </Modal>
  );
}

function HostKeyExportForm({ onClose }: Omit<HostKeyExportDialogProps, 'opened'>) {
  const [isReadable, setReadable] = useState(false);
  const passphrase = useNewPassphrase({
    label: 'Passphrase',
    again: 'Passphrase again',
    description: 'Tell it by another way than the file. Nobody can open the file without it, not even Usher.',
  });
  const run = useCall('exportHostKeys');

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wrong = isReadable ? undefined : passphrase.check();
    if (wrong) {
      event.currentTarget.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
      return;
    }
    const outcome = await run.run({ withKeys: true, ...(isReadable ? {} : { passphrase: passphrase.value }) });
    if (outcome?.ok && outcome.value.saved) onClose();
  }

  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <p>Whoever can read these keys can become the host of every meeting of these people.</p>
      <Radio.Group
        label="The file is"
        value={isReadable ? 'readable' : 'sealed'}
        onChange={(value) => setReadable(value === 'readable')}
      >
        <div className="choices">
          <Radio
            value="sealed"
            label="Sealed with a passphrase"
            description="For another Usher, which opens it again."
          />
          <Radio
            value="readable"
            label="Readable by everybody"
            description="A table for other programs. Delete it as soon as it has served."
          />
        </div>
      </Radio.Group>
      {isReadable ? null : passphrase.fields}
      {run.failure ? <FailureNote failure={run.failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={run.isBusy} {...(isReadable ? { className: 'danger' } : {})}>
          {isReadable ? 'Write the keys' : 'Seal and save…'}
        </BusyButton>
      </div>
    </form>
  );
}
