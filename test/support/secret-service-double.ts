import { Message, type MessageBus, MessageType, sessionBus, Variant } from 'dbus-next';
import { secretServiceName } from './keyring';

/** Answers a call for the Secret Service on that bus, or does not. */
export type AnswerCall = (call: Message, bus: MessageBus) => void;

/** Owns the name of the Secret Service while the work runs, and answers as told. */
export async function withSecretService(
  busAddress: string,
  answer: AnswerCall,
  work: () => Promise<void>,
): Promise<void> {
  const bus = sessionBus({ busAddress });
  bus.addMethodHandler((call: Message) => {
    if (!call.path?.startsWith('/org/freedesktop/secrets')) return false;
    answer(call, bus);
    return true;
  });
  await bus.requestName(secretServiceName, 0);
  try {
    await work();
  } finally {
    await bus.releaseName(secretServiceName);
    bus.disconnect();
  }
}

/** dbus-next has a method for it, with a wrong type. */
export function refusalOf(call: Message, errorName: string, text: string): Message {
  return Object.assign(Message.newMethodReturn(call, 's', [text]), { type: MessageType.ERROR, errorName });
}

const collection = '/org/freedesktop/secrets/collection/double';
const ownSession = '/org/freedesktop/secrets/session/double';
const noPrompt = '/';
const properties: Readonly<Record<string, Record<string, Variant>>> = {
  'org.freedesktop.Secret.Service': { Collections: new Variant('ao', [collection]) },
  'org.freedesktop.Secret.Collection': { Locked: new Variant('b', false), Items: new Variant('ao', []) },
};

type Item = { attributes: Record<string, string>; secret: Buffer };

type Lies = {
  /** What it will not take. */
  refuses?: (secret: Buffer) => boolean;
  /** What it hands out for what it was given; nothing is no answer at all. */
  gives?: (secret: Buffer) => Buffer | undefined;
};

/**
 * As much of the Secret Service (https://specifications.freedesktop.org/secret-service-spec/latest/) as keytar asks for:
 * an open keyring in memory, honest unless told otherwise.
 */
export class SecretServiceDouble {
  private readonly items = new Map<string, Item>();

  constructor(private readonly lies: Lies = {}) {}

  readonly answer: AnswerCall = (call, bus) => {
    const reply = this.replyTo(call);
    if (reply) bus.send(reply);
  };

  private replyTo(call: Message): Message | undefined {
    const { member, path = '', body } = call;
    const found = (signature: string, ...values: unknown[]) => Message.newMethodReturn(call, signature, values);
    switch (member) {
      case 'ReadAlias':
        return found('o', collection);
      case 'Get':
        return found('v', properties[body[0]]?.[body[1]] ?? new Variant('s', ''));
      case 'GetAll':
        return found('a{sv}', properties[body[0]] ?? this.propertiesOf(path));
      case 'OpenSession':
        // "plain" is the one way that every client has to know.
        return body[0] === 'plain'
          ? found('vo', new Variant('s', ''), ownSession)
          : refusalOf(call, 'org.freedesktop.DBus.Error.NotSupported', 'Only plain is spoken here.');
      case 'SearchItems':
        return found('aoao', this.itemsWith(body[0]), []);
      case 'Unlock':
        return found('aoo', body[0], noPrompt);
      case 'CreateItem':
        return this.createItem(call);
      case 'Delete':
        this.items.delete(path);
        return found('o', noPrompt);
      case 'GetSecrets':
        return this.secretsOf(call);
      default:
        return refusalOf(call, 'org.freedesktop.DBus.Error.UnknownMethod', `There is no ${member} here.`);
    }
  }

  private createItem(call: Message): Message {
    const [{ 'org.freedesktop.Secret.Item.Attributes': given }, [session, , secret]] = call.body;
    if (session !== ownSession) return noSession(call);
    if (this.lies.refuses?.(secret)) {
      return refusalOf(call, 'org.freedesktop.DBus.Error.LimitsExceeded', 'This is more than is kept here.');
    }
    const attributes: Item['attributes'] = given.value;
    const [path = `${collection}/${this.items.size + 1}`] = this.itemsWith(attributes);
    this.items.set(path, { attributes, secret });
    return Message.newMethodReturn(call, 'oo', [path, noPrompt]);
  }

  private secretsOf(call: Message): Message | undefined {
    const [paths, session]: [string[], string] = [call.body[0], call.body[1]];
    if (session !== ownSession) return noSession(call);
    const secrets: Record<string, unknown[]> = {};
    for (const path of paths) {
      const { secret } = this.items.get(path) ?? {};
      if (!secret) continue;
      const given = this.lies.gives ? this.lies.gives(secret) : secret;
      if (!given) return undefined;
      secrets[path] = [session, Buffer.alloc(0), given, 'text/plain'];
    }
    return Message.newMethodReturn(call, 'a{o(oayays)}', [secrets]);
  }

  private itemsWith(wanted: Item['attributes']): string[] {
    const matches = ({ attributes }: Item) =>
      Object.entries(wanted).every(([name, value]) => attributes[name] === value);
    return [...this.items].filter(([, item]) => matches(item)).map(([path]) => path);
  }

  private propertiesOf(path: string): Record<string, Variant> {
    const attributes = this.items.get(path)?.attributes ?? {};
    return {
      Locked: new Variant('b', false),
      Attributes: new Variant('a{ss}', attributes),
      Label: new Variant('s', path),
    };
  }
}

/** Said to whoever still speaks to the service that was here before. */
function noSession(call: Message): Message {
  return refusalOf(call, 'org.freedesktop.Secret.Error.NoSession', 'There is no such session.');
}
