import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { type CodecShown, isUp, type RoomCall, type RoomErrand } from '@shared/codec';
import { IconDots } from '@tabler/icons-react';
import { type FormEvent, useId, useState } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { callWord, codecStanding, isErrandOver } from '../screens/codec-words';
import { BusyButton } from './BusyButton';
import { CertificateFacts } from './CertificateFacts';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';
import { RoomErrandLine } from './RoomErrandLine';
import { StandingMark } from './StandingMark';
import { TagList } from './TagList';

type CodecRowProps = {
  codec: CodecShown;
  errand: RoomErrand | undefined;
  onBring: () => void;
  onEdit: () => void;
};

/** One room system: whether it can be reached, what it is in, and what can be done with it. */
export function CodecRow({ codec, errand, onBring, onEdit }: CodecRowProps) {
  const now = useNow(1);
  const nameId = useId();
  const connect = useCall('connectCodec');
  const remove = useCall('removeCodec');
  const trust = useCall('trustCodec');
  const [question, setQuestion] = useState<'remove'>();
  const { id: codecId, name, place, address, groups, product, certificateSeen, calls, failure, link } = codec;
  const others = calls.filter(({ callId }) => callId !== errand?.callId || isErrandOver(errand));
  const tryAgain = () => void connect.run({ codecId });
  return (
    <li className="codec-row" aria-labelledby={nameId}>
      <div className="codec-line">
        <div className="codec-what">
          <p className="codec-who">
            <span id={nameId} className="codec-name">
              {name}
            </span>
            {place ? <span className="dim small">{place}</span> : null}
            <TagList tags={groups} />
          </p>
          <p className="codec-facts dim small">
            <StandingMark standing={codecStanding(codec, now)} />
            <span>{address === 'practice' ? 'in Practice Zoom' : address}</span>
            {product ? <span>{product}</span> : null}
          </p>
        </div>
        <div className="buttons">
          {link === 'idle' || (link === 'failed' && !certificateSeen) ? (
            <BusyButton
              size="compact-sm"
              variant="default"
              aria-describedby={nameId}
              isBusy={connect.isBusy}
              onClick={tryAgain}
            >
              {link === 'idle' ? 'Connect' : 'Try again'}
            </BusyButton>
          ) : null}
          <Button
            size="compact-sm"
            aria-describedby={nameId}
            variant="light"
            disabled={certificateSeen !== undefined || (errand !== undefined && !isErrandOver(errand))}
            onClick={onBring}
          >
            Bring a meeting here…
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={26} aria-label={`More for ${name}`}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onEdit}>Edit…</Menu.Item>
              <Menu.Item onClick={() => setQuestion('remove')}>Remove…</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {errand ? <RoomErrandLine errand={errand} link={link} /> : null}
      {others.filter(isUp).map((call) => (
        <CallLine key={call.callId} codec={codec} call={call} />
      ))}
      {errand?.phase === 'connected' && errand.callId !== undefined ? (
        <Keypad codecId={codecId} callId={errand.callId} />
      ) : null}
      {failure ? (
        <FailureNote
          failure={failure}
          actions={{
            ...(link === 'waiting' ? { retry: tryAgain } : {}),
            ...(certificateSeen ? {} : { changeCodec: onEdit }),
          }}
        />
      ) : null}
      {[remove, trust].map((call) =>
        call.failure ? (
          <FailureNote key={call.failure.code} failure={call.failure} actions={{}} isNews onDismiss={call.clear} />
        ) : null,
      )}
      {certificateSeen ? (
        <div className="codec-certificate">
          <p>
            Agreed to: <code className="fingerprint">{codec.fingerprint}</code>
          </p>
          <CertificateFacts certificate={certificateSeen} />
          <BusyButton
            size="compact-sm"
            variant="default"
            aria-describedby={nameId}
            isBusy={trust.isBusy}
            onClick={() => void trust.run({ codecId, fingerprint: certificateSeen.fingerprint })}
          >
            Agree to the new certificate
          </BusyButton>
        </div>
      ) : null}
      <ConfirmDialog
        opened={question === 'remove'}
        title={`Remove ${name}?`}
        confirmLabel="Remove"
        isBusy={remove.isBusy}
        returnFocus={false}
        onClose={() => setQuestion(undefined)}
        onConfirm={() => void remove.run({ codecId }).then(() => setQuestion(undefined))}
      >
        <p>Its password and the certificate that was agreed to are deleted here. On the device nothing changes.</p>
      </ConfirmDialog>
    </li>
  );
}

/** A call that Usher has not made, or that goes on after another start. */
function CallLine({ codec, call }: { codec: CodecShown; call: RoomCall }) {
  const hangUp = useCall('hangUpRoom');
  const withId = useId();
  return (
    <>
      <div className="errand-line">
        <p className="errand-what">
          <span id={withId}>{call.with || 'A call'}</span> <span className="dim small">{callWord(call)}</span>
        </p>
        <BusyButton
          size="compact-sm"
          variant="default"
          aria-describedby={withId}
          isBusy={hangUp.isBusy}
          onClick={() => void hangUp.run({ codecId: codec.id, callId: call.callId })}
        >
          Hang up
        </BusyButton>
      </div>
      {hangUp.failure ? <FailureNote failure={hangUp.failure} actions={{}} isNews onDismiss={hangUp.clear} /> : null}
    </>
  );
}

/** Keys that the room's menu or Zoom's voice asks for, such as a passcode. They are not shown again. */
function Keypad({ codecId, callId }: { codecId: CodecShown['id']; callId: number }) {
  const press = useCall('pressInRoom');
  const [digits, setDigits] = useState('');
  const isRight = /^[\d*#]{1,32}$/.test(digits);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isRight) return;
    const outcome = await press.run({ codecId, callId, digits });
    if (outcome?.ok) setDigits('');
  }

  return (
    <form className="errand-line" onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <TextInput
        size="xs"
        aria-label="Keys to press in the call"
        placeholder="Keys, such as 123456#"
        inputMode="tel"
        value={digits}
        error={digits !== '' && !isRight ? 'Digits, * and #, 32 at the most.' : undefined}
        onChange={(event) => setDigits(event.currentTarget.value)}
      />
      <BusyButton type="submit" size="compact-sm" variant="default" isBusy={press.isBusy} disabled={!isRight}>
        Press
      </BusyButton>
      {press.failure ? <FailureNote failure={press.failure} actions={{}} isNews onDismiss={press.clear} /> : null}
    </form>
  );
}
