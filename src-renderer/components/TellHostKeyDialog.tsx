import { Button, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { ZoomEnvironment } from '@shared/credential';
import { ToldHostKey, weaknessOf } from '@shared/host-key';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { environmentWords } from '../screens/credential-standing';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type TellHostKeyDialogProps = { opened: boolean; environments: readonly ZoomEnvironment[]; onClose: () => void };

const advice: Readonly<Record<string, string>> = {
  email: 'The address of their Zoom account, such as ada@example.com.',
  name: 'What they are called.',
  key: 'A host key has 6 to 10 digits.',
};

/** A key that somebody has read in their own Zoom profile and told. */
export function TellHostKeyDialog({ opened, onClose, environments }: TellHostKeyDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Enter a host key" size={460} closeOnClickOutside={false}>
      {opened ? <TellHostKeyForm onClose={onClose} environments={environments} /> : null}
    </Modal>
  );
}

function TellHostKeyForm({ onClose, environments }: Omit<TellHostKeyDialogProps, 'opened'>) {
  const tell = useCall('tellHostKey');
  const [form, setForm] = useState({ environment: environments[0] ?? 'zoom', email: '', name: '', key: '' });
  const [hasTried, setTried] = useState(false);
  const parsed = ToldHostKey.safeParse({ ...form, email: form.email.trim(), key: form.key.replaceAll(/\s/g, '') });
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  const errorOf = (field: string) => (hasTried && wrong.has(field) ? advice[field] : undefined);
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!parsed.success || tell.isBusy) return;
    const outcome = await tell.run(parsed.data);
    if (outcome?.ok) onClose();
  }

  const isWeak = parsed.success && weaknessOf(parsed.data.key) !== undefined;
  return (
    <form className="dialog-body" noValidate autoComplete="off" onSubmit={(event) => void submit(event)}>
      <p className="dim small">It is in their Zoom profile, under Meeting, Host Key. Zoom shows it to nobody else.</p>
      <TextInput
        label="E-mail address"
        data-autofocus
        value={form.email}
        error={errorOf('email')}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <TextInput
        label="Name"
        value={form.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <PasswordInput
        label="Host key"
        inputMode="numeric"
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the host key' }}
        value={form.key}
        error={errorOf('key')}
        {...(isWeak ? { description: 'This one is easy to guess. It is taken all the same.' } : {})}
        onChange={(event) => set({ key: event.currentTarget.value })}
      />
      {environments.length > 1 ? (
        <NativeSelect
          label="Zoom cloud"
          value={form.environment}
          onChange={(event) => set({ environment: event.currentTarget.value as ZoomEnvironment })}
          data={environments.map((environment) => ({ value: environment, label: environmentWords[environment] }))}
        />
      ) : null}
      {tell.failure ? <FailureNote failure={tell.failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={tell.isBusy}>
          Save
        </BusyButton>
      </div>
    </form>
  );
}
