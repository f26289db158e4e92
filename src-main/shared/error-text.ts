import type { AppErrorCode, Failure } from './app-error';
import { registeredRedirectUris } from './redirect-addresses';

/** The one thing a user can do about a failure. Which command it is depends on where it is shown. */
export type ErrorAction = {
  kind:
    | 'authorize'
    | 'retry'
    | 'refreshMeetings'
    | 'addCredential'
    | 'addAppCredential'
    | 'changeClient'
    | 'unlockKeyring'
    | 'showKeyring'
    | 'beginDirectory'
    | 'changeCodec'
    | 'restart'
    | 'close';
  label: string;
};

/** Who can mend what keeps somebody out of a meeting: often it is not the one who reads of it. `network` is also what Zoom itself has to mend. */
export type Owner = 'operator' | 'host' | 'admin' | 'appOwner' | 'network';

type ErrorText = {
  sentence: string;
  action?: ErrorAction;
  /** Only for what comes from a meeting. */
  owner?: Owner;
};

const authorizeAgain: ErrorAction = { kind: 'authorize', label: 'Reauthorize' };
const tryAgain: ErrorAction = { kind: 'retry', label: 'Try again' };
const chooseStore: ErrorAction = { kind: 'showKeyring', label: 'Choose a place' };
const enterAgain: ErrorAction = { kind: 'changeClient', label: 'Change client ID and secret' };
const testAgain: ErrorAction = { kind: 'retry', label: 'Test again' };
const close: ErrorAction = { kind: 'close', label: 'Close' };

