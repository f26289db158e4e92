import { Message, type MessageBus, sessionBus, Variant } from 'dbus-next';
import { z } from 'zod';
import { within } from './wait-until';

/** One method of one object on a D-Bus; `signature` and `body` are its arguments. */
export type BusCall = {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
};

const dbusDaemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/** A connection to one bus on which no call waits longer than 3 s. */
export class BusConnection {
  readonly bus: MessageBus;
  private isClosed = false;

  private constructor(address: string) {
    this.bus = sessionBus({ busAddress: address });
    // A bus that goes away is noticed by the next call, which then says what was asked of it.
    this.bus.on('error', () => {});
  }

  static async open(address: string): Promise<BusConnection> {
    const connection = new BusConnection(address);
    await within(
      3_000,
      'the session bus to say hello',
      new Promise<void>((done) => connection.bus.on('connect', done)),
    );
    return connection;
  }

  /** The values that the method returned, variants unwrapped. Throws the service's own error. */
  async call(call: BusCall): Promise<unknown[]> {
    const reply = await within(3_000, `${call.member} on ${call.destination}`, this.bus.call(new Message(call)));
    return (reply?.body ?? []).map(withoutVariants);
  }

  async getProperty(call: Omit<BusCall, 'member' | 'signature' | 'body'>, name: string): Promise<unknown> {
    const [value] = await this.call({
      ...call,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [call.interface, name],
    });
    return value;
  }

  async hasOwner(name: string): Promise<boolean> {
    const [answer] = await this.call({ ...dbusDaemon, member: 'NameHasOwner', signature: 's', body: [name] });
    return z.boolean().parse(answer);
  }

  /** Which process owns the name. */
  async processOf(name: string): Promise<number> {
    const call = { ...dbusDaemon, member: 'GetConnectionUnixProcessID', signature: 's', body: [name] };
    return z.number().parse((await this.call(call))[0]);
  }

  /** Lets the bus read its configuration and the services that it may start once more. */
  async reload(): Promise<void> {
    await this.call({ ...dbusDaemon, member: 'ReloadConfig' });
  }

  /** Hears of every connection that leaves the bus, by its unique name such as `:1.7`. */
  async onDeparture(listener: (uniqueName: string) => void): Promise<void> {
    this.bus.on('message', (message) => {
      if (message.member !== 'NameOwnerChanged' || message.sender !== dbusDaemon.destination) return;
      const [name, , newOwner] = z.tuple([z.string(), z.string(), z.string()]).parse(message.body);
      if (newOwner === '') listener(name);
    });
    const rule = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'";
    await this.call({ ...dbusDaemon, member: 'AddMatch', signature: 's', body: [rule] });
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.bus.disconnect();
  }
}

/** D-Bus wraps values of any type in variants, at any depth; bytes stay a Buffer. */
function withoutVariants(value: unknown): unknown {
  if (value instanceof Variant) return withoutVariants(value.value);
  if (Array.isArray(value)) return value.map(withoutVariants);
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutVariants(inner)]));
}
