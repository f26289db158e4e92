import './DiagnosticsDialog.css';
import { Button, Modal } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { CopyButton } from './CopyButton';
import { FailureNote } from './FailureNote';

/** The support bundle to the letter, before it is saved or copied: nobody has to send what they have not read. */
export function DiagnosticsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Diagnostics" size={760}>
      {opened ? <Bundle onClose={onClose} /> : null}
    </Modal>
  );
}

function Bundle({ onClose }: { onClose: () => void }) {
  const { run: collect, failure: notCollected } = useCall('previewDiagnostics');
  const save = useCall('saveDiagnostics');
  const [text, setText] = useState<string>();
  const [isSaved, setSaved] = useState(false);

  const read = useCallback(async () => {
    const outcome = await collect();
    if (outcome?.ok) setText(outcome.value.text);
  }, [collect]);
  useEffect(() => void read(), [read]);

  async function runSave() {
    setSaved(false);
    const outcome = await save.run();
    if (outcome?.ok) setSaved(outcome.value.saved);
  }

  return (
    <div className="dialog-body">
      <p>This is all of it. What is saved or copied is exactly this text.</p>
      {text === undefined ? (
        notCollected ? (
          <FailureNote failure={notCollected} actions={{ retry: () => void read() }} isNews />
        ) : (
          <p role="status" className="dim">
            Collecting.
          </p>
        )
      ) : (
        <textarea
          className="diagnostics-text"
          aria-label="Text of the diagnostics"
          readOnly
          spellCheck={false}
          value={text}
        />
      )}
      <div className="dialog-foot">
        {save.failure ? <FailureNote failure={save.failure} actions={{ retry: () => void runSave() }} isNews /> : null}
        <p role="status">{isSaved ? 'Saved.' : ''}</p>
        <div className="buttons dialog-buttons">
          {text === undefined ? null : <CopyButton text={text} label="the diagnostics" />}
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          {text === undefined ? null : (
            <BusyButton isBusy={save.isBusy} onClick={() => void runSave()}>
              Save…
            </BusyButton>
          )}
        </div>
      </div>
    </div>
  );
}
