import './TokenLifetimes.css';
import { Progress } from '@mantine/core';
import type { Credential } from '@shared/credential';
import { useNow } from '../clock';
import { accessTokenLifetime, type Lifetime, refreshTokenLifetime, timeLeft } from '../screens/token-lifetimes';
import { percentLeft } from '../time-words';

/** How long what Zoom gave still holds. Only this part of the page is drawn every second. */
export function TokenLifetimes({ credential, expiresAt }: { credential: Credential; expiresAt: string | undefined }) {
  const now = useNow(1);
  const refreshToken = refreshTokenLifetime(credential);
  return (
    <ul className="lifetimes">
      <li>
        <Remaining
          label="Access token"
          hint="Renewed by itself shortly before its end."
          absent="None at hand. Usher asks for one when it is needed."
          lifetime={expiresAt === undefined ? undefined : accessTokenLifetime(expiresAt)}
          now={now}
        />
      </li>
      {credential.kind === 'user' ? (
        <li>
          <Remaining
            label="Sign-in"
            hint="Its refresh token lives 90 days; every renewal begins them anew."
            absent={
              credential.authorizedAt === undefined ? 'Nobody has signed in.' : 'No longer accepted: sign in again.'
            }
            lifetime={refreshToken}
            now={now}
          />
        </li>
      ) : null}
    </ul>
  );
}

type RemainingProps = { label: string; hint: string; absent: string; lifetime: Lifetime | undefined; now: Date };

function Remaining({ label, hint, absent, lifetime, now }: RemainingProps) {
  const left = lifetime && timeLeft(lifetime.until, now);
  return (
    <>
      <div className="lifetime-line">
        <span>{label}</span>
        {lifetime && left !== 'over' ? (
          <span className="numbers">
            <strong>{left} left</strong>
            <span className="dim small"> until {new Date(lifetime.until).toLocaleString()}</span>
          </span>
        ) : null}
      </div>
      {lifetime && left !== 'over' ? (
        <Progress
          size={4}
          value={percentLeft(lifetime.from, lifetime.until, now)}
          aria-label={`What is left of the ${label.toLowerCase()}`}
        />
      ) : null}
      <p className="dim small">{lifetime && left !== 'over' ? hint : absent}</p>
    </>
  );
}
