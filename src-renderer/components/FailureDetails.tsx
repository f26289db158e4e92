import type { Failure } from '@shared/app-error';
import { failureFacts } from './failure-facts';

/** Zoom's own code, text and tracking ID, folded away. Nothing where Zoom said nothing. */
export function FailureDetails({ failure }: { failure: Failure }) {
  const facts = failureFacts(failure);
  if (facts.length === 0) return null;
  return (
    <details className="failure-details">
      <summary>Details</summary>
      <dl>
        {facts.map(({ term, text }) => (
          <FailureFact key={term} term={term} text={text} />
        ))}
      </dl>
    </details>
  );
}

function FailureFact({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}
