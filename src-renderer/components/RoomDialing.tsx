import './RoomDialing.css';
import { NativeSelect, PasswordInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import type { CodecShown, RoomErrand } from '@shared/codec';
import { DialChoice, dialString, layoutWords } from '@shared/dial-string';
import { hidden } from '@shared/invitation';
import type { Meeting } from '@shared/meeting';
import type { MeetingDetails } from '@shared/meeting-details';
import { roomConnectorsAsOf } from '@shared/room-connectors';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { type FormEvent, useEffect, useState } from 'react';
import { useCall } from '../main-process';
import { BringIntoRooms } from './BringIntoRooms';
import { BusyButton } from './BusyButton';
import { FactList } from './FactList';
import { FailureNote } from './FailureNote';
import { keyDoubts, useHostsKey } from './hosts-key';
import {
  connectorsFor,
  isPasscodeInTheWay,
  mayAskForCode,
  participantCodeWords,
  passcodeWords,
} from './room-dialing-words';

type RoomDialingProps = {
  meeting: Meeting;
  details: MeetingDetails;
  /** Of the credential that has read it. */
  scopes: readonly string[];
  codecs: readonly CodecShown[];
  errands: readonly RoomErrand[];
  /** Of the directory of host keys, which is then asked again. */
  changes: number;
  /** Rooms that are chosen already. */
  chosenRooms: readonly string[];
  actionsFor: (retry: () => void) => Record<string, () => void>;
};

type Protocol = DialChoice['protocol'];

/** How long the button says that it has copied; a host key is on the clipboard for half a minute. */
const saidForMs = 2_000;
const secretMs = 30_000;
/** The choice that leads to a field of its own. */
const other = 'other';
const advice = {
  host: 'A domain or an address, such as rooms.example.com.',
  layout: 'Digits only, as they are pressed in the room’s menu.',
  hostKey: 'A host key has 6 to 10 digits.',
} as const;

/** What to dial on a room system, put together field by field. Passcode, key and code are in what is copied, and not in what is shown. */
export function RoomDialing({
  meeting,
  details,
  scopes,
  codecs,
  errands,
  changes,
  chosenRooms,
  actionsFor,
}: RoomDialingProps) {
  const copy = useCall('copyDialString');
  const [protocol, setProtocol] = useState<Protocol>('sip');
  const connectors = connectorsFor(protocol, meeting.environment, details);
  const [hosts, setHosts] = useState<Partial<Record<Protocol, string>>>({});
  const [ownHost, setOwnHost] = useState('');
  const [layout, setLayout] = useState('');
  const [ownLayout, setOwnLayout] = useState('');
  const [chosenKey, setChosenKey] = useState<string>(details.hasOwnHostKey ? 'meeting' : '');
  const [hostKey, setHostKey] = useState('');
  const known = useHostsKey(meeting.environment, details, changes);
  const keyChoices = [
    { value: '', label: 'None: come in as a participant' },
    ...(details.hasOwnHostKey ? [{ value: 'meeting', label: 'This meeting’s own' }] : []),
    ...(known && !details.hasOwnHostKey
      ? [{ value: known.id, label: `${known.name}’s, from the directory${keyDoubts[known.standing] ?? ''}` }]
      : []),
    { value: other, label: 'Another one' },
  ];
  // A key that has gone from the directory is not offered any more, and must not be dialled unseen.
  const keyFrom = keyChoices.some(({ value }) => value === chosenKey) ? chosenKey : '';
  const [isCodeWanted, setCodeWanted] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const host = hosts[protocol] ?? connectors[0]?.address ?? other;
  const mayAsk = mayAskForCode(scopes);
  const hasCode = isCodeWanted && mayAsk && protocol === 'sip';
  const keys = layout === other ? ownLayout.trim() : layout;
  const parsed = DialChoice.safeParse({
    protocol,
    host: host === other ? ownHost : host,
    ...(keys === '' ? {} : { layout: keys }),
    ...(keyFrom === other ? { hostKey: hostKey.trim() } : keyFrom === '' ? {} : { hostKeyFrom: keyFrom }),
    ...(hasCode ? { withParticipantCode: true } : {}),
  });
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path: [field] }) => field);
  const errorOf = (field: keyof typeof advice, text: string) =>
    text !== '' && wrong.includes(field) ? advice[field] : undefined;
  const hasKey = keyFrom !== '';
  const isSecret = hasKey || hasCode;
  const codeWords = participantCodeWords(details, { protocol, isWanted: hasCode, mayAsk });
  const dialed = parsed.success
    ? dialString(
        {
          meetingId: meeting.meetingId,
          passcode: details.hasDigits ? hidden : undefined,
          layout: parsed.data.layout,
          hostKey: hasKey ? hidden : undefined,
          participantCode: hasCode ? hidden : undefined,
        },
        parsed.data,
      )
    : undefined;

  // As long as it is on the clipboard, and until something else is chosen.
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), isSecret ? secretMs : saidForMs);
    return () => clearTimeout(timer);
  }, [isCopied, isSecret]);

  const isFromTable = protocol === 'h323' && details.roomAddresses.length === 0 && connectors.length > 0;

  if (details.isEndToEndEncrypted)
    return <p className="dim small">This meeting is encrypted end to end: no room system can join it.</p>;

  async function send() {
    if (!parsed.success || copy.isBusy) return;
    const outcome = await copy.run({ meetingKey: meeting.key, dial: parsed.data });
    setCopied(outcome?.ok ?? false);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void send();
  }

  return (
    <div className="room-dialing">
      <form
        className="room-dialing-choice"
        onSubmit={submit}
        onChange={() => setCopied(false)}
        noValidate
        autoComplete="off"
      >
        <SegmentedControl
          aria-label="Protocol"
          size="xs"
          value={protocol}
          onChange={(value) => setProtocol(value as Protocol)}
          data={[
            { value: 'sip', label: 'SIP' },
            { value: 'h323', label: 'H.323' },
          ]}
        />
        <div className="room-dialing-fields">
          <NativeSelect
            className="room-dialing-host"
            label="Calls"
            value={host}
            onChange={(event) => setHosts({ ...hosts, [protocol]: event.currentTarget.value })}
            description={isFromTable ? `The invitation names none: as of ${roomConnectorsAsOf}.` : undefined}
            data={[
              ...connectors.map(({ address, place }) => ({
                value: address,
                label: place ? `${address} (${place})` : address,
              })),
              { value: other, label: 'Another domain or address' },
            ]}
          />
          {host === other ? (
            <TextInput
              label="Domain or address"
              placeholder="rooms.example.com"
              value={ownHost}
              error={errorOf('host', ownHost)}
              onChange={(event) => setOwnHost(event.currentTarget.value)}
            />
          ) : null}
          <NativeSelect
            label="Layout"
            value={layout}
            onChange={(event) => setLayout(event.currentTarget.value)}
            data={[
              { value: '', label: 'As it is' },
              ...Object.entries(layoutWords).map(([value, label]) => ({ value, label: `${value}: ${label}` })),
              { value: other, label: 'Other keys' },
            ]}
          />
          {layout === other ? (
            <TextInput
              label="Keys"
              inputMode="numeric"
              value={ownLayout}
              error={errorOf('layout', ownLayout)}
              onChange={(event) => setOwnLayout(event.currentTarget.value)}
            />
          ) : null}
          <NativeSelect
            label="Host key"
            value={keyFrom}
            onChange={(event) => setChosenKey(event.currentTarget.value)}
            data={keyChoices}
          />
          {keyFrom === other ? (
            <PasswordInput
              label="Key"
              inputMode="numeric"
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the host key' }}
              value={hostKey}
              error={errorOf('hostKey', hostKey)}
              onChange={(event) => setHostKey(event.currentTarget.value)}
            />
          ) : null}
        </div>
        {mayAsk && protocol === 'sip' ? (
          <Switch
            label="With a participant code from Zoom"
            description="For meetings that only signed-in users may join. It is good for two hours."
            checked={isCodeWanted}
            onChange={(event) => setCodeWanted(event.currentTarget.checked)}
          />
        ) : null}
        {dialed ? (
          <FactList
            facts={[
              { term: 'Meeting ID', value: <span className="numbers">{spacedMeetingId(meeting.meetingId)}</span> },
              { term: 'Passcode', value: passcodeWords(details) },
              ...(keys ? [{ term: 'Layout', value: <code>{keys}</code> }] : []),
              ...(hasKey ? [{ term: 'Host key', value: 'hidden; whoever dials it becomes the host' }] : []),
              ...(codeWords ? [{ term: 'Participant code', value: codeWords }] : []),
              { term: 'To dial', value: <code className="room-dialing-string">{dialed}</code> },
            ]}
          />
        ) : null}
        {isPasscodeInTheWay(details) ? (
          <p className="dim small">
            The meeting’s host can set a passcode of digits only. Or an admin can switch on numeric passcodes for
            telephones in the account’s settings (<code>phone_password</code>): then Zoom makes one.
          </p>
        ) : null}
        <div className="buttons">
          <BusyButton type="submit" size="compact-sm" variant="default" isBusy={copy.isBusy} disabled={!dialed}>
            <span aria-live="polite">
              {!isCopied ? 'Copy what to dial' : isSecret ? 'Copied, for half a minute' : 'Copied'}
            </span>
          </BusyButton>
        </div>
        {copy.failure ? (
          <FailureNote failure={copy.failure} actions={actionsFor(() => void send())} isNews onDismiss={copy.clear} />
        ) : null}
      </form>
      <BringIntoRooms
        meetingKey={meeting.key}
        dial={parsed.data}
        codecs={codecs}
        errands={errands}
        chosenAtFirst={chosenRooms}
        actionsFor={actionsFor}
      />
    </div>
  );
}
