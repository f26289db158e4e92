import './SetUpForOthers.css';
import { Button, Modal, PasswordInput, Select } from '@mantine/core';
import type { Credential, CredentialId } from '@shared/credential';
import type { DryRun, ImportDecision, ImportOutcome, ImportRow } from '@shared/definitions-file';
import { useEffect, useState } from 'react';
import { call, useCall } from '../main-process';
import { environmentWords, kindWords } from '../screens/credential-standing';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { SealedFileForm } from './SealedFileForm';
import { takeFocus } from './take-focus';

type ImportDialogProps = { opened: boolean; credentials: readonly Credential[]; onClose: () => void };
type Choice = ImportDecision['choice'];

/** Brings credentials' definitions from a file: first what would happen, then row by row what shall happen. */
export function ImportDialog({ opened, credentials, onClose }: ImportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import credentials" size={680} closeOnClickOutside={false}>
      {opened ? <ImportSteps credentials={credentials} onClose={onClose} /> : null}
    </Modal>
  );
}

function ImportSteps({ credentials, onClose }: Omit<ImportDialogProps, 'opened'>) {
  const read = useCall('readDefinitions');
  const open = useCall('openDefinitions');
  const [sealedName, setSealedName] = useState<string>();
  const [dryRun, setDryRun] = useState<DryRun>();

  // Nothing of the file stays in memory once the dialog is gone.
  useEffect(() => () => void call('forgetDefinitions'), []);

  async function choose() {
    open.clear();
    const outcome = await read.run();
    if (!outcome?.ok || outcome.value.kind === 'cancelled') return;
    setSealedName(outcome.value.kind === 'sealed' ? outcome.value.fileName : undefined);
    setDryRun(outcome.value.kind === 'dryRun' ? outcome.value.dryRun : undefined);
  }

  async function unseal(passphrase: string) {
    const outcome = await open.run({ passphrase });
    if (outcome?.ok) setDryRun(outcome.value);
  }

  if (dryRun) return <Decisions key={dryRun.importId} dryRun={dryRun} credentials={credentials} onClose={onClose} />;
  if (sealedName !== undefined)
    return (
      <SealedFileForm
        fileName={sealedName}
        isBusy={open.isBusy}
        failure={open.failure}
        onOpen={(passphrase) => void unseal(passphrase)}
        onClose={onClose}
      />
    );
  return (
    <div className="dialog-body">
      <p>Usher shows what is in the file and what it would change. Nothing is kept before you have said so.</p>
      {read.failure ? <FailureNote failure={read.failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton isBusy={read.isBusy} onClick={() => void choose()} data-autofocus>
          Choose a file
        </BusyButton>
      </div>
    </div>
  );
}

function Decisions({
  dryRun,
  credentials,
  onClose,
}: {
  dryRun: DryRun;
  credentials: readonly Credential[];
  onClose: () => void;
}) {
  const run = useCall('importDefinitions');
  const [choices, setChoices] = useState<ReadonlyMap<number, Choice>>(
    new Map(dryRun.rows.map(({ row, verdict }) => [row, verdict.kind === 'new' ? 'add' : 'skip'])),
  );
  const [secrets, setSecrets] = useState<ReadonlyMap<number, string>>(new Map());
  const [outcome, setOutcome] = useState<ImportOutcome>();
  const chosen = [...choices.values()].filter((choice) => choice !== 'skip').length;

  async function keep() {
    const decisions = dryRun.rows.map(({ row }): ImportDecision => {
      const choice = choices.get(row) ?? 'skip';
      const clientSecret = secrets.get(row)?.trim();
      return { row, choice, ...(clientSecret && choice !== 'skip' ? { clientSecret } : {}) };
    });
    const answer = await run.run({ importId: dryRun.importId, decisions });
    if (answer?.ok) setOutcome(answer.value);
  }

  if (outcome?.kind === 'kept')
    return (
      <div className="dialog-body">
        <p role="status">
          {outcome.added.length} added, {outcome.replaced.length} changed. Users sign in with theirs from the list.
        </p>
        <div className="buttons dialog-buttons">
          <Button ref={takeFocus} onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    );
  return (
    <div className="dialog-body" ref={takeFocus} tabIndex={-1}>
      <p>
        {dryRun.fileName}: {countWords(dryRun)}. Nothing is kept yet.
      </p>
      <ul className="choices">
        {dryRun.rows.map((shown) => (
          <Row
            key={shown.row}
            shown={shown}
            credentials={credentials}
            choice={choices.get(shown.row) ?? 'skip'}
            secret={secrets.get(shown.row) ?? ''}
            onChoose={(choice) => setChoices(new Map(choices).set(shown.row, choice))}
            onSecret={(secret) => setSecrets(new Map(secrets).set(shown.row, secret))}
          />
        ))}
      </ul>
      <div className="dialog-foot">
        {run.failure ? <FailureNote failure={run.failure} actions={{}} isNews /> : null}
        {outcome?.kind === 'takenBack' ? (
          <FailureNote failure={outcome.failure} actions={{}} isNews consequence={takenBackWords(outcome.left)} />
        ) : null}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton isBusy={run.isBusy} disabled={chosen === 0} onClick={() => void keep()}>
            Import {chosen}
          </BusyButton>
        </div>
      </div>
    </div>
  );
}

type RowProps = {
  shown: ImportRow;
  credentials: readonly Credential[];
  choice: Choice;
  secret: string;
  onChoose: (choice: Choice) => void;
  onSecret: (secret: string) => void;
};

function Row({ shown, credentials, choice, secret, onChoose, onSecret }: RowProps) {
  const { row, definition, verdict, hasSecret } = shown;
  const name = definition?.name ?? `Entry ${row + 1}`;
  const canChoose = verdict.kind === 'new' || verdict.kind === 'conflict';
  return (
    <li className="aside import-row" data-verdict={verdict.kind}>
      <p>
        <strong>{name}</strong>
        {definition ? (
          <span className="dim">
            {' '}
            · {kindWords[definition.kind]} · {environmentWords[definition.environment]}
          </span>
        ) : null}
      </p>
      <p>{verdictWords(shown, credentials)}</p>
      {canChoose ? (
        <Select
          aria-label={`What to do with ${name}`}
          size="xs"
          allowDeselect={false}
          value={choice}
          onChange={(value) => onChoose((value ?? 'skip') as Choice)}
          data={[
            { value: 'add', label: 'Add it' },
            ...(verdict.kind === 'conflict'
              ? [{ value: 'replace', label: `Change “${nameOf(credentials, verdict.credentialId)}” to it` }]
              : []),
            { value: 'skip', label: 'Leave it out' },
          ]}
        />
      ) : null}
      {definition?.hasClientSecret && !hasSecret && choice !== 'skip' ? (
        <PasswordInput
          label="Client secret (optional)"
          description="The file does not have it. Without it the credential is there, and waits for it."
          size="xs"
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': `Show or hide the client secret of ${name}` }}
          value={secret}
          onChange={(event) => onSecret(event.currentTarget.value)}
        />
      ) : null}
    </li>
  );
}

const countedWords = {
  new: 'new',
  same: 'here already',
  conflict: 'different from here',
  unreadable: 'unreadable',
} as const;

function countWords({ rows }: DryRun): string {
  const counted = (['new', 'conflict', 'same', 'unreadable'] as const).map((kind) => ({
    kind,
    count: rows.filter(({ verdict }) => verdict.kind === kind).length,
  }));
  return counted.flatMap(({ kind, count }) => (count > 0 ? [`${count} ${countedWords[kind]}`] : [])).join(', ');
}

const differenceWords = { name: 'name', tags: 'tags', accountId: 'account ID', clientSecret: 'client secret' } as const;

function verdictWords({ verdict }: ImportRow, credentials: readonly Credential[]): string {
  switch (verdict.kind) {
    case 'new':
      return verdict.sharesAppWith
        ? `New; the same Zoom app as “${nameOf(credentials, verdict.sharesAppWith)}”.`
        : 'New.';
    case 'same':
      return `The same as “${nameOf(credentials, verdict.credentialId)}”. Nothing to do.`;
    case 'conflict':
      return `The Zoom app of “${nameOf(credentials, verdict.credentialId)}”, which differs in: ${verdict.differsIn.map((field) => differenceWords[field]).join(', ')}.`;
    case 'unreadable':
      return verdict.why;
  }
}

function takenBackWords(left: number): string {
  return left === 0
    ? 'What had been added was taken back; nothing has changed.'
    : `No credential was added. The keyring kept ${left} ${left === 1 ? 'entry' : 'entries'} that could not be taken back.`;
}

function nameOf(credentials: readonly Credential[], id: CredentialId): string {
  return credentials.find((known) => known.id === id)?.name ?? id;
}
