import './ComingIn.css';
import { Checkbox, NativeSelect } from '@mantine/core';
import type { Credential } from '@shared/credential';
import { joinPlan } from '@shared/join-plan';
import type { Meeting } from '@shared/meeting';
import { useState } from 'react';
import { useCall } from '../main-process';
import { planWords } from '../screens/plan-words';
import { goToClientChange } from '../screens/screen-names';
import { waysInto } from '../screens/ways-in';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';
import { CredentialFace } from './CredentialFace';
import { FailureNote } from './FailureNote';

type ComingInProps = {
  meeting: Meeting;
  credentials: readonly Credential[];
  actionsFor: (retry: () => void) => Record<string, () => void>;
};

/** As whom one comes into a meeting, and what others will see of it, before anything happens. */
export function ComingIn({ meeting, credentials, actionsFor }: ComingInProps) {
  const start = useCall('startMeeting');
  const join = useCall('joinMeeting');
  const authorize = useAuthorize();
  const [chosen, setChosen] = useState<string>();
  const [record, setRecord] = useState(false);
  const ways = waysInto(meeting, credentials);
  const way = ways.find(({ id }) => id === chosen) ?? ways[0];
  if (!way) return <p className="dim small">Nobody who could come in is signed in here.</p>;
  const { wish, credential } = way;
  const decision = joinPlan(meeting, { ...wish, record }, credentials);

  function clear() {
    start.clear();
    join.clear();
    authorize.clear();
  }

  function comeIn() {
    const wanted = { meetingKey: meeting.key, credentialId: credential.id, record };
    if (wish.kind === 'start') void start.run(wanted);
    else void join.run({ ...wanted, onBehalf: wish.onBehalf ?? false });
  }

  const failure = start.failure ?? join.failure ?? authorize.failure;
  const actions = {
    ...actionsFor(comeIn),
    authorize: () => void authorize.run(credential.id),
    changeClient: () => goToClientChange(credential.id),
  };
  return (
    <div className="coming-in" onChange={clear}>
      <NativeSelect
        label="As"
        value={way.id}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={ways.map(({ id, label }) => ({ value: id, label }))}
      />
      <Checkbox
        label="Ask for the permission to record on this computer"
        description="Zoom gives it to the host, whose credential has to be here."
        checked={record}
        onChange={(event) => setRecord(event.currentTarget.checked)}
      />
      {decision.possible ? (
        <div className="coming-in-as" role="status">
          <CredentialFace credential={credential} size={40} />
          <p>{planWords(decision.plan, credentials)}.</p>
        </div>
      ) : (
        <FailureNote failure={decision.failure} actions={actions} />
      )}
      <div className="buttons">
        <BusyButton
          size="compact-sm"
          variant="default"
          isBusy={start.isBusy || join.isBusy}
          disabled={!decision.possible}
          onClick={comeIn}
        >
          {wish.kind === 'start' ? 'Start like this' : 'Join like this'}
        </BusyButton>
      </div>
      {failure ? <FailureNote failure={failure} actions={actions} isNews onDismiss={clear} /> : null}
    </div>
  );
}
