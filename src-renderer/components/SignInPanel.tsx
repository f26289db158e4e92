import './SignInPanel.css';
import { Button, Loader, Progress, TextInput } from '@mantine/core';
import type { SignIn } from '@shared/app-state';
import type { Credential, CredentialId } from '@shared/credential';
import { IconBrowserShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { countdown, percentLeft } from '../time-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

/** A sign-in while somebody is in the browser: what it waits for, how long still, and the ways out. */
export function SignInPanel({ signIn, credential }: { signIn: SignIn; credential: Credential }) {
  const tick = useNow(1);
  // The clock ticks once a second: what began since then is not in the future.
  const now = new Date(Math.max(tick.getTime(), Date.parse(signIn.startedAt)));
  const openAgain = useCall('openSignInPage');
  const copyLink = useCall('copySignInLink');
  const cancel = useCall('cancelSignIn');
  const [isCopied, setCopied] = useState(false);
  const credentialId = credential.id;
  const isWaiting = signIn.phase === 'waitingForBrowser';
  const failure = openAgain.failure ?? copyLink.failure ?? cancel.failure;

  return (
    <section className="sign-in-panel" aria-label={`Sign-in of ${credential.name}`}>
      <div className="sign-in-head">
        {isWaiting ? <IconBrowserShare size={20} stroke={1.75} aria-hidden /> : <Loader size={18} aria-hidden />}
        <div role="status">
          <strong>{isWaiting ? 'Waiting for you in the browser' : 'Finishing the sign-in with Zoom'}</strong>
          <p className="small sign-in-hint">
            {isWaiting ? `Sign in to Zoom there and allow access for “${credential.name}”.` : 'This takes a moment.'}
          </p>
        </div>
        <span className="sign-in-left numbers">{countdown(signIn.expiresAt, now)} left</span>
      </div>
      <Progress
        size={4}
        value={percentLeft(signIn.startedAt, signIn.expiresAt, now)}
        aria-label="Time left to come back from the browser"
      />
      {signIn.strayAnswer ? (
        <p className="small sign-in-stray">
          An answer that does not belong to this sign-in arrived and was ignored. Go on in the page that Usher opened.
        </p>
      ) : null}
      {isWaiting && signIn.mustPaste ? <PasteAnswer credentialId={credentialId} /> : null}
      {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
      <div className="buttons">
        {isWaiting ? (
          <>
            <BusyButton
              size="compact-sm"
              variant="default"
              isBusy={openAgain.isBusy}
              onClick={() => void openAgain.run({ credentialId })}
            >
              Open page again
            </BusyButton>
            <BusyButton
              size="compact-sm"
              variant="default"
              isBusy={copyLink.isBusy}
              onClick={async () => setCopied((await copyLink.run({ credentialId }))?.ok === true)}
            >
              {isCopied ? 'Link copied' : 'Copy link'}
            </BusyButton>
          </>
        ) : null}
        <Button size="compact-sm" variant="default" onClick={() => void cancel.run({ credentialId })}>
          Cancel
        </Button>
      </div>
    </section>
  );
}

/** Where other programs have all of Usher's ports, the browser ends on a page of theirs or on none; its address has the answer. */
function PasteAnswer({ credentialId }: { credentialId: CredentialId }) {
  const paste = useCall('pasteSignInAnswer');
  const [address, setAddress] = useState('');
  return (
    <form
      className="sign-in-paste"
      onSubmit={(event) => {
        event.preventDefault();
        void paste.run({ credentialId, address });
      }}
    >
      <TextInput
        size="xs"
        label="Paste the address on which the browser ended"
        description="Other programs use Usher’s ports, so the browser cannot come back by itself. It ends on an error or a strange page: copy the address from its address bar."
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <BusyButton size="compact-sm" type="submit" isBusy={paste.isBusy}>
        Finish the sign-in
      </BusyButton>
      {paste.failure ? <FailureNote failure={paste.failure} actions={{}} isNews /> : null}
    </form>
  );
}
