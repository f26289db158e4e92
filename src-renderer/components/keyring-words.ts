import type { KeyringStanding, KeyringTestStep, SecretStoreKind } from '@shared/keyring-standing';
import type { Standing } from '../screens/credential-standing';

const words: { readonly [State in KeyringStanding['state']]: Standing } = {
  unchecked: { tone: 'idle', word: 'Not needed yet' },
  ready: { tone: 'ready', word: 'Ready' },
  locked: { tone: 'attention', word: 'Locked' },
  absent: { tone: 'problem', word: 'Not there' },
  hung: { tone: 'attention', word: 'Does not answer' },
  damaged: { tone: 'problem', word: 'Damaged' },
  emptied: { tone: 'problem', word: 'Emptied' },
  passphraseNeeded: { tone: 'attention', word: 'Passphrase needed' },
};

/** How the place of the secrets stands, in a word or two. */
export function keyringStanding({ state, isUnlocking }: KeyringStanding): Standing {
  return isUnlocking ? { tone: 'waiting', word: 'Waiting for its password' } : words[state];
}

/** What each place is, in the words of somebody who has to choose. Only the system's own is called a keyring. */
export const storeWords: { readonly [Kind in SecretStoreKind]: { name: string; means: string } } = {
  keychain: {
    name: 'System keyring',
    means: 'The operating system keeps the secrets, and opens with your session.',
  },
  passphrase: {
    name: 'A file with a passphrase',
    means: 'Usher asks for the passphrase after each start. Whoever forgets it has to add every credential again.',
  },
  session: {
    name: 'Memory, this session only',
    means: 'Nothing is written. When Usher ends, every secret is gone and each credential has to be added again.',
  },
};

export const stepWords: { readonly [Step in KeyringTestStep['step']]: string } = {
  write: 'Write an entry',
  read: 'Read it back',
  compare: 'Compare',
  delete: 'Delete it',
};

const outcomeStandings: { readonly [Outcome in KeyringTestStep['outcome']]: Standing } = {
  done: { tone: 'ready', word: 'Done' },
  failed: { tone: 'problem', word: 'Failed' },
  skipped: { tone: 'idle', word: 'Not tried' },
};

export function stepStanding({ outcome }: KeyringTestStep): Standing {
  return outcomeStandings[outcome];
}
