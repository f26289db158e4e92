import { AppError, failureOf } from '../shared/app-error';
import { authorizationsReplacedBy } from '../shared/authorizations-replaced-by';
import type { Handlers, NewCredential, Received } from '../shared/contract';
import type { CredentialId, CredentialKind } from '../shared/credential';
import { guidePages } from '../shared/guide-pages';
import { registeredRedirectUris } from '../shared/redirect-addresses';
import type { Records } from '../storage/records';
import { registerPracticeApp, registerPracticeServerApp } from '../zoom/practice-registration';
import type { Activity } from './activity';
import { clientChanges } from './activity-between';
import type { ActivityExport } from './activity-export';
import type { Bots } from './bots';
import type { Codecs } from './codecs';
import type { CredentialBin } from './credential-bin';
import type { CredentialCare } from './credential-care';
import type { Credentials } from './credentials';
import type { Definitions } from './definitions';
import type { Diagnostics } from './diagnostics';
import type { HostKeyCampaign } from './host-key-campaign';
import type { HostKeyImport } from './host-key-import';
import type { HostKeys } from './host-keys';
import type { KeyringCare } from './keyring-care';
import type { LiveState } from './live-state';
import type { MeetingCare } from './meeting-care';
import type { MeetingDrafts } from './meeting-drafts';
import type { MeetingSessions } from './meeting-sessions';
import type { MeetingWindowCare } from './meeting-window-care';
import type { Meetings } from './meetings';
import type { Notices } from './notices';
import type { ReadinessChecks } from './readiness-checks';
import type { Reminders } from './reminders';
import type { RoomErrands } from './room-errands';
import type { SignIns } from './sign-ins';
import type { TokenTrials } from './token-trials';
import type { WaitingWishes } from './waiting-wishes';

const practiceNames: { readonly [Kind in CredentialKind]: string } = {
  user: 'Practice',
  app: 'Practice app',
  serverToServer: 'Practice account',
};

/** Who answers each call of the contract. The tray calls the same methods. */
export class Commands implements Handlers {
  constructor(
    private readonly parts: {
      live: LiveState;
      records: Records;
      notices: Notices;
      credentials: Credentials;
      care: CredentialCare;
      signIns: SignIns;
      bin: CredentialBin;
      trials: TokenTrials;
      keyringCare: KeyringCare;
      /** Rarely needed, so made when it is. */
      definitions: () => Promise<Definitions>;
      meetings: Meetings;
      meetingCare: MeetingCare;
      drafts: MeetingDrafts;
      waiting: WaitingWishes;
      sessions: MeetingSessions;
      bots: Bots;
      readiness: ReadinessChecks;
      reminders: Reminders;
      /** Rarely needed, so made when it is. */
      hostKeys: () => Promise<HostKeys>;
      campaign: () => Promise<HostKeyCampaign>;
      hostKeyImport: () => Promise<HostKeyImport>;
      windowCare: MeetingWindowCare;
      codecs: () => Promise<Codecs>;
      errands: () => Promise<RoomErrands>;
      activity: Pick<Activity, 'list' | 'note'>;
      activityExport: ActivityExport;
      diagnostics: Diagnostics;
      practiceOrigin: () => Promise<string>;
      fetch: typeof fetch;
      openBrowser: (url: URL) => Promise<void>;
      copyText: (text: string) => void;
      launchAtLogin: { check: () => Promise<void>; set: (isOn: boolean) => Promise<void> };
      restart: () => void;
    },
  ) {}

  getState = async () => this.parts.live.current;

  practiceFirst = async () => {
    const { all } = this.parts.credentials;
    const waiting = all.find(
      (credential) =>
        credential.environment === 'practice' &&
        credential.kind === 'user' &&
        !credential.user &&
        !credential.deletedAt &&
        credential.health.kind !== 'misconfigured' &&
        authorizationsReplacedBy(credential, all).length === 0,
    );
    const credentialId = waiting?.id ?? (await this.addPracticeCredential('user'));
    await this.authorizeCredential({ credentialId });
  };

  makePracticeApp = async ({ kind }: Received<'makePracticeApp'>) => ({
    credentialId: await this.addPracticeCredential(kind),
  });

  addCredential = async (input: NewCredential) => ({ credentialId: await this.parts.care.add(input) });

