import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HostKeyCampaign } from '../../../src-main/app/host-key-campaign';
import { LiveState } from '../../../src-main/app/live-state';
import type { CampaignWish } from '../../../src-main/shared/host-key-campaign';
import { NoteFile } from '../../../src-main/storage/note-file';
import { anAppState } from '../examples';
import { openDirectory } from './directory-on-disk';

/**
 * One start of Usher with the campaign that is in the folder, or a new one that gives everybody a key, until it is over.
 * Called with the folder, the origin of Zoom, what kind it is, and for a table its keys by user as JSON.
 */
const [folder = '', origin = '', kind, table = '{}'] = process.argv.slice(2);
const live = new LiveState(anAppState());
const hostKeys = openDirectory(folder, { origin, live });
const campaign = new HostKeyCampaign({
  live,
  hostKeys,
  activity: { note: () => {} },
  note: new NoteFile(join(folder, 'host-key-campaign.json')),
  askWhereToSave: async () => undefined,
  now: () => new Date(),
  wait: async () => {},
});
campaign.restore();
if (live.current.hostKeys.campaign) await campaign.resume();
else if (kind === 'table') {
  const byUser: Record<string, string> = JSON.parse(table);
  const records = await hostKeys.matching({ text: '' });
  const keys = records.map((record) => ({ record, key: byUser[record.userId] ?? '' }));
  await campaign.startTable({ keys, strangers: [], already: 0 }, keys.length);
} else {
  const wish: CampaignWish = { kind: kind === 'rotate' ? 'rotate' : 'backfill', text: '' };
  await campaign.start(wish, (await campaign.plan(wish)).people);
}
while (live.current.hostKeys.campaign?.status === 'running') await delay(5);
writeSync(1, JSON.stringify(live.current.hostKeys.campaign));
await hostKeys.settle();
process.exit(0);
