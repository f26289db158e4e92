import type { AppState } from '@shared/app-state';
import type { Meeting } from '@shared/meeting';
import type { Risk } from '@shared/risk';
import { call, useCall } from '../main-process';
import { groupRisks } from '../screens/meeting-risks';
import { goToClientChange } from '../screens/screen-names';
import { clockTime } from '../time-words';
import { useAuthorize } from './AuthorizationQuestion';
import { FailureNote } from './FailureNote';
import type { NewCredentialStart } from './NewCredentialDialog';

type RiskNotesProps = { state: AppState; onAddCredential: (start: NewCredentialStart) => void };

/** Meetings that would fail as things are now, above every screen, each cause with its one action. They go when it is mended. */
export function RiskNotes({ state, onAddCredential }: RiskNotesProps) {
  const groups = groupRisks(state);
  if (groups.length === 0) return null;
  return (
    <section aria-label="Meetings at risk" className="notices">
      {groups.map(({ risk, meetings }) => (
        <RiskNote
          key={`${risk.credentialId} ${risk.failure.code}`}
          risk={risk}
          meetings={meetings}
          state={state}
          onAddCredential={onAddCredential}
        />
      ))}
    </section>
  );
}

function RiskNote({ risk, meetings, state, onAddCredential }: RiskNotesProps & { risk: Risk; meetings: Meeting[] }) {
  const check = useCall('checkMeeting');
  const authorize = useAuthorize();
  const [first, ...others] = meetings;
  if (!first) return null;
  const credential = state.credentials.find(({ id }) => id === risk.credentialId);
  return (
    <FailureNote
      failure={authorize.failure ?? risk.failure}
      isNews
      subject={subjectOf(first, others.length)}
      {...(check.isBusy ? { consequence: 'Trying again.' } : {})}
      actions={{
        retry: () => void check.run({ meetingKey: first.key }),
        refreshMeetings: () => void call('refreshMeetings'),
        addCredential: () => onAddCredential({ kind: 'user', environment: first.environment }),
        addAppCredential: () => onAddCredential({ kind: 'app', environment: first.environment }),
        ...(credential
          ? {
              authorize: () => void authorize.run(credential.id),
              changeClient: () => goToClientChange(credential.id),
            }
          : {}),
      }}
    />
  );
}

/** With the time on the clock: a countdown would be read aloud every minute. */
function subjectOf({ topic, startTime }: Meeting, others: number): string {
  const what = startTime === undefined ? topic : `${topic} at ${clockTime(startTime)}`;
  if (others === 0) return `${what} is at risk`;
  return `${what} and ${others === 1 ? 'another meeting are' : `${others} more are`} at risk`;
}
