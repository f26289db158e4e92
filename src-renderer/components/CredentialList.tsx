import { Button } from '@mantine/core';
import type { SignIn } from '@shared/app-state';
import type { Credential, CredentialId } from '@shared/credential';
import { IconFilterOff } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { useGrowingList } from '../growing-list';
import { type CredentialFilter, filterCredentials, noFilter } from '../screens/credential-list';
import { CredentialFilterBar } from './CredentialFilterBar';
import { CredentialRow } from './CredentialRow';
import { EmptyNote } from './EmptyNote';
import { moveBetweenRows, useFilterKeys } from './list-keys';

type CredentialListProps = {
  /** Those in use, in the order of the list. */
  credentials: readonly Credential[];
  signIns: readonly SignIn[];
  filter: CredentialFilter;
  onFilter: (filter: CredentialFilter) => void;
  /** Whoever comes back from a credential's page goes on at its row. */
  cameFrom: CredentialId | undefined;
};

/** Rows and what narrows them. Ctrl+F and "/" go to the filter, the arrow keys from row to row. */
export function CredentialList({ credentials, signIns, filter, onFilter, cameFrom }: CredentialListProps) {
  const list = useRef<HTMLUListElement>(null);
  const textInput = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => filterCredentials(credentials, filter), [credentials, filter]);
  const startAt = useRef(cameFrom).current;
  const { rows, end } = useGrowingList(
    shown.length,
    JSON.stringify(filter),
    shown.findIndex(({ id }) => id === startAt) + 1,
  );

  useEffect(() => {
    if (startAt) list.current?.querySelector<HTMLElement>(`[href$="/${startAt}"]`)?.focus();
  }, [startAt]);

  useFilterKeys(textInput);

  return (
    <>
      {credentials.length > 1 ? (
        <CredentialFilterBar
          credentials={credentials}
          shownCount={shown.length}
          filter={filter}
          onChange={onFilter}
          textInput={textInput}
          onArrowDown={() => list.current?.querySelector<HTMLElement>('.credential-link')?.focus()}
        />
      ) : null}
      {shown.length > 0 ? (
        <ul
          ref={list}
          className="card rows credential-rows"
          aria-label="Credentials"
          onKeyDown={(event) => moveBetweenRows(event, '.credential-link', event.currentTarget)}
        >
          {shown.slice(0, rows).map((credential, index) => (
            <CredentialRow
              key={credential.id}
              credential={credential}
              signIn={signIns.find(({ credentialId }) => credentialId === credential.id)}
              position={index + 1}
              listLength={shown.length}
            />
          ))}
        </ul>
      ) : (
        <EmptyNote
          icon={<IconFilterOff size={36} stroke={1.5} />}
          title="No credential matches"
          text="The text is looked for in names, users, tags and IDs; every choice above narrows the list further."
        >
          <Button
            variant="default"
            onClick={() => {
              onFilter(noFilter);
              textInput.current?.focus();
            }}
          >
            Show all {credentials.length}
          </Button>
        </EmptyNote>
      )}
      {rows < shown.length ? <div ref={end} className="list-end" /> : null}
    </>
  );
}
