import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { HostKeys } from '../../../src-main/app/host-keys';
import { LiveState } from '../../../src-main/app/live-state';
import { HostKeyFile } from '../../../src-main/storage/host-key-file';
import { ZoomClient } from '../../../src-main/zoom/zoom-client';
import { aCredential, anAppState, now } from '../examples';

/** Nobody's secret: it seals what a test makes up. */
const key = Buffer.alloc(32, 7);

export const openFileIn = (folder: string) =>
  HostKeyFile.open({
    path: join(folder, 'host-keys.sealed'),
    key: async () => key,
    onSetAside: (name) => {
      throw new Error(`${name} was set aside`);
    },
    now: () => now,
  });

/** The directory of host keys in a folder, of an account whose admin is signed in. */
export function openDirectory(
  folder: string,
  { origin, live = new LiveState(anAppState()) }: { origin: string; live?: LiveState },
): HostKeys {
  const admin = { ...aCredential(1), scopes: ['user:update:user:admin'] };
  const client = new ZoomClient({
    credentialId: admin.id,
    environment: admin.environment,
    apiOrigin: origin,
    fetch,
    getAccessToken: async () => 'not-a-real-token',
    onOutcome: () => {},
    now: () => new Date(),
  });
  return new HostKeys({
    live,
    credentials: { all: [admin], getInUse: () => admin },
    access: { clientOf: async () => client },
    activity: { note: () => {}, noteOutcome: (_what, work) => work },
    openFile: () => openFileIn(folder),
    putFileAside: async () => {},
    copySecret: () => {},
    randomBelow: randomInt,
    now: () => new Date(),
  });
}
