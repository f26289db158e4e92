import { Button, CloseButton } from '@mantine/core';
import { wholeAgenda } from '@shared/agenda';
import type { Failure } from '@shared/app-error';
import type { AppState } from '@shared/app-state';
import { type Credential, inUse, isUsable } from '@shared/credential';
import type { MeetingKey } from '@shared/meeting';
import type { ScreenName } from '@shared/screen-name';
import { IconCalendarEvent, IconCalendarOff, IconKey, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useNow } from '../clock';
import { Agenda } from '../components/Agenda';
import { useAuthorize } from '../components/AuthorizationQuestion';
import { BusyButton } from '../components/BusyButton';
import { EmptyNote } from '../components/EmptyNote';
import { FailureNote } from '../components/FailureNote';
import { FirstRun } from '../components/FirstRun';
import { JoinField } from '../components/JoinField';
import { useBackKey } from '../components/list-keys';
import { MeetingDialog } from '../components/MeetingDialog';
import type { NewCredentialStart } from '../components/NewCredentialDialog';
import { SignInPanel } from '../components/SignInPanel';
import { useCall } from '../main-process';
import { ago, clockTime } from '../time-words';
import { MeetingScreen } from './MeetingScreen';
import { refreshedAt } from './meeting-list';
import { isToldByRisk } from './meeting-risks';
import { goToClientChange } from './screen-names';

type MeetingsScreenProps = {
  state: AppState;
  /** What the address names behind "meetings": nothing, or the key of one. */
  detail: readonly string[];
  onAddCredential: (start: NewCredentialStart) => void;
  onShow: (screen: ScreenName) => void;
};

/** Upcoming meetings of all credentials by day, with Start and Join; behind each its own page; the welcome while there is no credential. */
export function MeetingsScreen({ state, detail, onAddCredential, onShow }: MeetingsScreenProps) {
  const now = useNow(10);
  const practice = useCall('practiceFirst');
  const refresh = useCall('refreshMeetings');
  const [filter, setFilter] = useState(wholeAgenda);
  const [isNewOpen, setNewOpen] = useState(false);
  const [madeTopic, setMadeTopic] = useState<string>();
  const lastOpened = useRef<MeetingKey>(undefined);
  const { credentials, meetings, feeds, signIns, isRefreshing } = state;
  const [named, part, ...rooms] = detail;
  const opened = named === undefined ? undefined : meetings.find(({ key }) => encodeURIComponent(key) === named);
  const openedKey = opened?.key;

  useEffect(() => {
    if (openedKey) lastOpened.current = openedKey;
  }, [openedKey]);
  useBackKey('meetings', named !== undefined);

  if (credentials.length === 0) {
    return <FirstRun practice={practice} draft={state.draft} onConnect={() => onAddCredential({ kind: 'user' })} />;
  }

  if (opened)
    return (
      <MeetingScreen
        key={opened.key}
        meeting={opened}
        state={state}
        forRooms={part === 'rooms' ? rooms : undefined}
        onAddCredential={onAddCredential}
      />
    );

  const runRefresh = () => void refresh.run();
  const asOf = refreshedAt(feeds);
  const canSchedule = inUse(credentials).some(
    (credential) => credential.kind === 'user' && credential.user !== undefined && isUsable(credential),
  );

  return (
    <>
      <div className="screen-head">
        <h1>Meetings</h1>
        {asOf ? <span className="dim small numbers">updated {ago(asOf, now)}</span> : null}
        <BusyButton
          variant="default"
          size="sm"
          isBusy={isRefreshing || refresh.isBusy}
          leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden />}
          onClick={runRefresh}
        >
          {isRefreshing || refresh.isBusy ? 'Refreshing' : 'Refresh'}
        </BusyButton>
        {canSchedule ? (
          <Button
            size="sm"
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
            onClick={() => {
              setMadeTopic(undefined);
              setNewOpen(true);
            }}
          >
            New meeting
          </Button>
        ) : null}
      </div>
      {madeTopic === undefined ? null : (
        <div className="done-note">
          <p role="status">“{madeTopic}” is scheduled.</p>
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => setMadeTopic(undefined)} />
        </div>
      )}

      <JoinField state={state} onAddCredential={onAddCredential} />

      {signIns.map((signIn) => {
        const credential = credentials.find(({ id }) => id === signIn.credentialId);
        return credential ? <SignInPanel key={credential.id} signIn={signIn} credential={credential} /> : null;
      })}
      {practice.failure && signIns.length === 0 ? (
        <FailureNote
          failure={practice.failure}
          actions={{ authorize: () => void practice.run(), retry: () => void practice.run() }}
          isNews
          onDismiss={practice.clear}
        />
      ) : null}
      {refresh.failure ? (
        <FailureNote failure={refresh.failure} actions={{ retry: runRefresh }} isNews onDismiss={refresh.clear} />
      ) : null}
      {feeds.map((feed) => {
        const credential = credentials.find(({ id }) => id === feed.credentialId);
        if (!credential || !feed.failure || isToldByRisk(feed, state.risks)) return null;
        if (signIns.some(({ credentialId }) => credentialId === credential.id)) return null;
        return (
          <FeedNote
            key={credential.id}
            failure={feed.failure}
            refreshedAt={feed.refreshedAt}
            credential={credential}
            now={now}
            onRefresh={runRefresh}
          />
        );
      })}

      {meetings.length > 0 ? (
        <Agenda
          state={state}
          filter={filter}
          onFilter={setFilter}
          onAddCredential={onAddCredential}
          cameFrom={lastOpened.current}
        />
      ) : (
        <NoRows state={state} onRefresh={runRefresh} onShow={onShow} />
      )}
      <MeetingDialog
        opened={isNewOpen}
        state={state}
        onClose={() => setNewOpen(false)}
        onDone={(topic) => {
          setNewOpen(false);
          setMadeTopic(topic);
        }}
      />
    </>
  );
}

