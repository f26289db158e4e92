import { Radio } from '@mantine/core';
import type { Meeting } from '@shared/meeting';
import type { MeetingPart } from '@shared/meeting-plan';
import { useId, useState } from 'react';
import { useCall } from '../main-process';
import { clockTime } from '../time-words';
import { useAuthorize } from './AuthorizationQuestion';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';

type DeleteMeetingDialogProps = {
  meeting: Meeting;
  occurrencesAhead: number;
  opened: boolean;
  onClose: () => void;
  onDeleted: () => void;
};

/** Says what would be gone, and of a series how much of it, before a meeting is deleted at Zoom. */
export function DeleteMeetingDialog({
  meeting,
  occurrencesAhead,
  opened,
  onClose,
  onDeleted,
}: DeleteMeetingDialogProps) {
  const remove = useCall('deleteMeeting');
  const groupId = useId();
  const [chosen, setChosen] = useState<MeetingPart>('occurrence');
  const isRecurring = meeting.type === 'recurring';
  const part = isRecurring ? chosen : 'all';

  const authorizeHost = useAuthorize();
  const host = meeting.sources[0]?.credentialId;
  const authorize = host ? () => void authorizeHost.run(host) : undefined;

  async function run() {
    const outcome = await remove.run({ meetingKey: meeting.key, part });
    if (outcome?.ok) onDeleted();
  }

  return (
    <ConfirmDialog
      opened={opened}
      title={`Delete “${meeting.topic}”?`}
      confirmLabel={part === 'all' && isRecurring ? 'Delete all' : 'Delete'}
      isBusy={remove.isBusy}
      onClose={onClose}
      onConfirm={() => void run()}
    >
      {isRecurring ? (
        <Radio.Group
          name={groupId}
          label="How much of it"
          value={chosen}
          onChange={(value) => setChosen(value as MeetingPart)}
        >
          <div className="choices">
            <Radio
              value="occurrence"
              label={`Only this one${meeting.startTime ? `, ${moment(meeting.startTime)}` : ''}`}
            />
            <Radio
              value="all"
              label={occurrencesAhead > 0 ? `The whole series, ${occurrencesAhead} ahead` : 'The whole series'}
            />
          </div>
        </Radio.Group>
      ) : null}
      <p>
        {part === 'all'
          ? 'It is gone from Zoom for everybody: its link, its number and its invitation lead nowhere any more.'
          : 'This one is gone from Zoom for everybody. The link and the number stay those of the others.'}
      </p>
      {meeting.isRunning ? <p>It runs now. Whoever is in it stays in until it ends.</p> : null}
      <p className="dim">Usher cannot bring it back. Who was invited hears nothing of it from Usher.</p>
      {remove.failure ? (
        <FailureNote failure={remove.failure} actions={{ retry: () => void run(), authorize }} isNews />
      ) : null}
    </ConfirmDialog>
  );
}

function moment(startTime: string): string {
  return `${new Date(startTime).toLocaleDateString(undefined, { dateStyle: 'long' })}, ${clockTime(startTime)}`;
}
