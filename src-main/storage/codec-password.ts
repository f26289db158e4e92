import { CodecId } from '../shared/codec';

const prefix = 'codec:';

/** Under which the password of a room system lies in the store of secrets. */
export function codecPasswordAccount(codecId: CodecId): string {
  return `${prefix}${codecId}`;
}

/** Whether somebody's Usher has put a room system's password under this account. */
export function isCodecPasswordAccount(account: string): boolean {
  return account.startsWith(prefix) && CodecId.safeParse(account.slice(prefix.length)).success;
}
