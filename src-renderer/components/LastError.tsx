import type { Credential } from '@shared/credential';
import { errorText } from '@shared/error-text';
import { type Fact, FactList } from './FactList';
import { failureFacts } from './failure-facts';
import { Since } from './Since';

type LastErrorProps = {
  lastError: NonNullable<Credential['lastError']>;
  /** The sentence stands with the state already. */
  isExplained: boolean;
};

/** The whole of what went wrong last: when, our words, Zoom's words, and the number that Zoom's support asks for. */
export function LastError({ lastError: { failure, at }, isExplained }: LastErrorProps) {
  const facts: Fact[] = [
    { term: 'When', value: <Since moment={at} word={new Date(at).toLocaleDateString()} /> },
    ...(isExplained ? [] : [{ term: 'What', value: errorText(failure).sentence }]),
    ...failureFacts(failure).map(({ term, text }) => ({
      term,
      value: <code>{text}</code>,
      ...(term === 'Tracking ID' || term === 'Missing scopes' ? { copies: text } : {}),
    })),
  ];
  return <FactList facts={facts} />;
}
