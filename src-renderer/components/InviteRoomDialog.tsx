import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import type { MeetingWindow } from '@shared/app-state';
import { contract } from '@shared/contract';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type InviteRoomDialogProps = { meetingWindow: MeetingWindow; opened: boolean; onClose: () => void };

/** Has Zoom call a room system, where it cannot be dialled from here. */
export function InviteRoomDialog({ opened, onClose, meetingWindow }: InviteRoomDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Invite a room system to “${meetingWindow.topic}”`}>
      {opened ? <Invite onClose={onClose} windowId={meetingWindow.windowId} /> : null}
    </Modal>
  );
}

function Invite({ windowId, onClose }: { windowId: string; onClose: () => void }) {
  const invite = useCall('inviteRoom');
  const [protocol, setProtocol] = useState('sip');
  const [address, setAddress] = useState('');
  const parsed = contract.inviteRoom.input.safeParse({ windowId, address, protocol });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!parsed.success) return;
    const outcome = await invite.run(parsed.data);
    if (outcome?.ok) onClose();
  }

  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <p>
        Zoom’s room connector calls the device from outside, so it needs an address that the internet reaches, and an
        account that may call out. Devices in your own network are dialled from Rooms instead.
      </p>
      <SegmentedControl
        aria-label="Protocol"
        size="xs"
        value={protocol}
        onChange={setProtocol}
        data={[
          { value: 'sip', label: 'SIP' },
          { value: 'h323', label: 'H.323' },
        ]}
      />
      <TextInput
        label="Address"
        placeholder={protocol === 'sip' ? 'board@example.com' : '203.0.113.20'}
        data-autofocus
        value={address}
        error={address !== '' && !parsed.success ? 'An address such as board@example.com or 203.0.113.20.' : undefined}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      {invite.isBusy ? <p role="status">Zoom is calling it. That takes some seconds.</p> : null}
      {invite.failure ? <FailureNote failure={invite.failure} actions={{}} isNews onDismiss={invite.clear} /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={invite.isBusy} disabled={!parsed.success}>
          Invite
        </BusyButton>
      </div>
    </form>
  );
}
