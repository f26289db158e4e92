import { Button } from '@mantine/core';
import { agenda } from '@shared/agenda';
import type { Failure } from '@shared/app-error';
import type { AppState } from '@shared/app-state';
import type { Meeting } from '@shared/meeting';
import type { MeetingDetails, Passcodes } from '@shared/meeting-details';
import type { MeetingPart } from '@shared/meeting-plan';
import { featureScopes } from '@shared/scope-needs';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { isUnderWay } from '@shared/under-way';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useNow } from '../clock';
import { useAuthorize } from '../components/AuthorizationQuestion';
import { BusyButton } from '../components/BusyButton';
import { ComingIn } from '../components/ComingIn';
import { DeleteMeetingDialog } from '../components/DeleteMeetingDialog';
import { EndMeetingDialog } from '../components/EndMeetingDialog';
import { type Fact, FactList } from '../components/FactList';
import { FailureNote } from '../components/FailureNote';
import { MeetingDialog } from '../components/MeetingDialog';
import { MeetingRow } from '../components/MeetingRow';
import type { NewCredentialStart } from '../components/NewCredentialDialog';
import { PageSection } from '../components/PageSection';
import { RoomDialing } from '../components/RoomDialing';
import { useCall } from '../main-process';
import { settingFacts } from './meeting-facts';
import { inWords } from './meeting-list';
import { goToClientChange } from './screen-names';

type MeetingScreenProps = {
  meeting: Meeting;
  state: AppState;
  /** Somebody came to bring it into these rooms, or into any. */
  forRooms: readonly string[] | undefined;
  onAddCredential: (start: NewCredentialStart) => void;
};

type OpenDialog = { kind: 'edit'; part: MeetingPart } | { kind: 'delete' } | { kind: 'end' };

