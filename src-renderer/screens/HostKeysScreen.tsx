import './HostKeysScreen.css';
import { ActionIcon, Button, Menu, NativeSelect, Progress } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import { inUse, isUsable } from '@shared/credential';
import { type HostKeyPage, HostKeyStanding } from '@shared/host-key';
import type { CampaignWish } from '@shared/host-key-campaign';
import { missingScopes } from '@shared/scope-needs';
import { IconDots, IconPlus, IconShieldLock, IconUsers } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { BusyButton } from '../components/BusyButton';
import { CampaignCard } from '../components/CampaignCard';
import { CampaignDialog } from '../components/CampaignDialog';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EmptyNote } from '../components/EmptyNote';
import { FailureNote } from '../components/FailureNote';
import { FilterField } from '../components/FilterField';
import { HostKeyChangersNote } from '../components/HostKeyChangersNote';
import { HostKeyExportDialog } from '../components/HostKeyExportDialog';
import { HostKeyRow } from '../components/HostKeyRow';
import { HostKeyTableDialog } from '../components/HostKeyTableDialog';
import { HostKeyToDo } from '../components/HostKeyToDo';
import { useFilterKeys } from '../components/list-keys';
import type { NewCredentialStart } from '../components/NewCredentialDialog';
import { TellHostKeyDialog } from '../components/TellHostKeyDialog';
import { useGrowingList } from '../growing-list';
import { call, type Outcome, useCall } from '../main-process';
import { hostKeyStandings } from './host-key-words';

type HostKeysScreenProps = { state: AppState; onAddCredential: (start: NewCredentialStart) => void };

/** As many as anybody scrolls through; who looks for more narrows the filter. */
const mostRows = 200;

/** Whose host key is known, and what can be done about the others'. Windows never hold a key that nobody asked for. */
export function HostKeysScreen({ state, onAddCredential }: HostKeysScreenProps) {
  const [text, setText] = useState('');
  const [standing, setStanding] = useState<HostKeyStanding>();
  const [isTelling, setTelling] = useState(false);
  const [isImporting, setImporting] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const exporting = useCall('exportHostKeys');
  const [isBeginning, setBeginning] = useState(false);
  const [campaignWish, setCampaignWish] = useState<CampaignWish>();
  const field = useRef<HTMLInputElement>(null);
  const read = useCall('readDirectory');
  const begin = useCall('beginDirectory');
  const { changes, sync, table, locks, campaign, changers } = state.hostKeys;
  const isCampaignOpen = campaign !== undefined && campaign.status !== 'over';
  const list = usePeople({ text, standing, changes, keyring: state.keyring.state });
  useFilterKeys(field);
  const { page } = list;
  const people = page?.people ?? [];
  const { rows, end } = useGrowingList(people.length, `${text} ${standing}`);
  const everybody = Object.values(page?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  const readers = inUse(state.credentials).filter(
    (credential) => isUsable(credential) && missingScopes('directory', credential.scopes).length === 0,
  );
  /** It is about those whom the filter leaves. */
  const wishFor = (kind: CampaignWish['kind']): CampaignWish => ({
    kind,
    text: text.slice(0, 200),
    ...(standing ? { standing } : {}),
  });
  const addServerApp = () => onAddCredential({ kind: 'serverToServer' });
  const environments = [...new Set(inUse(state.credentials).map(({ environment }) => environment))];
  const clouds = environments.length > 0 ? environments : (['zoom'] as const);

  return (
    <>
      <div className="screen-head">
        <h1>Host keys</h1>
        {page ? (
          <span className="dim small numbers" role="status">
            {everybody} {everybody === 1 ? 'person' : 'people'}
          </span>
        ) : null}
        <ReadButton
          readers={readers}
          isBusy={sync !== undefined}
          onRead={(credentialId) => void read.run({ credentialId })}
        />
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          onClick={() => setTelling(true)}
        >
          Enter a key
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="Import and export">
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setImporting(true)}>Import a table…</Menu.Item>
            <Menu.Item disabled={everybody === 0} onClick={() => void exporting.run({ withKeys: false })}>
              Export without keys…
            </Menu.Item>
            <Menu.Item disabled={everybody === 0} onClick={() => setExporting(true)}>
              Export with keys…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>

      {sync ? (
        <div className="card host-key-sync">
          <span className="numbers">
            Reading the directory: {sync.seen} {sync.total > 0 ? `of ${sync.total} ` : ''}so far
          </span>
          <Progress aria-label="Directory read" value={sync.total > 0 ? (sync.seen / sync.total) * 100 : 0} />
          <Button size="compact-sm" variant="default" onClick={() => void call('cancelDirectory')}>
            Cancel
          </Button>
        </div>
      ) : null}
      {read.failure ? (
        <FailureNote failure={read.failure} actions={{ addCredential: addServerApp }} isNews onDismiss={read.clear} />
      ) : null}
      {list.failure ? (
        <FailureNote failure={list.failure} actions={{ retry: list.again, beginDirectory: () => setBeginning(true) }} />
      ) : null}

      {exporting.failure ? (
        <FailureNote failure={exporting.failure} actions={{}} isNews onDismiss={exporting.clear} />
      ) : null}
      {begin.failure ? <FailureNote failure={begin.failure} actions={{}} isNews onDismiss={begin.clear} /> : null}
      {campaign ? <CampaignCard campaign={campaign} /> : null}

      {everybody > 0 ? <HostKeyChangersNote readers={readers} changers={changers} /> : null}
      {page ? (
        <HostKeyToDo
          page={page}
          onShow={(wanted) => {
            setText('');
            setStanding(wanted);
          }}
          onSetMissing={isCampaignOpen ? undefined : () => setCampaignWish({ kind: 'backfill', text: '' })}
        />
      ) : null}

      {everybody > 0 ? (
        <div className="host-key-filters">
          <FilterField
            label="Filter by name, address or ID"
            text={text}
            onChange={setText}
            input={field}
            onArrowDown={() => list.ref.current?.querySelector('button')?.focus()}
          />
          <NativeSelect
            aria-label="Standing"
            value={standing ?? ''}
            onChange={(event) => setStanding(HostKeyStanding.safeParse(event.currentTarget.value).data)}
            data={[
              { value: '', label: 'Everybody' },
              ...HostKeyStanding.options
                .filter((value) => (page?.counts[value] ?? 0) > 0 || value === standing)
                .map((value) => ({
                  value,
                  label: `${hostKeyStandings[value].word} (${page?.counts[value] ?? 0})`,
                })),
            ]}
          />
          {isCampaignOpen ? null : (
            <div className="buttons">
              <Button variant="default" size="sm" onClick={() => setCampaignWish(wishFor('backfill'))}>
                Set missing keys…
              </Button>
              <Button variant="default" size="sm" onClick={() => setCampaignWish(wishFor('rotate'))}>
                Set new keys…
              </Button>
            </div>
          )}
        </div>
      ) : null}

      {people.length > 0 ? (
        <ul className="card rows" ref={list.ref}>
          {people.slice(0, rows).map((person) => (
            <HostKeyRow key={person.id} person={person} locks={locks} onAddCredential={addServerApp} />
          ))}
        </ul>
      ) : null}
      <div ref={end} />
      {page && page.found > people.length ? (
        <p className="dim small numbers">
          {page.found - people.length} more. Type a part of a name or an address to find them.
        </p>
      ) : null}

      {page && everybody === 0 ? (
        <EmptyNote
          icon={<IconShieldLock size={36} stroke={1.5} />}
          title="No host keys yet"
          text="Zoom shows nobody a host key, so Usher sets them and remembers. Read the directory of your account with a server-to-server app, or enter a key that somebody told you."
        >
          {readers.length === 0 ? <Button onClick={addServerApp}>Add a server-to-server app</Button> : null}
          <Button variant="default" onClick={() => setTelling(true)}>
            Enter a key
          </Button>
        </EmptyNote>
      ) : null}
      {page && everybody > 0 && people.length === 0 ? (
        <EmptyNote
          icon={<IconUsers size={36} stroke={1.5} />}
          title="Nobody matches"
          text="The filter looks at names, addresses and Zoom IDs."
        >
          <Button
            variant="default"
            onClick={() => {
              setText('');
              setStanding(undefined);
            }}
          >
            Clear the filter
          </Button>
        </EmptyNote>
      ) : null}

      <HostKeyTableDialog
        opened={isImporting}
        environments={clouds}
        progress={table}
        isCampaignOpen={isCampaignOpen}
        onClose={() => setImporting(false)}
      />
      <HostKeyExportDialog opened={isExporting} onClose={() => setExporting(false)} />
      <CampaignDialog wish={campaignWish} onClose={() => setCampaignWish(undefined)} />
      <TellHostKeyDialog opened={isTelling} environments={clouds} onClose={() => setTelling(false)} />
      <ConfirmDialog
        opened={isBeginning}
        title="Begin a new directory?"
        confirmLabel="Begin a new one"
        isBusy={begin.isBusy}
        onClose={() => setBeginning(false)}
        onConfirm={() =>
          void begin.run().then((outcome) => {
            setBeginning(false);
            if (outcome?.ok) list.again();
          })
        }
      >
        <p>
          The old one is kept beside it in Usher’s profile. Without the key from the keyring nothing in it can be read:
          restore the keyring’s backup instead, if there is one.
        </p>
      </ConfirmDialog>
    </>
  );
}

