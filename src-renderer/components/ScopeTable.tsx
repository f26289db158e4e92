import './ScopeTable.css';
import type { AppState } from '@shared/app-state';
import type { Credential } from '@shared/credential';
import { errorText } from '@shared/error-text';
import { type Feature, featureScopes, features, missingScopes } from '@shared/scope-needs';
import { standsOnToken, type TokenFeature, tokenTrial } from '@shared/token-trial';
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { CopyButton } from './CopyButton';

/** What Zoom lets this credential do, feature by feature, which scopes the rest would need, and whether Zoom keeps its word. */
export function ScopeTable({
  credential,
  state,
}: {
  credential: Credential;
  state: Pick<AppState, 'meetings' | 'credentials'>;
}) {
  const { id, kind, scopes } = credential;
  const trial = useCall('tryFeature');
  const [tried, setTried] = useState<TokenFeature>();
  const [triedWell, setTriedWell] = useState<ReadonlySet<Feature>>(new Set());
  const rows = features
    .filter((feature) => kind === 'user' || featureScopes[feature].worksServerToServer)
    .map((feature) => ({ feature, ...featureScopes[feature], missing: missingScopes(feature, scopes) }));
  const allMissing = [...new Set(rows.flatMap(({ missing }) => missing))];

  async function tryOut(feature: TokenFeature) {
    setTried(feature);
    setTriedWell((others) => new Set([...others].filter((other) => other !== feature)));
    const outcome = await trial.run({ credentialId: id, feature });
    if (outcome?.ok) setTriedWell((others) => new Set([...others, feature]));
  }

  return (
    <>
      <ul className="scope-rows">
        {rows.map(({ feature, label, purpose, missing }) => (
          <li key={feature} className={missing.length === 0 ? 'is-allowed' : 'is-missing'}>
            {missing.length === 0 ? (
              <IconCircleCheckFilled size={16} aria-hidden />
            ) : (
              <IconCircleDashed size={16} stroke={2} aria-hidden />
            )}
            <span className="scope-feature" title={purpose}>
              {label}
            </span>
            {missing.length > 0 ? (
              <span className="scope-missing small">
                <span className="dim">needs</span>
                {missing.map((scope) => (
                  <code key={scope}>{scope}</code>
                ))}
                <CopyButton text={missing.join('\n')} label={`the scopes that ${label} needs`} />
              </span>
            ) : (
              <span className="scope-allowed small">
                <span className="dim">allowed</span>
                {standsOnToken(feature) ? (
                  <TryButton
                    label={label}
                    hasMeeting={tokenTrial(feature, credential, state) !== undefined}
                    isBusy={trial.isBusy && tried === feature}
                    onTry={() => void tryOut(feature)}
                  />
                ) : null}
                <span role="status">
                  {triedWell.has(feature) ? 'Zoom gave the token. It was thrown away.' : null}
                  {trial.failure && tried === feature ? (
                    <span className="scope-refused">{errorText(trial.failure).sentence}</span>
                  ) : null}
                </span>
              </span>
            )}
          </li>
        ))}
      </ul>
      {allMissing.length > 0 ? (
        <p className="small dim">
          {kind === 'user'
            ? 'What is needed is added to the Zoom app on its page “Scopes”. Then reauthorize: a sign-in keeps the scopes that it was given.'
            : 'What is needed is added to the Zoom app on its page “Scopes”. Then test: the next token has it.'}{' '}
          <CopyButton text={allMissing.join('\n')} label="all missing scopes" word="Copy all" />
        </p>
      ) : null}
      <details className="scope-details small">
        <summary>
          {scopes.length} granted {scopes.length === 1 ? 'scope' : 'scopes'}
        </summary>
        <ul>
          {scopes.map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
        <CopyButton text={scopes.join('\n')} label="the granted scopes" />
      </details>
    </>
  );
}

/** Most tokens are bound to a meeting: without one in the list there is nothing to ask with, and the button says so. */
function TryButton({
  label,
  hasMeeting,
  isBusy,
  onTry,
}: {
  label: string;
  hasMeeting: boolean;
  isBusy: boolean;
  onTry: () => void;
}) {
  const reasonId = useId();
  return (
    <>
      <BusyButton
        size="compact-xs"
        variant="default"
        aria-label={`Try ${label}`}
        aria-describedby={hasMeeting ? undefined : reasonId}
        disabled={!hasMeeting}
        isBusy={isBusy}
        onClick={onTry}
      >
        Try
      </BusyButton>
      {hasMeeting ? null : (
        <span id={reasonId} className="dim">
          to try it, a hosted meeting has to be in the list
        </span>
      )}
    </>
  );
}
