import type { Credential } from '@shared/credential';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';

/** Opens the browser. How the sign-in went then stands at the credential. */
export function AuthorizeButton({
  credential: { id, health, authorizedAt },
  describedBy,
  size = 'compact-sm',
}: {
  credential: Credential;
  describedBy?: string;
  size?: 'compact-sm' | 'sm';
}) {
  const authorize = useAuthorize();
  return (
    <BusyButton
      size={size}
      variant={health.kind === 'needsReauthorization' ? 'filled' : 'default'}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
      isBusy={authorize.isBusy}
      onClick={() => void authorize.run(id)}
    >
      {authorizedAt === undefined ? 'Authorize' : 'Reauthorize'}
    </BusyButton>
  );
}
