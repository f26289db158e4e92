import './BotsScreen.css';
import { ActionIcon, Button, CloseButton, Menu, Switch } from '@mantine/core';
import type { AppState, MeetingWindow } from '@shared/app-state';
import type { Bot, BotRule } from '@shared/bot';
import { type Credential, inUse, isUsable } from '@shared/credential';
import { isUnderWay } from '@shared/under-way';
import { IconDots, IconPlus, IconRobot } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { BotDialog, type BotToEdit } from '../components/BotDialog';
import { BotRuleDialog, type RuleToEdit } from '../components/BotRuleDialog';
import { BusyButton } from '../components/BusyButton';
import { EmptyNote } from '../components/EmptyNote';
import { EnvironmentBadge } from '../components/EnvironmentBadge';
import { FailureNote } from '../components/FailureNote';
import { LaunchBotDialog } from '../components/LaunchBotDialog';
import type { NewCredentialStart } from '../components/NewCredentialDialog';
import { StandingMark } from '../components/StandingMark';
import { useCall } from '../main-process';
import { departureWords, leavingWords, ruleWords, wishWords } from './bot-words';
import { credentialStanding } from './credential-standing';
import { meetingWindowStanding } from './meeting-window-phase';

type BotsScreenProps = { state: AppState; onAddCredential: (start: NewCredentialStart) => void };

/** What was deleted last and can be taken back. */
type Deleted = { kind: 'bot'; bot: Bot; rules: number } | { kind: 'rule'; bot: Bot; rule: BotRule };

/** The operator's bots, where each of them is, and the rules that send them. */
export function BotsScreen({ state, onAddCredential }: BotsScreenProps) {
  const [edited, setEdited] = useState<BotToEdit>();
  const [editedRule, setEditedRule] = useState<RuleToEdit>();
  const [launched, setLaunched] = useState<Bot['id']>();
  const [deleted, setDeleted] = useState<Deleted>();
  const { profiles } = state.bots;
  const users = inUse(state.credentials).filter(({ user }) => user !== undefined);
  return (
    <>
      <div className="screen-head">
        <h1>Bots</h1>
        {profiles.length > 0 ? (
          <Button
            size="sm"
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
            disabled={users.length === 0}
            onClick={() => setEdited({})}
          >
            Add
          </Button>
        ) : null}
      </div>
      {deleted ? (
        <DeletedNote
          key={deleted.kind === 'bot' ? deleted.bot.id : deleted.rule.id}
          deleted={deleted}
          onDone={() => setDeleted(undefined)}
        />
      ) : null}
      {profiles.length === 0 ? (
        <EmptyNote
          icon={<IconRobot size={36} stroke={1.5} />}
          title="No bot yet"
          text={
            users.length === 0
              ? 'A bot comes as a user who has signed in. Add a credential first.'
              : 'A bot is a meeting window with a name of its own. Say once how it comes in and when it leaves; then launch it with a click, or let a rule do so.'
          }
        >
          {users.length === 0 ? (
            <Button onClick={() => onAddCredential({ kind: 'user' })}>Add a credential</Button>
          ) : (
            <Button onClick={() => setEdited({})}>Add a bot</Button>
          )}
        </EmptyNote>
      ) : (
        <ul className="card rows">
          {profiles.map((bot) => (
            <BotRow
              key={bot.id}
              bot={bot}
              state={state}
              onLaunch={() => setLaunched(bot.id)}
              onEdit={() => setEdited({ bot })}
              onEditRule={(rule) => setEditedRule({ bot, ...(rule ? { rule } : {}) })}
              onDeleted={setDeleted}
            />
          ))}
        </ul>
      )}
      <BotDialog edited={edited} users={users} onClose={() => setEdited(undefined)} />
      <BotRuleDialog edited={editedRule} state={state} onClose={() => setEditedRule(undefined)} />
      <LaunchBotDialog
        bot={profiles.find(({ id }) => id === launched)}
        state={state}
        onClose={() => setLaunched(undefined)}
      />
    </>
  );
}

type BotRowProps = {
  bot: Bot;
  state: AppState;
  onLaunch: () => void;
  onEdit: () => void;
  onEditRule: (rule?: BotRule) => void;
  onDeleted: (deleted: Deleted) => void;
};

function BotRow({ bot, state, onLaunch, onEdit, onEditRule, onDeleted }: BotRowProps) {
  const nameId = useId();
  const remove = useCall('deleteBot');
  const duplicate = useCall('duplicateBot');
  const credential = inUse(state.credentials).find(({ id }) => id === bot.credentialId);
  const windows = state.meetingWindows.filter(({ botId }) => botId === bot.id);
  const rules = state.bots.rules.filter(({ botId }) => botId === bot.id);
  const failure = remove.failure ?? duplicate.failure;

  async function runDelete() {
    const outcome = await remove.run({ botId: bot.id });
    if (outcome?.ok) onDeleted({ kind: 'bot', bot, rules: rules.length });
  }

  return (
    <li className="bot-row" aria-labelledby={nameId}>
      <div className="bot-line">
        <div className="bot-what">
          <p className="meeting-topic-line">
            <span id={nameId} className="bot-name">
              {bot.name}
            </span>
            {credential ? <EnvironmentBadge environment={credential.environment} /> : null}
          </p>
          <p className="meeting-facts dim small">
            <span>{asWhom(credential)}</span>
            <span>{wishWords[bot.wish]}</span>
            <span>{leavingWords(bot.leaving)}</span>
            {bot.wantsRecording ? <span>with a recording token</span> : null}
          </p>
          {credential && !isUsable(credential) ? (
            <p className="small">
              <StandingMark standing={credentialStanding(credential, undefined)} />
            </p>
          ) : null}
        </div>
        <div className="buttons">
          <Button size="compact-sm" aria-describedby={nameId} disabled={!credential} onClick={onLaunch}>
            Launch
          </Button>
          <Button size="compact-sm" variant="default" aria-describedby={nameId} onClick={() => onEditRule()}>
            Add a rule
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon variant="default" size={26} aria-label={`More for ${bot.name}`}>
                <IconDots size={14} stroke={2} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onEdit}>Edit</Menu.Item>
              <Menu.Item onClick={() => void duplicate.run({ botId: bot.id })}>Duplicate</Menu.Item>
              <Menu.Item onClick={() => void runDelete()}>Delete</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {windows.length > 0 ? (
        <ul className="bot-sub" aria-label={`Where ${bot.name} is`}>
          {windows.map((window) => (
            <WindowLine key={window.windowId} window={window} state={state} />
          ))}
        </ul>
      ) : null}
      {rules.length > 0 ? (
        <ul className="bot-sub" aria-label={`Rules for ${bot.name}`}>
          {rules.map((rule) => (
            <RuleLine
              key={rule.id}
              rule={rule}
              credentials={state.credentials}
              onEdit={() => onEditRule(rule)}
              onDeleted={() => onDeleted({ kind: 'rule', bot, rule })}
            />
          ))}
        </ul>
      ) : null}
      {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
    </li>
  );
}

