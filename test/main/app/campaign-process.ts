import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HostKeyCampaign } from '../../../src-main/app/host-key-campaign';
import { LiveState } from '../../../src-main/app/live-state';
import { NoteFile } from '../../../src-main/storage/note-file';
import { anAppState } from '../examples';
import { openDirectory } from './directory-on-disk';

/**
 * One start of Usher with the campaign that is in the folder, or a new one that gives everybody a key, until it is over.
 * Called with the folder, the origin of Zoom, and what kind it is.
 */
const [folder = '', origin = '', wanted] = process.argv.slice(2);
const kind = wanted === 'rotate' ? ('rotate' as const) : ('backfill' as const);
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
else {
  const wish = { kind, text: '' };
  await campaign.start(wish, (await campaign.plan(wish)).people);
}
while (live.current.hostKeys.campaign?.status === 'running') await delay(5);
writeSync(1, JSON.stringify(live.current.hostKeys.campaign));
await hostKeys.settle();
process.exit(0);
