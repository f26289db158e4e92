import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import { type Bot, type BotRule, isRuleFor } from '@shared/bot';
import { inUse } from '@shared/credential';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { duration } from '../time-words';
import { BusyButton } from './BusyButton';
import { botRuleForm, checkRuleForm } from './bot-form';
import { FailureNote } from './FailureNote';

/** The rule that is edited, or a new one of this bot. */
export type RuleToEdit = { bot: Bot; rule?: BotRule };

type BotRuleDialogProps = { edited: RuleToEdit | undefined; state: AppState; onClose: () => void };

/** Into which meetings a bot goes by itself, and when. It shows which of the list that would be. */
export function BotRuleDialog({ edited, state, onClose }: BotRuleDialogProps) {
  return (
    <Modal
      opened={edited !== undefined}
      onClose={onClose}
      title={edited ? `${edited.rule ? 'Edit a rule' : 'Add a rule'} for “${edited.bot.name}”` : ''}
      size={520}
      closeOnClickOutside={false}
    >
      {edited ? <RuleFields {...edited} state={state} onClose={onClose} /> : null}
    </Modal>
  );
}

const leads = Array.from({ length: 16 }, (_, minutes) => ({
  value: String(minutes),
  label: minutes === 0 ? 'At the planned start' : `${duration(minutes)} before the planned start`,
}));
const namedMeetings = 4;

function RuleFields({ bot, rule, state, onClose }: RuleToEdit & { state: AppState; onClose: () => void }) {
  const [form, setForm] = useState(() => botRuleForm(rule));
  const [newId] = useState(() => crypto.randomUUID());
  const [hasTried, setTried] = useState(false);
  const save = useCall('saveBotRule');
  const credential = state.credentials.find(({ id }) => id === bot.credentialId);
  const isHere = ({ environment }: { environment: string }) => environment === credential?.environment;
  const hosts = inUse(state.credentials).filter((known) => known.user !== undefined && isHere(known));
  const checked = checkRuleForm(form, { id: rule?.id ?? newId, botId: bot.id, isOn: rule?.isOn ?? true });
  const errors = hasTried && !checked.ok ? checked.errors : {};
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const fitting = checked.ok
    ? state.meetings.filter((meeting) => isHere(meeting) && isRuleFor(checked.rule, meeting))
    : undefined;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!checked.ok) {
      const [first] = Object.keys(checked.errors);
      event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    const outcome = await save.run(checked.rule);
    if (outcome?.ok) onClose();
  }

  return (
    <form className="dialog-body" onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <NativeSelect
        label="Launch"
        description="It is announced a minute ahead, and you can cancel it. Meetings without a fixed time are left to you."
        value={form.leadMinutes}
        onChange={(event) => set({ leadMinutes: event.currentTarget.value })}
        data={leads}
      />
      <TextInput
        name="topicWords"
        label="Words in the topic"
        description="Every one of them has to be in it."
        data-autofocus
        value={form.topicWords}
        error={errors.topicWords}
        onChange={(event) => set({ topicWords: event.currentTarget.value })}
      />
      <TextInput
        name="meetingId"
        label="Meeting ID"
        description="One meeting, and all the occurrences of a series."
        inputMode="numeric"
        value={form.meetingId}
        error={errors.meetingId}
        onChange={(event) => set({ meetingId: event.currentTarget.value })}
      />
      <NativeSelect
        label="Hosted by"
        value={form.hostCredentialId}
        onChange={(event) => set({ hostCredentialId: event.currentTarget.value })}
        data={[
          { value: '', label: 'Anybody' },
          ...hosts.map(({ id, name, user }) => ({ value: id, label: `${user?.displayName ?? name} (${name})` })),
        ]}
      />
      <p className="small dim" role="status">
        {fitting === undefined
          ? 'Meetings have to fit all that is filled in.'
          : `Fits ${fitting.length} of the meetings listed now${fitting.length > 0 ? `: ${named(fitting)}` : '.'}`}
      </p>
      <div className="dialog-foot">
        {save.failure ? <FailureNote failure={save.failure} actions={{}} isNews /> : null}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton type="submit" isBusy={save.isBusy}>
            {rule ? 'Save' : 'Add'}
          </BusyButton>
        </div>
      </div>
    </form>
  );
}

function named(meetings: readonly { topic: string }[]): string {
  const topics = [...new Set(meetings.map(({ topic }) => topic))];
  const more = topics.length - namedMeetings;
  return `${topics.slice(0, namedMeetings).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
