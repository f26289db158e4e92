import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Activity } from '../../../src-main/app/activity';
import { ActivityExport } from '../../../src-main/app/activity-export';
import { Bots } from '../../../src-main/app/bots';
import { Codecs } from '../../../src-main/app/codecs';
import { Commands } from '../../../src-main/app/commands';
import { CredentialBin } from '../../../src-main/app/credential-bin';
import { CredentialCare } from '../../../src-main/app/credential-care';
import { Credentials } from '../../../src-main/app/credentials';
import { Definitions } from '../../../src-main/app/definitions';
import { Diagnostics } from '../../../src-main/app/diagnostics';
import { HostKeyCampaign } from '../../../src-main/app/host-key-campaign';
import { HostKeyImport } from '../../../src-main/app/host-key-import';
import { HostKeys } from '../../../src-main/app/host-keys';
import { KeyringCare } from '../../../src-main/app/keyring-care';
import { LiveState } from '../../../src-main/app/live-state';
import { MeetingCare } from '../../../src-main/app/meeting-care';
import { MeetingDrafts } from '../../../src-main/app/meeting-drafts';
import { MeetingSessions } from '../../../src-main/app/meeting-sessions';
import { MeetingWindowCare } from '../../../src-main/app/meeting-window-care';
import { Meetings } from '../../../src-main/app/meetings';
import { Notices } from '../../../src-main/app/notices';
import { PracticeAttendance } from '../../../src-main/app/practice-attendance';
import { ReadinessChecks } from '../../../src-main/app/readiness-checks';
import { Reminders } from '../../../src-main/app/reminders';
import { RoomErrands } from '../../../src-main/app/room-errands';
import { SignIns } from '../../../src-main/app/sign-ins';
import { TokenTrials } from '../../../src-main/app/token-trials';
import { WaitingWishes } from '../../../src-main/app/waiting-wishes';
import { ZoomAccess } from '../../../src-main/app/zoom-access';
import { findPracticeDevice } from '../../../src-main/codec/practice-device';
import type { NewCredential } from '../../../src-main/shared/contract';
import type { ZoomEnvironment } from '../../../src-main/shared/credential';
import { practiceCloud } from '../../../src-main/shared/zoom-cloud';
import { CredentialSecrets } from '../../../src-main/storage/credential-secrets';
import { HostKeyFile, putHostKeysAside } from '../../../src-main/storage/host-key-file';
import { Keychain } from '../../../src-main/storage/keychain';
import { NoteFile } from '../../../src-main/storage/note-file';
import { PassphraseStore } from '../../../src-main/storage/passphrase-store';
import { type RecordFile, Records } from '../../../src-main/storage/records';
import { RenewalNotes } from '../../../src-main/storage/renewal-notes';
import type { DeriveKey } from '../../../src-main/storage/sealed-text';
import type { KeyringState } from '../../../src-main/storage/secret-service';
import { SessionStore } from '../../../src-main/storage/session-store';
import { type SystemKeyring, systemKeyring } from '../../../src-main/storage/system-keyring';
import { vaultKeyIn } from '../../../src-main/storage/vault-key';
import type { DesktopSession } from '../../support/desktop-session';
import { startKeytarInNode } from '../../support/keytar-in-node';
import { waitUntil } from '../../support/wait-until';
import { anAppState, now } from '../examples';
import { FakeKeychainProcess } from '../storage/fake-keychain-process';
import { ActivityLogInMemory } from './activity-log-in-memory';
import { RecordingView } from './recording-view';
import { ZoomFake } from './zoom-fake';

/** A user credential of a client with a secret. */
export const withSecret = {
  kind: 'user',
  environment: 'zoom',
  name: 'Front desk',
  clientId: 'client-1',
  clientSecret: 'not-a-real-client-secret',
} as const;

/**
 * All of `app/` as main.ts puts it together, over a Zoom, a keyring, a disk, a browser and a desktop that tests control.
 * The keyring is one in memory, or the real one of a `DesktopSession`.
 */
