import './DeletedCredentialRow.css';
import { Button } from '@mantine/core';
import type { Credential, Revoked } from '@shared/credential';
import { useId, useState } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { environmentWords, kindWords } from '../screens/credential-standing';
import { dayName } from '../time-words';
import { BusyButton } from './BusyButton';
import { ConfirmDialog } from './ConfirmDialog';
import { CredentialFace } from './CredentialFace';
import { FailureNote } from './FailureNote';
import { Since } from './Since';

/** What happened to a credential that was in the bin, and where it can be seen now. */
export type BinNews = { text: string; href?: string };

const keptDays = 30;

/** A credential in the bin: since when, until when, and the ways out. */
export function DeletedCredentialRow({
  credential,
  onGone,
}: {
  credential: Credential;
  onGone: (news: BinNews) => void;
}) {
  const nameId = useId();
  const now = useNow(3600);
  const restore = useCall('restoreCredential');
  const purge = useCall('purgeCredential');
  const [isAsking, setAsking] = useState(false);
  const [isGone, setGone] = useState(false);
  const { id, name, kind, environment, user, deletedAt = now.toISOString() } = credential;
  const purgedAt = new Date(Date.parse(deletedAt) + keptDays * 24 * 3_600_000).toISOString();

  async function runRestore() {
    const outcome = await restore.run({ credentialId: id });
    if (outcome?.ok)
      onGone({ text: `“${name}” is back, and Usher asks Zoom how it stands.`, href: `#credentials/${id}` });
  }

  async function runPurge() {
    const outcome = await purge.run({ credentialId: id });
    setAsking(false);
    if (!outcome?.ok) return;
    setGone(true);
    onGone({ text: `“${name}” is deleted for good. ${revocationWords[outcome.value.revoked]}` });
  }

  const failure = restore.failure ?? purge.failure;
  return (
    <li className="deleted-row" aria-labelledby={nameId}>
      <CredentialFace credential={credential} size={32} />
      <div>
        <p id={nameId}>
          <strong>{name}</strong>
        </p>
        <p className="dim small">
          {kindWords[kind]} · {environmentWords[environment]}
          {user ? ` · ${user.displayName}` : ''}
        </p>
      </div>
      <p className="deleted-when small numbers">
        <Since moment={deletedAt} word="In the bin since" />
        <br />
        <span className="dim">for good on {dayName(purgedAt, now)}</span>
      </p>
      <div className="buttons">
        <BusyButton
          size="compact-sm"
          variant="default"
          aria-describedby={nameId}
          isBusy={restore.isBusy}
          onClick={() => void runRestore()}
        >
          Restore
        </BusyButton>
        <Button size="compact-sm" variant="default" aria-describedby={nameId} onClick={() => setAsking(true)}>
          Delete now
        </Button>
      </div>
      {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
      <ConfirmDialog
        opened={isAsking}
        title={`Delete “${name}” for good?`}
        confirmLabel="Delete for good"
        isBusy={purge.isBusy}
        returnFocus={!isGone}
        onClose={() => setAsking(false)}
        onConfirm={() => void runPurge()}
      >
        <p>
          {kind === 'user'
            ? 'Usher asks Zoom to revoke the authorization, says whether that worked, and takes the secrets out of the keyring.'
            : 'Usher takes its secret out of the keyring.'}{' '}
          This cannot be undone.
        </p>
      </ConfirmDialog>
    </li>
  );
}

const revocationWords = {
  yes: 'Zoom has revoked its authorization.',
  no: 'Zoom could not be asked to revoke its authorization, which runs out by itself; its user can remove the app at Zoom.',
  nothing: 'There was no authorization to revoke.',
  kept: 'Zoom was not asked to revoke its authorization, because another credential of the same user and app is in use and might lose its own.',
} as const satisfies Record<Revoked, string>;