function asWhom(credential: Credential | undefined): string {
  if (!credential) return 'Its credential is gone: edit it, and choose another one';
  return `as ${credential.user?.displayName ?? credential.name} (${credential.name})`;
}

function WindowLine({ window, state }: { window: MeetingWindow; state: AppState }) {
  const topicId = useId();
  const show = useCall('showMeetingWindow');
  const leave = useCall('leaveMeeting');
  const { windowId, topic, failure } = window;
  const departure = state.bots.departures.find((known) => known.windowId === windowId);
  const shown = show.failure ?? leave.failure ?? failure;
  return (
    <li>
      <div className="bot-sub-line">
        <p className="bot-sub-words">
          <span id={topicId}>{topic}</span>{' '}
          {departure ? <span className="small dim numbers">{departureWords(departure)}</span> : null}
        </p>
        <StandingMark standing={meetingWindowStanding(window)} />
        <Button
          size="compact-xs"
          variant="light"
          aria-describedby={topicId}
          onClick={() => void show.run({ windowId })}
        >
          Show
        </Button>
        <BusyButton
          size="compact-xs"
          variant="default"
          aria-describedby={topicId}
          isBusy={leave.isBusy}
          onClick={() => void leave.run({ windowId })}
        >
          {isUnderWay(window) ? 'Leave' : 'Close'}
        </BusyButton>
      </div>
      {shown ? <FailureNote failure={shown} actions={{}} /> : null}
    </li>
  );
}

type RuleLineProps = {
  rule: BotRule;
  credentials: readonly Credential[];
  onEdit: () => void;
  onDeleted: () => void;
};

function RuleLine({ rule, credentials, onEdit, onDeleted }: RuleLineProps) {
  const wordsId = useId();
  const save = useCall('saveBotRule');
  const remove = useCall('deleteBotRule');
  const failure = save.failure ?? remove.failure;

  async function runDelete() {
    const outcome = await remove.run({ ruleId: rule.id });
    if (outcome?.ok) onDeleted();
  }

  return (
    <li>
      <div className="bot-sub-line">
        <Switch
          size="sm"
          aria-labelledby={wordsId}
          checked={rule.isOn}
          onChange={(event) => void save.run({ ...rule, isOn: event.currentTarget.checked })}
        />
        <p id={wordsId} className={`bot-sub-words small${rule.isOn ? '' : ' dim'}`}>
          {ruleWords(rule, credentials)}
        </p>
        <Button size="compact-xs" variant="default" aria-describedby={wordsId} onClick={onEdit}>
          Edit
        </Button>
        <BusyButton
          size="compact-xs"
          variant="default"
          aria-describedby={wordsId}
          isBusy={remove.isBusy}
          onClick={() => void runDelete()}
        >
          Delete
        </BusyButton>
      </div>
      {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
    </li>
  );
}

/** Says what was deleted, and takes it back. */
function DeletedNote({ deleted, onDone }: { deleted: Deleted; onDone: () => void }) {
  const restore = useCall('restoreBot');
  const saveRule = useCall('saveBotRule');
  const undo = useRef<HTMLButtonElement>(null);
  const failure = restore.failure ?? saveRule.failure;
  // The row that had the focus has gone.
  useEffect(() => undo.current?.focus(), []);

  async function run() {
    const outcome =
      deleted.kind === 'bot' ? await restore.run({ botId: deleted.bot.id }) : await saveRule.run(deleted.rule);
    if (outcome?.ok) onDone();
  }

  return (
    <>
      <div className="done-note">
        <p role="status">{deletedWords(deleted)}</p>
        <BusyButton ref={undo} size="compact-sm" isBusy={restore.isBusy || saveRule.isBusy} onClick={() => void run()}>
          Undo
        </BusyButton>
        <CloseButton size="sm" aria-label="Dismiss" onClick={onDone} />
      </div>
      {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
    </>
  );
}

function deletedWords(deleted: Deleted): string {
  if (deleted.kind === 'rule') return `A rule for “${deleted.bot.name}” is deleted.`;
  const withRules =
    deleted.rules === 0 ? '' : deleted.rules === 1 ? ' with its rule' : ` with its ${deleted.rules} rules`;
  return `“${deleted.bot.name}” is deleted${withRules}.`;
}