export class AppParts {
  readonly keyring: { state: KeyringState } = { state: 'ready' };
  readonly keychainProcess = new FakeKeychainProcess();
  readonly disk = { isFull: false, store: {} as Record<string, unknown> };
  readonly clock = { now };
  readonly views: RecordingView[] = [];
  readonly copied: string[] = [];
  readonly copiedSecrets: string[] = [];
  /** What lies in the clipboard. */
  clipboard = '';
  readonly world: { isOnline: boolean; clockSkewMs: number | undefined } = { isOnline: true, clockSkewMs: undefined };
  /** What the readiness checks waited between two of them. */
  readonly pauses: number[] = [];
  /** Screens of the operator's window that were brought up. */
  readonly shown: string[] = [];
  /** The name of what answers for the keyring. */
  backend: string | Promise<string> = 'GNOME Keyring';
  /** What the person does with the prompt of the keyring. */
  unlock: (options: { limitMs: number; signal: AbortSignal }) => Promise<KeyringState> = async () => {
    this.keyring.state = 'ready';
    return 'ready';
  };
  /** What the user chooses in the system's file dialog; nothing, who cancels. */
  readonly chosenFile: { path?: string } = {};
  /** A key that costs nothing, where a test is not about the cost. */
  deriveKey: DeriveKey = async (passphrase, salt) => createHash('sha256').update(salt).update(passphrase).digest();
  /** What the user does with the address that the browser was sent to. */
  browse: (url: URL) => void = () => {};

  readonly live = new LiveState(anAppState());
  readonly notices = new Notices(this.live, () => this.clock.now);
  readonly activityLog = new ActivityLogInMemory();
  readonly activity = new Activity({
    live: this.live,
    notices: this.notices,
    log: this.activityLog,
    now: () => this.clock.now,
  });
  readonly credentials: Credentials;
  readonly access: ZoomAccess;
  readonly care: CredentialCare;
  readonly signIns: SignIns;
  readonly bin: CredentialBin;
  readonly waiting: WaitingWishes;
  readonly sessions: MeetingSessions;
  readonly meetings: Meetings;
  readonly bots: Bots;
  readonly drafts: MeetingDrafts;
  readonly readiness: ReadinessChecks;
  readonly definitions: Definitions;
  readonly hostKeys: HostKeys;
  readonly campaign: HostKeyCampaign;
  readonly hostKeyImport: HostKeyImport;
  readonly codecs: Codecs;
  readonly errands: RoomErrands;
  /** Where Practice Zoom listens, for tests that need its room. */
  practiceOrigin: string | undefined;
  /** The numbers that keys are made of, one after the other. */
  readonly random: number[] = [];
  readonly commands: Commands;
  readonly keyringCare: KeyringCare;
  /** Where the sealed file of a passphrase lies, if there is one. */
  readonly folder = mkdtempSync(join(tmpdir(), 'usher-parts-'));
  private readonly keychain: Keychain;

