import './SettingsScreen.css';
import { Button, Checkbox, SegmentedControl, Switch, TextInput } from '@mantine/core';
import type { Failure } from '@shared/app-error';
import type { AppState } from '@shared/app-state';
import { inUse } from '@shared/credential';
import type { QuietHours, Settings } from '@shared/settings';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { DiagnosticsDialog } from '../components/DiagnosticsDialog';
import { FailureNote } from '../components/FailureNote';
import { KeyringSettings } from '../components/KeyringSettings';
import { ShortcutSettings } from '../components/ShortcutSettings';
import { call } from '../main-process';
import { duration } from '../time-words';

const reminderChoices: readonly { value: Settings['remindMinutes']; label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 0, label: 'At the start' },
  { value: 1, label: '1 min' },
  { value: 5, label: '5 min' },
  { value: 10, label: '10 min' },
  { value: 15, label: '15 min' },
];

/** What somebody who switches them on most likely means. */
const usualQuietHours: QuietHours = { from: '22:00', to: '07:00' };

/** What the user may choose. Every change holds at once. */
export function SettingsScreen({
  state: { settings, credentials, launchAtLogin, refusedShortcuts, keyring, version },
}: {
  state: AppState;
}) {
  const [failure, setFailure] = useState<Failure>();

  // Not one at a time: main takes a change at once and answers when the disk has it, and the next key must not be lost meanwhile.
  async function save(changed: Settings) {
    setFailure(undefined);
    const outcome = await call('updateSettings', changed);
    if (!outcome.ok) setFailure(outcome.failure);
  }
  async function startAtLogin(isOn: boolean) {
    setFailure(undefined);
    const outcome = await call('setLaunchAtLogin', { isOn });
    if (!outcome.ok) setFailure(outcome.failure);
  }
  // The system's own settings may have changed it.
  useEffect(() => void call('checkLaunchAtLogin'), []);
  const change = (part: Partial<Settings>) => save({ ...settings, ...part });
  const users = inUse(credentials).filter(({ user }) => user !== undefined);

  return (
    <>
      <div className="screen-head">
        <h1>Settings</h1>
      </div>
      {failure ? <FailureNote failure={failure} actions={{}} isNews onDismiss={() => setFailure(undefined)} /> : null}
      <div className="card settings">
        <Setting label="Appearance" hint="System follows the light or dark of the desktop.">
          {(labelId) => (
            <SegmentedControl
              aria-labelledby={labelId}
              value={settings.theme}
              onChange={(theme) => void change({ theme: theme as Settings['theme'] })}
              data={[
                { value: 'system', label: 'System' },
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
            />
          )}
        </Setting>
        <MinutesSetting
          label="Refresh meetings every"
          hint="Near a start a host is asked every minute whether the meeting runs, and seldom with nothing in the next day. Refresh in Meetings asks Zoom at any time."
          value={settings.refreshMinutes}
          choices={[1, 5, 15]}
          onChange={(refreshMinutes) => void change({ refreshMinutes })}
        />
        <MinutesSetting
          label="Wait for the host for"
          hint="Usher asks Zoom again every 20 seconds until then."
          value={settings.waitForHostMinutes}
          choices={[5, 10, 30, 60]}
          onChange={(waitForHostMinutes) => void change({ waitForHostMinutes })}
        />
        <MinutesSetting
          label="Stay in a waiting room for"
          hint="Then the window says that nobody has opened the door."
          value={settings.waitingRoomMinutes}
          choices={[5, 15, 30, 60]}
          onChange={(waitingRoomMinutes) => void change({ waitingRoomMinutes })}
        />
        <SwitchSetting
          label="Keep running in the tray"
          hint="When off, closing this window quits Usher and leaves every meeting."
          isOn={settings.keepRunningInTray}
          onChange={(isOn) => void change({ keepRunningInTray: isOn })}
        />
        {launchAtLogin === undefined ? null : (
          <SwitchSetting
            label="Start at login"
            hint="In the tray, without a window."
            isOn={launchAtLogin}
            onChange={(isOn) => void startAtLogin(isOn)}
          />
        )}
        <SwitchSetting
          label="Notifications"
          hint="When a credential needs its user, a meeting is at risk or about to begin, with buttons for what to do."
          isOn={settings.notifications}
          onChange={(isOn) => void change({ notifications: isOn })}
        />
        <Setting label="Remind of meetings" hint="Before they begin. A meeting that you are in is not reminded of.">
          {(labelId) => (
            <SegmentedControl
              aria-labelledby={labelId}
              value={String(settings.remindMinutes)}
              onChange={(chosen) => {
                const remindMinutes = reminderChoices.find(({ value }) => String(value) === chosen)?.value;
                if (remindMinutes !== undefined) void change({ remindMinutes });
              }}
              data={reminderChoices.map(({ value, label }) => ({ value: String(value), label }))}
            />
          )}
        </Setting>
        {users.length > 0 ? (
          <Setting label="Remind for" hint="Whose meetings are worth a reminder.">
            {(labelId) => (
              <fieldset aria-labelledby={labelId} className="setting-checks">
                {users.map(({ id, name }) => (
                  <Checkbox
                    key={id}
                    label={name}
                    checked={!settings.noRemindersFor.includes(id)}
                    onChange={(event) => {
                      const others = settings.noRemindersFor.filter((silent) => silent !== id);
                      void change({ noRemindersFor: event.currentTarget.checked ? others : [...others, id] });
                    }}
                  />
                ))}
              </fieldset>
            )}
          </Setting>
        ) : null}
        <SwitchSetting
          label="Hide meeting topics"
          hint="In the tray, in notifications and in titles of meeting windows that open from now on, where others may read them on a shared screen."
          isOn={settings.hideTopics}
          onChange={(isOn) => void change({ hideTopics: isOn })}
        />
        <QuietHoursSetting
          value={settings.quietHours}
          onChange={(quietHours) => {
            const { quietHours: _before, ...others } = settings;
            void save(quietHours ? { ...others, quietHours } : others);
          }}
        />
        <Setting
          label="Keep activity for"
          hint="What was done as whom. Older entries are removed by themselves, once an hour at the latest."
        >
          {(labelId) => (
            <SegmentedControl
              aria-labelledby={labelId}
              value={String(settings.keepActivity)}
              onChange={(days) =>
                void change({ keepActivity: days === 'forever' ? days : (Number(days) as Settings['keepActivity']) })
              }
              data={[
                { value: '30', label: '30 days' },
                { value: '90', label: '90 days' },
                { value: '365', label: '1 year' },
                { value: 'forever', label: 'For ever' },
              ]}
            />
          )}
        </Setting>
      </div>
      <ShortcutSettings
        shortcuts={settings.shortcuts}
        refusedShortcuts={refusedShortcuts}
        onChange={(shortcuts) => void change({ shortcuts })}
      />
      <KeyringSettings keyring={keyring} />
      <Support />
      <p className="dim small selectable">Usher {version}</p>
    </>
  );
}

function Support() {
  const titleId = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby={titleId} className="card">
      <div className="setting">
        <div className="setting-words">
          <h2 id={titleId}>Support</h2>
          <p className="dim small">
            What whoever helps you needs to know of this Usher, without names, addresses, topics or secrets. You read it
            before it goes anywhere.
          </p>
        </div>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          Diagnostics…
        </Button>
      </div>
      <DiagnosticsDialog opened={isOpen} onClose={() => setOpen(false)} />
    </section>
  );
}

type SwitchSettingProps = { label: string; hint: string; isOn: boolean; onChange: (isOn: boolean) => void };

function SwitchSetting({ label, hint, isOn, onChange }: SwitchSettingProps) {
  return (
    <Setting label={label} hint={hint}>
      {(labelId) => (
        <Switch
          aria-labelledby={labelId}
          size="md"
          checked={isOn}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </Setting>
  );
}

function QuietHoursSetting({
  value,
  onChange,
}: {
  value: QuietHours | undefined;
  onChange: (quietHours: QuietHours | undefined) => void;
}) {
  const set = (part: Partial<QuietHours>) => {
    // An emptied field has no time yet; what stands holds until it has one.
    if (value && Object.values(part).every((time) => time !== '')) onChange({ ...value, ...part });
  };
  return (
    <Setting label="Quiet hours" hint="Nothing is notified then. What is still true afterwards comes when they end.">
      {(labelId) => (
        <div className="quiet-hours">
          {value ? (
            <>
              <TextInput
                type="time"
                size="xs"
                aria-label="Quiet from"
                value={value.from}
                onChange={(event) => set({ from: event.currentTarget.value })}
              />
              <span className="dim small">to</span>
              <TextInput
                type="time"
                size="xs"
                aria-label="Quiet until"
                value={value.to}
                onChange={(event) => set({ to: event.currentTarget.value })}
              />
            </>
          ) : null}
          <Switch
            aria-labelledby={labelId}
            size="md"
            checked={value !== undefined}
            onChange={(event) => onChange(event.currentTarget.checked ? usualQuietHours : undefined)}
          />
        </div>
      )}
    </Setting>
  );
}

type MinutesSettingProps<Minutes extends number> = {
  label: string;
  hint: string;
  value: Minutes;
  choices: readonly Minutes[];
  onChange: (minutes: Minutes) => void;
};

function MinutesSetting<Minutes extends number>({
  label,
  hint,
  value,
  choices,
  onChange,
}: MinutesSettingProps<Minutes>) {
  return (
    <Setting label={label} hint={hint}>
      {(labelId) => (
        <SegmentedControl
          aria-labelledby={labelId}
          value={String(value)}
          onChange={(chosen) => {
            const minutes = choices.find((choice) => String(choice) === chosen);
            if (minutes !== undefined) onChange(minutes);
          }}
          data={choices.map((minutes) => ({ value: String(minutes), label: duration(minutes) }))}
        />
      )}
    </Setting>
  );
}

function Setting({ label, hint, children }: { label: string; hint: string; children: (labelId: string) => ReactNode }) {
  const labelId = useId();
  return (
    <div className="setting">
      <div className="setting-words">
        <p id={labelId} className="setting-label">
          {label}
        </p>
        <p className="dim small">{hint}</p>
      </div>
      {children(labelId)}
    </div>
  );
}
