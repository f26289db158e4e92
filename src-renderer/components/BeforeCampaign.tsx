import type { CampaignKind, CampaignPlan } from '@shared/host-key-campaign';
import { useNow } from '../clock';
import { campaignAnnouncement } from '../screens/campaign-announcement';
import { duration } from '../time-words';
import { CopyButton } from './CopyButton';

type BeforeCampaignProps = { kind: Exclude<CampaignKind, 'takeBack'>; plan: CampaignPlan };

/** What somebody should know before the keys of many people are set, whatever kind of campaign it is. */
export function BeforeCampaign({ kind, plan: { people, names, without } }: BeforeCampaignProps) {
  const now = useNow(60);
  return (
    <>
      {names.length > 0 ? (
        <p className="dim small">
          {names.join(', ')}
          {people > names.length ? `, and ${people - names.length} more` : ''}
        </p>
      ) : null}
      {without > 0 ? (
        <p className="small">
          {without === 1 ? 'One person is' : `${without} people are`} left out: no credential here may set their key
          {kind === 'table' ? ', or they are no longer in the account' : ''}. It takes a server-to-server app of their
          account.
        </p>
      ) : null}
      {people > 0 ? (
        <>
          <p className="small">
            Zoom may tell each of them by e-mail.{' '}
            {kind === 'backfill'
              ? ''
              : 'The keys they have now stop working at once; they are kept here, and can be taken back.'}{' '}
            It can be paused at any time, and goes on where it was even if Usher ends.
          </p>
          <p className="small">
            A text to tell them before: <CopyButton text={campaignAnnouncement(kind, now)} label="the announcement" />
          </p>
        </>
      ) : null}
    </>
  );
}

export function peopleWords(count: number): string {
  return count === 1 ? 'one person' : `${count} people`;
}

/** Rounded up: whoever waits is glad of less. */
export function timeWords(seconds: number): string {
  return seconds < 60 ? `${Math.max(1, Math.ceil(seconds))} s` : duration(Math.ceil(seconds / 60));
}
