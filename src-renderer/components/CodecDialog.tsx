import { Button, Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import type { Codec, DeviceCertificate } from '@shared/codec';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { CertificateFacts } from './CertificateFacts';
import { type CodecField, checkCodecForm, codecForm } from './codec-form';
import { FailureNote } from './FailureNote';
import { takeFocus } from './take-focus';

/** The device that is edited, or a new one. */
export type CodecToEdit = { codec?: Codec };

type CodecDialogProps = { edited: CodecToEdit | undefined; knownGroups: readonly string[]; onClose: () => void };

/** A room system as somebody enters it. A new one shows its certificate first, and gets the password only after somebody has agreed. */
export function CodecDialog({ edited, onClose, ...rest }: CodecDialogProps) {
  return (
    <Modal
      opened={edited !== undefined}
      onClose={onClose}
      title={edited?.codec ? `Edit “${edited.codec.name}”` : 'Add a room system'}
      size={560}
      closeOnClickOutside={false}
    >
      {edited ? <CodecFields codec={edited.codec} onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function CodecFields({ codec, knownGroups, onClose }: Omit<CodecDialogProps, 'edited'> & { codec: Codec | undefined }) {
  const [form, setForm] = useState(() => codecForm(codec));
  const [hasTried, setTried] = useState(false);
  const [certificate, setCertificate] = useState<DeviceCertificate>();
  const [hasSeenOne, setSeenOne] = useState(false);
  const look = useCall('lookAtCodec');
  const add = useCall('addCodec');
  const change = useCall('changeCodec');
  const isPractice = codec?.address === 'practice';
  // The practice room has no address of its own, and the form has to have one.
  const checked = checkCodecForm(isPractice ? { ...form, address: 'localhost' } : form);
  const errors = hasTried && !checked.ok ? checked.errors : {};
  const isSameDevice = codec !== undefined && (isPractice || (checked.ok && checked.entry.address === codec.address));
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }));
  const failure = look.failure ?? add.failure ?? change.failure;

  async function save(fingerprint: Codec['fingerprint']) {
    if (!checked.ok) return;
    const entry = { ...checked.entry, fingerprint };
    const outcome = codec
      ? await change.run({
          codecId: codec.id,
          entry,
          // The one that is stored is for the device that was there.
          ...(checked.password === '' && isSameDevice ? {} : { password: checked.password }),
        })
      : await add.run({ entry, password: checked.password });
    if (outcome?.ok) onClose();
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!checked.ok) {
      const [first] = Object.keys(checked.errors);
      event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    if (codec && isSameDevice) return save(codec.fingerprint);
    const outcome = await look.run({ address: checked.entry.address });
    if (!outcome?.ok) return;
    setCertificate(outcome.value);
    setSeenOne(true);
  }

  if (certificate)
    return (
      <div className="dialog-body">
        <p>
          This is what answers at <code>{form.address.trim()}</code>. Room systems sign their certificates themselves,
          so nobody else can vouch for it: compare the fingerprint with the one on the device, under Settings, Security.
        </p>
        <CertificateFacts certificate={certificate} />
        <div className="dialog-foot">
          {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
          <div className="buttons dialog-buttons">
            {/* Not the other one: a second press of Enter must not agree. */}
            <Button ref={takeFocus} variant="default" onClick={() => setCertificate(undefined)}>
              Back
            </Button>
            <BusyButton isBusy={add.isBusy || change.isBusy} onClick={() => void save(certificate.fingerprint)}>
              It is the right one
            </BusyButton>
          </div>
        </div>
      </div>
    );

  const field = (name: Exclude<CodecField, 'forgetsKeys'>) => ({
    name,
    value: form[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  const offered = knownGroups.filter((group) => !form.groups.split(',').some((word) => word.trim() === group));
  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <TextInput label="Name" data-autofocus {...field('name')} />
      <TextInput label="Place" description="Where it stands, in your own words." {...field('place')} />
      {isPractice ? null : (
        <TextInput
          label="Address"
          description="Its name or address in the network. It has to be RoomOS, or CE 9.7 and later."
          placeholder="10.0.4.20"
          {...field('address')}
        />
      )}
      <TextInput
        label="User name"
        description="A local user of the device with the role Admin, or User."
        {...field('userName')}
      />
      <PasswordInput
        label="Password"
        description={
          codec ? 'Leave it empty to keep the one that is stored.' : 'It is kept with Usher’s other secrets.'
        }
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
        {...field('password')}
      />
      <TextInput label="Groups" description="Words to find it by, separated by commas." {...field('groups')} />
      {offered.length > 0 ? (
        <div className="buttons">
          <span className="dim small">Used elsewhere:</span>
          {offered.slice(0, 12).map((group) => (
            <Button
              key={group}
              size="compact-xs"
              variant="default"
              aria-label={`Add the group ${group}`}
              onClick={() => set({ groups: form.groups.trim() ? `${form.groups}, ${group}` : group })}
            >
              {group}
            </Button>
          ))}
        </div>
      ) : null}
      <Checkbox
        label="Take calls with a host key out of its history"
        description="Else everybody at its panel can read the key in the list of recent calls."
        checked={form.forgetsKeys}
        onChange={(event) => set({ forgetsKeys: event.currentTarget.checked })}
      />
      <div className="dialog-foot">
        {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton ref={hasSeenOne ? takeFocus : undefined} type="submit" isBusy={look.isBusy || change.isBusy}>
            {isSameDevice ? 'Save' : 'Look at its certificate'}
          </BusyButton>
        </div>
      </div>
    </form>
  );
}
