import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  app,
  ClipboardItem,
  clipboard as electronClipboard,
  globalShortcut,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
} from 'electron';
import { Activity } from './app/activity';
import { ActivityExport, type AskWhereToSave } from './app/activity-export';
import { Bots } from './app/bots';
import type { Codecs } from './app/codecs';
import { Commands } from './app/commands';
import { CredentialBin } from './app/credential-bin';
import { CredentialCare } from './app/credential-care';
import { Credentials } from './app/credentials';
import type { Definitions } from './app/definitions';
import { Diagnostics } from './app/diagnostics';
import type { HostKeyCampaign } from './app/host-key-campaign';
import type { HostKeyImport } from './app/host-key-import';
import type { HostKeys } from './app/host-keys';
import { KeyringCare, uncheckedKeyring } from './app/keyring-care';
import { LiveState } from './app/live-state';
import { MeetingCare } from './app/meeting-care';
import { MeetingDrafts } from './app/meeting-drafts';
import { MeetingSessions } from './app/meeting-sessions';
import { MeetingWindowCare } from './app/meeting-window-care';
import { Meetings } from './app/meetings';
import { Notices } from './app/notices';
import { onDemand } from './app/on-demand';
import { PracticeAttendance } from './app/practice-attendance';
import { ReadinessChecks } from './app/readiness-checks';
import { RefreshSchedule } from './app/refresh-schedule';
import { Reminders } from './app/reminders';
import type { RoomErrands } from './app/room-errands';
import { SignIns } from './app/sign-ins';
import { TokenTrials } from './app/token-trials';
import { WaitingWishes } from './app/waiting-wishes';
import { ZoomAccess } from './app/zoom-access';
import type { Config } from './config';
import { serveApp } from './desktop/app-scheme';
import { BrowserLinks } from './desktop/browser-links';
import { askWhereToSave } from './desktop/file-dialogs';
import { GlobalShortcuts, shortcutChoice } from './desktop/global-shortcuts';
import { answerWindows } from './desktop/ipc';
import { startKeychainProcess } from './desktop/keychain-host';
import { LaunchAtLogin } from './desktop/launch-at-login';
import { LiveTray } from './desktop/live-tray';
import { LoopWatch } from './desktop/loop-watch';
import { MeetingWindows } from './desktop/meeting-window';
import { LiveNotifications, systemNotifications } from './desktop/notifications';
import { OperatorWindow } from './desktop/operator-window';
import { quitInOrder, restartInOrder } from './desktop/orderly-quit';
import { openProfileStore, readProfileFile } from './desktop/profile-store';
import { SystemClipboard } from './desktop/system-clipboard';
import { chooseFromTray } from './desktop/tray-choices';
import { watchForTrayHost } from './desktop/tray-host-watch';
import type { TrayIcon } from './desktop/tray-icon';
import type { TrayChoice } from './desktop/tray-menu';
import { logUnexpected, onUncaught, unexpectedErrors } from './desktop/unexpected';
import { wallClockOf } from './desktop/wall-clock';
import { EmbeddedPractice } from './practice/embedded-practice';
import { failureOf } from './shared/app-error';
import { noBots } from './shared/bot';
import { unasked } from './shared/codec';
import type { ZoomEnvironment } from './shared/credential';
import { readLaunchArguments } from './shared/launch-arguments';
import { practiceCloud, zoomCloud, zoomgovCloud } from './shared/zoom-cloud';
import { ActivityLog } from './storage/activity-log';
import { autostartFileOf } from './storage/autostart-file';
import { CredentialSecrets } from './storage/credential-secrets';
import { Keychain } from './storage/keychain';
import { NoteFile } from './storage/note-file';
import { openRecords } from './storage/open-records';
import { PassphraseStore } from './storage/passphrase-store';
import { practiceKeyIn } from './storage/practice-key';
import { RenewalNotes } from './storage/renewal-notes';
import { SessionStore } from './storage/session-store';
import { systemKeyring } from './storage/system-keyring';
import { vaultKeyIn } from './storage/vault-key';
import { clockOffText, ServerClock } from './zoom/server-clock';

