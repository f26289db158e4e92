import { z } from 'zod';
import { ActivityFilter, ActivityFormat, ActivityPage } from './activity';
import { AppState } from './app-state';
import { BotId, BotProfile, BotRule, BotRuleId } from './bot';
import { CodecEntry, CodecId, DeviceCertificate, Fingerprint, WhoIsHost } from './codec';
import { CodecAddress, CodecPassword } from './codec-address';
import {
  AccountId,
  ClientId,
  ClientSecret,
  CredentialId,
  CredentialKind,
  CredentialName,
  CredentialTags,
  Revoked,
  ZoomEnvironment,
} from './credential';
import { DryRun, ImportDecision, ImportOutcome } from './definitions-file';
import { DialChoice, DialledAddress } from './dial-string';
import { guidePageNames } from './guide-pages';
import {
  EarlierHostKey,
  EarlierHostKeyName,
  HostKey,
  HostKeyPage,
  HostKeyPersonId,
  HostKeySearch,
  HostKeySourceChoice,
  RevealedHostKey,
  ToldHostKey,
} from './host-key';
import { CampaignPlan, CampaignResult, CampaignWish, TableCampaignPlan } from './host-key-campaign';
import { HostKeyExport, HostKeyImportChoice, HostKeyTable } from './host-key-import';
import { KeyringTestStep, Passphrase } from './keyring-standing';
import { MeetingId, MeetingKey } from './meeting';
import { MeetingDetails, Passcodes } from './meeting-details';
import { MeetingPart, MeetingPlan, ScheduledFor } from './meeting-plan';
import { Settings } from './settings';
import { TokenFeature } from './token-trial';

/** Empty for a public PKCE client. */
const SecretOrNone = ClientSecret.or(z.string().trim().length(0));

/** A new credential as the dialog sends it: with `changeClient` the only times that a client secret crosses from a window to main. */
export const NewCredential = z
  .object({
    kind: CredentialKind,
    environment: ZoomEnvironment,
    name: CredentialName,
    tags: CredentialTags.optional(),
    /** Only for `serverToServer`. */
    accountId: AccountId.optional(),
    clientId: ClientId,
    clientSecret: SecretOrNone,
  })
  .refine((value) => value.kind === 'user' || value.clientSecret !== '', {
    path: ['clientSecret'],
    message: 'only a user credential can do without its secret',
  })
  .refine((value) => (value.kind === 'serverToServer') === (value.accountId !== undefined), {
    path: ['accountId'],
    message: 'a server-to-server credential needs its account ID',
  });
export type NewCredential = z.infer<typeof NewCredential>;

/** Where the secrets are to be kept from now on. A passphrase comes with `passphrase`, and only with it. */
export const SecretStoreChoice = z.discriminatedUnion('store', [
  z.object({ store: z.literal('keychain') }),
  z.object({ store: z.literal('session') }),
  z.object({ store: z.literal('passphrase'), passphrase: Passphrase }),
]);
export type SecretStoreChoice = z.infer<typeof SecretStoreChoice>;

const nothing = z.undefined();
const aBot = z.object({ botId: BotId });
const aCredential = z.object({ credentialId: CredentialId });
const aCodec = z.object({ codecId: CodecId });
const aCall = aCodec.extend({ callId: z.int() });
const aPerson = z.object({ personId: HostKeyPersonId });
const aMeeting = z.object({ meetingKey: MeetingKey });
const aWindow = z.object({ windowId: z.string().max(64) });

