import type { ZoomEnvironment } from '@shared/credential';
import { environmentWords } from '../screens/credential-standing';

/** Which Zoom this is, where it is not the usual one. */
export function EnvironmentBadge({ environment }: { environment: ZoomEnvironment }) {
  if (environment === 'zoom') return null;
  return (
    <span className="environment-badge" title={environmentWords[environment]}>
      {environment === 'practice' ? 'Practice' : 'Gov'}
    </span>
  );
}
