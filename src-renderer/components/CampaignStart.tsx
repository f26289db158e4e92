import { Button } from '@mantine/core';
import type { CampaignPlan } from '@shared/host-key-campaign';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import type { Outcome, RunningCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type Failing = Extract<Outcome<'planCampaign'>, { ok: false }>;

type CampaignStartProps<Plan extends CampaignPlan> = {
  /** The call that says whom it concerns, and the one that begins it. */
  ask: Pick<RunningCall<'planCampaign'>, 'failure'>;
  look: () => Promise<{ ok: true; value: Plan } | Failing | undefined>;
  start: Pick<RunningCall<'startCampaign'>, 'failure' | 'isBusy' | 'clear'>;
  /** @param people how many the operator was told of */
  begin: (people: number) => Promise<{ ok: true } | Failing | undefined>;
  onClose: () => void;
  children: (plan: Plan) => ReactNode;
};

/** Looks whom a campaign would concern, has that read, and begins it for exactly these. */
export function CampaignStart<Plan extends CampaignPlan>(props: CampaignStartProps<Plan>) {
  const { ask, start, onClose } = props;
  const [plan, setPlan] = useState<Plan>();
  async function look() {
    start.clear();
    const outcome = await props.look();
    if (outcome?.ok) setPlan(outcome.value);
  }
  const lookAtFirst = useEffectEvent(() => void look());
  useEffect(() => lookAtFirst(), []);

  async function begin() {
    if (!plan) return;
    const outcome = await props.begin(plan.people);
    if (outcome?.ok) onClose();
    // Nothing was done: whom it concerns now is to be looked at first.
    else if (outcome?.failure.code === 'plan_changed') setPlan(undefined);
  }

  const failure = ask.failure ?? start.failure;
  return (
    <>
      {plan ? props.children(plan) : failure ? null : <p role="status">Looking whom it concerns.</p>}
      {failure ? (
        <FailureNote failure={failure} actions={{ retry: () => void (plan ? begin() : look()) }} isNews />
      ) : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <BusyButton isBusy={start.isBusy} disabled={!plan || plan.people === 0} onClick={() => void begin()}>
          {plan && plan.people > 0 ? `Set ${plan.people} ${plan.people === 1 ? 'key' : 'keys'}` : 'Set the keys'}
        </BusyButton>
      </div>
    </>
  );
}
