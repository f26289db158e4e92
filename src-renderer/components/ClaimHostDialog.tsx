import { Button, Modal, Radio, TextInput } from '@mantine/core';
import type { AppState, MeetingWindow } from '@shared/app-state';
import type { HostKeyPerson, HostKeySourceChoice } from '@shared/host-key';
import type { MeetingDetails } from '@shared/meeting-details';
import { useEffect, useEffectEvent, useState } from 'react';
import { call, useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { keyDoubts, useHostsKey } from './hosts-key';

type ClaimHostDialogProps = {
  meetingWindow: MeetingWindow;
  state: AppState;
  opened: boolean;
  onClose: () => void;
};

const shownPeople = 6;

/** With whose key a window becomes the host. The key itself goes from main to the meeting, past this window. */
export function ClaimHostDialog({ opened, onClose, ...rest }: ClaimHostDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Claim host of “${rest.meetingWindow.topic}”`}>
      {opened ? <Claim onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function Claim({ meetingWindow, state, onClose }: Omit<ClaimHostDialogProps, 'opened'>) {
  const claim = useCall('claimHost');
  const read = useCall('readMeeting');
  const [details, setDetails] = useState<MeetingDetails>();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<HostKeySourceChoice>();
  const { environment, windowId, meetingKey } = meetingWindow;
  const host = useHostsKey(environment, details ?? {}, state.hostKeys.changes);
  const found = usePeopleWithKeys(text, environment, state.hostKeys.changes);
  const people = [...(host ? [host] : []), ...found.filter(({ id }) => id !== host?.id)];
  const isOffered = (choice: HostKeySourceChoice) =>
    choice === 'meeting' ? details?.hasOwnHostKey : people.some(({ id }) => id === choice);
  const wanted = chosen ?? (details?.hasOwnHostKey ? 'meeting' : host?.id);
  // Whoever has left the list with another search is not used unseen, and nobody else in their place.
  const from = wanted && isOffered(wanted) ? wanted : undefined;

  const ask = useEffectEvent(() =>
    read.run({ meetingKey }).then((outcome) => {
      // Whoever only takes part may not be told who hosts it: then the directory is searched.
      if (outcome?.ok) setDetails(outcome.value);
    }),
  );
  useEffect(() => void ask(), []);

  async function send() {
    if (!from) return;
    const outcome = await claim.run({ windowId, hostKeyFrom: from });
    if (outcome?.ok) onClose();
  }

  return (
    <div className="dialog-body">
      <p>
        Whoever has the host’s key becomes the host, as long as the meeting has none. Whether the key was right stands
        with it afterwards.
      </p>
      <Radio.Group
        label="With the host key of"
        value={from ?? ''}
        onChange={(value) => setChosen(value as typeof from)}
      >
        <div className="choices">
          {details?.hasOwnHostKey ? <Radio value="meeting" label="this meeting, which has its own" /> : null}
          {people.map(({ id, name, email, standing }) => (
            <Radio
              key={id}
              value={id}
              label={`${name}${keyDoubts[standing] ?? ''}`}
              description={id === host?.id ? `${email}, who hosts it` : email}
            />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        type="search"
        label="Somebody else"
        placeholder="Name or address"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {people.length === 0 && !details?.hasOwnHostKey && !read.isBusy ? (
        <p className="dim small" role="status">
          {text === ''
            ? 'No key of the meeting’s host is here. Look for its owner, or set one under Host keys.'
            : 'Nobody with a key matches.'}
        </p>
      ) : null}
      {claim.failure ? (
        <FailureNote failure={claim.failure} actions={{ retry: () => void send() }} isNews onDismiss={claim.clear} />
      ) : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton isBusy={claim.isBusy} disabled={!from} onClick={() => void send()}>
          Claim host
        </BusyButton>
      </div>
    </div>
  );
}

/** Those whose key is here, of the same Zoom cloud. Nobody, until something is looked for. */
function usePeopleWithKeys(text: string, environment: MeetingWindow['environment'], changes: number): HostKeyPerson[] {
  const [people, setPeople] = useState<HostKeyPerson[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a directory that has changed is asked again.
  useEffect(() => {
    if (text.trim() === '') return setPeople([]);
    let isLate = false;
    void call('findHostKeys', { text: text.slice(0, 200), offset: 0, limit: 50 }).then((outcome) => {
      if (isLate || !outcome.ok) return;
      const able = outcome.value.people.filter(
        (one) => one.source !== undefined && one.environment === environment && one.standing !== 'retired',
      );
      setPeople(able.slice(0, shownPeople));
    });
    return () => {
      isLate = true;
    };
  }, [text, environment, changes]);
  return people;
}
