import { Modal, Textarea } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import { type Bot, meetingsFor } from '@shared/bot';
import type { Meeting } from '@shared/meeting';
import type { DraftedMeeting } from '@shared/meeting-draft';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { useId, useState } from 'react';
import { useNow } from '../clock';
import { call, useCall } from '../main-process';
import { aboutDrafted, unreadableTexts } from '../screens/join-draft';
import { goToClientChange } from '../screens/screen-names';
import { clockTime, dayName, untilStart } from '../time-words';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type LaunchBotDialogProps = { bot: Bot | undefined; state: AppState; onClose: () => void };

/** Into which meeting: one of the next, or one that a link, a number or an invitation names. */
export function LaunchBotDialog({ bot, state, onClose }: LaunchBotDialogProps) {
  return (
    <Modal opened={bot !== undefined} onClose={onClose} title={bot ? `Launch “${bot.name}”` : ''} size={560}>
      {bot ? <Choices bot={bot} state={state} onClose={onClose} /> : null}
    </Modal>
  );
}

const shownMeetings = 6;
/** As much as main reads. */
const maxLength = 100_000;

function Choices({ bot, state, onClose }: { bot: Bot; state: AppState; onClose: () => void }) {
  const now = useNow(30);
  const hintId = useId();
  const [text, setText] = useState('');
  const launch = useCall('launchBot');
  const launchInto = useCall('launchBotIntoDraft');
  const authorize = useAuthorize();
  const credential = state.credentials.find(({ id }) => id === bot.credentialId);
  const next = meetingsFor(bot, state, now).slice(0, shownMeetings);
  const draft = text === '' ? undefined : state.draft;
  const failure = authorize.failure ?? launch.failure ?? launchInto.failure;

  function close() {
    if (text !== '') void call('dropDraft');
    onClose();
  }

  async function launchMeeting({ key: meetingKey }: Meeting) {
    launchInto.clear();
    const outcome = await launch.run({ botId: bot.id, meetingKey });
    if (outcome?.ok) close();
  }

  async function launchDrafted(draftId: string, at: number) {
    launch.clear();
    const outcome = await launchInto.run({ botId: bot.id, draftId, at });
    if (outcome?.ok) onClose();
  }

  return (
    <div className="dialog-body">
      <h2>Next meetings</h2>
      {next.length === 0 ? (
        <p className="dim">
          {bot.wish === 'start'
            ? 'None of the listed meetings is hosted by its user.'
            : 'None is listed where it can go.'}
        </p>
      ) : (
        <ul className="card rows">
          {next.map((meeting) => (
            <li key={meeting.key} className="launch-row">
              <span className="numbers launch-when">
                {meeting.isRunning ? 'running' : meeting.startTime ? clockTime(meeting.startTime) : 'any time'}
              </span>
              <span className="launch-what">
                {meeting.topic} <span className="small dim numbers">{whenWords(meeting, now)}</span>
              </span>
              <BusyButton
                size="compact-sm"
                variant="light"
                aria-label={`Launch into ${meeting.topic}`}
                isBusy={launch.isBusy}
                onClick={() => void launchMeeting(meeting)}
              >
                Launch
              </BusyButton>
            </li>
          ))}
        </ul>
      )}
      <Textarea
        autosize
        minRows={1}
        maxRows={4}
        label="Another meeting"
        placeholder="Link, number or invitation"
        aria-describedby={hintId}
        value={text}
        onChange={(event) => {
          const given = event.currentTarget.value.slice(0, maxLength);
          setText(given);
          void call('readMeetingText', { text: given });
        }}
      />
      <div id={hintId} role="status">
        {draft?.reason ? <p className="small dim">{unreadableTexts[draft.reason]}</p> : null}
      </div>
      {draft && draft.meetings.length > 0 ? (
        <ul className="card rows">
          {draft.meetings.map((meeting, at) => (
            <li key={`${meeting.environment} ${meeting.meetingId}`} className="launch-row">
              <span className="launch-what">
                {titleOf(meeting, state)}{' '}
                <span className="small dim numbers">{spacedMeetingId(meeting.meetingId)}</span>
              </span>
              {meeting.environment === undefined || meeting.environment === credential?.environment ? (
                <BusyButton
                  size="compact-sm"
                  variant="light"
                  aria-label={`Launch into ${titleOf(meeting, state)}`}
                  isBusy={launchInto.isBusy}
                  onClick={() => void launchDrafted(draft.draftId, at)}
                >
                  Launch
                </BusyButton>
              ) : (
                <span className="small dim">in another Zoom cloud than this bot’s user</span>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {failure ? (
        <FailureNote
          failure={failure}
          isNews
          actions={{
            close,
            ...(credential
              ? {
                  authorize: () => void authorize.run(credential.id),
                  changeClient: () => goToClientChange(credential.id),
                }
              : {}),
          }}
        />
      ) : null}
    </div>
  );
}

function whenWords({ startTime, isRunning }: Meeting, now: Date): string {
  if (startTime === undefined || isRunning) return '';
  return untilStart(startTime, now) ?? dayName(startTime, now);
}

function titleOf(meeting: DraftedMeeting, state: AppState): string {
  const { listed } = aboutDrafted(meeting, state);
  return listed?.topic ?? meeting.topic ?? `Meeting ${spacedMeetingId(meeting.meetingId)}`;
}