type FeedNoteProps = {
  failure: Failure;
  refreshedAt: string | undefined;
  credential: Credential;
  now: Date;
  onRefresh: () => void;
};

/** Why the rows of one credential are old, or not there. */
function FeedNote({ failure, refreshedAt, credential: { id, name }, now, onRefresh }: FeedNoteProps) {
  const authorize = useAuthorize();
  return (
    <FailureNote
      failure={failure}
      subject={name}
      consequence={
        refreshedAt
          ? `Its rows are from ${clockTime(refreshedAt)}, ${ago(refreshedAt, now)}.`
          : 'Its meetings are not in this list.'
      }
      actions={{
        retry: onRefresh,
        refreshMeetings: onRefresh,
        authorize: () => void authorize.run(id),
        changeClient: () => goToClientChange(id),
      }}
    />
  );
}

type NoRowsProps = {
  state: AppState;
  onRefresh: () => void;
  onShow: (screen: ScreenName) => void;
};

/** Why there is nothing to list, and what to do about it. */
function NoRows({ state, onRefresh, onShow }: NoRowsProps) {
  const authorize = useAuthorize();
  const users = inUse(state.credentials).filter(({ kind }) => kind === 'user');
  if (!users.some(({ user }) => user)) {
    if (state.signIns.length > 0) return null;
    const first = users[0];
    return (
      <EmptyNote
        icon={<IconKey size={36} stroke={1.5} />}
        title="Nobody is signed in yet"
        text="Meetings appear here once a user credential is authorized in the browser."
      >
        {first ? <Button onClick={() => void authorize.run(first.id)}>Authorize {first.name}</Button> : null}
        <Button variant="default" onClick={() => onShow('credentials')}>
          Go to Credentials
        </Button>
      </EmptyNote>
    );
  }
  if (state.isRefreshing || state.feeds.every((feed) => !feed.refreshedAt && !feed.failure)) {
    return (
      <EmptyNote
        icon={<IconCalendarEvent size={36} stroke={1.5} />}
        title="Asking Zoom for meetings"
        text="The list appears by itself."
      />
    );
  }
  if (state.feeds.some((feed) => feed.failure)) return null;
  return (
    <EmptyNote
      icon={<IconCalendarOff size={36} stroke={1.5} />}
      title="No meeting ahead"
      text="Usher looks again by itself every half hour, and more often once there is one. A meeting that was just scheduled in Zoom is there after a refresh."
    >
      <Button variant="default" onClick={onRefresh}>
        Refresh now
      </Button>
    </EmptyNote>
  );
}
