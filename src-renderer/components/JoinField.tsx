import './JoinField.css';
import { Button, CloseButton, NativeSelect, Textarea } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import type { CredentialId } from '@shared/credential';
import { joinPlan } from '@shared/join-plan';
import { unlistedMeeting } from '@shared/meeting';
import type { DraftedMeeting, MeetingDraft } from '@shared/meeting-draft';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { IconClipboard, IconLink } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { call, useCall } from '../main-process';
import { environmentWords } from '../screens/credential-standing';
import { aboutDrafted, unreadableTexts } from '../screens/join-draft';
import { planWords } from '../screens/plan-words';
import { goToClientChange } from '../screens/screen-names';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';
import { EnvironmentBadge } from './EnvironmentBadge';
import { FailureNote } from './FailureNote';
import type { NewCredentialStart } from './NewCredentialDialog';

type JoinFieldProps = { state: AppState; onAddCredential: (start: NewCredentialStart) => void };

/** As much as main reads. */
const maxLength = 100_000;

/** One field for any link, number or invitation. It says what it has understood; joining is another click. */
export function JoinField({ state, onAddCredential }: JoinFieldProps) {
  const { draft } = state;
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  // What came by another way is not what was typed.
  const shownText = draft && draft.from !== 'field' ? '' : text;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'j' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      if (document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  function read(given: string) {
    const shortened = given.slice(0, maxLength);
    setText(shortened);
    void call('readMeetingText', { text: shortened });
  }

  function clear() {
    setText('');
    void call('dropDraft');
    field.current?.focus();
  }

  return (
    <section aria-label="Join a meeting" className="join-field">
      <div className="join-field-line">
        <Textarea
          ref={field}
          autosize
          minRows={1}
          maxRows={4}
          aria-label="Join with a link, a number or an invitation"
          placeholder="Join: link, number or invitation"
          aria-describedby={hintId}
          leftSection={<IconLink size={16} stroke={1.75} aria-hidden />}
          rightSection={draft ? <CloseButton size="sm" aria-label="Clear what to join" onClick={clear} /> : null}
          value={shownText}
          onChange={(event) => read(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && draft) clear();
          }}
        />
        <Button
          variant="default"
          leftSection={<IconClipboard size={16} stroke={1.75} aria-hidden />}
          onClick={() => {
            setText('');
            void call('readMeetingFromClipboard');
          }}
        >
          Paste
        </Button>
      </div>
      <div id={hintId} role="status">
        {draft?.reason ? <p className="small join-field-hint">{unreadableTexts[draft.reason]}</p> : null}
        {draft && draft.meetings.length > 1 ? (
          <p className="small join-field-hint">This names {draft.meetings.length} meetings. Which one is meant?</p>
        ) : null}
      </div>
      {draft && draft.meetings.length > 0 ? (
        <ul className="card rows">
          {draft.meetings.map((meeting, at) => (
            <DraftedRow
              key={`${meeting.environment} ${meeting.meetingId}`}
              meeting={meeting}
              draft={draft}
              at={at}
              state={state}
              onJoined={() => setText('')}
              onAddCredential={onAddCredential}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

type DraftedRowProps = JoinFieldProps & {
  meeting: DraftedMeeting;
  draft: MeetingDraft;
  at: number;
  onJoined: () => void;
};

const origins: { readonly [From in MeetingDraft['from']]: readonly string[] } = {
  field: [],
  clipboard: ['from the clipboard'],
  link: ['from a link that another program opened'],
};

function DraftedRow({ meeting, draft, at, state, onJoined, onAddCredential }: DraftedRowProps) {
  const { listed, participants } = aboutDrafted(meeting, state);
  const join = useCall('joinDraft');
  const start = useCall('startMeeting');
  const startNamed = useCall('startDraft');
  const launch = useCall('launchBotIntoDraft');
  const authorize = useAuthorize();
  const topicId = useId();
  const [chosen, setChosen] = useState<string>();
  const bots = state.bots.profiles.filter(
    ({ credentialId, wish }) => wish !== 'start' && participants.some(({ id }) => id === credentialId),
  );
  const bot = bots.find(({ id }) => id === chosen);
  const as = participants.find(({ id }) => id === (bot?.credentialId ?? chosen)) ?? participants[0];
  const sources = listed?.sources ?? meeting.sources ?? [];
  const canStart = sources.some(({ isHost }) => isHost);
  const startFailure = start.failure ?? startNamed.failure;
  const failure = authorize.failure ?? join.failure ?? launch.failure ?? startFailure;
  const environment = meeting.environment ?? listed?.environment;

  async function joinAs(credentialId: CredentialId) {
    start.clear();
    startNamed.clear();
    const { draftId } = draft;
    const outcome = bot
      ? await launch.run({ botId: bot.id, draftId, at })
      : await join.run({ draftId, at, credentialId });
    if (outcome?.ok) onJoined();
  }

  async function startAsHost() {
    join.clear();
    launch.clear();
    const { draftId } = draft;
    const outcome = listed ? await start.run({ meetingKey: listed.key }) : await startNamed.run({ draftId, at });
    if (!outcome?.ok) return;
    onJoined();
    if (listed) void call('dropDraft');
  }

  const decision =
    as && joinPlan(listed ?? unlistedMeeting(meeting, as), { kind: 'join', as: as.id }, state.credentials);
  const facts = [
    spacedMeetingId(meeting.meetingId),
    ...(environment ? [environmentWords[environment]] : []),
    ...(listed ? ['in your list'] : [meeting.hasPasscode ? 'with passcode' : 'no passcode in it']),
    ...(meeting.isAsking ? ['asking Zoom who hosts it…'] : []),
    ...(meeting.sources?.length === 0 ? ['hosted by nobody who is signed in here'] : []),
    ...(meeting.isRegistrants ? ['one registrant’s own link'] : []),
    ...origins[draft.from],
    ...(bot ? [`as the bot “${bot.name}”`] : decision?.possible ? [planWords(decision.plan, state.credentials)] : []),
  ];
  return (
    <li className="drafted-row" aria-labelledby={topicId}>
      <div className="drafted-what">
        <p className="meeting-topic-line">
          <span id={topicId} className="meeting-topic">
            {listed?.topic ?? meeting.topic ?? `Meeting ${spacedMeetingId(meeting.meetingId)}`}
          </span>
          {environment ? <EnvironmentBadge environment={environment} /> : null}
        </p>
        <p className="meeting-facts dim small numbers">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      </div>
      {as ? (
        <div className="drafted-actions">
          <NativeSelect
            size="xs"
            aria-label="Join as"
            value={bot?.id ?? as.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={[
              ...participants.map(({ id, name, user }) => ({
                value: id as string,
                label: `as ${user?.displayName ?? name} (${name})`,
              })),
              ...bots.map(({ id, name }) => ({ value: id as string, label: `as the bot ${name}` })),
            ]}
          />
          {canStart ? (
            <BusyButton
              size="compact-sm"
              variant="light"
              isBusy={start.isBusy || startNamed.isBusy}
              onClick={() => void startAsHost()}
            >
              Start
            </BusyButton>
          ) : null}
          <BusyButton
            size="compact-sm"
            aria-describedby={topicId}
            isBusy={join.isBusy || launch.isBusy}
            onClick={() => void joinAs(as.id)}
          >
            Join
          </BusyButton>
        </div>
      ) : (
        <div className="drafted-actions">
          <span className="small dim">Nobody is signed in there.</span>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onAddCredential({ kind: 'user', ...(environment ? { environment } : {}) })}
          >
            Add a credential
          </Button>
        </div>
      )}
      {failure ? (
        <div className="drafted-failure">
          <FailureNote
            failure={failure}
            isNews
            onDismiss={() => {
              join.clear();
              launch.clear();
              start.clear();
              startNamed.clear();
              authorize.clear();
            }}
            actions={{
              addCredential: () => onAddCredential({ kind: 'user' }),
              addAppCredential: () => onAddCredential({ kind: 'app' }),
              ...(as
                ? {
                    retry: () => void (startFailure ? startAsHost() : joinAs(as.id)),
                    authorize: () => void authorize.run(as.id),
                    changeClient: () => goToClientChange(as.id),
                  }
                : {}),
            }}
          />
        </div>
      ) : null}
    </li>
  );
}
