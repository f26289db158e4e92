/** An error of JSON-RPC 2.0, section 5.1. */
export type CodecErrorBody = { code: number; message: string; data?: unknown };

/** The first three are RoomOS's own, the next five JSON-RPC's; a command that could not be done is always 1. */
export const codecErrors = {
  permissionDenied: { code: -31999, message: 'Permission denied' },
  subscriberCountExceeded: { code: -31998, message: 'Subscriber count exceeded' },
  notReady: { code: -31997, message: 'Not ready' },
  parseError: { code: -32700, message: 'Parse error' },
  invalidRequest: { code: -32600, message: 'Invalid Request' },
  methodNotFound: { code: -32601, message: 'Method not found' },
  invalidParams: { code: -32602, message: 'Invalid params' },
  internalError: { code: -32603, message: 'Internal error' },
  notPaired: { code: 1, message: 'Not paired with isdn link', data: { Cause: 21 } },
} as const satisfies Record<string, CodecErrorBody>;

/** Why a request was not done. */
export class CodecError extends Error {
  constructor(readonly body: CodecErrorBody) {
    super(body.message);
    this.name = 'CodecError';
  }
}

/** A command that could not be done. */
export function commandError(message: string, data?: { Cause: number }): CodecError {
  return new CodecError({ code: 1, message, ...(data ? { data } : {}) });
}

/** 1006 is no code that is sent: the connection is cut. */
export type CloseCode = 1000 | 1001 | 1006 | 1011;

/** What a socket of a codec can do. */
export type CodecWire = {
  send(text: string): void;
  sendBinary(bytes: Uint8Array): void;
  /** One message in several frames (RFC 6455, section 5.4). */
  sendInParts(parts: readonly string[]): void;
  close(code: CloseCode): void;
};

export type CodecAnswer = { jsonrpc: '2.0'; id: string | number | null } & (
  | { result: unknown }
  | { error: CodecErrorBody }
);

/** Feedback: a notification of JSON-RPC, which has no ID of its own. @param subscription the `Id` that `xFeedback/Subscribe` gave */
export function notification(subscription: number, change: object): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'xFeedback/Event', params: { Id: subscription, ...change } });
}
