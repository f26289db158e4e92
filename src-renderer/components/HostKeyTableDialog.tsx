import { Button, Modal, NativeSelect, Progress } from '@mantine/core';
import type { ZoomEnvironment } from '@shared/credential';
import type {
  HostKeyDryRun,
  HostKeyImportChoice,
  HostKeyTable,
  HostKeyTableProgress,
  HostKeyVerdict,
} from '@shared/host-key-import';
import { useEffect, useState } from 'react';
import { call, useCall } from '../main-process';
import { environmentWords } from '../screens/credential-standing';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { SealedFileForm } from './SealedFileForm';
import { TableCampaign } from './TableCampaign';
import { takeFocus } from './take-focus';

type HostKeyTableDialogProps = {
  opened: boolean;
  environments: readonly ZoomEnvironment[];
  /** Of the table that is being read or taken now. */
  progress: HostKeyTableProgress | undefined;
  /** A campaign is not over yet: there is one at a time. */
  isCampaignOpen: boolean;
  onClose: () => void;
};

const verdicts: { readonly [Verdict in HostKeyVerdict]: string } = {
  new: 'new',
  same: 'here already',
  conflict: 'with another key here',
  ambiguous: 'with several keys in the file',
  wrong: 'not taken',
};

/** Brings host keys from a table: first what would happen, row by row where it matters, then all of it in one step. */
export function HostKeyTableDialog({ opened, onClose, ...rest }: HostKeyTableDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import host keys" size={680} closeOnClickOutside={false}>
      {opened ? <ImportSteps onClose={onClose} {...rest} /> : null}
      {opened && rest.progress ? <TableProgress {...rest.progress} /> : null}
    </Modal>
  );
}

function ImportSteps({ environments, isCampaignOpen, onClose }: Omit<HostKeyTableDialogProps, 'opened'>) {
  const read = useCall('readHostKeyTable');
  const open = useCall('openHostKeyTable');
  const take = useCall('importHostKeys');
  const [environment, setEnvironment] = useState<ZoomEnvironment>(environments[0] ?? 'zoom');
  const [sealedName, setSealedName] = useState<string>();
  const [dryRun, setDryRun] = useState<HostKeyDryRun>();
  const [choice, setChoice] = useState<HostKeyImportChoice>({ conflicts: 'keep', ambiguous: 'skip' });
  const [where, setWhere] = useState<'here' | 'atZoom'>('here');
  const [taken, setTaken] = useState<number>();
  const [wasStopped, setStopped] = useState(false);

  // Nothing of the file stays in memory once the dialog is gone.
  useEffect(() => () => void call('forgetHostKeyTable'), []);

  async function choose() {
    take.clear();
    open.clear();
    setStopped(false);
    const outcome = await read.run({ environment });
    if (outcome?.ok && outcome.value.kind === 'cancelled') return;
    // The one before is forgotten.
    if (outcome) show(outcome.ok ? outcome.value : undefined);
  }

  async function unseal(passphrase: string) {
    const outcome = await open.run({ passphrase });
    // Stopped, it waits for the passphrase still.
    if (outcome?.ok && outcome.value.kind === 'dryRun') show(outcome.value);
  }

  function show(table: HostKeyTable | undefined) {
    setSealedName(table?.kind === 'sealed' ? table.fileName : undefined);
    setDryRun(table?.kind === 'dryRun' ? table.dryRun : undefined);
    setStopped(table?.kind === 'stopped');
  }

  async function apply() {
    if (!dryRun) return;
    read.clear();
    const outcome = await take.run({ importId: dryRun.importId, choice });
    if (!outcome?.ok) return;
    setTaken(outcome.value.taken);
    setStopped(outcome.value.taken === undefined);
  }

  if (taken !== undefined)
    return (
      <div className="dialog-body">
        <p role="status">{taken === 1 ? 'One key was taken.' : `${taken} keys were taken.`}</p>
        <div className="buttons dialog-buttons">
          <Button ref={takeFocus} onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    );

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

  const failure = read.failure ?? take.failure;
  return (
    <div
      key={dryRun ? 'dryRun' : 'choose'}
      className="dialog-body"
      {...(dryRun ? { ref: takeFocus, tabIndex: -1 } : {})}
    >
      {dryRun ? (
        <>
          <DryRun dryRun={dryRun} choice={choice} onChoice={setChoice} />
          <NativeSelect
            label="What to do with these keys"
            value={where}
            disabled={isCampaignOpen || take.isBusy}
            description={isCampaignOpen ? 'Keys can be set at Zoom when the campaign is over.' : undefined}
            onChange={(event) => setWhere(event.currentTarget.value === 'atZoom' ? 'atZoom' : 'here')}
            data={[
              { value: 'here', label: 'Keep them here: people have them already' },
              { value: 'atZoom', label: 'Set them at Zoom' },
            ]}
          />
        </>
      ) : (
        <>
          <p>
            A CSV file whose first line names its columns: <strong>E-mail</strong> and <strong>Host key</strong>, and{' '}
            <strong>Name</strong> if there is one, in any order; or what Usher has sealed. Nothing is taken before you
            have seen what it means.
          </p>
          {environments.length > 1 ? (
            <NativeSelect
              label="Zoom cloud"
              value={environment}
              onChange={(event) => setEnvironment(event.currentTarget.value as ZoomEnvironment)}
              data={environments.map((value) => ({ value, label: environmentWords[value] }))}
            />
          ) : null}
        </>
      )}
      {failure ? (
        <FailureNote failure={failure} actions={{ retry: () => void (take.failure ? apply() : choose()) }} isNews />
      ) : null}
      {wasStopped && !take.isBusy ? <p role="status">Stopped. Nothing was taken.</p> : null}
      {dryRun && where === 'atZoom' && !isCampaignOpen ? (
        <TableCampaign
          key={`${dryRun.importId} ${choice.conflicts} ${choice.ambiguous}`}
          importId={dryRun.importId}
          choice={choice}
          onClose={onClose}
        />
      ) : (
        <div className="buttons dialog-buttons">
          <Button variant="default" disabled={take.isBusy} onClick={onClose}>
            Cancel
          </Button>
          {dryRun ? (
            <>
              <BusyButton variant="default" isBusy={read.isBusy} onClick={() => void choose()}>
                Another file…
              </BusyButton>
              <BusyButton isBusy={take.isBusy} disabled={countOf(dryRun, choice) === 0} onClick={() => void apply()}>
                Take {countOf(dryRun, choice)} {countOf(dryRun, choice) === 1 ? 'row' : 'rows'}
              </BusyButton>
            </>
          ) : (
            <BusyButton ref={takeFocus} isBusy={read.isBusy} onClick={() => void choose()} data-autofocus>
              Choose a file…
            </BusyButton>
          )}
        </div>
      )}
    </div>
  );
}

