import type { AppState } from '@shared/app-state';
import type { Credential } from '@shared/credential';
import { deletionImpact } from '@shared/deletion-impact';
import { byStart } from '@shared/meeting';
import { isUnderWay } from '@shared/under-way';
import { useNow } from '../clock';
import { clockTime, dayName, untilStart } from '../time-words';

/** So many meetings are named; the rest is a number, and the list of meetings has them all. */
const namedMeetings = 5;

/** What stands and falls with a credential: open windows, meetings that only it can start, others that it signs for. */
export function CredentialDependents({ credential, state }: { credential: Credential; state: AppState }) {
  const now = useNow(10);
  const { onlyItStarts, onlySignerFor } = deletionImpact(credential, state, now);
  const windows = state.meetingWindows.filter((window) => window.credentialId === credential.id && isUnderWay(window));
  const listed = state.meetings.filter(({ sources }) =>
    sources.some((source) => source.credentialId === credential.id),
  );
  const next = [...onlyItStarts].sort(byStart).slice(0, namedMeetings);
  const bots = state.bots.profiles.filter(({ credentialId }) => credentialId === credential.id);
  if (listed.length + windows.length + onlySignerFor.length + bots.length === 0)
    return <p className="dim">Nothing depends on it now.</p>;
  return (
    <>
      {windows.length > 0 ? (
        <p>
          In use now: <a href="#inMeetings">{count(windows.length, 'open meeting window')}</a>.
        </p>
      ) : null}
      {listed.length > 0 ? (
        <p>
          It lists <a href="#meetings">{count(listed.length, 'meeting')}</a>
          {onlyItStarts.length > 0 ? `; only it can start ${onlyItStarts.length === 1 ? 'this one' : 'these'}:` : '.'}
        </p>
      ) : null}
      {next.length > 0 ? (
        <ul className="dependents small">
          {next.map(({ key, topic, startTime, isRunning }) => (
            <li key={key}>
              <span className="numbers dim">
                {isRunning
                  ? 'running'
                  : startTime
                    ? (untilStart(startTime, now) ?? `${dayName(startTime, now)}, ${clockTime(startTime)}`)
                    : 'any time'}
              </span>
              <span>{topic}</span>
            </li>
          ))}
          {onlyItStarts.length > next.length ? (
            <li className="dim">and {onlyItStarts.length - next.length} more</li>
          ) : null}
        </ul>
      ) : null}
      {bots.length > 0 ? (
        <p>
          <a href="#bots">{count(bots.length, 'bot')}</a> {bots.length === 1 ? 'comes' : 'come'} as its user:{' '}
          {bots.map(({ name }) => `“${name}”`).join(', ')}.
        </p>
      ) : null}
      {onlySignerFor.length > 0 ? (
        <p>
          The only one that signs for the Meeting SDK for {onlySignerFor.map(({ name }) => `“${name}”`).join(', ')}.
        </p>
      ) : null}
    </>
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
