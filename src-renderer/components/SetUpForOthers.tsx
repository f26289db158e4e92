import { Button, Menu } from '@mantine/core';
import type { Credential } from '@shared/credential';
import { IconChevronDown } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { ExportDialog } from './ExportDialog';
import { ImportDialog } from './ImportDialog';
import { SetUpGuide } from './SetUpGuide';

/** What brings credentials from and to other computers, and the way to a Zoom app of one's own. */
export function SetUpForOthers({ credentials }: { credentials: readonly Credential[] }) {
  const [dialog, setDialog] = useState<'export' | 'import' | 'guide'>();
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setDialog(undefined);
  function open(which: typeof dialog) {
    // The dialog gives the focus back to what has it now, and the menu's item will be gone.
    button.current?.focus();
    setDialog(which);
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            ref={button}
            size="sm"
            variant="default"
            rightSection={<IconChevronDown size={14} stroke={2} aria-hidden />}
          >
            Set-up
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => open('guide')}>Register a Zoom app</Menu.Item>
          <Menu.Item onClick={() => open('import')}>Import credentials</Menu.Item>
          <Menu.Item disabled={credentials.length === 0} onClick={() => open('export')}>
            Export credentials
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SetUpGuide opened={dialog === 'guide'} kind="user" environment="zoom" onClose={close} />
      <ImportDialog opened={dialog === 'import'} credentials={credentials} onClose={close} />
      <ExportDialog opened={dialog === 'export'} credentials={credentials} onClose={close} />
    </>
  );
}
