/** What the main process and the process that holds keytar say to each other. `list` is about all accounts; its own is empty. */
export type KeychainRequest = {
  id: number;
  service: string;
  account: string;
  operation: { kind: 'get' } | { kind: 'set'; secret: string } | { kind: 'delete' } | { kind: 'list' };
};
/** A secret for `get`, the accounts for `list`, nothing for the others. */
export type KeychainReply =
  | { id: number; ok: true; value: string | string[] | null }
  | { id: number; ok: false; message: string };

/** The process that holds keytar, as its owner sees it. */
export type KeychainProcess = {
  post(request: KeychainRequest): void;
  onReply(listener: (reply: KeychainReply) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
};
