import { Button, Modal } from '@mantine/core';
import type { CampaignPlan, CampaignWish } from '@shared/host-key-campaign';
import { useEffect, useEffectEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BeforeCampaign, peopleWords, timeWords } from './BeforeCampaign';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type CampaignDialogProps = { wish: CampaignWish | undefined; onClose: () => void };

const titles = { backfill: 'Set the missing host keys', rotate: 'Set new host keys' } as const;

/** Says what a campaign would do before anything is done. */
export function CampaignDialog({ wish, onClose }: CampaignDialogProps) {
  return (
    <Modal opened={wish !== undefined} onClose={onClose} title={wish ? titles[wish.kind] : ''} size={520}>
      {wish ? <DryRun wish={wish} onClose={onClose} /> : null}
    </Modal>
  );
}

function DryRun({ wish, onClose }: { wish: CampaignWish; onClose: () => void }) {
  const ask = useCall('planCampaign');
  const start = useCall('startCampaign');
  const [plan, setPlan] = useState<CampaignPlan>();
  async function look() {
    start.clear();
    const outcome = await ask.run(wish);
    if (outcome?.ok) setPlan(outcome.value);
  }
  const lookAtFirst = useEffectEvent(() => void look());
  useEffect(() => lookAtFirst(), []);

  async function begin() {
    if (!plan) return;
    const outcome = await start.run({ ...wish, people: plan.people });
    if (outcome?.ok) onClose();
    // Nothing was done: whom it concerns now is to be looked at first.
    else if (outcome?.failure.code === 'plan_changed') setPlan(undefined);
  }

  const failure = ask.failure ?? start.failure;
  return (
    <div className="dialog-body">
      {plan ? (
        <>
          <p>
            {plan.people === 0
              ? 'There is nobody for whom a key could be set.'
              : `Usher chooses a key of six digits for each of ${peopleWords(plan.people)} and sets it at Zoom, one request for each. That takes ${timeWords(plan.secondsAtLeast)} or longer.`}
          </p>
          <BeforeCampaign kind={wish.kind} plan={plan} />
        </>
      ) : failure ? null : (
        <p role="status">Looking whom it concerns.</p>
      )}
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
    </div>
  );
}
