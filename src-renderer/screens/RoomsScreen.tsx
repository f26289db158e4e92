import './RoomsScreen.css';
import { Button, NativeSelect } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import { inUse } from '@shared/credential';
import { IconDeviceTv, IconPlus } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { BringMeetingDialog } from '../components/BringMeetingDialog';
import { BusyButton } from '../components/BusyButton';
import { CodecDialog, type CodecToEdit } from '../components/CodecDialog';
import { CodecRow } from '../components/CodecRow';
import { EmptyNote } from '../components/EmptyNote';
import { FailureNote } from '../components/FailureNote';
import { call, useCall } from '../main-process';

/** The room systems: which can be reached, what they are in, and how a meeting gets there. */
export function RoomsScreen({ state }: { state: AppState }) {
  const [edited, setEdited] = useState<CodecToEdit>();
  const [brought, setBrought] = useState<string>();
  const [group, setGroup] = useState('');
  const practice = useCall('addPracticeRoom');
  const { codecs, errands } = state;
  const groups = [...new Set(codecs.flatMap((codec) => codec.groups))].sort();
  const shown = codecs.filter((codec) => group === '' || codec.groups.includes(group));
  const hasPractice = inUse(state.credentials).some(({ environment }) => environment === 'practice');
  const canPractise = hasPractice && !codecs.some(({ address }) => address === 'practice');

  // Whoever opens this screen wants to know which of them can be reached.
  const askAll = useEffectEvent(() => {
    for (const { id, link } of codecs) if (link === 'idle') void call('connectCodec', { codecId: id });
  });
  useEffect(() => askAll(), []);

  async function addPractice() {
    const outcome = await practice.run();
    if (outcome?.ok) void call('connectCodec', outcome.value);
  }

  const addButton = (
    <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} size="sm" onClick={() => setEdited({})}>
      Add a room system
    </Button>
  );
  const practiceButton = canPractise ? (
    <BusyButton variant="default" size="sm" isBusy={practice.isBusy} onClick={() => void addPractice()}>
      Add the practice room
    </BusyButton>
  ) : null;

  return (
    <>
      <div className="screen-head">
        <h1>Rooms</h1>
        {codecs.length > 0 ? (
          <>
            {practiceButton}
            {addButton}
          </>
        ) : null}
      </div>
      {practice.failure ? (
        <FailureNote
          failure={practice.failure}
          actions={{ retry: () => void addPractice() }}
          isNews
          onDismiss={practice.clear}
        />
      ) : null}
      {groups.length > 0 ? (
        <NativeSelect
          className="room-groups"
          aria-label="Group"
          value={group}
          onChange={(event) => setGroup(event.currentTarget.value)}
          data={[{ value: '', label: 'All groups' }, ...groups]}
        />
      ) : null}
      {codecs.length === 0 ? (
        <EmptyNote
          icon={<IconDeviceTv size={36} stroke={1.5} />}
          title="No room system yet"
          text="Add the Cisco devices of your rooms once, with a user of theirs. Then a meeting is brought onto one of them, or a group, with a click: Usher puts the dial string together, host key and all, and dials it there."
        >
          {addButton}
          {practiceButton}
        </EmptyNote>
      ) : (
        <ul className="card rows">
          {shown.map((codec) => (
            <CodecRow
              key={codec.id}
              codec={codec}
              errand={errands.find(({ codecId }) => codecId === codec.id)}
              onBring={() => setBrought(codec.id)}
              onEdit={() => setEdited({ codec })}
            />
          ))}
        </ul>
      )}
      <CodecDialog edited={edited} knownGroups={groups} onClose={() => setEdited(undefined)} />
      <BringMeetingDialog
        codec={codecs.find(({ id }) => id === brought)}
        state={state}
        onClose={() => setBrought(undefined)}
      />
    </>
  );
}