  authorizeCredential = async ({ credentialId, confirmed = false }: Received<'authorizeCredential'>) => {
    const replaced = authorizationsReplacedBy(
      this.parts.credentials.getInUse(credentialId),
      this.parts.credentials.all,
    );
    if (replaced.length > 0 && !confirmed) {
      const subject = replaced.map(({ name }) => `“${name}”`).join(', ');
      throw new AppError('authorization_would_replace', { subject });
    }
    try {
      const outcome = await this.parts.signIns.authorize(credentialId);
      if (outcome === 'anotherUser') return;
    } catch (error) {
      // Who cancels knows it already.
      if (error instanceof AppError && error.code === 'authorization_cancelled') return;
      throw error;
    }
    await this.sayWhyNot(credentialId, this.parts.meetings.resume(credentialId));
    await this.parts.meetings.refreshAnew();
  };

  openSignInPage = async ({ credentialId }: Received<'openSignInPage'>) => {
    await this.parts.openBrowser(this.parts.signIns.page(credentialId));
  };

  copySignInLink = async ({ credentialId }: Received<'copySignInLink'>) => {
    this.parts.copyText(this.parts.signIns.page(credentialId).href);
  };

  pasteSignInAnswer = async ({ credentialId, address }: Received<'pasteSignInAnswer'>) =>
    this.parts.signIns.pasteAnswer(credentialId, address);

  cancelSignIn = async ({ credentialId }: Received<'cancelSignIn'>) => {
    this.parts.waiting.forget(credentialId);
    this.parts.signIns.cancel(credentialId);
  };

  decideArrival = async ({ credentialId, choice }: Received<'decideArrival'>) => {
    const whose = await this.parts.signIns.decide(credentialId, choice);
    if (choice !== 'discard') await this.parts.meetings.refreshAnew();
    // The other choices leave the credential as it is, and what waits for its own user goes on waiting.
    if (choice === 'replace') await this.sayWhyNot(credentialId, this.parts.meetings.resumeAsAnother(credentialId));
    return { credentialId: whose };
  };

  describeCredential = async ({ credentialId, name, tags }: Received<'describeCredential'>) =>
    await this.parts.credentials.describe(credentialId, { name, tags });

  duplicateCredential = async ({ credentialId }: Received<'duplicateCredential'>) => ({
    credentialId: await this.parts.care.duplicate(credentialId),
  });

  changeClient = async ({ credentialId, ...client }: Received<'changeClient'>) => {
    const before = this.parts.credentials.get(credentialId);
    await this.parts.care.changeClient(credentialId, client);
    if (clientChanges(before, this.parts.credentials.get(credentialId)).length === 0)
      this.parts.activity.note({ kind: 'clientChanged', outcome: 'done', credentialId, about: 'client secret' });
    this.parts.waiting.forget(credentialId);
    this.parts.signIns.end(credentialId);
  };

  testCredential = async ({ credentialId }: Received<'testCredential'>) => this.parts.care.test(credentialId);

  tryFeature = async ({ credentialId, feature }: Received<'tryFeature'>) =>
    this.parts.trials.run(credentialId, feature);

  deleteCredential = async ({ credentialId }: Received<'deleteCredential'>) => {
    await this.parts.bin.delete(credentialId);
    this.parts.waiting.forget(credentialId);
    await this.parts.meetings.refreshAnew();
  };

  restoreCredential = async ({ credentialId }: Received<'restoreCredential'>) => {
    await this.parts.bin.restore(credentialId);
    await this.parts.meetings.refreshAnew();
  };

  purgeCredential = async ({ credentialId }: Received<'purgeCredential'>) => ({
    revoked: await this.parts.bin.purge(credentialId),
  });

  refreshMeetings = async () => this.parts.meetings.refresh({ isAsked: true });

  snoozeReminder = async ({ meetingKey }: Received<'snoozeReminder'>) => this.parts.reminders.snooze(meetingKey);
  checkMeeting = async ({ meetingKey }: Received<'checkMeeting'>) => this.parts.readiness.checkMeeting(meetingKey);

  readMeeting = async ({ meetingKey }: Received<'readMeeting'>) => this.parts.meetingCare.read(meetingKey);

  showPasscodes = async ({ meetingKey }: Received<'showPasscodes'>) => this.parts.meetingCare.passcodes(meetingKey);

  copyMeetingLink = async ({ meetingKey }: Received<'copyMeetingLink'>) => this.parts.meetingCare.copyLink(meetingKey);

  copyDialString = async ({ meetingKey, dial }: Received<'copyDialString'>) =>
    this.parts.meetingCare.copyDialString(meetingKey, dial);
  copyInvitation = async ({ meetingKey }: Received<'copyInvitation'>) =>
    this.parts.meetingCare.copyInvitation(meetingKey);

