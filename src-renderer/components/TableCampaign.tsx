import { Button } from '@mantine/core';
import type { TableCampaignPlan } from '@shared/host-key-campaign';
import type { HostKeyImportChoice } from '@shared/host-key-import';
import { useEffect, useEffectEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BeforeCampaign, peopleWords, timeWords } from './BeforeCampaign';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type TableCampaignProps = { importId: string; choice: HostKeyImportChoice; onClose: () => void };

/** Says what setting the keys of a table at Zoom would do, and begins it. */
export function TableCampaign({ importId, choice, onClose }: TableCampaignProps) {
  const ask = useCall('planTableCampaign');
  const start = useCall('startTableCampaign');
  const [plan, setPlan] = useState<TableCampaignPlan>();
  const table = { importId, choice };
  async function look() {
    start.clear();
    const outcome = await ask.run(table);
    if (outcome?.ok) setPlan(outcome.value);
  }
  const lookAtFirst = useEffectEvent(() => void look());
  useEffect(() => lookAtFirst(), []);

  async function begin() {
    if (!plan) return;
    const outcome = await start.run({ ...table, people: plan.people });
    if (outcome?.ok) onClose();
    // Nothing was done: whom it concerns now is to be looked at first.
    else if (outcome?.failure.code === 'plan_changed') setPlan(undefined);
  }

  const failure = ask.failure ?? start.failure;
  return (
    <>
      {plan ? <Plan plan={plan} /> : failure ? null : <p role="status">Looking whom it concerns.</p>}
      {failure ? (
        <FailureNote failure={failure} actions={{ retry: () => void (plan ? begin() : look()) }} isNews />
      ) : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton isBusy={start.isBusy} disabled={!plan || plan.people === 0} onClick={() => void begin()}>
          {plan && plan.people > 0 ? `Set ${plan.people} ${plan.people === 1 ? 'key' : 'keys'}` : 'Set the keys'}
        </BusyButton>
      </div>
    </>
  );
}

function Plan({ plan }: { plan: TableCampaignPlan }) {
  const { people, weak, already, secondsAtLeast, strangers, moreStrangers } = plan;
  return (
    <>
      <p>
        {people === 0
          ? 'There is nobody for whom a key of this table could be set.'
          : `Usher sets exactly the keys of this table for ${peopleWords(people)}, one request for each. That takes ${timeWords(secondsAtLeast)} or longer.`}
        {already > 0 ? ` ${already} already set by Usher.` : ''}
      </p>
      {weak > 0 ? (
        <p className="small">
          <strong>
            {weak === 1 ? 'One of these keys is' : `${weak} of these keys are`} easy to guess: whoever guesses one
            becomes the host.
          </strong>
        </p>
      ) : null}
      <BeforeCampaign kind="table" plan={plan} />
      {strangers.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
        <section className="host-key-table" aria-label="Not in the directory" tabIndex={0}>
          <table className="small">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Not in the directory</th>
              </tr>
            </thead>
            <tbody>
              {strangers.map(({ line, name, email }) => (
                <tr key={line}>
                  <td className="numbers">{line}</td>
                  <td>
                    {name} {name === email ? null : <span className="dim">{email}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {moreStrangers > 0 ? <p className="dim small">And {moreStrangers} more.</p> : null}
        </section>
      ) : null}
    </>
  );
}
