import type { CallReply } from '@shared/bridge';
import type { MeetingTicket, SdkCommand, SdkOutcome, SdkReport } from '@shared/meeting-page';
import { parseJson } from '@shared/parse-json';
import type { ZoomMtgGlobal } from './zoom-mtg';

/**
 * The page that holds the Meeting SDK. It takes the port that the preload sends before any script of the SDK runs,
 * loads the SDK's own files, gives it the one ticket, and reports what happens; main decides what that means.
 */

/** In the SDK's order: it brings its own React 18 and finds it on `window`. */
const sdkScripts = [
  '/sdk/lib/vendor/react.min.js',
  '/sdk/lib/vendor/react-dom.min.js',
  '/sdk/lib/vendor/redux.min.js',
  '/sdk/lib/vendor/redux-thunk.min.js',
  '/sdk/lib/vendor/lodash.min.js',
  '/sdk/zoom-meeting-6.2.0.min.js',
];
const sdkStyles = ['/sdk/ui/zoom-meetingsdk.css'];

/** The shortest program that there is: its magic number and version (WebAssembly Core Specification, 5.5.16). */
const emptyWasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** What `onClaimStatus` brings (read in 6.2.0: Zoom's results 0, 3036 and all others). */
const claimOutcomes: { readonly [Status in string]?: SdkOutcome } = { success: 'done', error: 'refused' };

/** Zoom's verdict on a join, as the SDK asks for it. */
const verdictPath = '/api/v1/wc/info';

/**
 * Reasons of `onUserLeave` that somebody else gave: HOST_ENDED_MEETING, MEETING_TRANSFER, and the two KICK_OUT.
 * They come before the status that says only that it is over, or without one.
 */
const sentAway: ReadonlySet<number> = new Set([1, 5, 6, 7]);

const status = document.getElementById('status');

function say(text: string): void {
  if (status) status.textContent = text;
}

function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent) => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== 'usher' || !port) return;
      window.removeEventListener('message', onMessage);
      resolve(port);
    };
    window.addEventListener('message', onMessage);
  });
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    // Scripts added by script run as they arrive unless told otherwise; the SDK needs them in order.
    script.async = false;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`could not load ${src}`));
    document.head.append(script);
  });
}

function loadStyles(): void {
  for (const href of sdkStyles) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
  }
}

/**
 * Several of Zoom's refusals make the SDK draw a dead end without a word to its caller (measured with 6.2.0),
 * so the answer is read on its way to the SDK.
 */
function watchVerdicts(onVerdict: (report: SdkReport) => void): void {
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...parameters: [string, string | URL]) {
    if (new URL(parameters[1], location.href).pathname === verdictPath) {
      // The SDK listens to what comes after this event, and would be heard first.
      this.addEventListener('readystatechange', () => {
        if (this.readyState === XMLHttpRequest.DONE) onVerdict(verdictIn(this.status, this.response));
      });
    }
    return open.apply(this, parameters as never);
  };
  const ask = window.fetch;
  window.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const isVerdict = new URL(address, location.href).pathname === verdictPath;
    try {
      const response = await ask(input, init);
      if (isVerdict) onVerdict(verdictIn(response.status, await response.clone().text()));
      return response;
    } catch (error) {
      if (isVerdict) onVerdict(verdictIn(0, ''));
      throw error;
    }
  };
}

function verdictIn(httpStatus: number, body: unknown): SdkReport {
  const answer = (typeof body === 'string' ? parseJson(body) : body) as
    | {
        status?: unknown;
        errorCode?: unknown;
        errorMessage?: unknown;
        result?: { practiceRoom?: { participantId?: unknown } } | null;
      }
    | null
    | undefined;
  const participantId = answer?.result?.practiceRoom?.participantId;
  if (answer?.status === true && typeof participantId === 'string') return { kind: 'practiceVerdict', participantId };
  const isGood = answer?.status === true;
  return {
    kind: 'verdict',
    httpStatus,
    errorCode: isGood ? 0 : typeof answer?.errorCode === 'number' ? answer.errorCode : -1,
    errorMessage: typeof answer?.errorMessage === 'string' ? answer.errorMessage.slice(0, 500) : '',
  };
}

async function main(): Promise<void> {
  const port = await receivePort();
  let obey: (command: SdkCommand) => void = () => {};
  const ticket = new Promise<MeetingTicket>((resolve, reject) => {
    port.onmessage = ({ data }: MessageEvent<CallReply | { command: SdkCommand }>) => {
      if ('command' in data) obey(data.command);
      else if (data.ok) resolve(data.value as MeetingTicket);
      else reject(new Error(data.failure.code));
    };
  });
  // Main knows already when there is no ticket, and takes this page away.
  ticket.catch(() => {});
  const report = (what: SdkReport) => port.postMessage(what);
  watchVerdicts(report);
  window.addEventListener('offline', () => report({ kind: 'network', isOnline: false }));
  window.addEventListener('online', () => report({ kind: 'network', isOnline: true }));
  window.addEventListener('error', ({ message }) => {
    if (!('ZoomMtg' in window)) report({ kind: 'broken', reason: message.slice(0, 500) });
  });
  try {
    // The SDK would try for ever to start what a policy forbids.
    await WebAssembly.compile(emptyWasm);
    loadStyles();
    await Promise.all(sdkScripts.map(loadScript));
    const { ZoomMtg } = window as unknown as { ZoomMtg: ZoomMtgGlobal };
    obey = (command) => carryOut(ZoomMtg, command, report);
    await join(ZoomMtg, await ticket, report);
  } catch (error) {
    report({ kind: 'broken', reason: error instanceof Error ? error.message.slice(0, 500) : 'unknown' });
  }
}