const texts: { [Code in AppErrorCode]: (failure: Failure) => ErrorText } = {
  not_authorized: () => ({
    sentence: 'Nobody has signed in with this credential yet.',
    action: { kind: 'authorize', label: 'Authorize' },
  }),
  reauthorization_required: () => ({
    sentence: 'Zoom no longer accepts this authorization. Sign in again to go on.',
    action: authorizeAgain,
  }),
  authorization_replaced: ({ subject }) => ({
    sentence: `A later sign-in of the same Zoom user with the same app${subject ? `, with ${subject},` : ''} has replaced this one. Zoom keeps only the last.`,
    action: authorizeAgain,
  }),
  renewal_interrupted: () => ({
    sentence:
      'A renewal of this authorization was cut off, and what Zoom gave for it was lost. Sign in again to go on.',
    action: authorizeAgain,
  }),
  renewed_elsewhere: () => ({
    sentence: 'Another Usher is renewing this authorization at this moment. Nothing is lost.',
    action: tryAgain,
  }),
  backup_restored: () => ({
    sentence:
      'The keyring holds an older authorization than Usher last stored, as after a restored backup. It was not used; sign in again to go on.',
    action: authorizeAgain,
  }),
  user_gone: ({ subject }) =>
    subject
      ? { sentence: `The Zoom user ${subject} is no longer in the account, or was deactivated.`, action: tryAgain }
      : {
          sentence: 'The Zoom user of this credential is no longer in the account, or was deactivated.',
          action: authorizeAgain,
        },
  wrong_user: ({ subject }) => ({
    sentence: `${subject ?? 'A different Zoom user'} came back from the browser, not the user of this credential. Nothing was changed.`,
    action: { kind: 'authorize', label: 'Sign in as the right user' },
  }),
  access_denied: () => ({
    sentence: 'Consent was denied in the browser, so nothing was authorized.',
    action: { kind: 'authorize', label: 'Ask again' },
  }),
  authorization_timed_out: () => ({
    sentence: 'Nobody came back from the browser in time. The sign-in was stopped.',
    action: { kind: 'authorize', label: 'Sign in' },
  }),
  authorization_cancelled: () => ({
    sentence: 'The sign-in was cancelled.',
    action: { kind: 'authorize', label: 'Sign in' },
  }),
  authorization_failed: () => ({
    sentence: 'Zoom did not accept the sign-in. The code may have run out; signing in again usually helps.',
    action: { kind: 'authorize', label: 'Sign in again' },
  }),
  redirect_mismatch: ({ subject }) => ({
    sentence: `The Zoom app does not know Usher's redirect address. Register ${subject ?? registeredRedirectUris.join(', ')} in the Zoom app.`,
    action: { kind: 'authorize', label: 'Sign in again' },
  }),
  redirect_port_busy: () => ({
    sentence:
      'No port is free on this computer for the answer of the browser. Close some programs, then sign in again.',
    action: { kind: 'authorize', label: 'Sign in again' },
  }),
  browser_not_opened: () => ({
    sentence: 'The browser could not be opened. Copy the link and open it yourself.',
    action: { kind: 'authorize', label: 'Sign in again' },
  }),
  wrong_answer_address: () => ({
    sentence: `This is not where the browser ended. The address begins with ${registeredRedirectUris[0]} and has a code in it.`,
  }),
  authorization_would_replace: ({ subject }) => ({
    sentence: `Zoom keeps one authorization for each user of an app, the last: to sign in may end that of ${subject ?? 'another credential'}. Usher’s own window asks first.`,
    action: { kind: 'authorize', label: 'Reauthorize' },
  }),
  not_revoked: ({ subject }) => ({
    sentence: `${subject ?? 'A credential'} was deleted for good after its 30 days in the bin, but Zoom could not be asked to end its authorization. That runs out by itself; its user can remove the app at Zoom.`,
    action: close,
  }),
  invalid_client: () => ({
    sentence:
      'Zoom does not accept the client ID or the client secret. Compare them with the Zoom app and enter them again.',
    action: enterAgain,
  }),
  app_disabled: () => ({
    sentence:
      'The Zoom app behind this credential is disabled. Its owner has to enable it in the Zoom App Marketplace.',
    action: testAgain,
  }),
  app_disabled_by_admin: () => ({
    sentence: 'An admin of the Zoom account has switched this app off for its users. An admin has to allow it again.',
    action: testAgain,
  }),
  app_set_up_wrong: () => ({
    sentence:
      'Zoom refuses what this app asks for: the kind of the app, its redirect addresses or its scopes do not fit. Compare them with the set-up guide.',
    action: testAgain,
  }),
  account_refused: () => ({
    sentence:
      'Zoom does not let this app act for the account. Compare account ID, client ID and secret with the Zoom app, and see that it is activated.',
    action: enterAgain,
  }),
  app_scope_missing: ({ missingScopes }) => ({
    sentence: `The Zoom app lacks a scope${missingScopes?.length ? `: ${missingScopes.join(' or ')}` : ''}. Add it to the app in the Zoom App Marketplace, then test.`,
    action: testAgain,
  }),
  missing_scope: ({ missingScopes }) => ({
    sentence: `The Zoom app lacks a scope${missingScopes?.length ? `: ${missingScopes.join(' or ')}` : ''}. Add it to the app, then sign in again.`,
    action: authorizeAgain,
  }),
  not_permitted: () => ({
    sentence:
      'Zoom does not permit this to the user of this credential. An admin of their Zoom account can change that.',
    action: tryAgain,
    owner: 'admin',
  }),
  token_not_issued: () => ({
    sentence: 'Zoom answered with something that is no token. The account may not be allowed to ask for this kind.',
    action: tryAgain,
  }),
  meeting_not_found: () => ({
    sentence: 'Zoom does not know this meeting any more. It may have been deleted.',
    action: { kind: 'refreshMeetings', label: 'Refresh the list' },
    owner: 'host',
  }),
  entry_refused: ({ subject }) => ({
    sentence: `Zoom does not accept what was entered${subject ? ` (${subject})` : ''}. Correct it and save again; Zoom’s own words are in the details.`,
    action: close,
  }),
  not_host: () => ({
    sentence: 'Only the host can start this meeting, and no credential of the host is here. You can still join.',
    action: close,
    owner: 'host',
  }),
  wrong_passcode: () => ({
    sentence: 'Zoom did not accept the passcode of this meeting. It may have changed: refresh the list and try again.',
    action: { kind: 'refreshMeetings', label: 'Refresh the list' },
    owner: 'operator',
  }),
  meeting_not_started: () => ({
    sentence: 'The host has not started this meeting yet.',
    action: tryAgain,
    owner: 'host',
  }),
  not_admitted: () => ({
    sentence: 'Nobody let this window in from the waiting room in time. The host can, once you ask again.',
    action: tryAgain,
    owner: 'host',
  }),
  login_required: () => ({
    sentence: 'Only signed-in users may join this meeting. Join with a user credential.',
    action: { kind: 'addCredential', label: 'Add a credential' },
    owner: 'operator',
  }),
  another_meeting_running: () => ({
    sentence: 'The host is already running another meeting. End that one first.',
    action: tryAgain,
    owner: 'host',
  }),
  no_signer: () => ({
    sentence:
      'Nothing here can sign for the Meeting SDK: a credential with a client secret is needed in the same Zoom cloud.',
    action: { kind: 'addAppCredential', label: 'Add an app credential' },
  }),
  recording_needs_host: () => ({
    sentence:
      'Only a credential of the host can get the permission to record. Authorize one, or go in without recording.',
    action: { kind: 'addCredential', label: 'Add a credential' },
    owner: 'operator',
  }),
  signature_refused: () => ({
    sentence:
      "Zoom refused the app's signature. Check its client secret, that the Meeting SDK is on, and this computer's clock.",
    action: tryAgain,
    owner: 'appOwner',
  }),
  vault_key_lost: () => ({
    sentence:
      'The host keys are here, but the key that opens them is not in the keyring any more. Restore the keyring from its backup, or begin a new directory; the old file is kept.',
    action: { kind: 'beginDirectory', label: 'Begin a new directory' },
  }),
  host_key_locked: () => ({
    sentence:
      'This account lets only its admins change host keys. Set it with a server-to-server app or as an admin; in Zoom it is under Account Management, Account Settings, Meeting.',
    owner: 'admin',
  }),
  host_key_missing: ({ subject }) => ({
    sentence: `No host key of ${subject ?? 'this person'} is here. Set one at Zoom, or enter the one they told you.`,
  }),
  plan_changed: () => ({
    sentence: 'Meanwhile somebody has come, gone or got a key. Look again whom it concerns.',
    action: { kind: 'retry', label: 'Look again' },
  }),
  host_key_refused: () => ({
    sentence:
      'Zoom does not accept this host key here. Only that of the meeting’s own host works; if it was theirs, it is marked as doubtful now, for they may have changed it.',
  }),
  host_present: () => ({
    sentence: 'The meeting has a host. A host key makes somebody the host only while nobody is.',
  }),
  claim_unanswered: () => ({
    sentence: 'Zoom has not said whether this window is the host now. Look at the meeting, and try again.',
    action: tryAgain,
  }),
  person_gone: () => ({ sentence: 'This person is no longer in the directory.' }),
  no_key_setter: ({ subject }) => ({
    sentence: `No credential here may set the host key of ${subject ?? 'this person'}: it takes their own, an admin’s, or a server-to-server app of their account, with the scope user:update:user.`,
    action: { kind: 'addCredential', label: 'Add a credential' },
  }),
  codec_unreachable: () => ({
    sentence:
      'The room system does not answer. See that it is on, that its address is right, and that this computer is in its network.',
    action: tryAgain,
  }),
  codec_certificate_changed: () => ({
    sentence:
      'Something else answers at this address than the device that was agreed to: its certificate is another one. Nothing was sent to it. After a reset or an update that may be right; compare the fingerprints before you agree.',
    action: { kind: 'changeCodec', label: 'Compare fingerprints' },
  }),
  codec_refused: () => ({
    sentence:
      'The room system does not accept this user name and password. It is not asked again, because it locks out who tries too often.',
    action: { kind: 'changeCodec', label: 'Change user and password' },
  }),
  codec_password_missing: () => ({
    sentence: 'The password of this room system is no longer where Usher keeps its secrets. Enter it again.',
    action: { kind: 'changeCodec', label: 'Enter the password' },
  }),
  codec_websocket_off: () => ({
    sentence:
      'Something answers, but not as a room system does. On the device, NetworkServices HTTP Mode has to be HTTPS and NetworkServices Websocket FollowHTTPService.',
    action: tryAgain,
  }),
  codec_restarting: () => ({
    sentence: 'The room system is starting. That takes a minute or two.',
    action: tryAgain,
  }),
  codec_busy: () => ({
    sentence:
      'The room system has as many connections as it takes. Close other programs that control it, then try again.',
    action: tryAgain,
  }),
  codec_not_permitted: () => ({
    sentence: 'The user of this room system may not do that. It takes the role Admin or User on the device.',
    action: { kind: 'changeCodec', label: 'Change user and password' },
  }),
  codec_command_failed: () => ({
    sentence: 'The room system could not do that. Its own words are in the details.',
    action: tryAgain,
  }),
  codec_no_answer: () => ({
    sentence:
      'The room system did not answer in time, so it may or may not have done it. Look at the room before you try again.',
    action: tryAgain,
  }),
  codec_in_call: () => ({
    sentence: 'The room system is in another call. End that one first.',
    action: tryAgain,
  }),
  codec_call_failed: ({ subject }) => ({
    sentence: `The call did not come about${subject ? `: the device says “${subject}”` : ''}.`,
    action: tryAgain,
  }),
  codec_call_cut: ({ subject }) => ({
    sentence: `The call was cut off${subject ? `: the device says “${subject}”` : ''}. Look at the room, and bring the meeting there again if it is to be there.`,
  }),
  connector_silent: () => ({
    sentence:
      'The room is still dialling: Zoom’s room connector has not answered for a minute. Hang up, and see that the number is right.',
  }),
  room_not_invited: () => ({
    sentence:
      'The room system is not in the meeting, as far as Zoom says. It takes an account with a room connector that calls out, and a device that answers.',
    action: tryAgain,
  }),
  asked_too_soon: () => ({
    sentence:
      'Zoom’s Meeting SDK does not take this twice in ten seconds, nor before it has answered. Wait a moment, and try again.',
    action: tryAgain,
  }),
  key_in_history: () => ({
    sentence:
      'The call is over, but its host key still stands in the call history of the room system. Delete the entry on the device, or set a new key.',
  }),
  signature_expired: () => ({
    sentence: "Zoom says twice that the app's signature has run out. Set this computer's clock right, and try again.",
    action: tryAgain,
    owner: 'operator',
  }),
  zak_refused: () => ({
    sentence: 'Zoom refused the access key twice, the second one fresh. Reauthorize the credential and try again.',
    action: authorizeAgain,
    owner: 'operator',
  }),
  meeting_refused: () => ({
    sentence: 'Zoom refused to let this window into the meeting.',
    action: tryAgain,
    owner: 'host',
  }),
  meeting_engine_failed: () => ({
    sentence: 'The meeting engine could not start in this window.',
    action: tryAgain,
    owner: 'operator',
  }),
  meeting_left: () => ({
    sentence: 'You are no longer in this meeting here: you came in from elsewhere, or this computer was away too long.',
    action: tryAgain,
    owner: 'operator',
  }),
  meeting_over: () => ({ sentence: 'This meeting has ended.', action: tryAgain, owner: 'host' }),
  meeting_full: () => ({
    sentence: 'This meeting is full. Somebody has to leave first, or its host needs a larger plan.',
    action: tryAgain,
    owner: 'host',
  }),
  meeting_locked: () => ({
    sentence: 'The host has locked this meeting. Ask the host to unlock it, then try again.',
    action: tryAgain,
    owner: 'host',
  }),
  removed_by_host: () => ({
    sentence: 'The host has removed this user from the meeting. Zoom lets them in again only if the host allows that.',
    action: close,
    owner: 'host',
  }),
  already_in_meeting: ({ subject }) => ({
    sentence: subject
      ? `“${subject}” is in this meeting as the same Zoom user already. Zoom lets each user in once, and would throw that one out.`
      : 'Zoom sees this user in the meeting already, from another place. Leave there, or join as somebody else.',
    action: tryAgain,
    owner: 'operator',
  }),
  registration_required: () => ({
    sentence:
      'This meeting wants everybody to register. Register, then paste the personal link of the confirmation into Meetings.',
    action: { kind: 'refreshMeetings', label: 'Go to Meetings' },
    owner: 'operator',
  }),
  email_required: () => ({
    sentence: 'This meeting wants an email address, and the user of this credential has none. Join as another user.',
    action: { kind: 'refreshMeetings', label: 'Go to Meetings' },
    owner: 'operator',
  }),
  real_name_required: () => ({
    sentence: 'This meeting wants a verified real name, which only Zoom’s own app can give. Join from that.',
    action: close,
    owner: 'operator',
  }),
  captcha_required: () => ({
    sentence: 'Zoom wants a person to solve a captcha after many tries from here. Wait some minutes, then try again.',
    action: tryAgain,
    owner: 'operator',
  }),
  web_join_blocked: () => ({
    sentence:
      'The host’s account lets nobody in from the web, which is how Usher joins. Use Zoom’s own app for this one.',
    action: close,
    owner: 'admin',
  }),
  blocked_by_admin: () => ({
    sentence: 'An admin of the host’s account keeps this user out of its meetings.',
    action: close,
    owner: 'admin',
  }),
  host_inactive: () => ({
    sentence: 'Zoom has no active host for this meeting. An admin of the host’s account can see why.',
    action: tryAgain,
    owner: 'admin',
  }),
  encrypted_end_to_end: () => ({
    sentence:
      'This meeting is encrypted end to end. No room system and no telephone can join it, unless its host changes that.',
    action: close,
    owner: 'host',
  }),
  room_connector_missing: () => ({
    sentence:
      'Zoom gave no participant code: it is for accounts with the room connector. Dial without it, and let the host admit the room.',
    action: close,
    owner: 'admin',
  }),
  app_not_allowed_outside: () => ({
    sentence:
      'The Zoom app that signs may only join meetings of its own account. Its owner has to publish it, or somebody signed in has to join.',
    action: { kind: 'addCredential', label: 'Go to Credentials' },
    owner: 'appOwner',
  }),
  authorizer_absent: () => ({
    sentence: 'The user on whose behalf this window joins has to be in the meeting first.',
    action: tryAgain,
    owner: 'operator',
  }),
  authorizer_left: () => ({
    sentence: 'The user on whose behalf this window joined has left the meeting, so Zoom has put it out as well.',
    action: tryAgain,
    owner: 'operator',
  }),
  obf_refused: () => ({
    sentence: 'Zoom refused to let this window in on behalf of its user. A new try gets a new token.',
    action: tryAgain,
    owner: 'operator',
  }),
  recording_token_refused: () => ({
    sentence: 'Zoom refused the permission to record. A new try gets a new one; without recording the join may work.',
    action: tryAgain,
    owner: 'operator',
  }),
  connection_lost: () => ({
    sentence: 'The connection to the meeting was lost.',
    action: tryAgain,
    owner: 'network',
  }),
  meeting_engine_outdated: () => ({
    sentence: 'Zoom no longer lets in the meeting engine that this Usher has. Update Usher.',
    action: close,
    owner: 'operator',
  }),
  meeting_timed_out: () => ({ sentence: 'No answer came from Zoom in time.', action: tryAgain, owner: 'network' }),
  rate_limited: ({ retryAt }) => ({
    sentence: retryAt
      ? `Zoom's rate limit is reached. It opens again at ${new Date(retryAt).toLocaleTimeString()}.`
      : "Zoom's rate limit is reached. Wait a moment.",
    action: tryAgain,
    owner: 'network',
  }),
  offline: () => ({ sentence: 'Zoom cannot be reached. Check the network.', action: tryAgain, owner: 'network' }),
  network_intercepted: ({ subject }) => ({
    sentence: `Something between this computer and Zoom answered in its place${subject ? `, with ${subject}` : ''}: a network that wants a sign-in, or a proxy. Open a web page to see.`,
    action: tryAgain,
  }),
  zoom_unavailable: () => ({
    sentence: 'Zoom has a problem of its own right now; status.zoom.us says more. Nothing is lost.',
    action: tryAgain,
    owner: 'network',
  }),
  clock_off: ({ subject }) => ({
    sentence: `This computer's clock is off${subject ? ` by ${subject}` : ''}. Zoom refuses what is signed with a wrong time: set the clock.`,
    action: tryAgain,
  }),
  keychain_unavailable: ({ subject }) => ({
    sentence: `The system keyring cannot be reached${subject ? ` (${subject})` : ''}, so nothing can be signed in or stored. Start one such as GNOME Keyring, or choose another place.`,
    action: chooseStore,
  }),
  keychain_hung: () => ({
    sentence: 'The system keyring does not answer. It may be waiting for a password in a window of its own.',
    action: tryAgain,
  }),
  keychain_damaged: () => ({
    sentence: 'What keeps the secrets is damaged: it does not give back what it was given. Nothing was deleted.',
    action: chooseStore,
  }),
  keychain_emptied: ({ subject }) => ({
    sentence: subject
      ? `The secrets were stored in ${subject}. Go back to it, or enter the client secret again; who had signed in does so again.`
      : 'The keyring has been emptied: nothing that Usher stored is there any more. Restore it, or enter the client secret again; who had signed in does so again.',
    action: enterAgain,
  }),
  passphrase_needed: () => ({
    sentence: "Usher's own sealed file holds the secrets here. Enter its passphrase to go on.",
    action: { kind: 'showKeyring', label: 'Enter it' },
  }),
  wrong_passphrase: () => ({ sentence: 'This is not the passphrase. Nothing was changed.', action: tryAgain }),
  keyring_not_created: () => ({
    sentence: 'The keyring service runs but has no keyring yet. Create one: the system asks for its password.',
    action: { kind: 'unlockKeyring', label: 'Create a keyring' },
  }),
  keychain_locked: () => ({
    sentence: 'The system keyring is locked. Nothing is lost; unlock it to go on.',
    action: { kind: 'unlockKeyring', label: 'Unlock' },
  }),
  secret_missing: () => ({
    sentence:
      'The secrets of this credential are no longer where Usher keeps them. Enter the client secret again; who had signed in does so again.',
    action: enterAgain,
  }),
  records_damaged: ({ subject }) => ({
    sentence: `A file of Usher's was damaged and has been set aside${subject ? ` as ${subject}` : ''}. What could be read is here.`,
    action: close,
  }),
  records_recovered: ({ subject }) => ({
    sentence: `Usher's records were ${subject ? `damaged and have been set aside as ${subject}` : 'gone'}. What you see is the save before; the last change may be missing.`,
    action: close,
  }),
  records_rolled_back: ({ subject }) => ({
    sentence: `An earlier version of Usher's records has been put back and is in use. The later one is kept${subject ? ` as ${subject}` : ''}.`,
    action: close,
  }),
  records_changed_elsewhere: ({ subject }) => ({
    sentence: `Something other than this Usher changed its records on disk. That version is kept${subject ? ` as ${subject}` : ''}: look whether anything is missing here.`,
    action: close,
  }),
  records_not_saved: () => ({
    sentence:
      'Usher cannot save to its folder. Free some space or make the folder writable; what could not be saved is tried again.',
    action: tryAgain,
  }),
  records_newer: () => ({
    sentence: 'These records were written by a newer Usher. They are shown, but nothing can be changed: update Usher.',
    action: close,
  }),
  file_unreadable: ({ subject }) => ({
    sentence: `${subject ?? 'This file'} could not be read, or is not what Usher writes. Nothing was changed.`,
    action: tryAgain,
  }),
  file_not_written: ({ subject }) => ({
    sentence: `${subject ?? 'The file'} could not be written there: the place is full, gone or not writable. Choose another one.`,
    action: tryAgain,
  }),
  invalid_request: () => ({
    sentence: 'Usher asked itself for something that makes no sense. This is a bug.',
    action: close,
  }),
  restart_advised: () => ({
    sentence: 'Something unexpected happened. If Usher behaves oddly, restart it; that leaves the meetings it is in.',
    action: { kind: 'restart', label: 'Restart' },
  }),
  unexpected: () => ({ sentence: 'Something went wrong that Usher did not expect.', action: tryAgain }),
};

/** What the user reads about a failure, the same in every window and in the tray: one sentence, one action. */
export function errorText(failure: Failure): ErrorText {
  return texts[failure.code](failure);
}
