import './MeetingDialog.css';
import { Button, Checkbox, Modal, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import { CredentialId, inUse, isUsable } from '@shared/credential';
import type { Meeting } from '@shared/meeting';
import type { MeetingDetails } from '@shared/meeting-details';
import { type MeetingPart, Recording, type ScheduledFor } from '@shared/meeting-plan';
import { type FormEvent, useEffect, useState } from 'react';
import { useNow } from '../clock';
import { call, useCall } from '../main-process';
import { nthWeekdayWords, weekdayNames } from '../screens/meeting-facts';
import {
  checkMeetingForm,
  formOf,
  type MeetingField,
  type MeetingForm,
  type MonthBy,
  monthRuleOf,
  monthRules,
  newMeetingForm,
  startHere,
} from '../screens/meeting-form';
import { goToClientChange } from '../screens/screen-names';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type MeetingDialogProps = {
  opened: boolean;
  state: AppState;
  /** What is changed; without it a new one is made. */
  edited?: { meeting: Meeting; details: MeetingDetails; part: MeetingPart };
  onClose: () => void;
  /** @param topic of what was made or changed */
  onDone: (topic: string) => void;
};

/** A meeting to schedule or to change. What was typed stays there whatever Zoom says to it. */
export function MeetingDialog({ opened, onClose, ...rest }: MeetingDialogProps) {
  const title = !rest.edited
    ? 'New meeting'
    : rest.edited.meeting.type !== 'recurring'
      ? 'Edit the meeting'
      : rest.edited.part === 'all'
        ? 'Edit the whole series'
        : 'Edit this one of the series';
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={600} closeOnClickOutside={false}>
      {opened ? <MeetingFields onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

const recordingWords = { none: 'Not by itself', local: 'On the host’s computer', cloud: 'In the cloud' } as const;
const everyWords = { never: 'Does not repeat', day: 'By the day', week: 'By the week', month: 'By the month' } as const;

function MeetingFields({ state, edited, onClose, onDone }: Omit<MeetingDialogProps, 'opened'>) {
  const now = useNow(10);
  const [ownZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const hosts = inUse(state.credentials).filter((credential) => credential.kind === 'user' && isUsable(credential));
  const [form, setForm] = useState<MeetingForm>(() =>
    edited ? formOf(edited.meeting, edited.details, edited.part, ownZone) : newMeetingForm(now, ownZone),
  );
  const [credentialId, setCredentialId] = useState(edited?.details.readBy ?? hosts[0]?.id);
  const [scheduleFor, setScheduleFor] = useState('');
  const [hasTried, setTried] = useState(false);
  const schedulers = useSchedulers(edited ? undefined : credentialId);
  const create = useCall('createMeeting');
  const change = useCall('changeMeeting');
  const authorize = useAuthorize();
  const isBusy = create.isBusy || change.isBusy;
  const failure = create.failure ?? change.failure;
  const checked = checkMeetingForm(form, edited ? undefined : now);
  const errorOf = (field: MeetingField) => (hasTried && !checked.ok ? checked.errors[field] : undefined);
  const set = (wish: Partial<MeetingForm>) => setForm((before) => ({ ...before, ...wish }));
  // Zoom keeps topic and passcode of a series the same for all of it.
  const isOneOfSeries = edited?.meeting.type === 'recurring' && edited.part === 'occurrence';
  const canRepeat = !edited || form.every !== 'never';

  async function send() {
    setTried(true);
    if (!checked.ok || isBusy || !credentialId) return;
    const { plan } = checked;
    const outcome = edited
      ? await change.run({ meetingKey: edited.meeting.key, part: isOneOfSeries ? 'occurrence' : 'all', plan })
      : await create.run({ credentialId, plan, ...(scheduleFor ? { scheduleFor } : {}) });
    if (outcome?.ok) onDone(plan.topic);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const first = checked.ok ? undefined : Object.keys(checked.errors)[0];
    if (first) event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    void send();
  }

  return (
    <form className="dialog-body" onSubmit={submit} noValidate autoComplete="off">
      {edited ? null : (
        <div className="meeting-fields">
          <NativeSelect
            label="Credential"
            description="Its user hosts the meeting."
            value={credentialId ?? ''}
            onChange={(event) => {
              setCredentialId(CredentialId.safeParse(event.currentTarget.value).data);
              setScheduleFor('');
            }}
            data={hosts.map(({ id, name, user }) => ({
              value: id,
              label: user ? `${name} · ${user.displayName}` : name,
            }))}
          />
          {schedulers.length > 0 ? (
            <NativeSelect
              label="In the name of"
              description="Those who have let this user schedule for them."
              value={scheduleFor}
              onChange={(event) => setScheduleFor(event.currentTarget.value)}
              data={[
                { value: '', label: 'Nobody else' },
                ...schedulers.map(({ userId, email }) => ({ value: userId, label: email })),
              ]}
            />
          ) : null}
        </div>
      )}
      {isOneOfSeries ? null : (
        <TextInput
          name="topic"
          label="Topic"
          data-autofocus
          value={form.topic}
          error={errorOf('topic')}
          onChange={(event) => set({ topic: event.currentTarget.value })}
        />
      )}
      {form.hasTime ? <WhenFields form={form} ownZone={ownZone} errorOf={errorOf} set={set} /> : null}
      {canRepeat ? (
        <div className="meeting-fields">
          <NativeSelect
            label="Repeats"
            value={form.every}
            onChange={(event) => set({ every: event.currentTarget.value as MeetingForm['every'] })}
            data={(['never', 'day', 'week', 'month'] as const)
              .filter((every) => !edited || every !== 'never')
              .map((every) => ({ value: every, label: everyWords[every] }))}
          />
          {form.every === 'never' ? null : (
            <>
              <TextInput
                name="interval"
                inputMode="numeric"
                label={`Every so many ${form.every}s`}
                value={form.interval}
                error={errorOf('interval')}
                onChange={(event) => set({ interval: event.currentTarget.value })}
              />
              <TextInput
                name="times"
                inputMode="numeric"
                label="So many times"
                value={form.times}
                error={errorOf('times')}
                onChange={(event) => set({ times: event.currentTarget.value })}
              />
            </>
          )}
        </div>
      ) : null}
      {form.every === 'week' ? (
        <Checkbox.Group
          label="On"
          value={form.weekdays.map(String)}
          error={errorOf('weekdays')}
          onChange={(days) => set({ weekdays: days.map(Number).sort((a, b) => a - b) })}
        >
          <div className="meeting-weekdays">
            {weekdayNames.map((name, index) => (
              <Checkbox key={name} value={String(index + 1)} label={name} />
            ))}
          </div>
        </Checkbox.Group>
      ) : null}
      {form.every === 'month' ? (
        <NativeSelect
          label="On"
          value={monthRuleOf(form)?.by ?? 'day'}
          onChange={(event) => set({ monthBy: event.currentTarget.value as MonthBy })}
          data={monthRules(form.day).map(({ by, monthday, nthWeekday }) => ({
            value: by,
            label: nthWeekday ? nthWeekdayWords(nthWeekday) : `day ${monthday}`,
          }))}
        />
      ) : null}
      <Textarea
        name="agenda"
        label="Agenda (optional)"
        autosize={false}
        rows={3}
        value={form.agenda}
        error={errorOf('agenda')}
        onChange={(event) => set({ agenda: event.currentTarget.value })}
      />
      {isOneOfSeries ? null : (
        <PasswordInput
          name="passcode"
          label="Passcode (optional)"
          description={
            edited ? 'Left empty, it stays as it is.' : 'Left empty, Zoom makes one where the account wants it.'
          }
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the passcode' }}
          value={form.passcode}
          error={errorOf('passcode')}
          onChange={(event) => set({ passcode: event.currentTarget.value })}
        />
      )}
      <div className="meeting-checks">
        <Checkbox
          label="Waiting room"
          checked={form.waitingRoom}
          onChange={(event) => set({ waitingRoom: event.currentTarget.checked })}
        />
        <Checkbox
          label="People may come in before the host"
          checked={form.joinBeforeHost && !form.waitingRoom}
          disabled={form.waitingRoom}
          onChange={(event) => set({ joinBeforeHost: event.currentTarget.checked })}
        />
        <Checkbox
          label="Signed-in users only"
          checked={form.signedInOnly}
          onChange={(event) => set({ signedInOnly: event.currentTarget.checked })}
        />
        <Checkbox
          label="Everybody is muted on entry"
          checked={form.muteUponEntry}
          onChange={(event) => set({ muteUponEntry: event.currentTarget.checked })}
        />
      </div>
      <NativeSelect
        label="Record by itself"
        value={form.recording}
        onChange={(event) => set({ recording: Recording.catch('none').parse(event.currentTarget.value) })}
        data={Recording.options.map((value) => ({ value, label: recordingWords[value] }))}
      />
      <div className="dialog-foot">
        {failure ? (
          <FailureNote
            failure={failure}
            {...(isUncertain(failure.code)
              ? { consequence: 'It may have been done all the same: look at the list before you send it again.' }
              : {})}
            actions={{
              retry: () => void send(),
              refreshMeetings: onClose,
              ...(credentialId
                ? {
                    authorize: () => void authorize.run(credentialId),
                    changeClient: () => goToClientChange(credentialId),
                  }
                : {}),
            }}
            isNews
          />
        ) : null}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton type="submit" isBusy={isBusy}>
            {edited ? 'Save' : 'Schedule'}
          </BusyButton>
        </div>
      </div>
    </form>
  );
}

type WhenFieldsProps = {
  form: MeetingForm;
  ownZone: string;
  errorOf: (field: MeetingField) => string | undefined;
  set: (wish: Partial<MeetingForm>) => void;
};

function WhenFields({ form, ownZone, errorOf, set }: WhenFieldsProps) {
  const here = startHere(form, ownZone);
  return (
    <>
      <div className="meeting-fields">
        <TextInput
          name="day"
          type="date"
          label="Day"
          value={form.day}
          error={errorOf('day')}
          onChange={(event) => set({ day: event.currentTarget.value })}
        />
        <TextInput
          name="time"
          type="time"
          label="Time"
          value={form.time}
          error={errorOf('time')}
          onChange={(event) => set({ time: event.currentTarget.value })}
        />
        <TextInput
          name="minutes"
          inputMode="numeric"
          label="Minutes"
          value={form.minutes}
          error={errorOf('minutes')}
          onChange={(event) => set({ minutes: event.currentTarget.value })}
        />
      </div>
      <NativeSelect
        name="timezone"
        label="Time zone"
        {...(here ? { description: `That is ${here}, where you are.` } : {})}
        value={form.timezone}
        error={errorOf('timezone')}
        onChange={(event) => set({ timezone: event.currentTarget.value })}
        data={zonesWith(form.timezone, ownZone)}
      />
    </>
  );
}

/** Zoom may have read it before the answer was lost. */
function isUncertain(code: string): boolean {
  return code === 'offline' || code === 'zoom_unavailable';
}

/** Who may be scheduled for is asked of Zoom; while it has not answered, or cannot be asked, that is nobody. */
function useSchedulers(credentialId: CredentialId | undefined): readonly ScheduledFor[] {
  const [found, setFound] = useState<{ credentialId: CredentialId; schedulers: readonly ScheduledFor[] }>();
  useEffect(() => {
    if (!credentialId) return;
    void call('listSchedulers', { credentialId }).then((outcome) => {
      if (outcome.ok) setFound({ credentialId, schedulers: outcome.value });
    });
  }, [credentialId]);
  return found && found.credentialId === credentialId ? found.schedulers : [];
}

/** All that this computer knows, with those that are meant even if it does not. */
function zonesWith(...meant: readonly string[]): string[] {
  return [...new Set([...meant, ...Intl.supportedValuesOf('timeZone')])].sort();
}