  private constructor(
    readonly zoom: ZoomFake,
    desktop: DesktopSession | undefined,
  ) {
    const readNow = () => this.clock.now;
    const { disk, keychainProcess, keyring, live, notices } = this;
    const file: RecordFile = {
      contents: disk.store,
      save: async (contents) => {
        if (disk.isFull) throw new Error('ENOSPC: no space left on device');
        disk.store = JSON.parse(JSON.stringify(contents));
      },
    };
    const records = new Records(file);
    const inMemory: SystemKeyring = {
      look: async () => keyring.state,
      unlock: async (options) => this.unlock(options),
      name: async () => this.backend,
    };
    const system = desktop ? systemKeyring('linux', desktop.env) : inMemory;
    this.keychain = new Keychain({
      service: 'Usher tests',
      spawn: () => (desktop ? startKeytarInNode(desktop.env) : keychainProcess),
      look: system.look,
    });
    this.keyringCare = new KeyringCare({
      live,
      notices,
      records,
      stores: {
        keychain: this.keychain,
        session: new SessionStore(),
        passphrase: new PassphraseStore({ path: join(this.folder, 'sealed'), onSetAside: () => {}, now: readNow }),
      },
      keyring: system,
      credentials: () => this.credentials,
      onReadable: () => void this.meetings.refreshAnew(),
      now: readNow,
    });
    const cloudOf = async (environment: ZoomEnvironment) => ({ ...practiceCloud(zoom.http.origin), environment });
    const openBrowser = async (url: URL) => this.browse(url);
    this.credentials = new Credentials({ live, notices, records, now: readNow });
    const { credentials } = this;
    this.access = new ZoomAccess({
      live,
      credentials,
      secrets: new CredentialSecrets(this.keyringCare.store),
      renewals: new RenewalNotes({ folder: join(this.folder, 'renewals'), now: readNow }),
      cloudOf,
      fetch,
      now: readNow,
      zoomNow: readNow,
    });
    const { access } = this;
    this.care = new CredentialCare({ credentials, access, now: readNow });
    const { care } = this;
    this.signIns = new SignIns({ live, notices, credentials, access, care, cloudOf, openBrowser, now: readNow });
    this.bin = new CredentialBin({
      credentials,
      access,
      care,
      signIns: this.signIns,
      notices,
      activity: this.activity,
      now: readNow,
    });
    this.waiting = new WaitingWishes({ live, now: readNow });
    this.sessions = new MeetingSessions({
      live,
      openView: (request) => {
        const view = new RecordingView(request);
        this.views.push(view);
        return view;
      },
      practiceAttendance: new PracticeAttendance({ origin: async () => zoom.http.origin, fetch }),
      reauthorize: (credentialId) => this.commands.authorizeCredential({ credentialId }),
      showMeetings: () => this.shown.push('meetings'),
      unlockKeyring: () => this.commands.unlockKeyring(),
      showCredentials: () => this.shown.push('credentials'),
      showSettings: () => this.shown.push('settings'),
      askToReauthorize: (credentialId) => this.shown.push(`credentials/${credentialId}/authorize`),
      loadingAtOnce: 2,
      now: readNow,
      random: () => 0.5,
    });
    this.meetings = new Meetings({
      live,
      credentials,
      access,
      sessions: this.sessions,
      waiting: this.waiting,
      activity: this.activity,
      cloudOf,
      now: readNow,
      zoomNow: readNow,
    });
    this.bots = new Bots({ live, records, meetings: this.meetings, sessions: this.sessions, notices, now: readNow });
    this.readiness = new ReadinessChecks({
      live,
      credentials,
      access,
      care,
      meetings: this.meetings,
      activity: this.activity,
      isOnline: () => this.world.isOnline,
      clockSkewMs: () => this.world.clockSkewMs,
      now: readNow,
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds);
      },
    });
    this.definitions = new Definitions({
      credentials,
      access,
      care,
      activity: this.activity,
      askWhereToSave: async () => this.chosenFile.path,
      askWhatToOpen: async () => this.chosenFile.path,
      deriveKey: (passphrase, salt) => this.deriveKey(passphrase, salt),
      now: readNow,
    });
    this.drafts = new MeetingDrafts({
      live,
      meetings: this.meetings,
      practiceOrigin: async () => zoom.http.origin,
      readClipboard: async () => this.clipboard,
    });
    const copyText = (text: string) => void this.copied.push(text);
    const copySecret = (text: string) => void this.copiedSecrets.push(text);
    const hostKeysPath = join(this.folder, 'host-keys.sealed');
    this.hostKeys = new HostKeys({
      live,
      credentials,
      access,
      activity: this.activity,
      openFile: () =>
        HostKeyFile.open({
          path: live.current.settings.secretStore === 'session' ? undefined : hostKeysPath,
          key: (file) => vaultKeyIn(this.keyringCare.store, file),
          onSetAside: (subject) => notices.add({ code: 'records_damaged', subject }),
          now: readNow,
        }),
      putFileAside: () => putHostKeysAside(hostKeysPath, readNow()),
      copySecret,
      randomBelow: () => this.random.shift() ?? 0,
      now: readNow,
    });
    this.campaign = new HostKeyCampaign({
      live,
      hostKeys: this.hostKeys,
      activity: this.activity,
      note: new NoteFile(join(this.folder, 'host-key-campaign.json')),
      askWhereToSave: async () => this.chosenFile.path,
      now: readNow,
      wait: async (milliseconds) => void this.pauses.push(milliseconds),
    });
    this.hostKeyImport = new HostKeyImport({
      live,
      hostKeys: this.hostKeys,
      activity: this.activity,
      askWhatToOpen: async () => this.chosenFile.path,
      askWhereToSave: async () => this.chosenFile.path,
      deriveKey: (passphrase, salt) => this.deriveKey(passphrase, salt),
      now: readNow,
    });
    this.codecs = new Codecs({
      live,
      records,
      secrets: this.keyringCare.store,
      activity: this.activity,
      practiceRoom: () => findPracticeDevice({ origin: this.practiceOrigin ?? zoom.http.origin, fetch }),
      now: readNow,
      random: () => 0.5,
      wait: async (milliseconds) => void this.pauses.push(milliseconds),
    });
    const meetingCare = new MeetingCare({
      live,
      credentials,
      access,
      meetings: this.meetings,
      activity: this.activity,
      copyText,
      copySecret,
      hostKeyOf: (personId) => this.hostKeys.keyOf(personId),
      cloudOf,
      now: readNow,
    });
    this.errands = new RoomErrands({
      live,
      codecs: this.codecs,
      dialingOf: (meetingKey, choice) => meetingCare.dialing(meetingKey, choice),
      hostKeys: async () => this.hostKeys,
      activity: this.activity,
      now: readNow,
    });
    this.commands = new Commands({
      live,
      records,
      notices,
      credentials,
      care,
      signIns: this.signIns,
      bin: this.bin,
      trials: new TokenTrials({ live, credentials, access, activity: this.activity }),
      keyringCare: this.keyringCare,
      definitions: async () => this.definitions,
      meetings: this.meetings,
      meetingCare,
      drafts: this.drafts,
      waiting: this.waiting,
      sessions: this.sessions,
      bots: this.bots,
      readiness: this.readiness,
      reminders: new Reminders({ live, note: new NoteFile(join(this.folder, 'reminders.json')), now: readNow }),
      hostKeys: async () => this.hostKeys,
      campaign: async () => this.campaign,
      hostKeyImport: async () => this.hostKeyImport,
      windowCare: new MeetingWindowCare({
        live,
        sessions: this.sessions,
        keyFor: (meetingKey, from) => meetingCare.keyFor(meetingKey, from),
        hostKeys: async () => this.hostKeys,
        activity: this.activity,
      }),
      codecs: async () => this.codecs,
      errands: async () => this.errands,
      launchAtLogin: { check: async () => {}, set: async () => {} },
      activity: this.activity,
      activityExport: new ActivityExport({
        activity: this.activity,
        live,
        askWhereToSave: async () => undefined,
        now: readNow,
      }),
      diagnostics: new Diagnostics({
        live,
        activity: this.activity,
        world: {
          versions: {},
          system: {},
          profile: '/nowhere',
          keyring: system.look,
          clockSkewMs: () => this.world.clockSkewMs,
          unexpected: () => [],
          blocked: () => [],
        },
        askWhereToSave: async () => undefined,
        now: readNow,
      }),
      practiceOrigin: async () => zoom.http.origin,
      fetch,
      openBrowser,
      copyText,
      restart: () => {},
    });
  }

  static async start({ desktop }: { desktop?: DesktopSession } = {}): Promise<AppParts> {
    return new AppParts(await ZoomFake.start(), desktop);
  }

  /** Everything in the keyring, as one text to search in. */
  get kept(): string {
    return [...this.keychainProcess.items.values()].join('\n');
  }

  /** A public client, so that any free port will do for its sign-in. */
  async addUser(): Promise<ReturnType<Credentials['get']>['id']> {
    return this.care.add({ ...withSecret, clientSecret: '' });
  }

  /** An app credential, or what is like one, that Zoom has been asked about. */
  async addApp(different: Partial<NewCredential> = {}): Promise<ReturnType<Credentials['get']>['id']> {
    const id = await this.care.add({
      kind: 'app',
      environment: 'zoom',
      name: 'Signer',
      clientId: 'client-2',
      clientSecret: 'not-a-real-client-secret',
      ...different,
    });
    await waitUntil('Zoom to be asked about the app', () => {
      const { lastSuccessAt, lastError } = this.credentials.get(id);
      return lastSuccessAt !== undefined || lastError !== undefined;
    });
    return id;
  }

  /** The user says yes in the browser, and does not mind if nobody waits for that any more. */
  readonly comeBack = (url: URL): void => void this.zoom.consent(url).catch(() => {});

  /** Adds a credential and signs its user in. */
  async addSignedIn() {
    const id = await this.addUser();
    this.browse = this.comeBack;
    await this.signIns.authorize(id);
    return id;
  }

  async close(): Promise<void> {
    this.signIns.endAll();
    this.waiting.forgetAll();
    this.drafts.drop();
    this.readiness.stop();
    this.bots.stop();
    this.sessions.leaveAll();
    // A renewal that a launch has begun writes its note into the folder: without Zoom it ends now.
    await this.zoom.http.close();
    await this.access.settle();
    await this.campaign.settle();
    await this.hostKeys.settle();
    this.keyringCare.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
