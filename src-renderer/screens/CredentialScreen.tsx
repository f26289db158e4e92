import { Button } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import type { Credential } from '@shared/credential';
import { registeredRedirectUris } from '@shared/redirect-addresses';
import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { arrivalKey } from '../components/ArrivalDialog';
import { useAuthorize } from '../components/AuthorizationQuestion';
import { AuthorizeButton } from '../components/AuthorizeButton';
import { BusyButton } from '../components/BusyButton';
import { ChangeClientDialog } from '../components/ChangeClientDialog';
import { CopyLines } from '../components/CopyLines';
import { CredentialDependents } from '../components/CredentialDependents';
import { CredentialFace } from '../components/CredentialFace';
import { DeleteCredentialDialog } from '../components/DeleteCredentialDialog';
import { DescribeDialog } from '../components/DescribeDialog';
import { type Fact, FactList } from '../components/FactList';
import { FailureNote } from '../components/FailureNote';
import { LastError } from '../components/LastError';
import { PageSection } from '../components/PageSection';
import { ScopeTable } from '../components/ScopeTable';
import { SignInPanel } from '../components/SignInPanel';
import { Since } from '../components/Since';
import { StandingMark } from '../components/StandingMark';
import { TagList } from '../components/TagList';
import { TokenLifetimes } from '../components/TokenLifetimes';
import { useCall } from '../main-process';
import { clockTime } from '../time-words';
import { credentialStanding, environmentWords, kindWords } from './credential-standing';
import { goToClientChange } from './screen-names';

type CredentialScreenProps = {
  credential: Credential;
  state: AppState;
  /** The address asks for the dialog of client ID and secret. */
  wantsClientChange: boolean;
  /** The address asks whether to sign in although that may end other authorizations. */
  wantsAuthorization: boolean;
  onDeleted: (credential: Credential) => void;
  onDecideArrival: () => void;
};

const planWords = { basic: 'Basic', licensed: 'Licensed', none: 'No meetings plan' } as const;

