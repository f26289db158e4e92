import { z } from 'zod';

/**
 * Every way in which Usher can fail, named by what the user can do about it.
 * `error-text.ts` has one sentence and one action for each; a new code does not compile without them.
 */
export const AppErrorCode = z.enum([
  // signing in
  'not_authorized',
  'reauthorization_required',
  'authorization_replaced',
  'renewal_interrupted',
  'renewed_elsewhere',
  'backup_restored',
  'user_gone',
  'wrong_user',
  'access_denied',
  'authorization_timed_out',
  'authorization_cancelled',
  'authorization_failed',
  'redirect_mismatch',
  'redirect_port_busy',
  'browser_not_opened',
  'wrong_answer_address',
  'authorization_would_replace',
  'not_revoked',
  // the Zoom app behind a credential
  'invalid_client',
  'app_disabled',
  'app_disabled_by_admin',
  'app_set_up_wrong',
  'account_refused',
  'missing_scope',
  'app_scope_missing',
  'not_permitted',
  'token_not_issued',
  // host keys
  'vault_key_lost',
  'host_key_locked',
  'host_key_missing',
  'no_key_setter',
  'person_gone',
  'host_key_refused',
  'host_present',
  'claim_unanswered',
  'plan_changed',
  // room systems
  'codec_unreachable',
  'codec_certificate_changed',
  'codec_refused',
  'codec_password_missing',
  'codec_websocket_off',
  'codec_restarting',
  'codec_busy',
  'codec_not_permitted',
  'codec_command_failed',
  'codec_no_answer',
  'codec_in_call',
  'codec_call_failed',
  'codec_call_cut',
  'connector_silent',
  'key_in_history',
  'room_not_invited',
  'asked_too_soon',
  // meetings
  'meeting_not_found',
  'entry_refused',
  'not_host',
  'wrong_passcode',
  'meeting_not_started',
  'not_admitted',
  'login_required',
  'another_meeting_running',
  'no_signer',
  'recording_needs_host',
  'signature_refused',
  'signature_expired',
  'zak_refused',
  'meeting_refused',
  'meeting_engine_failed',
  'meeting_timed_out',
  'meeting_left',
  'meeting_over',
  'meeting_full',
  'meeting_locked',
  'removed_by_host',
  'already_in_meeting',
  'registration_required',
  'email_required',
  'real_name_required',
  'captcha_required',
  'web_join_blocked',
  'blocked_by_admin',
  'host_inactive',
  'app_not_allowed_outside',
  'encrypted_end_to_end',
  'room_connector_missing',
  'authorizer_absent',
  'authorizer_left',
  'obf_refused',
  'recording_token_refused',
  'connection_lost',
  'meeting_engine_outdated',
  // the world around
  'rate_limited',
  'offline',
  'network_intercepted',
  'zoom_unavailable',
  'clock_off',
  'keychain_unavailable',
  'keychain_locked',
  'keychain_hung',
  'keychain_damaged',
  'keychain_emptied',
  'keyring_not_created',
  'secret_missing',
  'passphrase_needed',
  'wrong_passphrase',
  'records_damaged',
  'records_recovered',
  'records_rolled_back',
  'records_changed_elsewhere',
  'records_not_saved',
  'records_newer',
  'file_unreadable',
  'file_not_written',
  // ours
  'invalid_request',
  'restart_advised',
  'unexpected',
]);
export type AppErrorCode = z.infer<typeof AppErrorCode>;

/**
 * What is known of one failure, as plain data: it crosses IPC and is kept as a credential's last error.
 * `zoomCode` and `zoomMessage` are Zoom's own words, `trackingId` its `x-zm-trackingid` header; never a token.
 */
export const Failure = z.object({
  code: AppErrorCode,
  zoomCode: z.union([z.number(), z.string()]).optional(),
  zoomMessage: z.string().optional(),
  trackingId: z.string().optional(),
  /** When Zoom lets us try again; set with `rate_limited`. ISO 8601. */
  retryAt: z.string().optional(),
  /** The scopes that would have helped; set with `missing_scope` and `app_scope_missing`. */
  missingScopes: z.array(z.string()).optional(),
  /** A name or an address that the sentence mentions, such as the user who came back. */
  subject: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** A failure on its way up. Foreign errors stop at the module that met them and travel on as `cause`. */
export class AppError extends Error {
  readonly failure: Failure;

  constructor(code: AppErrorCode, details: Omit<Failure, 'code'> & { cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(code, { cause });
    this.name = 'AppError';
    this.failure = { code, ...rest };
  }

  get code(): AppErrorCode {
    return this.failure.code;
  }
}

/** The plain form of anything thrown; what is not an `AppError` becomes `unexpected`. */
export function failureOf(error: unknown): Failure {
  return error instanceof AppError ? error.failure : { code: 'unexpected' };
}
