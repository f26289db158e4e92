import type { CampaignKind } from '@shared/host-key-campaign';
import { dayName, type Place } from '../time-words';

/**
 * What an operator can send to those whose keys are about to be set, before Zoom does: who, why and when, and never a key.
 * @param now the campaign begins on this day
 */
export function campaignAnnouncement(kind: Exclude<CampaignKind, 'takeBack'>, now: Date, place: Place = {}): string {
  const day = dayName(now.toISOString(), now, place);
  const [what, former] =
    kind === 'backfill'
      ? ['we will set the host key of your Zoom user', 'If you use a host key now, it stops working then.']
      : ['we will set a new host key for your Zoom user', 'The one you have now stops working then.'];
  return [
    `On ${day}, ${what}.`,
    'A host key makes whoever types it in a meeting its host. We keep the keys in one safe place, so that room systems and the people who look after your meetings can lead them when you are not there.',
    `${former} You do not have to do anything: your meetings, their links and their passcodes stay as they are. Zoom may send you an e-mail about the change; it is from us.`,
    'Please do not change the key yourself. Whoever needs it can ask us for it.',
  ].join('\n\n');
}
