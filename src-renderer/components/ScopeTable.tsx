import './ScopeTable.css';
import type { Credential } from '@shared/credential';
import { featureScopes, features, missingScopes } from '@shared/scope-needs';
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { CopyButton } from './CopyButton';

/** What Zoom lets this credential do, feature by feature, and which scopes the rest would need. */
export function ScopeTable({ credential: { kind, scopes } }: { credential: Credential }) {
  const rows = features
    .filter((feature) => kind === 'user' || featureScopes[feature].worksServerToServer)
    .map((feature) => ({ feature, ...featureScopes[feature], missing: missingScopes(feature, scopes) }));
  const allMissing = [...new Set(rows.flatMap(({ missing }) => missing))];
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
            {missing.length === 0 ? (
              <span className="dim small">allowed</span>
            ) : (
              <span className="scope-missing small">
                <span className="dim">needs</span>
                {missing.map((scope) => (
                  <code key={scope}>{scope}</code>
                ))}
                <CopyButton text={missing.join('\n')} label={`the scopes that ${label} needs`} />
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
