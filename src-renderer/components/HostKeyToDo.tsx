import { Button } from '@mantine/core';
import type { HostKeyPage, HostKeyStanding } from '@shared/host-key';
import { useState } from 'react';
import { useCall } from '../main-process';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';

type HostKeyToDoProps = {
  page: HostKeyPage;
  onShow: (standing: HostKeyStanding) => void;
  /** Absent while a campaign is not over. */
  onSetMissing: (() => void) | undefined;
};

/** Whom the directory has no key of yet, and who has left and whose key is still here. Nothing, where there is nothing to do. */
export function HostKeyToDo({ page: { counts, leftWithKey }, onShow, onSetMissing }: HostKeyToDoProps) {
  const forget = useCall('forgetWhoHasLeft');
  const [isAsking, setAsking] = useState(false);
  const { missing } = counts;
  if (missing + leftWithKey === 0) return null;
  return (
    <section className="card host-key-to-do" aria-label="To do">
      {missing > 0 ? (
        <div>
          <strong className="numbers">
            {missing} {missing === 1 ? 'person has' : 'people have'} no key yet
          </strong>
          <div className="buttons">
            <Button size="compact-sm" variant="default" onClick={() => onShow('missing')}>
              Show<span className="visually-hidden"> who has no key yet</span>
            </Button>
            {onSetMissing ? (
              <Button size="compact-sm" variant="light" onClick={onSetMissing}>
                Set all missing keys…
              </Button>
            ) : null}
          </div>
        </div>
      ) : null}
      {leftWithKey > 0 ? (
        <div>
          <strong className="numbers">
            {leftWithKey} {leftWithKey === 1 ? 'has left, and the key is' : 'have left, and their keys are'} still here
          </strong>
          <div className="buttons">
            <Button size="compact-sm" variant="default" onClick={() => onShow('retired')}>
              Show<span className="visually-hidden"> who has left</span>
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
              Forget…
            </Button>
          </div>
        </div>
      ) : null}
      {forget.failure ? (
        <FailureNote
          failure={forget.failure}
          actions={{ retry: () => setAsking(true) }}
          isNews
          onDismiss={forget.clear}
        />
      ) : null}
      <ConfirmDialog
        opened={isAsking}
        title={`Forget ${leftWithKey === 1 ? 'one person who has' : `${leftWithKey} people who have`} left?`}
        confirmLabel="Forget"
        isBusy={forget.isBusy}
        returnFocus={false}
        onClose={() => setAsking(false)}
        onConfirm={() => void forget.run({ people: leftWithKey }).then(() => setAsking(false))}
      >
        <p>
          Their keys, what Zoom may have, and all earlier ones are deleted here. That cannot be undone, and Zoom tells
          nobody what they are. At Zoom nothing changes: who comes back to the account gets a new key.
        </p>
      </ConfirmDialog>
    </section>
  );
}