/** Every call the operator's window may make: what goes in, what comes out. What it changed arrives as a new AppState. */
export const contract = {
  getState: { input: nothing, output: AppState },
  /** Adds a practice credential, ready to be authorized, and authorizes it. */
  practiceFirst: { input: nothing, output: z.void() },
  /** Registers an app for which nobody signs in with Practice Zoom, and adds its credential. */
  makePracticeApp: { input: z.object({ kind: CredentialKind.exclude(['user']) }), output: aCredential },
  addCredential: { input: NewCredential, output: aCredential },
  /**
   * Opens the browser; answers when the sign-in has ended, one way or the other. One that may end the authorization of other credentials
   * fails with `authorization_would_replace` and their names, and opens nothing, unless the user has said yes to that.
   */
  authorizeCredential: {
    input: z.object({ credentialId: CredentialId, confirmed: z.boolean().optional() }),
    output: z.void(),
  },
  openSignInPage: { input: aCredential, output: z.void() },
  copySignInLink: { input: aCredential, output: z.void() },
  /** Holds an authorization code: of use only with the code verifier, which stays in main. */
  pasteSignInAnswer: {
    input: z.object({ credentialId: CredentialId, address: z.string().max(8192) }),
    output: z.void(),
  },
  cancelSignIn: { input: aCredential, output: z.void() },
  /** Its name and its tags, which are the user's own words and mean nothing to Zoom. */
  describeCredential: {
    input: z.object({ credentialId: CredentialId, name: CredentialName, tags: CredentialTags }),
    output: z.void(),
  },
  /** The same Zoom app once more, with its secret, for another user to sign in with. */
  duplicateCredential: { input: aCredential, output: aCredential },
  /** Kept only once Zoom has let the new client in. Another client ID is another Zoom app: its user has to sign in again. */
  changeClient: {
    input: z.object({
      credentialId: CredentialId,
      clientId: ClientId,
      clientSecret: SecretOrNone,
      accountId: AccountId.optional(),
    }),
    output: z.void(),
  },
  /** Asks Zoom now; what it says stands in the credential's health, and fails the call too. */
  testCredential: { input: aCredential, output: z.void() },
  /** Asks Zoom for the token behind one feature and throws it away. What Zoom says stands in the credential's health, and fails the call too. */
  tryFeature: { input: z.object({ credentialId: CredentialId, feature: TokenFeature }), output: z.void() },
  /** What happens with the authorization of another Zoom user than the credential's own; answers whose it is now. */
  decideArrival: {
    input: z.object({ credentialId: CredentialId, choice: z.enum(['replace', 'addAsNew', 'discard']) }),
    output: aCredential,
  },
  /** To the bin. Its secrets stay in the keyring, and nothing uses them. */
  deleteCredential: { input: aCredential, output: z.void() },
  /** Out of the bin, and tested. */
  restoreCredential: { input: aCredential, output: z.void() },
  /** From the bin for good. Says what became of the authorization at Zoom. */
  purgeCredential: { input: aCredential, output: z.object({ revoked: Revoked }) },
  refreshMeetings: { input: nothing, output: z.void() },
  /** Tries once more what a meeting at risk will take, and the others at risk for the same credential; the answer is in the state. */
  checkMeeting: { input: aMeeting, output: z.void() },
  /** Not again for five minutes, or until it begins. */
  snoozeReminder: { input: aMeeting, output: z.void() },
  /** What Zoom says of one meeting at this moment; none of it is kept. */
  readMeeting: { input: aMeeting, output: MeetingDetails },
  /** The only call that answers with passcodes, for a person who asked to see them. */
  showPasscodes: { input: aMeeting, output: Passcodes },
  /** Reads the invitation and puts it on the clipboard, passcode included. */
  copyInvitation: { input: aMeeting, output: z.void() },
  copyMeetingLink: { input: aMeeting, output: z.void() },
  /** What a room system dials for it, over SIP with its passcode unless something else is chosen. */
  copyDialString: { input: aMeeting.extend({ dial: DialChoice.optional() }), output: z.void() },
  /** In whose name the credential's user may schedule meetings. */
  listSchedulers: { input: aCredential, output: z.array(ScheduledFor) },
  createMeeting: {
    input: z.object({
      credentialId: CredentialId,
      scheduleFor: ScheduledFor.shape.userId.optional(),
      plan: MeetingPlan,
    }),
    output: z.object({ meetingId: MeetingId }),
  },
  changeMeeting: { input: aMeeting.extend({ part: MeetingPart, plan: MeetingPlan }), output: z.void() },
  deleteMeeting: { input: aMeeting.extend({ part: MeetingPart }), output: z.void() },
  /** Ends a running meeting for everybody in it. */
  endMeeting: { input: aMeeting, output: z.void() },
  /** As the host that is named, or the first who can; with the permission to record, if that is wanted. */
  startMeeting: {
    input: aMeeting.extend({ credentialId: CredentialId.optional(), record: z.boolean().optional() }),
    output: z.void(),
  },
  /** As `startMeeting`, for a participant; `onBehalf` of a user who is in it already. */
  joinMeeting: {
    input: aMeeting.extend({
      credentialId: CredentialId.optional(),
      record: z.boolean().optional(),
      onBehalf: z.boolean().optional(),
    }),
    output: z.void(),
  },
  /** What a text names is in the state then, as `draft`; an empty one drops it. */
  readMeetingText: { input: z.object({ text: z.string().max(100_000) }), output: z.void() },
  readMeetingFromClipboard: { input: nothing, output: z.void() },
  /** Joins one of the meetings of the draft, and drops it. */
  joinDraft: {
    input: z.object({ draftId: z.string().max(64), at: z.int().min(0).max(100), credentialId: CredentialId }),
    output: z.void(),
  },
  /** Starts one that no list has, as the host that Zoom has named, and drops the draft. */
  startDraft: { input: z.object({ draftId: z.string().max(64), at: z.int().min(0).max(100) }), output: z.void() },
  dropDraft: { input: nothing, output: z.void() },
  /** Without a bot a new one. */
  saveBot: { input: z.object({ botId: BotId.optional(), profile: BotProfile }), output: aBot },
  duplicateBot: { input: aBot, output: aBot },
  /** With its rules. What it is in at this moment stays open. */
  deleteBot: { input: aBot, output: z.void() },
  /** Takes back the last deletion, for as long as Usher runs. */
  restoreBot: { input: aBot, output: z.void() },
  /** A rule with a new ID is a new rule. */
  saveBotRule: { input: BotRule, output: z.void() },
  deleteBotRule: { input: z.object({ ruleId: BotRuleId }), output: z.void() },
  /** Opens its window; one that is in the meeting already is shown. */
  launchBot: { input: z.object({ botId: BotId, meetingKey: MeetingKey }), output: z.void() },
  /** Into one of the meetings of the draft, and drops it. */
  launchBotIntoDraft: {
    input: z.object({ botId: BotId, draftId: z.string().max(64), at: z.int().min(0).max(100) }),
    output: z.void(),
  },
  /** No rule sends the bot into this meeting any more. */
  cancelBotLaunch: { input: z.object({ botId: BotId, meetingKey: MeetingKey }), output: z.void() },
  showMeetingWindow: { input: aWindow, output: z.void() },
  leaveMeeting: { input: aWindow, output: z.void() },
  /** Closes every meeting window, and leaves what is in them. */
  leaveAllMeetings: { input: nothing, output: z.void() },
  /** Puts a text that the window shows on the clipboard; a page of ours has no permission to. */
  copyText: { input: z.object({ text: z.string().min(1).max(2_000_000) }), output: z.void() },
  /**
   * Asks where to save, and writes the credentials' definitions there; with a passphrase the client secrets too, sealed.
   * `withoutSecret`: the keyring did not have theirs.
   */
  exportDefinitions: {
    input: z.object({
      credentialIds: z.array(CredentialId).min(1).max(1000),
      passphrase: Passphrase.optional(),
    }),
    output: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('saved'), fileName: z.string(), withoutSecret: z.array(CredentialId) }),
      z.object({ kind: z.literal('cancelled') }),
      z.object({ kind: z.literal('tooLarge') }),
    ]),
  },
  /** Asks for a file and answers with what importing it would do; a sealed one wants its passphrase first. */
  readDefinitions: {
    input: nothing,
    output: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('cancelled') }),
      z.object({ kind: z.literal('sealed'), fileName: z.string() }),
      z.object({ kind: z.literal('dryRun'), dryRun: DryRun }),
    ]),
  },
  openDefinitions: { input: z.object({ passphrase: z.string().min(1).max(1000) }), output: DryRun },
  /** All of the rows as decided, or none of them. */
  importDefinitions: {
    input: z.object({ importId: z.uuid(), decisions: z.array(ImportDecision).max(1000) }),
    output: ImportOutcome,
  },
  /** What was read and not imported leaves the memory. */
  forgetDefinitions: { input: nothing, output: z.void() },
  /** Opens one of the pages of Zoom's that the guide names in the browser. */
  openGuidePage: { input: z.object({ page: z.enum(guidePageNames) }), output: z.void() },
  /** Quits in order and starts anew. */
  restart: { input: nothing, output: z.void() },
  dismissNotice: { input: z.object({ noticeId: z.string().max(64) }), output: z.void() },
  /** What it says of where secrets are kept is not taken: that is for `chooseSecretStore`. */
  updateSettings: { input: Settings, output: z.void() },
  /** Asks the system; the answer is in the state. */
  checkLaunchAtLogin: { input: nothing, output: z.void() },
  setLaunchAtLogin: { input: z.object({ isOn: z.boolean() }), output: z.void() },
  /** A look that neither prompts nor reads a secret. What it found stands in the state. */
  checkKeyring: { input: nothing, output: z.void() },
  /** Opens the system's own prompt and answers when the person has. The only call that makes one appear. */
  unlockKeyring: { input: nothing, output: z.void() },
  /** Stops waiting; the system's prompt stays until the person answers it. */
  cancelUnlockKeyring: { input: nothing, output: z.void() },
  /** Writes an entry of its own, reads it back, compares it and deletes it. */
  testKeyring: { input: nothing, output: z.array(KeyringTestStep) },
  /**
   * Takes the secrets along if the old place can be read, and only then deletes them there. If it cannot, and there are any,
   * they stay in it and `moved` is false.
   */
  chooseSecretStore: { input: SecretStoreChoice, output: z.object({ moved: z.boolean() }) },
  /** Opens the sealed file for as long as Usher runs. */
  unlockSecretStore: { input: z.object({ passphrase: z.string().max(1_000) }), output: z.void() },
  changePassphrase: {
    input: z.object({ passphrase: z.string().max(1_000), newPassphrase: Passphrase }),
    output: z.void(),
  },
  /** Deletes the items of Usher's that no credential here knows. */
  deleteLeftovers: { input: nothing, output: z.void() },
  /** What a room system shows of itself, before anything is sent to it. */
  lookAtCodec: { input: z.object({ address: CodecAddress }), output: DeviceCertificate },
  /** With `changeCodec` the only times that a device's password crosses from a window to main. */
  addCodec: { input: z.object({ entry: CodecEntry, password: CodecPassword }), output: aCodec },
  /** Without a password the one that is stored stays. */
  changeCodec: { input: aCodec.extend({ entry: CodecEntry, password: CodecPassword.optional() }), output: z.void() },
  /** A person agrees to the certificate that the device shows now. */
  trustCodec: { input: aCodec.extend({ fingerprint: Fingerprint }), output: z.void() },
  removeCodec: { input: aCodec, output: z.void() },
  /** The room that comes with Practice Zoom. */
  addPracticeRoom: { input: nothing, output: aCodec },
  /** Looks whether it can be reached, and goes on listening to it. */
  connectCodec: { input: aCodec, output: z.void() },
  /** Calls the meeting on each of the devices. How each goes on stands in the state. */
  bringIntoRoom: {
    input: aMeeting.extend({ codecIds: z.array(CodecId).min(1).max(50), dial: DialChoice }),
    output: z.void(),
  },
  hangUpRoom: { input: aCall, output: z.void() },
  pressInRoom: { input: aCall.extend({ digits: z.string().regex(/^[\d*#]{1,32}$/) }), output: z.void() },
  /** Whether the key has made the room the host, by somebody who has looked. */
  answerErrand: { input: aCodec.extend({ whoIsHost: WhoIsHost }), output: z.void() },
  /** Makes a window that is in a meeting its host, while nobody is. */
  claimHost: { input: aWindow.extend({ hostKeyFrom: HostKeySourceChoice }), output: z.void() },
  /** Has Zoom call a room system into the meeting of a window. */
  inviteRoom: {
    input: aWindow.extend({ address: DialledAddress, protocol: DialChoice.shape.protocol }),
    output: z.void(),
  },
  /** What is over is not shown any more. */
  dismissErrand: { input: aCodec, output: z.void() },
  /** Opens the directory of host keys, if need be with the key from the store of secrets. */
  findHostKeys: { input: HostKeySearch, output: HostKeyPage },
  revealHostKey: { input: aPerson, output: RevealedHostKey },
  /** The keys that somebody had before, the latest first, without the keys themselves. */
  listEarlierHostKeys: { input: aPerson, output: z.array(EarlierHostKey) },
  /** One of them. */
  revealEarlierHostKey: { input: aPerson.extend({ earlier: EarlierHostKeyName }), output: z.object({ key: HostKey }) },
  /** It is on the clipboard for half a minute, and passes no window. */
  copyHostKey: { input: aPerson, output: z.void() },
  /** Keeps a key that somebody was told, of a person who may be new. */
  tellHostKey: { input: ToldHostKey, output: z.void() },
  /** Chooses a key and sets it at Zoom; one that is still open is asked for again. */
  setHostKey: { input: aPerson.extend({ wanted: z.literal('earlier').optional() }), output: z.void() },
  forgetHostKey: { input: aPerson, output: z.void() },
  /** Takes out so many people as were told of: those who have left and whose keys are still here. */
  forgetWhoHasLeft: { input: z.object({ people: z.int().min(1) }), output: z.void() },
  /** Asks Zoom for everybody of the credential's account. How far it is stands in the state. */
  readDirectory: { input: z.object({ credentialId: CredentialId }), output: z.void() },
  cancelDirectory: { input: nothing, output: z.void() },
  /** What a campaign would do. Zoom is asked nothing. */
  planCampaign: { input: CampaignWish, output: CampaignPlan },
  /** The same for the keys of a table that was read. */
  planTableCampaign: {
    input: z.object({ importId: z.uuid(), choice: HostKeyImportChoice }),
    output: TableCampaignPlan,
  },
  startTableCampaign: {
    input: z.object({ importId: z.uuid(), choice: HostKeyImportChoice, people: z.int().min(1) }),
    output: z.void(),
  },
  /** Begins to set the keys of so many people as were told of; how far it is stands in the state. */
  startCampaign: { input: CampaignWish.extend({ people: z.int().min(1) }), output: z.void() },
  pauseCampaign: { input: nothing, output: z.void() },
  resumeCampaign: { input: nothing, output: z.void() },
  cancelCampaign: { input: nothing, output: z.void() },
  /** Gives those who got a new key in it the one before. */
  takeBackCampaign: { input: nothing, output: z.void() },
  dismissCampaign: { input: nothing, output: z.void() },
  listCampaignResults: { input: nothing, output: z.array(CampaignResult) },
  /** Asks where to in the system's own dialog. There is no key in it. */
  saveCampaignReceipt: { input: nothing, output: z.object({ saved: z.boolean() }) },
  /** Asks for a table in the system's own dialog and says what importing it would do. */
  readHostKeyTable: { input: z.object({ environment: ZoomEnvironment }), output: HostKeyTable },
  /** Opens the sealed one that was read. */
  openHostKeyTable: { input: z.object({ passphrase: z.string().min(1).max(1000) }), output: HostKeyTable },
  /** All that was chosen in one step, or nothing: so it is when it was stopped, and then no number is told. */
  importHostKeys: {
    input: z.object({ importId: z.uuid(), choice: HostKeyImportChoice }),
    output: z.object({ taken: z.int().optional() }),
  },
  /** Stops the reading or taking of a table, unless it is being kept already. */
  stopHostKeyTable: { input: nothing, output: z.void() },
  forgetHostKeyTable: { input: nothing, output: z.void() },
  /** Asks where to save. With a passphrase the keys are sealed under it. */
  exportHostKeys: { input: HostKeyExport, output: z.object({ saved: z.boolean() }) },
  /** Puts a directory aside whose key is lost, and begins a new one. */
  beginDirectory: { input: nothing, output: z.void() },
  /** What was done as whom, newest first. Goes on before the entry `before`, with as much as one look takes. */
  listActivity: {
    input: ActivityFilter.extend({
      before: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(200),
    }),
    output: ActivityPage,
  },
  /** Asks where to in the system's own dialog. How far it is stands in the state. */
  exportActivity: {
    input: z.object({ format: ActivityFormat, filter: ActivityFilter }),
    output: z.object({ saved: z.boolean() }),
  },
  cancelActivityExport: { input: nothing, output: z.void() },
  /** What a support bundle would hold at this moment; `saveDiagnostics` saves exactly what was shown last. */
  previewDiagnostics: { input: nothing, output: z.object({ text: z.string() }) },
  saveDiagnostics: { input: nothing, output: z.object({ saved: z.boolean() }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type Contract = typeof contract;
export type CallName = keyof Contract;
/** What a window sends. */
export type Input<N extends CallName> = z.input<Contract[N]['input']>;
/** The same after it was parsed. */
export type Received<N extends CallName> = z.output<Contract[N]['input']>;
export type Output<N extends CallName> = z.output<Contract[N]['output']>;
/** Who answers each call. The compiler names the one that is missing. */
export type Handlers = { [N in CallName]: (input: Received<N>) => Promise<Output<N>> };