  listSchedulers = async ({ credentialId }: Received<'listSchedulers'>) =>
    this.parts.meetingCare.schedulers(credentialId);

  createMeeting = async ({ credentialId, plan, scheduleFor }: Received<'createMeeting'>) => ({
    meetingId: await this.parts.meetingCare.create(credentialId, plan, scheduleFor),
  });

  changeMeeting = async ({ meetingKey, part, plan }: Received<'changeMeeting'>) =>
    this.parts.meetingCare.change(meetingKey, part, plan);

  deleteMeeting = async ({ meetingKey, part }: Received<'deleteMeeting'>) =>
    this.parts.meetingCare.delete(meetingKey, part);

  endMeeting = async ({ meetingKey }: Received<'endMeeting'>) => this.parts.meetingCare.end(meetingKey);

  startMeeting = async ({ meetingKey, credentialId, record = false }: Received<'startMeeting'>) =>
    this.parts.meetings.attend(meetingKey, { kind: 'start', ...(credentialId ? { as: credentialId } : {}), record });

  joinMeeting = async ({ meetingKey, credentialId, record = false, onBehalf = false }: Received<'joinMeeting'>) =>
    this.parts.meetings.attend(meetingKey, { kind: 'join', as: credentialId, record, onBehalf });

  lookAtCodec = async ({ address }: Received<'lookAtCodec'>) => (await this.parts.codecs()).look(address);

  addCodec = async ({ entry, password }: Received<'addCodec'>) => ({
    codecId: await (await this.parts.codecs()).add(entry, password),
  });

  changeCodec = async ({ codecId, entry, password }: Received<'changeCodec'>) =>
    (await this.parts.codecs()).change(codecId, entry, password);

  trustCodec = async ({ codecId, fingerprint }: Received<'trustCodec'>) =>
    (await this.parts.codecs()).trust(codecId, fingerprint);

  removeCodec = async ({ codecId }: Received<'removeCodec'>) => (await this.parts.codecs()).remove(codecId);

  addPracticeRoom = async () => ({ codecId: await (await this.parts.codecs()).addPracticeRoom() });

  connectCodec = async ({ codecId }: Received<'connectCodec'>) => (await this.parts.codecs()).connect(codecId);

  bringIntoRoom = async ({ meetingKey, codecIds, dial }: Received<'bringIntoRoom'>) =>
    (await this.parts.errands()).bring(meetingKey, codecIds, dial);

  hangUpRoom = async ({ codecId, callId }: Received<'hangUpRoom'>) =>
    (await this.parts.errands()).hangUp(codecId, callId);

  pressInRoom = async ({ codecId, callId, digits }: Received<'pressInRoom'>) =>
    (await this.parts.errands()).press(codecId, callId, digits);

  answerErrand = async ({ codecId, whoIsHost }: Received<'answerErrand'>) =>
    (await this.parts.errands()).answer(codecId, whoIsHost);

  claimHost = async ({ windowId, hostKeyFrom }: Received<'claimHost'>) =>
    this.parts.windowCare.claimHost(windowId, hostKeyFrom);

  inviteRoom = async ({ windowId, address, protocol }: Received<'inviteRoom'>) =>
    this.parts.windowCare.inviteRoom(windowId, { ip: address, type: protocol === 'sip' ? 2 : 1 });

  dismissErrand = async ({ codecId }: Received<'dismissErrand'>) => (await this.parts.errands()).dismiss(codecId);

  findHostKeys = async (search: Received<'findHostKeys'>) => (await this.parts.hostKeys()).find(search);

  revealHostKey = async ({ personId }: Received<'revealHostKey'>) => (await this.parts.hostKeys()).reveal(personId);

  listEarlierHostKeys = async ({ personId }: Received<'listEarlierHostKeys'>) =>
    (await this.parts.hostKeys()).earlierOf(personId);

  revealEarlierHostKey = async ({ personId, earlier }: Received<'revealEarlierHostKey'>) => ({
    key: await (await this.parts.hostKeys()).revealEarlier(personId, earlier),
  });

  copyHostKey = async ({ personId }: Received<'copyHostKey'>) => (await this.parts.hostKeys()).copy(personId);

  tellHostKey = async (told: Received<'tellHostKey'>) => (await this.parts.hostKeys()).tell(told);

  setHostKey = async ({ personId, wanted }: Received<'setHostKey'>) =>
    (await this.parts.hostKeys()).set(personId, { wanted });

