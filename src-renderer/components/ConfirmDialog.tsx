import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { BusyButton } from './BusyButton';

type ConfirmDialogProps = {
  opened: boolean;
  title: string;
  /** What will happen, so that nobody has to guess. */
  children: ReactNode;
  confirmLabel: string;
  isBusy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  /** False where what was pressed to get here is gone, and the focus goes on elsewhere. */
  returnFocus?: boolean;
};

/** Asks before something that cannot be taken back. The safe answer has the focus. */
export function ConfirmDialog({
  opened,
  title,
  children,
  confirmLabel,
  isBusy,
  onConfirm,
  onClose,
  returnFocus = true,
}: ConfirmDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} returnFocus={returnFocus} centered>
      <div className="dialog-body">
        {children}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <BusyButton isBusy={isBusy} className="danger" onClick={onConfirm}>
            {confirmLabel}
          </BusyButton>
        </div>
      </div>
    </Modal>
  );
}
