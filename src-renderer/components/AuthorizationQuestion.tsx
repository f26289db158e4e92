import type { AppState } from '@shared/app-state';
import { authorizationsReplacedBy } from '@shared/authorizations-replaced-by';
import type { CredentialId } from '@shared/credential';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { type Outcome, useCall } from '../main-process';
import { ConfirmDialog } from './ConfirmDialog';

type Question = { credentialId: CredentialId; answer: (isYes: boolean) => void };

const AskBeforeReplacing = createContext<(credentialId: CredentialId) => Promise<boolean>>(async () => false);

/** The one question before a sign-in that may end the authorization of other credentials, whatever in the window asked for the sign-in. */
export function AuthorizationQuestion({ state: { credentials }, children }: { state: AppState; children: ReactNode }) {
  const open = useRef<Question>(undefined);
  // What was asked stays there while the dialog goes.
  const [asked, setAsked] = useState<CredentialId>();
  const [isOpen, setOpen] = useState(false);

  const answer = useCallback((isYes: boolean) => {
    open.current?.answer(isYes);
    open.current = undefined;
    setOpen(false);
  }, []);
  const ask = useCallback(
    (credentialId: CredentialId) =>
      new Promise<boolean>((resolve) => {
        answer(false);
        open.current = { credentialId, answer: resolve };
        setAsked(credentialId);
        setOpen(true);
      }),
    [answer],
  );

  const credential = credentials.find(({ id }) => id === asked);
  const endangered = credential ? authorizationsReplacedBy(credential, credentials) : [];
  return (
    <AskBeforeReplacing value={ask}>
      {children}
      <ConfirmDialog
        opened={isOpen}
        title={`Sign in with “${credential?.name}”?`}
        confirmLabel="Sign in all the same"
        isBusy={false}
        onClose={() => answer(false)}
        onConfirm={() => answer(true)}
      >
        <p>
          Zoom keeps one authorization for each user of an app, the last.{' '}
          {credential?.user
            ? `If ${credential.user.displayName} signs in again, this may stop working:`
            : 'If one of these users signs in, what they signed in to before may stop working:'}
        </p>
        <ul className="dialog-list">
          {endangered.map(({ id, name, user }) => (
            <li key={id}>
              <strong>{name}</strong>
              {credential?.user ? null : <span className="dim"> ({user?.displayName})</span>}
            </li>
          ))}
        </ul>
        <p className="dim">Usher tests it afterwards and shows how it stands.</p>
      </ConfirmDialog>
    </AskBeforeReplacing>
  );
}

/** Opens the browser at once; only where main says that this may end the authorization of others, it asks first. */
export function useAuthorize() {
  const { isBusy, failure, run: call, clear } = useCall('authorizeCredential');
  const isSure = useContext(AskBeforeReplacing);

  /** Asks and then signs in: where main has said already that it has to be asked. */
  async function ask(credentialId: CredentialId): Promise<Outcome<'authorizeCredential'> | undefined> {
    return (await isSure(credentialId)) ? call({ credentialId, confirmed: true }) : undefined;
  }

  /** Answers nothing when the user has decided against it. */
  async function run(credentialId: CredentialId): Promise<Outcome<'authorizeCredential'> | undefined> {
    const outcome = await call({ credentialId });
    if (outcome?.ok !== false || outcome.failure.code !== 'authorization_would_replace') return outcome;
    clear();
    return ask(credentialId);
  }

  return { isBusy, failure, run, ask, clear };
}
