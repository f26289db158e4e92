import { Button, Checkbox, Modal, NativeSelect, Radio, TextInput } from '@mantine/core';
import type { Bot, BotProfile } from '@shared/bot';
import type { Credential } from '@shared/credential';
import { type FormEvent, useId, useState } from 'react';
import { useCall } from '../main-process';
import { environmentWords } from '../screens/credential-standing';
import { BusyButton } from './BusyButton';
import { botForm, checkBotForm } from './bot-form';
import { FailureNote } from './FailureNote';

/** The bot that is edited, or a new one. */
export type BotToEdit = { bot?: Bot };

type BotDialogProps = {
  edited: BotToEdit | undefined;
  /** As whom it may come: users that are signed in. */
  users: readonly Credential[];
  onClose: () => void;
};

/** A bot's profile. What was typed stays until it is saved or the dialog is closed. */
export function BotDialog({ edited, onClose, ...rest }: BotDialogProps) {
  return (
    <Modal
      opened={edited !== undefined}
      onClose={onClose}
      title={edited?.bot ? `Edit “${edited.bot.name}”` : 'Add a bot'}
      size={560}
      closeOnClickOutside={false}
    >
      {edited ? <BotFields bot={edited.bot} onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function BotFields({ bot, users, onClose }: Omit<BotDialogProps, 'edited'> & { bot: Bot | undefined }) {
  const [form, setForm] = useState(() => botForm(bot, users));
  const [hasTried, setTried] = useState(false);
  const save = useCall('saveBot');
  const formId = useId();
  const checked = checkBotForm(form);
  const errors = hasTried && !checked.ok ? checked.errors : {};
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const isKnown = users.some(({ id }) => id === form.credentialId);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!checked.ok) {
      const [first] = Object.keys(checked.errors);
      event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    const outcome = await save.run({ ...(bot ? { botId: bot.id } : {}), profile: checked.profile });
    if (outcome?.ok) onClose();
  }

  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <div className="aside">
        <p>
          A bot is a window of yours, which others see by its name. Zoom’s Meeting SDK is for attended human use: stay
          with it. Usher itself records nothing and hides nothing.
        </p>
      </div>
      <TextInput
        name="name"
        label="Display name"
        description="What others will see in the meeting."
        data-autofocus
        value={form.name}
        error={errors.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <NativeSelect
        name="credentialId"
        label="Comes as"
        description="Zoom lets each user into a meeting once: bots that meet need different users, or come on behalf of them."
        value={form.credentialId}
        error={errors.credentialId}
        onChange={(event) => set({ credentialId: event.currentTarget.value })}
        data={[
          ...(isKnown ? [] : [{ value: form.credentialId, label: 'Choose a signed-in user' }]),
          ...users.map(({ id, name, user, environment }) => ({
            value: id,
            label: `${user?.displayName ?? name} (${name}, ${environmentWords[environment]})`,
          })),
        ]}
      />
      <Radio.Group
        name={`${formId}wish`}
        label="How it comes in"
        value={form.wish}
        onChange={(wish) => set({ wish: wish as BotProfile['wish'] })}
      >
        <div className="choices">
          <Radio value="join" label="Join signed in" description="As a participant, with the user’s ZAK." />
          <Radio
            value="onBehalf"
            label="Join on behalf of its user"
            description="For meetings of other accounts, while that user is in the meeting (OBF)."
          />
          <Radio value="start" label="Start as the host" description="Only meetings that the user hosts." />
        </div>
      </Radio.Group>
      <div className="choices">
        <Checkbox
          label="Microphone off"
          description="Its window never gets the microphone."
          checked={form.hasMicrophoneOff}
          onChange={(event) => set({ hasMicrophoneOff: event.currentTarget.checked })}
        />
        <Checkbox
          label="Camera off"
          description="Nor the camera. With both off it comes in without Zoom’s preview, in which somebody has to click."
          checked={form.hasCameraOff}
          onChange={(event) => set({ hasCameraOff: event.currentTarget.checked })}
        />
        <Checkbox
          label="Ask for a recording token"
          description="So that its window may record on this computer. The host’s credential has to be here."
          checked={form.wantsRecording}
          onChange={(event) => set({ wantsRecording: event.currentTarget.checked })}
        />
      </div>
      <Radio.Group
        name={`${formId}place`}
        label="Where its window goes"
        value={form.place}
        onChange={(place) => set({ place: place as BotProfile['place'] })}
      >
        <div className="choices choices-in-line">
          <Radio value="beside" label="Beside the other meetings" />
          <Radio value="remembered" label="Where it was last" />
        </div>
      </Radio.Group>
      <Radio.Group
        name={`${formId}until`}
        label="When it leaves"
        value={form.until}
        onChange={(until) => set({ until: until as typeof form.until })}
      >
        <div className="choices choices-in-line">
          <Radio value="meetingEnd" label="With the meeting’s end" />
          <Radio value="time" label="At a time" />
          <Radio value="after" label="After some minutes" />
        </div>
      </Radio.Group>
      {form.until === 'time' ? (
        <TextInput
          name="at"
          label="Leaves at"
          description="The next time that this computer’s clock says so."
          value={form.at}
          error={errors.at}
          onChange={(event) => set({ at: event.currentTarget.value })}
        />
      ) : null}
      {form.until === 'after' ? (
        <TextInput
          name="minutes"
          label="Minutes in the meeting"
          inputMode="numeric"
          value={form.minutes}
          error={errors.minutes}
          onChange={(event) => set({ minutes: event.currentTarget.value })}
        />
      ) : null}
      <Checkbox
        label="Leave earlier when it is alone"
        description="Other bots of yours are no company."
        checked={form.leavesWhenAlone}
        onChange={(event) => set({ leavesWhenAlone: event.currentTarget.checked })}
      />
      {form.leavesWhenAlone ? (
        <TextInput
          name="aloneMinutes"
          label="Minutes alone"
          inputMode="numeric"
          value={form.aloneMinutes}
          error={errors.aloneMinutes}
          onChange={(event) => set({ aloneMinutes: event.currentTarget.value })}
        />
      ) : null}
      <div className="dialog-foot">
        {save.failure ? <FailureNote failure={save.failure} actions={{}} isNews /> : null}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton type="submit" isBusy={save.isBusy}>
            {bot ? 'Save' : 'Add'}
          </BusyButton>
        </div>
      </div>
    </form>
  );
}
