import { Button, Progress } from '@mantine/core';
import { errorText } from '@shared/error-text';
import type { CampaignResult, CampaignShown } from '@shared/host-key-campaign';
import { useEffect, useState } from 'react';
import { call, useCall } from '../main-process';
import { timeWords } from './BeforeCampaign';
import { BusyButton } from './BusyButton';
import { ConfirmDialog } from './ConfirmDialog';
import { FailureNote } from './FailureNote';

const titles = {
  backfill: { open: 'Setting the missing host keys', over: 'Missing host keys set' },
  rotate: { open: 'Setting new host keys', over: 'New host keys set' },
  table: { open: 'Setting the host keys of a table', over: 'Host keys of a table set' },
  takeBack: { open: 'Giving people their keys before', over: 'Keys before given back' },
} as const;

/** Said once, where the numbers would be said again and again. */
const statuses = { running: 'Under way', paused: 'Paused', over: 'Over' } as const;

const outcomes = {
  done: 'done',
  failed: 'not set',
  uncertain: 'Zoom has not answered',
  waiting: 'not asked for',
  gone: 'no longer in the directory',
} as const;

/** Whom something went wrong with is what one wants to see; the rest is in the receipt. */
const mostResults = 50;

/** How far a campaign is, and what can be done about it. */
export function CampaignCard({ campaign }: { campaign: CampaignShown }) {
  const resume = useCall('resumeCampaign');
  const cancel = useCall('cancelCampaign');
  const takeBack = useCall('takeBackCampaign');
  const receipt = useCall('saveCampaignReceipt');
  const [isAsking, setAsking] = useState(false);
  const { kind, total, done, failed, status, failure, secondsLeft } = campaign;
  const results = useResults(status === 'running' ? undefined : `${done} ${failed} ${status}`);
  const troubles = results.filter(({ outcome }) => outcome !== 'done' && outcome !== 'waiting');
  const own = resume.failure ?? cancel.failure ?? takeBack.failure ?? receipt.failure;
  const goOn = () => void resume.run();

  return (
    <section className="card host-key-campaign" aria-label="Campaign">
      <div className="host-key-sync">
        <div>
          <strong>
            {titles[kind][status === 'over' ? 'over' : 'open']}
            {status === 'paused' ? ' (paused)' : ''}
          </strong>
          <p className="small numbers">
            {done} of {total} done{failed > 0 ? `, ${failed} not set` : ''}
            {secondsLeft === undefined ? '' : `, about ${timeWords(secondsLeft)} left`}
          </p>
          <p className="visually-hidden" role="status">
            {statuses[status]}
          </p>
        </div>
        <Progress aria-label="Host keys set" value={total > 0 ? (done / total) * 100 : 100} />
        <div className="buttons">
          {status === 'running' ? (
            <Button size="compact-sm" variant="default" onClick={() => void call('pauseCampaign')}>
              Pause
            </Button>
          ) : null}
          {status === 'paused' ? (
            <BusyButton size="compact-sm" isBusy={resume.isBusy} onClick={goOn}>
              Go on
            </BusyButton>
          ) : null}
          {status === 'over' && done < total ? (
            <BusyButton size="compact-sm" isBusy={resume.isBusy} onClick={goOn}>
              Go on with the others
            </BusyButton>
          ) : null}
          {status === 'over' ? null : (
            <BusyButton size="compact-sm" variant="default" isBusy={cancel.isBusy} onClick={() => void cancel.run()}>
              Stop
            </BusyButton>
          )}
          {status === 'over' ? (
            <>
              <BusyButton
                size="compact-sm"
                variant="default"
                isBusy={receipt.isBusy}
                onClick={() => void receipt.run()}
              >
                Save the receipt…
              </BusyButton>
              {(kind === 'rotate' || kind === 'table') && done > 0 ? (
                <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
                  Take back…
                </Button>
              ) : null}
              <Button size="compact-sm" variant="default" onClick={() => void call('dismissCampaign')}>
                Dismiss
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {failure && status !== 'running' ? <FailureNote failure={failure} actions={{ retry: goOn }} /> : null}
      {own ? <FailureNote failure={own} actions={{}} isNews /> : null}
      {troubles.length > 0 ? (
        <ul className="rows host-key-results small">
          {troubles.slice(0, mostResults).map(({ personId, name, email, outcome, failure: why }) => (
            <li key={personId}>
              <strong>{name}</strong> <span className="dim">{email}</span>: {outcomes[outcome]}
              {why ? `. ${errorText(why).sentence}` : ''}
            </li>
          ))}
        </ul>
      ) : null}
      <ConfirmDialog
        opened={isAsking}
        title="Give these people the keys they had before?"
        confirmLabel="Take back"
        isBusy={takeBack.isBusy}
        onClose={() => setAsking(false)}
        onConfirm={() => void takeBack.run().then(() => setAsking(false))}
      >
        <p>Each key is set at Zoom again, one request for each. Who had none before keeps the new one.</p>
      </ConfirmDialog>
    </section>
  );
}

/** Asked for when there is something to see: `undefined` while it runs. */
function useResults(when: string | undefined): readonly CampaignResult[] {
  const [results, setResults] = useState<readonly CampaignResult[]>([]);
  useEffect(() => {
    if (when === undefined) return;
    let isLate = false;
    void call('listCampaignResults').then((outcome) => {
      if (!isLate && outcome.ok) setResults(outcome.value);
    });
    return () => {
      isLate = true;
    };
  }, [when]);
  return when === undefined ? [] : results;
}
