import type { TableCampaignPlan } from '@shared/host-key-campaign';
import type { HostKeyImportChoice } from '@shared/host-key-import';
import { useCall } from '../main-process';
import { BeforeCampaign, peopleWords, timeWords } from './BeforeCampaign';
import { CampaignStart } from './CampaignStart';

type TableCampaignProps = { importId: string; choice: HostKeyImportChoice; onClose: () => void };

/** Says what setting the keys of a table at Zoom would do, and begins it. */
export function TableCampaign({ importId, choice, onClose }: TableCampaignProps) {
  const ask = useCall('planTableCampaign');
  const start = useCall('startTableCampaign');
  const table = { importId, choice };
  return (
    <CampaignStart
      ask={ask}
      look={() => ask.run(table)}
      start={start}
      begin={(people) => start.run({ ...table, people })}
      onClose={onClose}
    >
      {(plan) => <Plan plan={plan} />}
    </CampaignStart>
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
