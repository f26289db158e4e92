import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CredentialCare } from '../../../src-main/app/credential-care';
import { Credentials } from '../../../src-main/app/credentials';
import { LiveState } from '../../../src-main/app/live-state';
import { Notices } from '../../../src-main/app/notices';
import { SignIns } from '../../../src-main/app/sign-ins';
import { ZoomAccess } from '../../../src-main/app/zoom-access';
import { type Failure, failureOf } from '../../../src-main/shared/app-error';
import type { CredentialId, ZoomEnvironment } from '../../../src-main/shared/credential';
import { ActivityLog } from '../../../src-main/storage/activity-log';
import { CredentialSecrets } from '../../../src-main/storage/credential-secrets';
import { openRecords } from '../../../src-main/storage/open-records';
import { PassphraseStore } from '../../../src-main/storage/passphrase-store';
import { RenewalNotes } from '../../../src-main/storage/renewal-notes';
import type { DeriveKey } from '../../../src-main/storage/sealed-text';
import { anAppState, now } from '../examples';
import { visit } from './zoom-fake';

const passphrase = 'not a real passphrase';
/** Costs nothing: here nobody guesses. */
const deriveKey: DeriveKey = async (typed, salt) => createHash('sha256').update(salt).update(typed).digest();

const user = { id: 'ada', email: 'ada@example.com', display_name: 'Ada' };

/** The names of all files of a profile that a renewal, a sign-in or an entry of the log writes. */
export function profileFiles(folder: string, ids: readonly CredentialId[]): string[] {
  const written = [
    ...['usher.json', 'usher.previous.json', 'usher-secrets.sealed', 'activity.jsonl', 'activity-head.json'],
    ...ids.flatMap((id) => [`renewals/${id}.json`, `renewals/${id}.lock`]),
  ];
  return [
    ...written.flatMap((name) => [name, `${name}.draft`]),
    'usher-secrets.sealed.previous',
    ...['.', 'renewals'],
  ].map((name) => join(folder, name));
}

/**
 * What main.ts puts together of one profile, as far as it is kept on disk, with a sealed file for the secrets.
 * Its Zoom is the token endpoint of a test; what is asked of the API is answered here, and anybody is Ada.
 */
export async function openProfile(folder: string, oauthOrigin: string) {
  const clock = { now };
  const readNow = () => clock.now;
  const setAside: string[] = [];
  const path = join(folder, 'usher.json');
  const { records, failures } = openRecords({
    path,
    read: () => JSON.parse(readFileSync(path, 'utf8')),
    now: readNow,
    onFailure: (failure) => failures.push(failure),
    onCaughtUp: () => {},
  });
  const sealed = join(folder, 'usher-secrets.sealed');
  const store = new PassphraseStore({
    path: sealed,
    onSetAside: (name) => setAside.push(name),
    now: readNow,
    deriveKey,
  });
  await (existsSync(sealed) ? store.unlock(passphrase) : store.create(passphrase));
  const secrets = new CredentialSecrets(store);
  const live = new LiveState(anAppState({ credentials: [...records.credentials], settings: records.settings }));
  const notices = new Notices(live, readNow);
  const cloudOf = async (environment: ZoomEnvironment) => ({
    environment,
    oauthOrigin,
    apiOrigin: 'http://127.0.0.1:1',
    webEndpoint: 'zoom.us',
  });
  const credentials = new Credentials({ live, notices, records, now: readNow });
  const access = new ZoomAccess({
    live,
    credentials,
    secrets,
    renewals: new RenewalNotes({ folder: join(folder, 'renewals'), now: readNow }),
    cloudOf,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      return url.pathname.startsWith('/v2/') ? Response.json(user) : fetch(input, init);
    },
    now: readNow,
    zoomNow: readNow,
  });
  const care = new CredentialCare({ credentials, access, now: readNow });
  const signIns = new SignIns({
    live,
    notices,
    credentials,
    access,
    care,
    cloudOf,
    // Ada allows it at once.
    openBrowser: async (url) => void visit(`${oauthOrigin}/allow?${encodeURIComponent(url.href)}`).catch(() => {}),
    now: readNow,
  });
  const activity = new ActivityLog({
    path: join(folder, 'activity.jsonl'),
    now: readNow,
    onSetAside: (name) => setAside.push(name),
  });

  return {
    clock,
    records,
    store,
    secrets,
    live,
    credentials,
    access,
    care,
    signIns,
    activity,
    /** What a start has to tell: what was found in place of the records, and what else was put aside. */
    failures: failures as readonly Failure[],
    setAside: setAside as readonly string[],

    /**
     * One renewal, as the first use after hours makes it. When it answers, the record of how it went is on the disk too.
     * @returns `ok`, or the code of what went wrong
     */
    async renew(id: CredentialId): Promise<string> {
      clock.now = new Date(clock.now.getTime() + 2 * 3_600_000);
      const ended = await care.test(id).then(
        () => 'ok',
        (error: unknown) => failureOf(error).code,
      );
      await records.settle();
      return ended;
    },
  };
}

export type ProfileOnDisk = Awaited<ReturnType<typeof openProfile>>;