const stepWords = { reading: 'Reading the table', taking: 'Taking the keys' } as const;

/** How far a large table is; until it is being kept it can be stopped. */
function TableProgress({ step, part }: HostKeyTableProgress) {
  const percent = Math.round(part * 100);
  return (
    <div className="card host-key-sync">
      <span className="numbers">
        {stepWords[step]}: {percent} %
      </span>
      <Progress aria-label={stepWords[step]} value={percent} />
      <Button size="compact-sm" variant="default" onClick={() => void call('stopHostKeyTable')}>
        Stop
      </Button>
    </div>
  );
}

function DryRun({
  dryRun: { fileName, counts, weak, ambiguousKnown, rows, more },
  choice,
  onChoice,
}: {
  dryRun: HostKeyDryRun;
  choice: HostKeyImportChoice;
  onChoice: (choice: HostKeyImportChoice) => void;
}) {
  const words = (Object.keys(verdicts) as HostKeyVerdict[]).filter((verdict) => counts[verdict] > 0);
  return (
    <>
      <p role="status">
        {fileName}: {words.map((verdict) => `${counts[verdict]} ${verdicts[verdict]}`).join(', ') || 'no rows'}.
        {weak > 0 ? ` ${weak} of the keys ${weak === 1 ? 'is' : 'are'} easy to guess.` : ''}
      </p>
      {counts.conflict + ambiguousKnown > 0 ? (
        <NativeSelect
          label="Where another key is here"
          value={choice.conflicts}
          onChange={(event) =>
            onChoice({ ...choice, conflicts: event.currentTarget.value as HostKeyImportChoice['conflicts'] })
          }
          data={[
            { value: 'keep', label: 'Keep the one that is here' },
            { value: 'take', label: 'Take the one of the file, and keep the other as an earlier one' },
          ]}
        />
      ) : null}
      {counts.ambiguous > 0 ? (
        <NativeSelect
          label="Where the file has several keys for one person"
          value={choice.ambiguous}
          onChange={(event) =>
            onChoice({ ...choice, ambiguous: event.currentTarget.value as HostKeyImportChoice['ambiguous'] })
          }
          data={[
            { value: 'skip', label: 'Take none of them' },
            { value: 'first', label: 'Take the first' },
            { value: 'last', label: 'Take the last' },
          ]}
        />
      ) : null}
      {rows.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
        <section className="host-key-table" aria-label="Rows to look at" tabIndex={0}>
          <table className="small">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ line, name, email, verdict, isWeak, why }) => (
                <tr key={line}>
                  <td className="numbers">{line}</td>
                  <td>
                    {name} {name === email ? null : <span className="dim">{email}</span>}
                  </td>
                  <td>{[why ?? verdicts[verdict], ...(isWeak ? ['easy to guess'] : [])].join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {more > 0 ? <p className="dim small">And {more} more such rows.</p> : null}
        </section>
      ) : null}
    </>
  );
}

/** How many rows would be taken; of several for one person it may be one. */
function countOf({ counts, ambiguousKnown }: HostKeyDryRun, { conflicts, ambiguous }: HostKeyImportChoice): number {
  const ofKnown = conflicts === 'take' ? ambiguousKnown : 0;
  const several = ambiguous === 'skip' ? 0 : counts.ambiguous - ambiguousKnown + ofKnown;
  return counts.new + (conflicts === 'take' ? counts.conflict : 0) + several;
}
