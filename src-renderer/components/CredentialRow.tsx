import './CredentialRow.css';
import type { SignIn } from '@shared/app-state';
import type { Credential } from '@shared/credential';
import { errorText } from '@shared/error-text';
import { memo, useId } from 'react';
import { credentialStanding, kindWords, shownFailure } from '../screens/credential-standing';
import { AuthorizeButton } from './AuthorizeButton';
import { CredentialFace } from './CredentialFace';
import { EnvironmentBadge } from './EnvironmentBadge';
import { failureTone } from './failure-facts';
import { SignInPanel } from './SignInPanel';
import { Since } from './Since';
import { StandingMark } from './StandingMark';
import { TagList } from './TagList';

type CredentialRowProps = {
  credential: Credential;
  signIn: SignIn | undefined;
  /** Where it stands in the whole list, of which a part may not be drawn yet. */
  position: number;
  listLength: number;
};

/** One credential in a list: what it is, whose, how it stands, and the click that brings it back. Drawn again only when it changes. */
export const CredentialRow = memo(function CredentialRow({
  credential,
  signIn,
  position,
  listLength,
}: CredentialRowProps) {
  const nameId = useId();
  const { id, name, kind, environment, user, tags } = credential;
  const standing = credentialStanding(credential, signIn);
  const failure = signIn ? undefined : shownFailure(credential);

  return (
    <li className="credential-row" aria-labelledby={nameId} aria-posinset={position} aria-setsize={listLength}>
      <div className="credential-line">
        <CredentialFace credential={credential} size={32} />
        <div className="credential-what">
          <div className="credential-name-line">
            <a id={nameId} className="credential-link" href={`#credentials/${id}`}>
              {name}
            </a>
            <EnvironmentBadge environment={environment} />
            <TagList tags={tags} />
          </div>
          <p className="dim small">{kindWords[kind]}</p>
        </div>
        <div className="credential-who small">
          {user ? (
            <>
              <p>{user.displayName}</p>
              <p className="dim">{user.email}</p>
            </>
          ) : null}
        </div>
        <div className="credential-standing">
          <StandingMark standing={standing} />
          {standing.since && !signIn ? (
            <span className="dim small numbers">
              <Since moment={standing.since} />
            </span>
          ) : null}
        </div>
        <div className="credential-actions">
          {kind === 'user' && !signIn ? <AuthorizeButton credential={credential} describedBy={nameId} /> : null}
        </div>
      </div>
      {failure ? (
        <p className={`credential-trouble small credential-trouble-${failureTone(failure)}`}>
          {errorText(failure).sentence}
        </p>
      ) : null}
      {signIn ? (
        <div className="credential-sign-in">
          <SignInPanel signIn={signIn} credential={credential} />
        </div>
      ) : null}
    </li>
  );
});