/** All that is known of one credential, and all that can be done with it. */
export function CredentialScreen({
  credential,
  state,
  wantsClientChange,
  wantsAuthorization,
  onDeleted,
  onDecideArrival,
}: CredentialScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [dialog, setDialog] = useState<'describe' | 'delete'>();
  const [keptAt, setKeptAt] = useState<string>();
  const test = useCall('testCredential');
  const duplicate = useCall('duplicateCredential');
  const [testedAt, setTestedAt] = useState<string>();
  const { id, name, kind, environment, tags, user, health, lastError, lastSuccessAt, hasClientSecret } = credential;
  const signIn = state.signIns.find(({ credentialId }) => credentialId === id);
  const arrival = state.arrivals.find(({ credentialId }) => credentialId === id);
  const standing = credentialStanding(credential, signIn);
  const address = `credentials/${id}`;
  const knownTags = useMemo(
    () => [...new Set(state.credentials.flatMap((known) => known.tags))].sort(),
    [state.credentials],
  );

  useEffect(() => heading.current?.focus(), []);

  const authorize = useAuthorize();
  const askToAuthorize = useEffectEvent(() => {
    backTo(address);
    void authorize.ask(id);
  });
  useEffect(() => {
    if (wantsAuthorization) askToAuthorize();
  }, [wantsAuthorization]);

  async function runTest() {
    setTestedAt(undefined);
    setKeptAt(undefined);
    const outcome = await test.run({ credentialId: id });
    if (outcome?.ok) setTestedAt(new Date().toISOString());
  }

  async function runDuplicate() {
    const outcome = await duplicate.run({ credentialId: id });
    if (outcome?.ok) window.location.hash = `credentials/${outcome.value.credentialId}`;
  }

  const changeClient = () => goToClientChange(id);
  // The answer to a test says it at once; what has been standing there says it otherwise.
  const cause = test.failure ?? (health.kind === 'ready' ? undefined : health.cause);
  const isSaidByState = cause?.code === 'not_authorized' && !test.failure;

  return (
    <>
      <a className="back-link" href="#credentials" aria-keyshortcuts="Alt+ArrowLeft" title="Alt+Left">
        <IconArrowLeft size={15} stroke={1.75} aria-hidden />
        Credentials
      </a>
      <div className="screen-head">
        <CredentialFace credential={credential} size={48} />
        <div className="detail-title">
          <h1 ref={heading} tabIndex={-1} className="focused-heading">
            {name}
          </h1>
          <p className="dim small">
            {kindWords[kind]} · {environmentWords[environment]}
            {hasClientSecret ? '' : ' · public client'}
            <TagList tags={tags} />
          </p>
        </div>
        <div className="buttons">
          <BusyButton size="sm" variant="default" isBusy={test.isBusy} onClick={() => void runTest()}>
            {test.isBusy ? 'Testing' : 'Test now'}
          </BusyButton>
          {kind === 'user' && !signIn ? <AuthorizeButton credential={credential} size="sm" /> : null}
        </div>
      </div>

      <div className="buttons">
        <Button size="compact-sm" variant="default" onClick={() => setDialog('describe')}>
          Name and tags
        </Button>
        <Button size="compact-sm" variant="default" onClick={changeClient}>
          Change client ID and secret
        </Button>
        <BusyButton
          size="compact-sm"
          variant="default"
          title="Another credential of the same Zoom app"
          isBusy={duplicate.isBusy}
          onClick={() => void runDuplicate()}
        >
          Duplicate
        </BusyButton>
        <Button size="compact-sm" variant="default" onClick={() => setDialog('delete')}>
          Delete
        </Button>
      </div>

      {signIn ? <SignInPanel signIn={signIn} credential={credential} /> : null}
      {arrival ? (
        <div className="done-note">
          <p>
            <strong>{arrival.user.displayName}</strong> came back from the browser, not {user?.displayName}. Nothing was
            changed.
          </p>
          <Button size="compact-sm" onClick={onDecideArrival} key={arrivalKey(arrival)}>
            Decide
          </Button>
        </div>
      ) : null}
      {duplicate.failure ? (
        <FailureNote failure={duplicate.failure} actions={{ retry: () => void runDuplicate() }} isNews />
      ) : null}

      <div className="detail-page">
        <PageSection title="State" isWide>
          <div className="credential-state-line">
            <StandingMark standing={standing} />
            {standing.since && !signIn ? (
              <span className="dim small numbers">
                <Since moment={standing.since} />
              </span>
            ) : null}
            <span className="dim small numbers">
              {lastSuccessAt ? <Since moment={lastSuccessAt} word="Last success at" /> : 'No success yet'}
            </span>
          </div>
          {testedAt && !test.failure ? (
            <p className="small" role="status">
              <IconCheck size={14} stroke={2} aria-hidden /> {testedWords(credential)} ({clockTime(testedAt)})
            </p>
          ) : null}
          {keptAt && !testedAt && !test.failure ? (
            <p className="small" role="status">
              <IconCheck size={14} stroke={2} aria-hidden /> Zoom takes the client ID and the secret; they are kept (
              {clockTime(keptAt)}).
            </p>
          ) : null}
          {cause && !isSaidByState && !signIn ? (
            <FailureNote
              failure={cause}
              isNews={test.failure !== undefined}
              actions={{ retry: () => void runTest(), changeClient }}
            />
          ) : null}
          {kind === 'user' && !hasClientSecret ? (
            <p className="note-line">
              A public client: it signs in without a secret. To open a meeting with it, another credential with a secret
              has to sign for the Meeting SDK, best an app credential in {environmentWords[environment]}.
            </p>
          ) : null}
        </PageSection>

        {lastError ? (
          <PageSection title="Last error">
            <LastError lastError={lastError} isExplained={lastError.failure.code === cause?.code} />
            {lastError.failure.code === 'signature_refused' ? (
              <p className="note-line">
                Test now cannot tell whether this is over: Zoom looks at a signature only at the door of a meeting. It
                stands here until somebody gets in with this credential, or its client ID or secret is changed.
              </p>
            ) : null}
          </PageSection>
        ) : null}

        {lastError?.failure.code === 'redirect_mismatch' ? (
          <PageSection title="Redirect addresses to register" isWide>
            <p>
              {hasClientSecret
                ? 'As “OAuth redirect URL” and in the “OAuth allow list” of the Zoom app. Zoom compares them to the letter; with all of them a busy port does not stop a sign-in.'
                : 'One of them, as “OAuth redirect URL” and in the “OAuth allow list” of the Zoom app. For a public client Zoom does not look at the port.'}
            </p>
            <CopyLines texts={registeredRedirectUris} />
          </PageSection>
        ) : null}

        {kind === 'user' ? (
          <PageSection title="Zoom user">
            {user ? (
              <>
                <div className="credential-state-line">
                  <CredentialFace credential={credential} size={40} />
                  <div>
                    <p>
                      <strong>{user.displayName}</strong>
                    </p>
                    <p className="dim small">This is what others will see.</p>
                  </div>
                </div>
                <FactList
                  facts={[
                    ...(user.email ? [{ term: 'E-mail', value: user.email, copies: user.email }] : []),
                    ...(user.plan ? [{ term: 'Plan', value: planWords[user.plan] }] : []),
                    ...(user.accountId
                      ? [{ term: 'Account', value: <code>{user.accountId}</code>, copies: user.accountId }]
                      : []),
                    { term: 'User ID', value: <code>{user.id}</code>, copies: user.id },
                  ]}
                />
              </>
            ) : (
              <p className="dim">Nobody has signed in yet. Authorize opens the browser.</p>
            )}
          </PageSection>
        ) : null}

        {kind === 'app' ? null : (
          <PageSection title="How long it holds">
            <TokenLifetimes
              credential={credential}
              expiresAt={state.accessTokens.find(({ credentialId }) => credentialId === id)?.expiresAt}
            />
          </PageSection>
        )}

        <PageSection title="What depends on it">
          <CredentialDependents credential={credential} state={state} />
        </PageSection>

        <PageSection title="Zoom app">
          <FactList facts={appFacts(credential)} />
        </PageSection>

        {kind === 'app' ? null : (
          <PageSection title="Scopes" isWide>
            {credential.scopes.length > 0 ? (
              <ScopeTable credential={credential} state={state} />
            ) : (
              <p className="dim">
                {kind === 'user'
                  ? 'Zoom tells them with a sign-in.'
                  : 'Zoom tells them with the first token. Test now asks for one.'}
              </p>
            )}
          </PageSection>
        )}
      </div>

      <DescribeDialog
        credential={credential}
        opened={dialog === 'describe'}
        knownTags={knownTags}
        onClose={() => setDialog(undefined)}
      />
      <ChangeClientDialog
        credential={credential}
        opened={wantsClientChange}
        onClose={() => backTo(address)}
        onChanged={() => {
          test.clear();
          setTestedAt(undefined);
          setKeptAt(new Date().toISOString());
          backTo(address);
        }}
      />
      <DeleteCredentialDialog
        credential={credential}
        state={state}
        opened={dialog === 'delete'}
        onClose={() => setDialog(undefined)}
        onDeleted={() => onDeleted(credential)}
      />
    </>
  );
}

/** The dialog leaves no step in the history that would open it again. */
function backTo(address: string): void {
  window.location.replace(`#${address}`);
}

function testedWords({ kind, authorizedAt }: Credential): string {
  if (kind === 'user' && authorizedAt === undefined) return 'Zoom knows the client; nobody has signed in yet';
  return kind === 'app' ? 'Zoom knows the client and its secret' : 'Zoom answered: it works';
}

function appFacts({ clientId, accountId, hasClientSecret, addedAt, authorizedAt }: Credential): Fact[] {
  return [
    { term: 'Client ID', value: <code>{clientId}</code>, copies: clientId },
    ...(accountId ? [{ term: 'Account ID', value: <code>{accountId}</code>, copies: accountId }] : []),
    { term: 'Client secret', value: hasClientSecret ? 'in the keyring' : 'none' },
    { term: 'Added', value: new Date(addedAt).toLocaleString() },
    ...(authorizedAt ? [{ term: 'Authorized', value: new Date(authorizedAt).toLocaleString() }] : []),
  ];
}
