import { authorizationsReplacedBy } from '@shared/authorizations-replaced-by';
import type { Credential } from '@shared/credential';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { appState, useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { ConfirmDialog } from './ConfirmDialog';

/**
 * Opens the browser at once; only where that would end the authorization of another credential, it asks first.
 * How the sign-in went then stands at the credential.
 */
export function AuthorizeButton({
  credential,
  describedBy,
  size = 'compact-sm',
}: {
  credential: Credential;
  describedBy?: string;
  size?: 'compact-sm' | 'sm';
}) {
  const authorize = useCall('authorizeCredential');
  const [endangered, setEndangered] = useState<readonly Credential[]>([]);
  // Hundreds of rows have this button; few of them ever ask.
  const [hasAsked, setAsked] = useState(false);
  const { id, health, authorizedAt, name, user } = credential;

  function run() {
    setEndangered([]);
    void authorize.run({ credentialId: id });
  }

  function begin() {
    const others = authorizationsReplacedBy(credential, appState.current()?.credentials ?? []);
    if (others.length === 0) return run();
    // There closed before it opens, or it would not know where the focus came from.
    flushSync(() => setAsked(true));
    setEndangered(others);
  }

  return (
    <>
      <BusyButton
        size={size}
        variant={health.kind === 'needsReauthorization' ? 'filled' : 'default'}
        {...(describedBy ? { 'aria-describedby': describedBy } : {})}
        isBusy={authorize.isBusy}
        onClick={begin}
      >
        {authorizedAt === undefined ? 'Authorize' : 'Reauthorize'}
      </BusyButton>
      {hasAsked ? (
        <ConfirmDialog
          opened={endangered.length > 0}
          title={`Reauthorize “${name}”?`}
          confirmLabel="Reauthorize all the same"
          isBusy={authorize.isBusy}
          onClose={() => setEndangered([])}
          onConfirm={run}
        >
          <p>
            Zoom keeps one authorization for each user of an app, the last. If {user?.displayName ?? 'the same user'}{' '}
            signs in again, this may stop working:
          </p>
          <ul className="dialog-list">
            {endangered.map((other) => (
              <li key={other.id}>
                <strong>{other.name}</strong>
              </li>
            ))}
          </ul>
          <p className="dim">Usher tests it afterwards and shows how it stands.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
