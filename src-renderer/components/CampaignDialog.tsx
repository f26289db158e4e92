import { Modal } from '@mantine/core';
import type { CampaignWish } from '@shared/host-key-campaign';
import { useCall } from '../main-process';
import { BeforeCampaign, peopleWords, timeWords } from './BeforeCampaign';
import { CampaignStart } from './CampaignStart';

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
  return (
    <div className="dialog-body">
      <CampaignStart
        ask={ask}
        look={() => ask.run(wish)}
        start={start}
        begin={(people) => start.run({ ...wish, people })}
        onClose={onClose}
      >
        {(plan) => (
          <>
            <p>
              {plan.people === 0
                ? 'There is nobody for whom a key could be set.'
                : `Usher chooses a key of six digits for ${plan.people > 1 ? 'each of ' : ''}${peopleWords(plan.people)} and sets it at Zoom, one request for each. That takes ${timeWords(plan.secondsAtLeast)} or longer.`}
            </p>
            <BeforeCampaign kind={wish.kind} plan={plan} />
          </>
        )}
      </CampaignStart>
    </div>
  );
}