/** All that Zoom says of one meeting, and all that can be done with it. It is asked anew each time somebody looks. */
export function MeetingScreen({ meeting, state, forRooms, onAddCredential }: MeetingScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useNow(10);
  const read = useCall('readMeeting');
  const copies = [
    { label: 'Copy invitation', done: 'Invitation copied', ...useCall('copyInvitation') },
    { label: 'Copy link', done: 'Link copied', ...useCall('copyMeetingLink') },
    { label: 'Copy dial string', done: 'Dial string copied', ...useCall('copyDialString') },
  ] as const;
  const authorize = useAuthorize();
  const [details, setDetails] = useState<MeetingDetails>();
  const [copied, setCopied] = useState<string>();
  const [dialog, setDialog] = useState<OpenDialog>();
  const { key: meetingKey, type, isRunning } = meeting;
  const isRecurring = type === 'recurring';
  const canBeEdited = isRecurring || type === 'scheduled' || type === 'recurringNoFixedTime';
  const row = agenda(state.meetings, now)
    .flatMap(({ rows }) => rows)
    .find((known) => known.meeting.key === meetingKey);

  useEffect(() => heading.current?.focus(), []);

  const ask = async () => {
    const outcome = await read.run({ meetingKey });
    if (outcome?.ok) setDetails(outcome.value);
  };
  const askAtFirst = useEffectEvent(() => void ask());
  useEffect(() => askAtFirst(), []);

  async function copyIt({ run, done }: (typeof copies)[number]) {
    const outcome = await run({ meetingKey });
    setCopied(outcome?.ok ? done : undefined);
  }

  const source = meeting.sources[0]?.credentialId;
  const actionsFor = (retry: () => void) => ({
    retry,
    refreshMeetings: () => {
      window.location.hash = 'meetings';
    },
    addCredential: () => onAddCredential({ kind: 'user', environment: meeting.environment }),
    ...(source ? { authorize: () => void authorize.run(source), changeClient: () => goToClientChange(source) } : {}),
  });

  return (
    <>
      <a className="back-link" href="#meetings" aria-keyshortcuts="Alt+ArrowLeft" title="Alt+Left">
        <IconArrowLeft size={15} stroke={1.75} aria-hidden />
        Meetings
      </a>
      <div className="screen-head">
        <div className="detail-title">
          <h1 ref={heading} tabIndex={-1} className="focused-heading">
            {meeting.topic}
          </h1>
        </div>
        <div className="buttons">
          {copies.map((copy) => (
            <BusyButton
              key={copy.label}
              size="sm"
              variant="default"
              isBusy={copy.isBusy}
              onClick={() => void copyIt(copy)}
            >
              <span aria-live="polite">{copied === copy.done ? copy.done : copy.label}</span>
            </BusyButton>
          ))}
          {isRunning ? (
            <Button size="sm" variant="default" onClick={() => setDialog({ kind: 'end' })}>
              End for all…
            </Button>
          ) : null}
        </div>
      </div>

      <ul className="card rows">
        <MeetingRow
          meeting={meeting}
          isNext={row?.isNext ?? false}
          overlapCount={row?.overlapCount ?? 0}
          overlapTopics={row?.overlapping.map(({ topic }) => topic).join('\n') ?? ''}
          credentials={state.credentials}
          openWindow={state.meetingWindows.find((window) => window.meetingKey === meetingKey && isUnderWay(window))}
          risk={state.risks.find((risk) => risk.meetingKey === meetingKey)}
          position={1}
          listLength={1}
          onAddCredential={onAddCredential}
        />
      </ul>

      {canBeEdited || type === 'screenShare' ? (
        <div className="buttons">
          {canBeEdited ? (
            <Button
              size="compact-sm"
              variant="default"
              disabled={!details}
              onClick={() => setDialog({ kind: 'edit', part: 'occurrence' })}
            >
              {isRecurring ? 'Edit this one…' : 'Edit…'}
            </Button>
          ) : null}
          {isRecurring && details?.recurrence ? (
            <Button size="compact-sm" variant="default" onClick={() => setDialog({ kind: 'edit', part: 'all' })}>
              Edit all…
            </Button>
          ) : null}
          <Button size="compact-sm" variant="default" onClick={() => setDialog({ kind: 'delete' })}>
            Delete…
          </Button>
        </div>
      ) : null}

      {copies.map((copy) =>
        copy.failure ? (
          <FailureNote
            key={copy.label}
            failure={copy.failure}
            actions={actionsFor(() => void copyIt(copy))}
            isNews
            onDismiss={copy.clear}
          />
        ) : null,
      )}
      {read.failure ? <FailureNote failure={read.failure} actions={actionsFor(() => void ask())} isNews /> : null}
      {read.isBusy && !details ? <p role="status">Asking Zoom about this meeting.</p> : null}

      {row && row.overlapCount > 0 ? (
        <p className="note-line">
          At the same time: {inWords(row.overlapping.map(({ topic }) => `“${topic}”`))}
          {row.overlapCount > row.overlapping.length ? `, and ${row.overlapCount - row.overlapping.length} more` : ''}.
        </p>
      ) : null}
      <div className="detail-page">
        <PageSection title="Come in">
          <ComingIn meeting={meeting} credentials={state.credentials} actionsFor={actionsFor} />
        </PageSection>
        {details ? (
          <Details meeting={meeting} details={details} state={state} forRooms={forRooms} actionsFor={actionsFor} />
        ) : null}
      </div>

      <MeetingDialog
        opened={dialog?.kind === 'edit'}
        state={state}
        onClose={() => setDialog(undefined)}
        onDone={() => {
          setDialog(undefined);
          void ask();
        }}
        {...(dialog?.kind === 'edit' && details ? { edited: { meeting, details, part: dialog.part } } : {})}
      />
      <DeleteMeetingDialog
        meeting={meeting}
        occurrencesAhead={details?.occurrencesAhead ?? 0}
        opened={dialog?.kind === 'delete'}
        onClose={() => setDialog(undefined)}
        onDeleted={() => {
          window.location.hash = 'meetings';
        }}
      />
      <EndMeetingDialog meeting={meeting} opened={dialog?.kind === 'end'} onClose={() => setDialog(undefined)} />
    </>
  );
}

