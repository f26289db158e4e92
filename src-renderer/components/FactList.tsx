import './FactList.css';
import { Fragment, type ReactNode } from 'react';
import { CopyButton } from './CopyButton';

/** One line of a credential's page. `copies` is what the button beside it puts on the clipboard. */
export type Fact = { term: string; value: ReactNode; copies?: string };

/** Terms and what is known of them. What is not known is not in the list. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ term, value, copies }) => (
        <Fragment key={term}>
          <dt className="dim">{term}</dt>
          <dd>
            <span className="fact-value">{value}</span>
            {copies ? <CopyButton text={copies} label={term} /> : null}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
