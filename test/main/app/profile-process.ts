import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { failureOf } from '../../../src-main/shared/app-error';
import type { CredentialId } from '../../../src-main/shared/credential';
import { aBot } from '../examples';
import { openProfile, type ProfileOnDisk } from './profile-on-disk';

/**
 * What the process below is to do with one profile:
 * `renew`: one renewal. `signIn`: the sign-in of a credential. `secret`: a change of its client secret.
 * `renewAtWord`: one renewal for each line on stdin.
 * `everything`: changes of all kinds without end, each named by its number.
 */
export type ProfilePlan = { folder: string; oauthOrigin: string; id: CredentialId } & (
  | { kind: 'renew' | 'signIn' | 'renewAtWord' }
  | { kind: 'secret'; secret: string }
  | { kind: 'everything'; first: number }
);

/** One line on stdout; it is written before the process does anything else. */
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function changeSecret({ secrets }: ProfileOnDisk, id: CredentialId, clientSecret: string): Promise<string> {
  return secrets
    .update(id, (known) => ({ ...known, clientSecret }))
    .then(
      () => 'ok',
      (error: unknown) => failureOf(error).code,
    );
}

async function renewAtWord(profile: ProfileOnDisk, id: CredentialId): Promise<void> {
  tell({ ready: true });
  for (;;) {
    await once(process.stdin, 'data');
    const began = performance.now();
    const ended = await profile.renew(id);
    tell({ ended, tookMs: performance.now() - began });
  }
}

/** Each kind of change by itself and all at once, as fast as the disk takes them. */
async function changeEverything(profile: ProfileOnDisk, id: CredentialId, first: number): Promise<never> {
  const { credentials, secrets, activity, records, clock } = profile;
  const changes: Record<string, (number: number) => Promise<unknown>> = {
    name: (number) => credentials.describe(id, { name: String(number), tags: [] }),
    secret: (number) => secrets.update(id, (known) => ({ ...known, clientSecret: String(number) })),
    settings: (number) => records.saveSettings({ ...records.settings, keyringBackend: String(number) }),
    bot: (number) => records.saveBots({ bots: [aBot(1, { name: String(number) })] }),
    activity: (number) =>
      activity.append([{ at: clock.now.toISOString(), kind: 'signed', outcome: 'done', topic: String(number) }]),
    renewal: async () => {
      const ended = await profile.renew(id);
      if (ended !== 'ok') throw new Error(ended);
    },
  };
  const without = async ([kind, change]: [string, (typeof changes)[string]]): Promise<never> => {
    for (let number = first; ; number++) {
      await change(number);
      tell({ kind, number });
    }
  };
  return Promise.race(Object.entries(changes).map(without));
}

const plan: ProfilePlan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const profile = await openProfile(plan.folder, plan.oauthOrigin);
if (plan.kind === 'everything') await changeEverything(profile, plan.id, plan.first);
else if (plan.kind === 'secret') tell({ ended: await changeSecret(profile, plan.id, plan.secret) });
else if (plan.kind === 'renewAtWord') await renewAtWord(profile, plan.id);
else if (plan.kind === 'renew') tell({ ended: await profile.renew(plan.id) });
else {
  tell({ ended: await profile.signIns.authorize(plan.id) });
  // The browser may hold on to the last page for minutes.
  process.exit();
}
