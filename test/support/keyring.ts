import { Variant } from 'dbus-next';
import { z } from 'zod';
import type { BusConnection } from './bus-connection';

export const secretServiceName = 'org.freedesktop.secrets';

const service = {
  destination: secretServiceName,
  path: '/org/freedesktop/secrets',
  interface: 'org.freedesktop.Secret.Service',
};

/** What the Secret Service calls a secret: session, algorithm parameters, value, content type. */
const Secret = z.tuple([z.string(), z.instanceof(Buffer), z.instanceof(Buffer), z.string()]);

export type KeyringItem = { label: string; attributes: Record<string, string>; secret: string };

/**
 * The keyring as its owner sees it, through the Secret Service of freedesktop.org
 * (https://specifications.freedesktop.org/secret-service-spec/latest/), so that a test can look where Usher keeps its secrets.
 */
export class Keyring {
  constructor(
    private readonly connection: BusConnection,
    private readonly password: string,
  ) {}

  /** Everything that the keyring holds. Throws while it is locked. */
  async items(): Promise<KeyringItem[]> {
    const [unlocked, locked] = z
      .tuple([z.array(z.string()), z.array(z.string())])
      .parse(await this.connection.call({ ...service, member: 'SearchItems', signature: 'a{ss}', body: [{}] }));
    if (locked.length > 0) throw new Error(`The keyring is locked: ${locked.length} items cannot be read.`);
    const session = await this.openSession();
    return await Promise.all(unlocked.map((path) => this.readItem(path, session)));
  }

  /** What happens when the user's session locks: the keyring keeps everything and gives nothing. */
  async lock(): Promise<void> {
    await this.connection.call({
      ...service,
      member: 'Lock',
      signature: 'ao',
      body: [[await this.defaultCollection()]],
    });
    if (!(await this.isLocked())) throw new Error('The keyring did not lock.');
  }

  /** Unlocks with the master password, as a login does; needs no dialog. */
  async unlock(): Promise<void> {
    const session = await this.openSession();
    await this.connection.call({
      ...service,
      interface: 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface',
      member: 'UnlockWithMasterPassword',
      signature: 'o(oayays)',
      body: [await this.defaultCollection(), [session, Buffer.alloc(0), Buffer.from(this.password), 'text/plain']],
    });
    if (await this.isLocked()) throw new Error('The keyring did not unlock.');
  }

  async isLocked(): Promise<boolean> {
    const collection = {
      ...service,
      path: await this.defaultCollection(),
      interface: 'org.freedesktop.Secret.Collection',
    };
    return z.boolean().parse(await this.connection.getProperty(collection, 'Locked'));
  }

  private async readItem(path: string, session: string): Promise<KeyringItem> {
    const item = { ...service, path, interface: 'org.freedesktop.Secret.Item' };
    const [label, attributes, [secret]] = await Promise.all([
      this.connection.getProperty(item, 'Label'),
      this.connection.getProperty(item, 'Attributes'),
      this.connection.call({ ...item, member: 'GetSecret', signature: 'o', body: [session] }),
    ]);
    return {
      label: z.string().parse(label),
      attributes: z.record(z.string(), z.string()).parse(attributes),
      secret: Secret.parse(secret)[2].toString(),
    };
  }

  /** "plain": the secrets cross this private bus as they are. */
  private async openSession(): Promise<string> {
    const [, path] = await this.connection.call({
      ...service,
      member: 'OpenSession',
      signature: 'sv',
      body: ['plain', new Variant('s', '')],
    });
    return z.string().parse(path);
  }

  private async defaultCollection(): Promise<string> {
    const [path] = await this.connection.call({ ...service, member: 'ReadAlias', signature: 's', body: ['default'] });
    if (path === '/') throw new Error('There is no default keyring.');
    return z.string().parse(path);
  }
}
