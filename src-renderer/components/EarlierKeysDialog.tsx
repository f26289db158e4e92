import { Button, Modal } from '@mantine/core';
import type { EarlierHostKey, HostKeyPerson } from '@shared/host-key';
import { hidden } from '@shared/invitation';
import { useEffect, useEffectEvent, useId, useState } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { hostKeySources } from '../screens/host-key-words';
import { useShownSecret } from '../shown-secret';
import { clockTime, dayName } from '../time-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type EarlierKeysDialogProps = {
  opened: boolean;
  person: HostKeyPerson;
  /** Grows when the screen is locked. */
  locks: number;
  onClose: () => void;
};

/** The keys that somebody had before: when, and from where. Each is hidden until somebody asks for it, and only one is shown at a time. */
export function EarlierKeysDialog({ opened, person, onClose, locks }: EarlierKeysDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Earlier keys of ${person.name}`} size={560}>
      {/* Another key among them is another list. */}
      {opened ? <EarlierKeys key={person.earlier} person={person} locks={locks} /> : null}
    </Modal>
  );
}

function EarlierKeys({ person: { id: personId }, locks }: Pick<EarlierKeysDialogProps, 'person' | 'locks'>) {
  const list = useCall('listEarlierHostKeys');
  const reveal = useCall('revealEarlierHostKey');
  const [keys, setKeys] = useState<readonly EarlierHostKey[]>();
  const [shown, setShown] = useShownSecret<{ place: number; key: string }>(locks);

  async function look() {
    reveal.clear();
    const outcome = await list.run({ personId });
    if (outcome?.ok) setKeys(outcome.value);
  }
  const lookAtFirst = useEffectEvent(() => void look());
  useEffect(() => lookAtFirst(), []);

  async function show(place: number, { until }: EarlierHostKey) {
    setShown(undefined);
    const outcome = await reveal.run({ personId, earlier: { place, until } });
    if (outcome?.ok) setShown({ place, key: outcome.value.key });
  }

  const failure = list.failure ?? reveal.failure;
  return (
    <div className="dialog-body">
      {keys ? (
        <ul className="rows">
          {keys.map((key, place) => (
            <EarlierKey
              key={`${key.at} ${key.until}`}
              of={key}
              shown={shown?.place === place ? shown.key : undefined}
              isBusy={reveal.isBusy}
              onShow={() => void show(place, key)}
              onHide={() => setShown(undefined)}
            />
          ))}
        </ul>
      ) : failure ? null : (
        <p role="status">Looking them up.</p>
      )}
      {failure ? <FailureNote failure={failure} actions={{ retry: () => void look() }} isNews /> : null}
    </div>
  );
}

type EarlierKeyProps = {
  of: EarlierHostKey;
  shown: string | undefined;
  isBusy: boolean;
  onShow: () => void;
  onHide: () => void;
};

function EarlierKey({ of: { source, at, until }, shown, isBusy, onShow, onHide }: EarlierKeyProps) {
  const now = useNow(60);
  const whenId = useId();
  const moment = (when: string) => `${dayName(when, now)}, ${clockTime(when)}`;
  return (
    <li className="host-key-row">
      <div id={whenId}>
        <p className="host-key-earlier">
          From {moment(at)} until {moment(until)}
        </p>
        <p className="host-key-facts dim small">{hostKeySources[source]}</p>
      </div>
      <div className="host-key-actions">
        <code className="host-key-code numbers" aria-live="polite">
          {shown ?? hidden}
        </code>
        {shown === undefined ? (
          <BusyButton size="compact-sm" variant="default" aria-describedby={whenId} isBusy={isBusy} onClick={onShow}>
            Reveal
          </BusyButton>
        ) : (
          <Button size="compact-sm" variant="default" aria-describedby={whenId} onClick={onHide}>
            Hide
          </Button>
        )}
      </div>
    </li>
  );
}
