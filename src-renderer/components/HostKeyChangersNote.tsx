import { accountKeyOf, type Credential } from '@shared/credential';
import type { HostKeyChangers } from '@shared/host-key';
import { featureScopes, missingScopes } from '@shared/scope-needs';

type HostKeyChangersNoteProps = {
  /** Those that may read a directory. */
  readers: readonly Credential[];
  changers: Readonly<Record<string, HostKeyChangers>> | undefined;
};

const words: { readonly [Changers in HostKeyChangers]: string } = {
  admins: 'Only admins can change host keys in this account.',
  // Where the setting is: Zoom KB0064901.
  users:
    'Users of this account can change their host key themselves, so keys here can go stale. An admin can reserve it on Zoom’s website: Advanced, Security, where only admins are let change users’ names, addresses and host keys.',
  untold: 'Zoom does not say whether users of this account can change their host key themselves.',
};

/** Who may change the host keys of each account, a line for each; where nobody may ask that, which scope it takes. */
export function HostKeyChangersNote({ readers, changers = {} }: HostKeyChangersNoteProps) {
  const accounts = [...new Set(readers.map(accountKeyOf))];
  return accounts.map((account) => {
    const known = changers[account];
    const own = readers.filter((reader) => accountKeyOf(reader) === account);
    const mayAsk = own.some(({ scopes }) => missingScopes('accountSettings', scopes).length === 0);
    // Whoever may ask does so with the directory.
    if (known === undefined && mayAsk) return null;
    return (
      <p key={account} className="dim small host-key-changers">
        {accounts.length > 1 ? `${own[0]?.name}: ` : ''}
        {known ? (
          words[known]
        ) : (
          <>
            Whether users can change their host key themselves is not known: it takes the scope{' '}
            <code>{featureScopes.accountSettings.needs[0]?.adminManaged}</code>.
          </>
        )}
      </p>
    );
  });
}