  forgetHostKey = async ({ personId }: Received<'forgetHostKey'>) => (await this.parts.hostKeys()).forget(personId);

  forgetWhoHasLeft = async ({ people }: Received<'forgetWhoHasLeft'>) =>
    (await this.parts.hostKeys()).forgetWhoHasLeft(people);

  readDirectory = async ({ credentialId }: Received<'readDirectory'>) =>
    (await this.parts.hostKeys()).sync(credentialId);

  cancelDirectory = async () => (await this.parts.hostKeys()).cancelSync();

  planCampaign = async (wish: Received<'planCampaign'>) => (await this.parts.campaign()).plan(wish);

  startCampaign = async ({ people, ...wish }: Received<'startCampaign'>) =>
    (await this.parts.campaign()).start(wish, people);

  planTableCampaign = async ({ importId, choice }: Received<'planTableCampaign'>) =>
    (await this.parts.campaign()).planTable(await (await this.parts.hostKeyImport()).toSet(importId, choice));

  startTableCampaign = async ({ importId, choice, people }: Received<'startTableCampaign'>) => {
    const table = await this.parts.hostKeyImport();
    await (await this.parts.campaign()).startTable(await table.toSet(importId, choice), people);
    table.forget();
  };

  pauseCampaign = async () => (await this.parts.campaign()).pause();

  resumeCampaign = async () => (await this.parts.campaign()).resume();

  cancelCampaign = async () => (await this.parts.campaign()).cancel();

  takeBackCampaign = async () => (await this.parts.campaign()).takeBack();

  dismissCampaign = async () => (await this.parts.campaign()).dismiss();

  listCampaignResults = async () => (await this.parts.campaign()).results();

  saveCampaignReceipt = async () => ({ saved: await (await this.parts.campaign()).saveReceipt() });

  readHostKeyTable = async ({ environment }: Received<'readHostKeyTable'>) =>
    (await this.parts.hostKeyImport()).read(environment);

  openHostKeyTable = async ({ passphrase }: Received<'openHostKeyTable'>) =>
    (await this.parts.hostKeyImport()).open(passphrase);

  importHostKeys = async ({ importId, choice }: Received<'importHostKeys'>) => {
    const taken = await (await this.parts.hostKeyImport()).apply(importId, choice);
    return taken === undefined ? {} : { taken };
  };

  stopHostKeyTable = async () => (await this.parts.hostKeyImport()).stop();

  forgetHostKeyTable = async () => (await this.parts.hostKeyImport()).forget();

  exportHostKeys = async (wish: Received<'exportHostKeys'>) => ({
    saved: await (await this.parts.hostKeyImport()).export(wish),
  });

  beginDirectory = async () => (await this.parts.hostKeys()).beginAnew();

  readMeetingText = async ({ text }: Received<'readMeetingText'>) => this.parts.drafts.read(text);

  readMeetingFromClipboard = async () => this.parts.drafts.readClipboard();

  joinDraft = async ({ draftId, at, credentialId }: Received<'joinDraft'>) =>
    this.parts.drafts.join(draftId, at, credentialId);

  startDraft = async ({ draftId, at }: Received<'startDraft'>) => this.parts.drafts.start(draftId, at);

  dropDraft = async () => this.parts.drafts.drop();

  saveBot = async ({ botId, profile }: Received<'saveBot'>) => ({ botId: await this.parts.bots.save(botId, profile) });

  duplicateBot = async ({ botId }: Received<'duplicateBot'>) => ({ botId: await this.parts.bots.duplicate(botId) });

  deleteBot = async ({ botId }: Received<'deleteBot'>) => this.parts.bots.delete(botId);

  restoreBot = async ({ botId }: Received<'restoreBot'>) => this.parts.bots.restore(botId);

  saveBotRule = async (rule: Received<'saveBotRule'>) => this.parts.bots.saveRule(rule);

  deleteBotRule = async ({ ruleId }: Received<'deleteBotRule'>) => this.parts.bots.deleteRule(ruleId);

  launchBot = async ({ botId, meetingKey }: Received<'launchBot'>) => this.parts.bots.launch(botId, meetingKey);

  launchBotIntoDraft = async ({ botId, draftId, at }: Received<'launchBotIntoDraft'>) => {
    await this.parts.bots.launchNamed(botId, this.parts.drafts.get(draftId, at));
    this.parts.drafts.drop();
  };

