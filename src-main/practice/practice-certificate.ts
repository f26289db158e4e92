import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIPv4 } from 'node:net';

/** The order of P-256 (SP 800-186, section 3.2.1.3). */
const curveOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * A private key of P-256, always the same one for a seed: so it never has to be stored.
 * @param seed 32 secret bytes
 */
export function privateKeyFrom(seed: Uint8Array): KeyObject {
  for (let attempt = 0; ; attempt += 1) {
    const scalar = Buffer.from(hkdfSync('sha256', seed, new Uint8Array(0), `p-256 private key ${attempt}`, 32));
    const number = BigInt(`0x${scalar.toString('hex')}`);
    // One in 2^32 is no key of the curve.
    if (number === 0n || number >= curveOrder) continue;
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(scalar);
    const point = curve.getPublicKey();
    const [x, y] = [point.subarray(1, 33), point.subarray(33, 65)].map((half) => half.toString('base64url'));
    const jwk = { kty: 'EC', crv: 'P-256', d: scalar.toString('base64url'), x: x ?? '', y: y ?? '' };
    return createPrivateKey({ key: jwk, format: 'jwk' });
  }
}

const tags = { integer: 2, bitString: 3, octetString: 4, objectId: 6, utf8String: 12, utcTime: 23 } as const;
const generalizedTime = 24;
const sequenceTag = 0x30;
const setTag = 0x31;

/** Tag, length, value (X.690, section 8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(parts);
  const size = Buffer.from(value.length.toString(16).padStart(value.length > 255 ? 4 : 2, '0'), 'hex');
  const length = value.length < 128 ? size : Buffer.concat([Buffer.of(0x80 | size.length), size]);
  return Buffer.concat([Buffer.of(tag), length, value]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(sequenceTag, ...parts);

/** @param encoded the arcs of the object identifier as X.690, section 8.19, packs them, in hexadecimal */
const objectId = (encoded: string) => der(tags.objectId, Buffer.from(encoded, 'hex'));
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
const commonNameId = objectId('550403');
const subjectAltNameId = objectId('551d11');

/** Two digits of the year until 2049, four from then on (RFC 5280, section 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, '');
  return date.getUTCFullYear() < 2050
    ? der(tags.utcTime, Buffer.from(digits.slice(2)))
    : der(generalizedTime, Buffer.from(digits));
}

/**
 * A certificate that its own key has signed, as room systems come with one (RFC 5280; X.690 DER, written out here because a library
 * would bring some twenty packages). Signatures of ECDSA are random: two certificates with the same fields differ.
 * @param fields.privateKey of P-256
 * @param fields.address the IPv4 address that it is good for
 * @returns PEM
 */
export function selfSignedCertificate(fields: {
  privateKey: KeyObject;
  commonName: string;
  address: string;
  notBefore: Date;
  notAfter: Date;
}): string {
  if (!isIPv4(fields.address)) throw new RangeError('a certificate is made for an IPv4 address');
  const name = sequence(
    der(setTag, sequence(commonNameId, der(tags.utf8String, Buffer.from(fields.commonName, 'utf8')))),
  );
  // Positive and without a leading zero byte, whatever the random bytes are.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const iPAddress = der(0x87, Buffer.from(fields.address.split('.').map(Number)));
  const altNames = sequence(subjectAltNameId, der(tags.octetString, sequence(iPAddress)));
  const body = sequence(
    der(0xa0, der(tags.integer, Buffer.of(2))),
    der(tags.integer, serial),
    ecdsaWithSha256,
    name,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    name,
    createPublicKey(fields.privateKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(altNames)),
  );
  const signature = sign('sha256', body, fields.privateKey);
  const certificate = sequence(body, ecdsaWithSha256, der(tags.bitString, Buffer.of(0), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
