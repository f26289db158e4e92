import { ActionIcon, Button, Menu } from '@mantine/core';
import type { HostKeyPerson, RevealedHostKey } from '@shared/host-key';
import { hidden } from '@shared/invitation';
import { IconDots } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { hostKeyFacts, hostKeyStandings } from '../screens/host-key-words';
import { useShownSecret } from '../shown-secret';
import { BusyButton } from './BusyButton';
import { ConfirmDialog } from './ConfirmDialog';
import { EarlierKeysDialog } from './EarlierKeysDialog';
import { EnvironmentBadge } from './EnvironmentBadge';
import { FailureNote } from './FailureNote';
import { StandingMark } from './StandingMark';

const copiedForMs = 30_000;

type HostKeyRowProps = {
  person: HostKeyPerson;
  /** Grows when the screen is locked: what was shown is hidden then. */
  locks: number;
  onAddCredential: () => void;
};

/** One person of the directory. Their key is hidden until somebody asks for it. */
export function HostKeyRow({ person, locks, onAddCredential }: HostKeyRowProps) {
  const now = useNow(60);
  const nameId = useId();
  const reveal = useCall('revealHostKey');
  const copy = useCall('copyHostKey');
  const set = useCall('setHostKey');
  const forget = useCall('forgetHostKey');
  const [shown, setShown] = useShownSecret<RevealedHostKey>(locks);
  const [isCopied, setCopied] = useState(false);
  const [question, setQuestion] = useState<'set' | 'earlier' | 'list' | 'forget'>();
  const { id: personId, name, email, standing, environment } = person;
  const hasKey = person.source !== undefined;
  const mayBeShown = hasKey || standing === 'uncertain';

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), copiedForMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function show() {
    const outcome = await reveal.run({ personId });
    if (outcome?.ok) setShown(outcome.value);
  }

  async function setNew(wanted?: 'earlier') {
    const outcome = await set.run({ personId, ...(wanted ? { wanted } : {}) });
    if (outcome) setQuestion(undefined);
    setShown(undefined);
  }

  async function copyIt() {
    const outcome = await copy.run({ personId });
    setCopied(outcome?.ok ?? false);
  }

  const calls = [
    { ...reveal, again: show },
    { ...copy, again: copyIt },
    { ...set, again: setNew },
    { ...forget, again: async () => setQuestion('forget') },
  ];
  const failed = calls.find(({ failure }) => failure);
  const setLabel = standing === 'uncertain' ? 'Ask Zoom again' : hasKey ? 'Set a new key…' : 'Set a key…';
  return (
    <li className="host-key-row" aria-labelledby={nameId}>
      <div>
        <div className="host-key-who">
          <span id={nameId} className="host-key-name">
            {name}
          </span>
          <span className="dim small">{email}</span>
          <EnvironmentBadge environment={environment} />
        </div>
        <p className="host-key-facts small">
          <StandingMark standing={hostKeyStandings[standing]} />
          {hostKeyFacts(person, now).map((fact) => (
            <span key={fact} className="dim">
              {fact}
            </span>
          ))}
        </p>
      </div>
      <div className="host-key-actions">
        {mayBeShown ? (
          <>
            <code className="host-key-code numbers" aria-live="polite">
              {shown ? [shown.key, shown.orElse].filter(Boolean).join(' or ') : hidden}
            </code>
            {shown === undefined ? (
              <BusyButton
                size="compact-sm"
                variant="default"
                aria-describedby={nameId}
                isBusy={reveal.isBusy}
                onClick={() => void show()}
              >
                Reveal
              </BusyButton>
            ) : (
              <Button size="compact-sm" variant="default" aria-describedby={nameId} onClick={() => setShown(undefined)}>
                Hide
              </Button>
            )}
          </>
        ) : null}
        {hasKey ? (
          <BusyButton
            size="compact-sm"
            variant="default"
            aria-describedby={nameId}
            isBusy={copy.isBusy}
            onClick={() => void copyIt()}
          >
            <span aria-live="polite">{isCopied ? 'Copied, for half a minute' : 'Copy'}</span>
          </BusyButton>
        ) : null}
        {standing === 'retired' ? null : (
          <BusyButton
            size="compact-sm"
            variant={hasKey ? 'default' : 'light'}
            aria-describedby={nameId}
            isBusy={set.isBusy}
            onClick={() => (standing === 'uncertain' ? void setNew() : setQuestion('set'))}
          >
            {setLabel}
          </BusyButton>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={26} aria-label={`More for ${name}`}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {person.earlier > 0 && standing !== 'retired' && standing !== 'uncertain' ? (
              <Menu.Item onClick={() => setQuestion('earlier')}>Set the key before again…</Menu.Item>
            ) : null}
            {person.earlier > 0 ? <Menu.Item onClick={() => setQuestion('list')}>Earlier keys…</Menu.Item> : null}
            <Menu.Item onClick={() => setQuestion('forget')}>Remove from the directory…</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {failed?.failure ? (
        <div className="host-key-failure">
          <FailureNote
            failure={failed.failure}
            isNews
            actions={{ retry: () => void failed.again(), addCredential: onAddCredential }}
            onDismiss={failed.clear}
          />
        </div>
      ) : null}
      <ConfirmDialog
        opened={question === 'set'}
        title={`Set a ${hasKey ? 'new ' : ''}host key for ${name}?`}
        confirmLabel="Set the key"
        isBusy={set.isBusy}
        onClose={() => setQuestion(undefined)}
        onConfirm={() => void setNew()}
      >
        <p>
          Usher chooses six digits and sets them at Zoom.{' '}
          {hasKey ? 'The key they have now stops working at once, and is kept here as an earlier one. ' : ''}
          Zoom may tell {name} by e-mail.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={question === 'earlier'}
        title={`Give ${name} the key before again?`}
        confirmLabel="Set the key"
        isBusy={set.isBusy}
        onClose={() => setQuestion(undefined)}
        onConfirm={() => void setNew('earlier')}
      >
        <p>
          It is set at Zoom, and the key they have now stops working and becomes the earlier one. Zoom may tell {name}{' '}
          by e-mail.
        </p>
      </ConfirmDialog>
      <EarlierKeysDialog
        opened={question === 'list'}
        person={person}
        locks={locks}
        onClose={() => setQuestion(undefined)}
      />
      <ConfirmDialog
        opened={question === 'forget'}
        title={`Remove ${name} from the directory?`}
        confirmLabel="Remove"
        isBusy={forget.isBusy}
        returnFocus={false}
        onClose={() => setQuestion(undefined)}
        onConfirm={() => void forget.run({ personId }).then(() => setQuestion(undefined))}
      >
        <p>
          {mayBeShown
            ? 'Their key, what Zoom may have, and all earlier ones are deleted here, and Zoom tells nobody what they are. At Zoom nothing changes.'
            : 'At Zoom nothing changes; the next time the directory is read, they are here again.'}
        </p>
      </ConfirmDialog>
    </li>
  );
}
