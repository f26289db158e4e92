import { isIP } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { AppError } from '../shared/app-error';
import { DeviceCertificate, type Fingerprint } from '../shared/codec';
import { withTimeLimit } from '../shared/time-limit';

const connectLimitMs = 5_000;

/** It is another device than the one that somebody has agreed to, or has got another certificate. */
export class CertificateChanged extends AppError {
  constructor(readonly seen: DeviceCertificate) {
    super('codec_certificate_changed', { subject: seen.fingerprint });
  }
}

/**
 * What a device shows of itself. Nothing is sent to it but the handshake.
 * @param address a `CodecAddress`
 * @throws AppError `codec_unreachable`, `codec_websocket_off` where something answers without TLS
 */
export async function certificateOf(address: string): Promise<DeviceCertificate> {
  const socket = await openTls(address);
  try {
    return shownBy(socket);
  } finally {
    socket.destroy();
  }
}

/**
 * A TLS connection to the one device whose certificate somebody has agreed to. Devices sign their own, so no authority can vouch for them:
 * the fingerprint does, before a password or anything else is sent.
 * @throws CertificateChanged; AppError `codec_unreachable`, `codec_websocket_off`
 */
export async function openPinned(address: string, fingerprint: Fingerprint): Promise<TLSSocket> {
  const socket = await openTls(address);
  const shown = shownBy(socket);
  if (shown.fingerprint === fingerprint) return socket;
  socket.destroy();
  throw new CertificateChanged(shown);
}

async function openTls(address: string): Promise<TLSSocket> {
  let socket: TLSSocket | undefined;
  try {
    // Not everything that looks like an address is one: a port may be too large, a part of it too long.
    const { hostname, port } = new URL(`https://${address}`);
    const host = hostname.replace(/^\[|\]$/g, '');
    return await withTimeLimit(
      connectLimitMs,
      () =>
        new Promise<TLSSocket>((resolve, reject) => {
          const opened = connect({
            host,
            port: Number(port || 443),
            ...(isIP(host) ? {} : { servername: host }),
            // Whether it is the right one is decided by its fingerprint; both callers look.
            rejectUnauthorized: false,
          });
          socket = opened;
          opened.once('error', reject);
          opened.once('secureConnect', () => {
            opened.off('error', reject);
            // One that breaks from now on is told by its end.
            opened.on('error', () => {});
            resolve(opened);
          });
        }),
    );
  } catch (cause) {
    socket?.destroy();
    throw new AppError(isFromTls(cause) ? 'codec_websocket_off' : 'codec_unreachable', { cause });
  }
}

/** Something has answered, in other words than TLS. */
function isFromTls(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ERR_SSL|EPROTO)/.test(String(error.code));
}

function shownBy(socket: TLSSocket): DeviceCertificate {
  const { fingerprint256, subject, issuer, valid_from: from, valid_to: to } = socket.getPeerCertificate();
  const parsed = DeviceCertificate.safeParse({
    fingerprint: fingerprint256,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validFrom: isoTime(from),
    validTo: isoTime(to),
  });
  if (parsed.success) return parsed.data;
  socket.destroy();
  throw new AppError('codec_websocket_off', { cause: 'it shows no certificate' });
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const { CN, O } = name ?? {};
  return [CN, O].flat().filter(Boolean).join(', ').slice(0, 200);
}

function isoTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