async function join(zoom: ZoomMtgGlobal, ticket: MeetingTicket, report: (what: SdkReport) => void): Promise<void> {
  say('Asking Zoom to let you in…');
  zoom.setZoomJSLib('/sdk/lib', '/av');
  zoom.preLoadWasm();
  zoom.prepareWebSDK();
  await new Promise<void>((resolve, reject) => {
    zoom.init({
      // Relative on purpose: the SDK mangles addresses of other schemes. Main takes the navigation for the end.
      leaveUrl: '/left.html',
      webEndpoint: ticket.webEndpoint,
      patchJsMedia: true,
      leaveOnPageUnload: true,
      isShowJoiningErrorDialog: false,
      ...(ticket.skipsPreview ? { disablePreview: true } : {}),
      success: () => resolve(),
      error: (failure) => reject(new Error(`the SDK could not start (${failure?.errorCode ?? 'no code'})`)),
    });
  });
  const count = countingPeople(zoom, report);
  zoom.inMeetingServiceListener('onUserJoin', count);
  zoom.inMeetingServiceListener('onUserLeave', (who) => {
    const reasonCode = who?.reasonCode;
    if (reasonCode !== undefined && sentAway.has(reasonCode)) report({ kind: 'ended', reasonCode });
    else count();
  });
  zoom.inMeetingServiceListener('onClaimStatus', (status) =>
    report({ kind: 'answered', command: 'claimHost', outcome: claimOutcomes[String(status)] ?? 'failed' }),
  );
  zoom.inMeetingServiceListener('onUserIsInWaitingRoom', () => report({ kind: 'waitingRoom' }));
  zoom.inMeetingServiceListener('onMeetingStatus', ({ meetingStatus, errorCode, errorMessage }) => {
    if (meetingStatus === 2) {
      if (status) status.hidden = true;
      report({ kind: 'joined' });
      count();
    }
    if (meetingStatus === 4) report({ kind: 'reconnecting' });
    if (meetingStatus === 3 && errorCode)
      report({ kind: 'refused', errorCode, errorMessage: String(errorMessage ?? '').slice(0, 500) });
    else if (meetingStatus === 3) report({ kind: 'ended' });
  });
  report({ kind: 'joining', ...(window.crossOriginIsolated ? {} : { isReduced: true }) });
  zoom.join({
    meetingNumber: ticket.meetingNumber,
    passWord: ticket.passWord,
    userName: ticket.userName,
    userEmail: ticket.userEmail,
    signature: ticket.signature,
    ...(ticket.zak ? { zak: ticket.zak } : {}),
    ...(ticket.obfToken ? { obfToken: ticket.obfToken } : {}),
    ...(ticket.recordingToken ? { recordingToken: ticket.recordingToken } : {}),
    ...(ticket.tk ? { tk: ticket.tk } : {}),
    success: () => {},
    // The callback's `result` may hold the ZAK; only the code and the text go on.
    error: ({ errorCode, errorMessage }) =>
      report({ kind: 'refused', errorCode, errorMessage: String(errorMessage ?? '').slice(0, 500) }),
  });
}

/** Does what main asks for once it is in the meeting, and says what became of it. */
function carryOut(zoom: ZoomMtgGlobal, command: SdkCommand, report: (what: SdkReport) => void): void {
  const answer = (outcome: SdkOutcome) => report({ kind: 'answered', command: command.kind, outcome });
  // It calls nothing back then.
  if (giveToSdk(zoom, command, answer) === false) answer('tooSoon');
}

function giveToSdk(zoom: ZoomMtgGlobal, command: SdkCommand, answer: (outcome: SdkOutcome) => void): false | undefined {
  switch (command.kind) {
    case 'claimHost':
      // The SDK refuses by itself while somebody is the host, in words that no program should have to read.
      return zoom.claimHostWithHostKey({ hostKey: command.hostKey, error: () => answer('hostThere') });
    case 'inviteRoom': {
      const { ip, type } = command;
      return zoom.inviteCRCDevice({ ip, type, success: () => answer('done'), error: () => answer('refused') });
    }
  }
}

/**
 * Reports how many are in the meeting, once for several who come or go together. Not at once: the SDK tells of a person before its list
 * has changed, and in the middle of changing it (read in 6.2.0).
 */
function countingPeople(zoom: ZoomMtgGlobal, report: (what: SdkReport) => void): () => void {
  let timer: number | undefined;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      zoom.getAttendeeslist({
        success: ({ result }) => {
          if (typeof result === 'string') return;
          const { attendeesList } = result;
          report({
            kind: 'participants',
            count: attendeesList.length,
            hasHost: attendeesList.some(({ isHost }) => isHost === true),
          });
        },
        error: () => {},
      });
    }, 200);
  };
}

void main();