const now = () => new Date();
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const cloudsOfZoom = { zoom: zoomCloud, zoomgov: zoomgovCloud } as const;
const jsonFiles = { name: 'Credentials of Usher', extensions: ['json'] };
/**
 * Chromium's network with the system's proxies and certificates. No cookies, and `no-store`: else its disk cache would
 * keep tokens. (A session of its own without a cache did the same for 3 MiB more.)
 */
const zoomFetch: typeof fetch = (input, init) =>
  net.fetch(input instanceof URL ? input.href : input, {
    ...init,
    cache: 'no-store',
    credentials: 'omit',
  } as RequestInit);

/** Practice Zoom's memory between two runs; it holds hashes only, and may be lost without harm. */
function storeOf(file: ReturnType<typeof openProfileStore>) {
  return {
    load: async () => file.get('state'),
    save: async (state: unknown) => file.set('state', state),
  };
}

/**
 * Composition root: builds every part once, in order, and joins them. It decides nothing.
 * @param tray the icon that `start.ts` has put up already
 */
export function buildUsher({ config, tray }: { config: Config; tray: TrayIcon }): {
  /** Brings up the window for another start, whose arguments may hold a link. */
  openFor: (argv: readonly string[]) => void;
} {
  const profile = app.getPath('userData');
  const root = app.getAppPath();
  const rendererRoot = join(root, 'out/renderer');
  const icon = join(root, 'resources/app-icon-256.png');
  const sdkRoot = join(root, 'node_modules/@zoom/meetingsdk/dist');
  const devServer = config.rendererDevServer;

  const { records, failures } = openRecords({
    path: join(profile, 'usher.json'),
    read: () => readProfileFile({ folder: profile, name: 'usher' }),
    now,
    onFailure: (failure) => notices.add(failure),
    onCaughtUp: () => notices.drop('records_not_saved'),
  });

  const live = new LiveState({
    version: app.getVersion(),
    credentials: [...records.credentials],
    signIns: [],
    accessTokens: [],
    arrivals: [],
    waitingWishes: [],
    meetings: [],
    feeds: [],
    isRefreshing: false,
    meetingWindows: [],
    risks: [],
    reminders: [],
    isQuiet: false,
    refusedShortcuts: [],
    bots: { ...noBots, profiles: records.bots.bots, rules: records.bots.botRules },
    hostKeys: { changes: 0, locks: 0 },
    codecs: records.codecs.map(unasked),
    errands: [],
    notices: [],
    keyring: uncheckedKeyring(records.settings),
    settings: records.settings,
  });
  const notices = new Notices(live, now);
  for (const failure of failures) notices.add(failure);

  const activity = new Activity({
    live,
    notices,
    log: new ActivityLog({
      path: join(profile, 'activity.jsonl'),
      now,
      onSetAside: (subject) => notices.add({ code: 'records_damaged', subject }),
    }),
    now,
  });
  const askForFile: AskWhereToSave = (question) => askWhereToSave(operatorWindow.current, question);

  const keyring = systemKeyring(process.platform, process.env);
  const keyringCare = new KeyringCare({
    live,
    notices,
    records,
    stores: {
      keychain: new Keychain({
        service: 'Usher',
        spawn: () => startKeychainProcess(join(root, 'out/main/keytar-process.cjs')),
        look: keyring.look,
      }),
      session: new SessionStore(),
      passphrase: new PassphraseStore({
        path: join(profile, 'usher-secrets.sealed'),
        onSetAside: (subject) => notices.add({ code: 'records_damaged', subject }),
        now,
      }),
    },
    keyring,
    credentials: () => credentials,
    onReadable: () => {
      void meetings.refreshAnew();
      void codecs.ifMade()?.then((devices) => devices.secretsReadable());
    },
    now,
  });
  const practice = new EmbeddedPractice({
    runningOrigin: config.practiceOrigin,
    key: () => practiceKeyIn(keyringCare.store),
    openStore: () => storeOf(openProfileStore({ folder: profile, name: 'practice-zoom', clearInvalidConfig: true })),
    now,
  });
  const cloudOf = async (environment: ZoomEnvironment) => {
    if (environment === 'practice') return practiceCloud(await practice.origin());
    return cloudsOfZoom[environment];
  };
  const links = new BrowserLinks(now);
  const writeConcealed = async (text: string) => {
    const { concealedText } = await import('./desktop/concealed-text');
    await electronClipboard.write([new ClipboardItem(concealedText(text, process.platform))]);
  };
  // Electron has it since 44.
  const canConceal = typeof ClipboardItem === 'function';
  const clipboard = new SystemClipboard(electronClipboard, canConceal ? writeConcealed : undefined);
  const openBrowser = (url: URL) => links.open(url);

  const serverClock = new ServerClock({
    now,
    monotonic: () => performance.now(),
    onClockOff: (aheadMs) => {
      if (aheadMs === undefined) notices.drop('clock_off');
      else notices.add({ code: 'clock_off', subject: clockOffText(aheadMs) });
    },
  });
  const heardFetch = serverClock.listening(zoomFetch);
  const zoomNow = (environment: ZoomEnvironment) =>
    environment === 'practice' ? now() : serverClock.nowAt(cloudsOfZoom[environment].apiOrigin);
  const credentials: Credentials = new Credentials({ live, notices, records, now });
  const access = new ZoomAccess({
    live,
    credentials,
    secrets: new CredentialSecrets(keyringCare.store),
    renewals: new RenewalNotes({ folder: join(profile, 'renewals'), now }),
    cloudOf,
    fetch: heardFetch,
    now,
    zoomNow,
  });
  const care = new CredentialCare({ credentials, access, now });
  const signIns = new SignIns({ live, notices, credentials, access, care, cloudOf, openBrowser, now });
  const bin = new CredentialBin({ credentials, access, care, signIns, notices, activity, now });
  const waiting = new WaitingWishes({ live, now });
  const meetingWindows = new MeetingWindows({
    preload: join(root, 'out/preload/meeting-preload.cjs'),
    icon,
    rendererRoot,
    sdkRoot,
    devServer,
    askPracticeZoom: (request) => practice.ask(request),
    onLeft: (windowId) => sessions.left(windowId),
    placeOf: (botId) => bots.placeOf(botId),
    devicesOff: (botId) => bots.devicesOff(botId),
    onPlaced: (botId, bounds) => bots.placed(botId, bounds),
  });
  const sessions: MeetingSessions = new MeetingSessions({
    live,
    openView: (options) => meetingWindows.open(options),
    practiceAttendance: new PracticeAttendance({ origin: () => practice.origin(), fetch: heardFetch }),
    reauthorize: (credentialId) => commands.authorizeCredential({ credentialId }),
    showMeetings: () => {
      operatorWindow.open('meetings');
      void meetings.refresh({ isAsked: true });
    },
    unlockKeyring: () => commands.unlockKeyring(),
    showCredentials: () => operatorWindow.open('credentials'),
    showSettings: () => operatorWindow.open('settings'),
    askToReauthorize: (credentialId) => operatorWindow.open(`credentials/${credentialId}/authorize`),
    // Two on two processors held the main process up for more than 50 ms in a hundredth of the time, and one for 31 (measured).
    loadingAtOnce: Math.max(1, availableParallelism() - 1),
    now,
    random: Math.random,
  });
  const meetings: Meetings = new Meetings({
    live,
    credentials,
    access,
    sessions,
    waiting,
    activity,
    cloudOf,
    now,
    zoomNow,
  });
  const meetingCare = new MeetingCare({
    live,
    credentials,
    access,
    meetings,
    activity,
    copyText: (text) => clipboard.write(text),
    copySecret: (text) => clipboard.writeSecret(text),
    hostKeyOf: async (personId) => (await hostKeys()).keyOf(personId),
    cloudOf,
    now,
  });
  const drafts = new MeetingDrafts({
    live,
    meetings,
    practiceOrigin: () => practice.origin(),
    readClipboard: () => clipboard.read(),
  });
  const bots: Bots = new Bots({ live, records, meetings, sessions, notices, now });
  const isOnline = (environment: ZoomEnvironment) => environment === 'practice' || net.isOnline();
  const readiness = new ReadinessChecks({
    live,
    credentials,
    access,
    care,
    meetings,
    activity,
    isOnline,
    clockSkewMs: (environment) =>
      environment === 'practice' ? 0 : serverClock.aheadOf(cloudsOfZoom[environment].apiOrigin),
    now,
  });
  const definitions = onDemand<Definitions>(() =>
    Promise.all([import('./app/definitions'), import('./desktop/file-dialogs'), import('./storage/sealed-text')]).then(
      ([{ Definitions }, { askWhatToOpen, askWhereToSave }, { keyFrom }]) =>
        new Definitions({
          credentials,
          access,
          care,
          activity,
          askWhereToSave: (suggestedName) =>
            askWhereToSave(operatorWindow.current, {
              title: 'Export credentials',
              filters: [jsonFiles],
              suggestedName,
            }),
          askWhatToOpen: () =>
            askWhatToOpen(operatorWindow.current, { title: 'Import credentials', filters: [jsonFiles] }),
          deriveKey: keyFrom,
          now,
        }),
    ),
  );
  /** What was shown of secrets is hidden. */
  const screenLocked = () => {
    const { hostKeys: shown } = live.current;
    live.set({ hostKeys: { ...shown, locks: shown.locks + 1 } });
  };
  let stopWatchingForLock = () => {};
  const watchScreen = async () => {
    // Electron tells of it on macOS and Windows only.
    if (process.platform !== 'linux') return;
    const { watchForScreenLock } = await import('./desktop/screen-lock-watch');
    stopWatchingForLock = await watchForScreenLock(screenLocked);
  };
  const hostKeysPath = join(profile, 'host-keys.sealed');
  const hostKeys = onDemand<HostKeys>(() => {
    void watchScreen().catch(() => {});
    return Promise.all([import('./app/host-keys'), import('./storage/host-key-file')]).then(
      ([{ HostKeys }, { HostKeyFile, putHostKeysAside }]) =>
        new HostKeys({
          live,
          credentials,
          access,
          activity,
          openFile: () =>
            HostKeyFile.open({
              // What is kept for one session leaves nothing behind.
              path: live.current.settings.secretStore === 'session' ? undefined : hostKeysPath,
              key: (file) => vaultKeyIn(keyringCare.store, file),
              onSetAside: (subject) => notices.add({ code: 'records_damaged', subject }),
              now,
            }),
          putFileAside: () => putHostKeysAside(hostKeysPath, now()),
          copySecret: (text) => clipboard.writeSecret(text),
          randomBelow: randomInt,
          now,
        }),
    );
  });
  const campaignPath = join(profile, 'host-key-campaign.json');
  const campaign = onDemand<HostKeyCampaign>(() =>
    Promise.all([hostKeys(), import('./app/host-key-campaign')]).then(
      ([directory, { HostKeyCampaign }]) =>
        new HostKeyCampaign({
          live,
          hostKeys: directory,
          activity,
          note: new NoteFile(campaignPath),
          askWhereToSave: askForFile,
          now,
          wait,
        }),
    ),
  );
  const hostKeyImport = onDemand<HostKeyImport>(() =>
    Promise.all([
      hostKeys(),
      import('./app/host-key-import'),
      import('./desktop/file-dialogs'),
      import('./storage/sealed-text'),
    ]).then(
      ([directory, { HostKeyImport }, { askWhatToOpen }, { keyFrom }]) =>
        new HostKeyImport({
          live,
          hostKeys: directory,
          activity,
          askWhatToOpen: () =>
            askWhatToOpen(operatorWindow.current, {
              title: 'Import host keys',
              filters: [{ name: 'CSV, or sealed by Usher', extensions: ['csv', 'txt', 'tsv', 'json'] }],
            }),
          askWhereToSave: askForFile,
          deriveKey: keyFrom,
          now,
        }),
    ),
  );
  const settleHostKeys = async () => {
    await (await campaign.ifMade())?.settle();
    await (await hostKeys.ifMade())?.settle();
  };
  const codecs = onDemand<Codecs>(() =>
    Promise.all([import('./app/codecs'), import('./codec/practice-device')]).then(
      ([{ Codecs }, { findPracticeDevice }]) =>
        new Codecs({
          live,
          records,
          secrets: keyringCare.store,
          activity,
          practiceRoom: async () => findPracticeDevice({ origin: await practice.origin(), fetch: heardFetch }),
          now,
          random: Math.random,
          wait,
        }),
    ),
  );
  const errands = onDemand<RoomErrands>(() =>
    Promise.all([codecs(), import('./app/room-errands')]).then(
      ([devices, { RoomErrands }]) =>
        new RoomErrands({
          live,
          codecs: devices,
          dialingOf: (meetingKey, choice) => meetingCare.dialing(meetingKey, choice),
          hostKeys,
          activity,
          now,
        }),
    ),
  );
  const letRoomsGo = async () => {
    (await errands.ifMade())?.stop();
    (await codecs.ifMade())?.stop();
  };
  const reminders = new Reminders({ live, note: new NoteFile(join(profile, 'reminders.json')), now });
  const launchAtLogin = new LaunchAtLogin(
    live,
    autostartFileOf(process.platform, process.env, {
      home: app.getPath('home'),
      icon,
      program: [process.execPath, ...(app.isPackaged ? [] : [root])],
    }),
  );
  const activityExport = new ActivityExport({ activity, live, askWhereToSave: askForFile, now });
  const commands = new Commands({
    live,
    records,
    notices,
    credentials,
    care,
    signIns,
    bin,
    trials: new TokenTrials({ live, credentials, access, activity }),
    keyringCare,
    definitions,
    meetings,
    meetingCare,
    drafts,
    waiting,
    sessions,
    bots,
    readiness,
    reminders,
    hostKeys,
    campaign,
    hostKeyImport,
    windowCare: new MeetingWindowCare({
      live,
      sessions,
      keyFor: (meetingKey, from) => meetingCare.keyFor(meetingKey, from),
      hostKeys,
      activity,
    }),
    codecs,
    errands,
    activity,
    activityExport,
    diagnostics: new Diagnostics({
      live,
      activity,
      world: {
        versions: { electron: process.versions.electron, chrome: process.versions.chrome, node: process.versions.node },
        system: {
          platform: process.platform,
          architecture: process.arch,
          version: process.getSystemVersion(),
          desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
          session: process.env.XDG_SESSION_TYPE ?? '',
          locale: app.getLocale(),
          isPackaged: app.isPackaged,
          upForSeconds: Math.round(process.uptime()),
        },
        profile,
        keyring: keyring.look,
        clockSkewMs: () => serverClock.aheadOf(zoomCloud.apiOrigin),
        unexpected: unexpectedErrors,
        blocked: () => loopWatch.blockedTimes,
      },
      askWhereToSave: askForFile,
      now,
    }),
    practiceOrigin: () => practice.origin(),
    fetch: heardFetch,
    openBrowser,
    copyText: (text) => clipboard.write(text),
    launchAtLogin,
    restart: restartInOrder,
  });
  const operatorWindow = new OperatorWindow({
    preload: join(root, 'out/preload/preload.cjs'),
    icon,
    onClosed: () => {
      if (!live.current.settings.keepRunningInTray) app.quit();
    },
    onGivenUp: () => notices.add({ code: 'restart_advised' }),
    monotonic: () => performance.now(),
  });
  const schedule = new RefreshSchedule({ live, meetings, isOnline, now });
  const loopWatch = new LoopWatch({ now, monotonic: () => performance.now() });

  serveApp(protocol, { host: 'usher', rendererRoot, sdkRoot, devServer });
  answerWindows({ operatorWindow, meetingWindows, commands, sessions, now, onUnexpected: logUnexpected });
  const wallClock = wallClockOf(app.getLocaleCountryCode());
  const choose = (choice: TrayChoice) =>
    chooseFromTray(choice, { live, commands, operatorWindow, notices, quit: () => app.quit() });
  const liveTray = new LiveTray(tray, live, choose, now, wallClock);
  const shortcuts = new GlobalShortcuts(live, globalShortcut, (action) =>
    choose(shortcutChoice(action, live.current, now())),
  );
  const notifications = new LiveNotifications(live, systemNotifications({ icon, onChoice: choose }), now, wallClock);
  live.subscribe((state) => {
    operatorWindow.stateChanged(state);
    nativeTheme.themeSource = state.settings.theme;
  });
  nativeTheme.themeSource = live.current.settings.theme;
  activity.start();
  schedule.start();
  bin.start();
  readiness.start();
  reminders.start();
  shortcuts.start();
  void launchAtLogin.start().catch((error: unknown) => notices.add(failureOf(error)));
  bots.start();
  loopWatch.start();
  onUncaught(() => notices.add({ code: 'restart_advised' }));
  powerMonitor.on('suspend', () => loopWatch.stop());
  keyringCare.start();
  if (existsSync(campaignPath))
    void campaign()
      .then((left) => left.restore())
      .catch((error: unknown) => notices.add(failureOf(error)));
  powerMonitor.on('lock-screen', () => screenLocked());
  powerMonitor.on('resume', () => {
    loopWatch.start();
    readiness.resumed();
    reminders.look();
    bots.resumed();
    schedule.resumed();
  });
  let stopWatchingForTrayHost = () => {};
  if (process.platform === 'linux') {
    void watchForTrayHost(() => liveTray.makeAnew())
      .then((stop) => {
        stopWatchingForTrayHost = stop;
      })
      .catch(() => {});
  }

  app.on('activate', () => operatorWindow.open());
  // Usher lives in the tray; the last window is not the end.
  app.on('window-all-closed', () => {});
  quitInOrder({
    settle: () => {
      schedule.stop();
      readiness.stop();
      reminders.stop();
      bots.stop();
      bin.stop();
      signIns.endAll();
      waiting.forgetAll();
      drafts.drop();
      sessions.leaveAll();
      return Promise.all([
        clipboard.forget(),
        reminders.settle(),
        activityExport.settle(),
        settleHostKeys(),
        letRoomsGo(),
        access.settle().then(() => Promise.all([records.settle(), activity.settle()])),
      ]);
    },
    end: () => {
      stopWatchingForTrayHost();
      stopWatchingForLock();
      liveTray.stop();
      notifications.stop();
      shortcuts.stop();
      loopWatch.stop();
      keyringCare.close();
      void practice.close();
    },
  });
  const openFor = (argv: readonly string[]) => {
    const request = readLaunchArguments(argv);
    if (request.kind === 'none') return operatorWindow.open();
    operatorWindow.open('meetings');
    void drafts.readLaunch(request);
  };
  const isLoginStart = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  if (!config.startHidden && !isLoginStart) openFor(process.argv);
  // An unpackaged build would register the bare Electron.
  if (app.isPackaged) app.setAsDefaultProtocolClient('usher');
  return { openFor };
}
