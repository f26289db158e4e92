import { z } from 'zod';

/** Over which codecs are spoken to (Cisco RoomOS xAPI over WebSocket). */
const usualPort = 443;
const mostPort = 65_535;
/** Of a domain name and of each of its parts (RFC 1035, section 2.3.4). */
const longestName = 253;
const longestLabel = 63;
/** A name, brackets, a colon and five digits of a port, with room for spaces around. */
const longestTyped = 300;

/**
 * What a person types for a Cisco device on the network, in its normal form: a host name, an IPv4 address, or an IPv6 address in
 * brackets, in small letters, and a port where it is not 443. What names no single device is refused with a sentence for the form.
 * Names in other scripts than Latin are not converted to what the network knows (`xn--`), as browsers do: that also takes full-width
 * digits and look-alike letters, and nobody would see which device was meant.
 */
export const CodecAddress = z.string().transform((typed, context) => {
  const read = readAddress(typed.slice(0, longestTyped + 1).trim());
  if ('address' in read) return read.address;
  context.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});
export type CodecAddress = z.infer<typeof CodecAddress>;

/** For Basic authentication, which ends the name at the first colon and allows no control characters (RFC 7617, section 2). */
export const CodecUserName = z
  .string()
  .trim()
  .min(1, 'Type the name of a user of the device.')
  .regex(/^[^:]*$/, 'Without a colon: signing in to a device does not allow one.')
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'Only characters that can be seen.')
  .regex(/^.{1,64}$/u, 'At most 64 characters.');
export type CodecUserName = z.infer<typeof CodecUserName>;

/** A device may have none. It is taken as it is typed, spaces included; control characters are not allowed (RFC 7617, section 2). */
export const CodecPassword = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Without line ends, tabs and other control characters.')
  .regex(/^.{0,256}$/su, 'At most 256 characters.');
export type CodecPassword = z.infer<typeof CodecPassword>;

/** Where the device takes commands (RoomOS xAPI over WebSocket). */
export function codecUrl(address: CodecAddress): string {
  return `wss://${address}/ws`;
}

type Reading = { address: string } | { wrong: string };

const wrong = (sentence: string): Reading => ({ wrong: sentence });

function readAddress(typed: string): Reading {
  if (typed === '') return wrong('Type a host name or an address.');
  if (typed.length > longestTyped) return wrong(`A name has at most ${longestName} characters.`);
  const [scheme] = typed.match(/^[a-z][a-z0-9+.-]*:\/\//i) ?? [];
  if (scheme) return wrong(`Type the name or the address without ${scheme.toLowerCase()}`);
  if (typed.includes('@')) return wrong('Without a user: that has a field of its own.');
  if (/[/\\?#]/.test(typed)) return wrong('Only the name or the address, and nothing behind it.');
  if (/[\s\p{Cc}\p{Cf}]/u.test(typed)) return wrong('Without spaces.');
  if (typed.includes('%')) return wrong('Without a percent sign and what stands behind it.');
  if (/[^\x21-\x7e]/.test(typed))
    return wrong('Only Latin letters and digits; other scripts as the network knows them, xn--…');
  const [, host = '', port] = typed.match(/^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/) ?? [];
  if (host === '' || (!host.startsWith('[') && port?.includes(':')))
    return wrong('An IPv6 address stands in brackets, such as [fd00::5].');
  if (port !== undefined && (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > mostPort))
    return wrong(`A port is a number from 1 to ${mostPort}.`);
  const read = host.startsWith('[') ? readIpv6(host) : readName(host.toLowerCase().replace(/\.$/, ''));
  if ('wrong' in read) return read;
  return { address: port === undefined || Number(port) === usualPort ? read.address : `${read.address}:${port}` };
}

function readName(name: string): Reading {
  if (name.length > longestName) return wrong(`A name has at most ${longestName} characters.`);
  const labels = name.split('.');
  if (labels.some((label) => label.length > longestLabel))
    return wrong(`Between two dots stand at most ${longestLabel} characters.`);
  if (labels.some((label) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)))
    return wrong('A name has letters, digits, dots, and hyphens between them.');
  // What ends in a number is taken for an IPv4 address, in whatever way it is written (WHATWG URL, "ends in a number").
  if (/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return readIpv4(name);
  return urlTakes(name) ? { address: name } : wrong('What stands behind xn-- is no name.');
}

function readIpv4(text: string): Reading {
  if (!z.ipv4().safeParse(text).success)
    return wrong('An IPv4 address has four numbers from 0 to 255, without zeros in front.');
  const [first = 0] = text.split('.').map(Number);
  if (first === 0) return wrong('This address stands for no device.');
  // Multicast, reserved and broadcast (RFC 1112, RFC 919).
  if (first >= 224) return wrong('This address is not that of a single device.');
  if (text === '169.254.169.254') return wrong(cloudMetadata);
  return { address: text };
}

/** From there computers in a cloud are told their own secrets: nothing typed here may lead to it. */
const cloudMetadata = 'This address belongs to the computers of a cloud, not to a device.';

/** @param host in brackets */
function readIpv6(host: string): Reading {
  if (!z.ipv6().safeParse(host.slice(1, -1)).success)
    return wrong('In brackets stands an IPv6 address, such as [fd00::5].');
  // In the one form of RFC 5952.
  const address = new URL(`wss://${host}`).hostname;
  if (address === '[::]') return wrong('This address stands for no device.');
  if (address.startsWith('[ff')) return wrong('This address is not that of a single device.');
  // Mapped, compatible and translated ones (RFC 4291, section 2.5.5; RFC 6052): else each refusal above could be gone round.
  if (/^\[(::ffff:|64:ff9b::|::[0-9a-f]+:[0-9a-f]+\])/.test(address)) return wrong('Type the IPv4 address itself.');
  if (address === '[fd00:ec2::254]') return wrong(cloudMetadata);
  return { address };
}

/** Else no connection could be begun: browsers and Node check what stands behind `xn--`. */
function urlTakes(name: string): boolean {
  try {
    return new URL(`wss://${name}/`).hostname === name;
  } catch {
    return false;
  }
}