function ReadButton({
  readers,
  isBusy,
  onRead,
}: {
  readers: readonly AppState['credentials'][number][];
  isBusy: boolean;
  onRead: (id: AppState['credentials'][number]['id']) => void;
}) {
  const [only] = readers;
  if (!only) return null;
  if (readers.length === 1)
    return (
      <BusyButton size="sm" isBusy={isBusy} onClick={() => onRead(only.id)}>
        Read the directory
      </BusyButton>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="sm" disabled={isBusy}>
          Read the directory
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {readers.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onRead(id)}>
            with {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Asks main whenever what is wanted or the directory has changed. What comes late for an earlier wish is not shown. */
function usePeople({
  text,
  standing,
  changes,
  keyring,
}: {
  text: string;
  standing: HostKeyStanding | undefined;
  changes: number;
  keyring: string;
}) {
  const ref = useRef<HTMLUListElement>(null);
  const [page, setPage] = useState<HostKeyPage>();
  const [failure, setFailure] = useState<Extract<Outcome<'findHostKeys'>, { ok: false }>['failure']>();
  const [turn, setTurn] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of changes or turns, and a keyring that was opened, are reasons to ask.
  useEffect(() => {
    let isLate = false;
    const search = { text: text.slice(0, 200), ...(standing ? { standing } : {}), offset: 0, limit: mostRows };
    void call('findHostKeys', search).then((outcome) => {
      if (isLate) return;
      setFailure(outcome.ok ? undefined : outcome.failure);
      if (outcome.ok) setPage(outcome.value);
    });
    return () => {
      isLate = true;
    };
  }, [text, standing, changes, keyring, turn]);

  return { page, failure, ref, again: () => setTurn((before) => before + 1) };
}
