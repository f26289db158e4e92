import type { Meeting } from '@shared/meeting';
import { useCall } from '../main-process';
import { useAuthorize } from './AuthorizationQuestion';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';

type EndMeetingDialogProps = { meeting: Meeting; opened: boolean; onClose: () => void };

/** Asks before everybody is sent out of a meeting. */
export function EndMeetingDialog({ meeting, opened, onClose }: EndMeetingDialogProps) {
  const end = useCall('endMeeting');
  const authorizeHost = useAuthorize();
  const host = meeting.sources[0]?.credentialId;
  const authorize = host ? () => void authorizeHost.run(host) : undefined;

  async function run() {
    const outcome = await end.run({ meetingKey: meeting.key });
    if (outcome?.ok) onClose();
  }
  return (
    <ConfirmDialog
      opened={opened}
      title={`End “${meeting.topic}” for all?`}
      confirmLabel="End for all"
      isBusy={end.isBusy}
      onClose={onClose}
      onConfirm={() => void run()}
    >
      <p>Everybody who is in it is sent out, in Usher and everywhere else, and its recording stops.</p>
      <p className="dim">The meeting stays in Zoom and can be started again.</p>
      {end.failure ? (
        <FailureNote failure={end.failure} actions={{ retry: () => void run(), authorize }} isNews />
      ) : null}
    </ConfirmDialog>
  );
}
