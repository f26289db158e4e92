import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * What a look at the keyring finds. Only `ready` may be asked for secrets: keytar answers "not stored" for a locked keyring,
 * waits for ever when a prompt is open, and crashes in places.
 */
export type KeyringState = 'ready' | 'locked' | 'noSessionBus' | 'noSecretService' | 'noKeyring' | 'hung' | 'failing';

const secrets = 'org.freedesktop.secrets';
const secretsPath = '/org/freedesktop/secrets';
const secretService = 'org.freedesktop.Secret.Service';
const secretPrompt = 'org.freedesktop.Secret.Prompt';
const callTimeoutMs = 2_000;

/** The names of programs that offer the Secret Service, cut to 15 letters as Linux does, and how their users know them. */
const backends: ReadonlyMap<string, string> = new Map([
  ['gnome-keyring-d', 'GNOME Keyring'],
  ['kwalletd5', 'KWallet'],
  ['kwalletd6', 'KWallet'],
  ['ksecretd', 'KWallet'],
  ['keepassxc', 'KeePassXC'],
  ['oo7-daemon', 'oo7'],
]);

class TimedOut extends Error {}

/**
 * Looks at the Secret Service over D-Bus without prompting, in bounded time and without a native call
 * (freedesktop.org Secret Service API). Linux only.
 */
export async function lookAtSecretService(environment: NodeJS.ProcessEnv): Promise<KeyringState> {
  return withSecretService(environment, async (service) => {
    const collection = await service.defaultCollection();
    if (!collection) return 'noKeyring';
    return (await service.isLocked(collection)) ? 'locked' : 'ready';
  });
}

/**
 * Asks the service to unlock the default keyring, or to create one where there is none, and waits for the person whom it asks for a password.
 * The only call that prompts; somebody must have asked for it.
 * @param options.limitMs how long to wait for the person; then, and when the signal says so, the prompt is left to them
 * @returns how the keyring is after that: `locked` when the person did not want to
 */