  cancelBotLaunch = async ({ botId, meetingKey }: Received<'cancelBotLaunch'>) =>
    this.parts.bots.cancel(botId, meetingKey);

  showMeetingWindow = async ({ windowId }: Received<'showMeetingWindow'>) => this.parts.sessions.show(windowId);

  leaveAllMeetings = async () => this.parts.sessions.leaveAll();
  leaveMeeting = async ({ windowId }: Received<'leaveMeeting'>) => this.parts.sessions.leave(windowId);

  copyText = async ({ text }: Received<'copyText'>) => this.parts.copyText(text);

  exportDefinitions = async ({ credentialIds, passphrase }: Received<'exportDefinitions'>) =>
    (await this.parts.definitions()).export(credentialIds, passphrase);

  readDefinitions = async () => (await this.parts.definitions()).read();

  openDefinitions = async ({ passphrase }: Received<'openDefinitions'>) =>
    (await this.parts.definitions()).open(passphrase);

  importDefinitions = async ({ importId, decisions }: Received<'importDefinitions'>) => {
    const outcome = await (await this.parts.definitions()).import(importId, decisions);
    if (outcome.kind === 'kept' && outcome.replaced.length > 0) void this.parts.meetings.refreshAnew();
    return outcome;
  };

  forgetDefinitions = async () => (await this.parts.definitions()).forget();

  openGuidePage = async ({ page }: Received<'openGuidePage'>) => this.parts.openBrowser(new URL(guidePages[page]));

  restart = async () => this.parts.restart();
  checkLaunchAtLogin = async () => this.parts.launchAtLogin.check();
  setLaunchAtLogin = async ({ isOn }: Received<'setLaunchAtLogin'>) => this.parts.launchAtLogin.set(isOn);

  dismissNotice = async ({ noticeId }: Received<'dismissNotice'>) => this.parts.notices.dismiss(noticeId);

  updateSettings = async (settings: Received<'updateSettings'>) => {
    const { secretStore, keyringBackend } = this.parts.live.current.settings;
    const { keyringBackend: _theirs, ...theirs } = settings;
    const kept = { ...theirs, secretStore, ...(keyringBackend === undefined ? {} : { keyringBackend }) };
    const saving = this.parts.records.saveSettings(kept);
    // At once, however slow the disk is; and as long as Usher runs, if it cannot be saved.
    this.parts.live.set({ settings: this.parts.records.settings });
    await saving;
  };

  checkKeyring = async () => this.parts.keyringCare.check();

  unlockKeyring = async () => this.parts.keyringCare.unlock();

  cancelUnlockKeyring = async () => this.parts.keyringCare.cancelUnlock();

  testKeyring = async () => this.parts.keyringCare.test();

  chooseSecretStore = async (choice: Received<'chooseSecretStore'>) => this.parts.keyringCare.choose(choice);

  unlockSecretStore = async ({ passphrase }: Received<'unlockSecretStore'>) =>
    this.parts.keyringCare.unlockWithPassphrase(passphrase);

  changePassphrase = async ({ passphrase, newPassphrase }: Received<'changePassphrase'>) =>
    this.parts.keyringCare.changePassphrase(passphrase, newPassphrase);

  deleteLeftovers = async () => this.parts.keyringCare.deleteLeftovers();

  listActivity = async (query: Received<'listActivity'>) => this.parts.activity.list(query);

  exportActivity = async (wish: Received<'exportActivity'>) => ({ saved: await this.parts.activityExport.run(wish) });

  cancelActivityExport = async () => this.parts.activityExport.cancel();

  previewDiagnostics = async () => ({ text: await this.parts.diagnostics.preview() });

  saveDiagnostics = async () => ({ saved: await this.parts.diagnostics.save() });

  /** Nobody waits any more at the row whose start or join this was. */
  private async sayWhyNot(credentialId: CredentialId, resumed: Promise<void>): Promise<void> {
    await resumed.catch((error: unknown) => this.parts.notices.add(failureOf(error), credentialId));
  }

  private async addPracticeCredential(kind: CredentialKind) {
    const { credentials, care, fetch } = this.parts;
    const request = { origin: await this.parts.practiceOrigin(), name: 'Usher', fetch };
    const app =
      kind === 'serverToServer'
        ? await registerPracticeServerApp(request)
        : await registerPracticeApp({ ...request, redirectUris: registeredRedirectUris });
    const name = credentials.freeName(practiceNames[kind]);
    return care.add({ kind, environment: 'practice', name, ...app });
  }
}