type DetailsProps = {
  meeting: Meeting;
  details: MeetingDetails;
  state: AppState;
  forRooms: readonly string[] | undefined;
  actionsFor: (retry: () => void) => Record<string, () => void>;
};

function Details({ meeting, details, state, forRooms, actionsFor }: DetailsProps) {
  const { agenda: text, invitation, dialIn, hostEmail } = details;
  return (
    <>
      <PageSection title="Way in">
        <FactList
          facts={[
            {
              term: 'Meeting ID',
              value: <span className="numbers">{spacedMeetingId(meeting.meetingId)}</span>,
              copies: meeting.meetingId,
            },
            ...(hostEmail ? [{ term: 'Host', value: hostEmail, copies: hostEmail }] : []),
          ]}
        />
        {details.hasPasscode ? (
          <PasscodeFacts meeting={meeting} actionsFor={actionsFor} />
        ) : (
          <p className="dim small">Zoom tells this credential no passcode.</p>
        )}
      </PageSection>
      <PageSection title="Settings">
        <FactList facts={settingFacts(details)} />
      </PageSection>
      {text ? (
        <PageSection title="Agenda" isWide>
          <p className="meeting-text selectable">{text}</p>
        </PageSection>
      ) : null}
      {dialIn.length > 0 ? (
        <PageSection title="Dial in">
          <FactList facts={dialIn.map(({ number, place }): Fact => ({ term: place, value: number, copies: number }))} />
        </PageSection>
      ) : null}
      <PageSection title="Room systems" isSought={forRooms !== undefined}>
        <RoomDialing
          meeting={meeting}
          details={details}
          scopes={state.credentials.find(({ id }) => id === details.readBy)?.scopes ?? []}
          codecs={state.codecs}
          errands={state.errands}
          changes={state.hostKeys.changes}
          chosenRooms={forRooms ?? []}
          actionsFor={actionsFor}
        />
      </PageSection>
      <PageSection title="Invitation" isWide={invitation !== undefined}>
        {invitation === undefined ? (
          <p className="dim small">
            Zoom has given none. It takes the scope <code>{featureScopes.invitation.needs[0]?.userManaged}</code>.
          </p>
        ) : (
          <>
            <p className="dim small">Copy invitation takes it with its passcodes; here they are hidden.</p>
            <p className="meeting-text selectable">{invitation}</p>
          </>
        )}
      </PageSection>
    </>
  );
}

/** They leave main only when somebody asks, and this window when the page is left. */
function PasscodeFacts({ meeting, actionsFor }: Pick<DetailsProps, 'meeting' | 'actionsFor'>) {
  const show = useCall('showPasscodes');
  const [shown, setShown] = useState<Passcodes>();

  async function run() {
    const outcome = await show.run({ meetingKey: meeting.key });
    if (outcome?.ok) setShown(outcome.value);
  }

  const failure: Failure | undefined = show.failure;
  return (
    <>
      {shown ? (
        <FactList
          facts={[
            ...(shown.passcode
              ? [{ term: 'Passcode', value: <code>{shown.passcode}</code>, copies: shown.passcode }]
              : []),
            ...(shown.digits
              ? [{ term: 'For telephones and rooms', value: <code>{shown.digits}</code>, copies: shown.digits }]
              : []),
          ]}
        />
      ) : null}
      <div className="buttons">
        {shown ? (
          <Button size="compact-sm" variant="default" onClick={() => setShown(undefined)}>
            Hide the passcode
          </Button>
        ) : (
          <BusyButton size="compact-sm" variant="default" isBusy={show.isBusy} onClick={() => void run()}>
            Show the passcode
          </BusyButton>
        )}
      </div>
      {failure ? <FailureNote failure={failure} actions={actionsFor(() => void run())} isNews /> : null}
    </>
  );
}
