import './CertificateFacts.css';
import type { DeviceCertificate } from '@shared/codec';
import { FactList } from './FactList';

/** What a device shows of itself, for a person to compare. */
export function CertificateFacts({ certificate }: { certificate: DeviceCertificate }) {
  const { fingerprint, subject, issuer, validFrom, validTo } = certificate;
  const day = (time: string) => new Date(time).toLocaleDateString();
  return (
    <FactList
      facts={[
        { term: 'SHA-256', value: <code className="fingerprint">{fingerprint}</code>, copies: fingerprint },
        { term: 'Made out to', value: subject || 'nobody' },
        ...(issuer !== subject ? [{ term: 'Signed by', value: issuer || 'nobody' }] : []),
        { term: 'Valid', value: `${day(validFrom)} to ${day(validTo)}` },
      ]}
    />
  );
}