export async function unlockSecretService(
  environment: NodeJS.ProcessEnv,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<KeyringState> {
  let isGivenUp = false;
  const state = await withSecretService(environment, async (service) => {
    const before = await service.defaultCollection();
    const prompt = before ? await service.unlock(before) : await service.createCollection();
    isGivenUp = prompt !== undefined && (await service.answerOf(prompt, limitMs, signal)) === 'givenUp';
    if (isGivenUp) return 'locked';
    const collection = await service.defaultCollection();
    if (!collection) return 'noKeyring';
    return (await service.isLocked(collection)) ? 'locked' : 'ready';
  });
  return isGivenUp ? lookAtSecretService(environment) : state;
}

/** The name of what keeps the secrets, as its users know it; undefined when nothing does, or nobody can say. */
export async function nameOfSecretService(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  let name: string | undefined;
  await withSecretService(environment, async (service) => {
    // In another container than Usher's it has no process here.
    const program = await readFile(`/proc/${await service.processId()}/comm`, 'utf8').catch(() => '');
    name = backends.get(program.trim()) ?? (program.trim() || undefined);
    return 'ready';
  });
  return name;
}

type SecretService = {
  /** @returns undefined when there is no keyring yet */
  defaultCollection(): Promise<string | undefined>;
  isLocked(collection: string): Promise<boolean>;
  /** @returns the prompt that has to be answered first, if any */
  unlock(collection: string): Promise<string | undefined>;
  createCollection(): Promise<string | undefined>;
  /**
   * One that is given up is left to the person: to dismiss it is the specification's way, and ends gnome-keyring 42.1 with a crash.
   */
  answerOf(prompt: string, limitMs: number, signal: AbortSignal): Promise<'ended' | 'givenUp'>;
  processId(): Promise<number>;
};

/** Connects, sees to it that the service runs, and lets the work talk to it; whatever goes wrong is a state. */
async function withSecretService(
  environment: NodeJS.ProcessEnv,
  work: (service: SecretService) => Promise<KeyringState>,
): Promise<KeyringState> {
  const address = busAddress(environment);
  const socketPath = address?.match(/unix:path=([^,;]+)/)?.[1];
  if (!address || !socketPath || !(await canConnect(socketPath))) return 'noSessionBus';
  const { default: dbus } = await import('dbus-next');
  const bus = dbus.sessionBus({ busAddress: address });
  bus.on('error', () => {});
  const call = async (
    destination: string,
    path: string,
    member: string,
    signature = '',
    body: unknown[] = [],
    at = destination,
  ): Promise<unknown[]> => {
    const message = new dbus.Message({ destination, path, interface: at, member, signature, body });
    return (await within(bus.call(message)))?.body ?? [];
  };
  const askBus = async (member: string, signature?: string, body?: unknown[]) =>
    (await call('org.freedesktop.DBus', '/org/freedesktop/DBus', member, signature, body))[0];
  const ask = (path: string, at: string, member: string, signature?: string, body?: unknown[]) =>
    call(secrets, path, member, signature, body, at);
  const promptIn = (value: unknown) => (typeof value === 'string' && value !== '/' ? value : undefined);

  const service: SecretService = {
    defaultCollection: async () => promptIn((await ask(secretsPath, secretService, 'ReadAlias', 's', ['default']))[0]),
    isLocked: async (collection) => {
      const asked = ['org.freedesktop.Secret.Collection', 'Locked'];
      const [locked] = await ask(collection, 'org.freedesktop.DBus.Properties', 'Get', 'ss', asked);
      return Boolean((locked as { value: unknown }).value);
    },
    unlock: async (collection) => promptIn((await ask(secretsPath, secretService, 'Unlock', 'ao', [[collection]]))[1]),
    createCollection: async () => {
      const label = { 'org.freedesktop.Secret.Collection.Label': new dbus.Variant('s', 'Default keyring') };
      const made = await ask(secretsPath, secretService, 'CreateCollection', 'a{sv}s', [label, 'default']);
      return promptIn(made[1]);
    },
    answerOf: async (prompt, limitMs, signal) => {
      const rules = [
        `type='signal',sender='${secrets}',interface='${secretPrompt}',member='Completed',path='${prompt}'`,
        `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${secrets}'`,
      ];
      for (const rule of rules) await askBus('AddMatch', 's', [rule]);
      let stopWaiting = () => {};
      const ended = new Promise<'ended' | 'givenUp'>((resolve) => {
        const timer = setTimeout(() => resolve('givenUp'), limitMs);
        const onAbort = () => resolve('givenUp');
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) onAbort();
        bus.on('message', ({ member, path }) => {
          if ((member === 'Completed' && path === prompt) || member === 'NameOwnerChanged') resolve('ended');
        });
        stopWaiting = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        };
      });
      try {
        await ask(prompt, secretPrompt, 'Prompt', 's', ['']);
        return await ended;
      } finally {
        stopWaiting();
      }
    },
    processId: async () => Number(await askBus('GetConnectionUnixProcessID', 's', [secrets])),
  };

  try {
    if (!(await askBus('NameHasOwner', 's', [secrets]))) {
      const activatable = (await askBus('ListActivatableNames')) as string[];
      if (!activatable.includes(secrets)) return 'noSecretService';
      await askBus('StartServiceByName', 'su', [secrets, 0]);
    }
    return await work(service);
  } catch (error) {
    return error instanceof TimedOut ? 'hung' : 'failing';
  } finally {
    bus.disconnect();
  }
}

/** Electron writes "disabled:" where there was no address. */
function busAddress(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment.DBUS_SESSION_BUS_ADDRESS;
  if (given) return given;
  const socket = `${environment.XDG_RUNTIME_DIR}/bus`;
  return environment.XDG_RUNTIME_DIR && existsSync(socket) ? `unix:path=${socket}` : undefined;
}

async function canConnect(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(callTimeoutMs, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimedOut()), callTimeoutMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
