import type { Credential, CredentialHealth, CredentialKind, ZoomEnvironment } from '@shared/credential';

/** What the list is narrowed to; an absent field narrows nothing. */
export type CredentialFilter = {
  text: string;
  health?: CredentialHealth['kind'];
  kind?: CredentialKind;
  environment?: ZoomEnvironment;
  tag?: string;
};

export const noFilter: CredentialFilter = { text: '' };

export function isFiltering({ text, ...choices }: CredentialFilter): boolean {
  return text.trim() !== '' || Object.values(choices).some((choice) => choice !== undefined);
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Those that are in use, by name: a row stays where it is while its state changes. */
export function listedCredentials(credentials: readonly Credential[]): Credential[] {
  return credentials
    .filter(({ deletedAt }) => deletedAt === undefined)
    .sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** Those in the bin, the last one first. */
export function deletedCredentials(credentials: readonly Credential[]): Credential[] {
  return credentials
    .filter(({ deletedAt }) => deletedAt !== undefined)
    .sort((a, b) => ((a.deletedAt ?? '') > (b.deletedAt ?? '') ? -1 : 1));
}

/** Whether a credential is meant: every word typed stands in its name, its user, its tags or its IDs. */
function hasWords(credential: Credential, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { name, tags, clientId, accountId = '', user } = credential;
  const text = [name, ...tags, clientId, accountId, user?.displayName ?? '', user?.email ?? '']
    .join('\n')
    .toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

export function filterCredentials(credentials: readonly Credential[], filter: CredentialFilter): Credential[] {
  const words = filter.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return credentials.filter(
    (credential) =>
      (filter.health === undefined || credential.health.kind === filter.health) &&
      (filter.kind === undefined || credential.kind === filter.kind) &&
      (filter.environment === undefined || credential.environment === filter.environment) &&
      (filter.tag === undefined || credential.tags.includes(filter.tag)) &&
      hasWords(credential, words),
  );
}

/** How often each value occurs, in the order given; those that do not occur are left out. */
export function countsOf<T extends string>(values: readonly T[], order?: readonly T[]): { value: T; count: number }[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const found = order ?? [...counts.keys()].sort(byName.compare);
  return found.flatMap((value) => {
    const count = counts.get(value);
    return count === undefined ? [] : [{ value, count }];
  });
}
