import { Button, Loader } from '@mantine/core';
import { call } from '../main-process';

/** The system's own prompt is open somewhere on the desktop, perhaps behind this window. */
export function UnlockPanel() {
  return (
    <div className="failure-note unlock-panel" role="status">
      <Loader size={16} />
      <div className="failure-note-body">
        <p className="failure-note-text">
          The system is asking for the password of the keyring, in a window of its own.
        </p>
        <Button size="compact-sm" variant="default" onClick={() => void call('cancelUnlockKeyring')}>
          Stop waiting
        </Button>
      </div>
    </div>
  );
}
