import type { ActivityKind, NewActivity } from '../shared/activity';
import type { AppErrorCode, Failure } from '../shared/app-error';
import type { AppState, MeetingWindow } from '../shared/app-state';
import type { Credential } from '../shared/credential';
import type { Settings } from '../shared/settings';

/** What only a sign-in can fail with. */
const signInFailures: ReadonlySet<AppErrorCode> = new Set([
  'wrong_user',
  'access_denied',
  'authorization_timed_out',
  'authorization_failed',
  'redirect_mismatch',
  'redirect_port_busy',
  'browser_not_opened',
]);

/**
 * What was done between two states, as far as a state tells: credentials, meetings and settings. What leaves no trace in a state,
 * such as a minted token, is noted where it is done.
 */
export function activityBetween(before: AppState, after: AppState): NewActivity[] {
  return [
    ...(before.credentials === after.credentials ? [] : credentialActivity(before.credentials, after.credentials)),
    ...(before.meetingWindows === after.meetingWindows
      ? []
      : meetingActivity(before.meetingWindows, after.meetingWindows)),
    ...(before.settings === after.settings ? [] : settingsActivity(before.settings, after.settings)),
  ];
}

function credentialActivity(before: readonly Credential[], after: readonly Credential[]): NewActivity[] {
  const earlier = new Map(before.map((credential) => [credential.id, credential]));
  const later = new Set(after.map(({ id }) => id));
  // Whoever empties the bin tells it: only there it is known what Zoom said.
  const gone = before.filter(({ id, deletedAt }) => !later.has(id) && deletedAt === undefined);
  return [
    ...after.flatMap((credential) => {
      const known = earlier.get(credential.id);
      if (known === credential) return [];
      return known ? changesOf(known, credential) : [about('credentialAdded', credential)];
    }),
    ...gone.map((credential) => about('credentialDeleted', credential)),
  ];
}

function changesOf(before: Credential, after: Credential): NewActivity[] {
  const changes: NewActivity[] = [];
  if (before.deletedAt === undefined && after.deletedAt !== undefined) changes.push(about('credentialDeleted', after));
  if (before.deletedAt !== undefined && after.deletedAt === undefined) changes.push(about('credentialRestored', after));
  if (before.name !== after.name) changes.push({ ...about('credentialDescribed', after), about: `was ${before.name}` });
  else if (before.tags.join() !== after.tags.join()) {
    changes.push({ ...about('credentialDescribed', after), about: `tags: ${after.tags.join(', ') || 'none'}` });
  }
  const client = clientChanges(before, after);
  if (client.length > 0) changes.push({ ...about('clientChanged', after), about: client.join(', ') });
  const isAuthorizedAnew = after.authorizedAt !== undefined && after.authorizedAt !== before.authorizedAt;
  if (isAuthorizedAnew) {
    const isOther = before.user !== undefined && before.user.id !== after.user?.id;
    changes.push({
      ...about(before.authorizedAt === undefined ? 'authorized' : 'reauthorized', after),
      ...(isOther ? { about: `was ${before.user?.displayName}` } : {}),
    });
  }
  const { lastError } = after;
  if (lastError && lastError.at !== before.lastError?.at && signInFailures.has(lastError.failure.code)) {
    changes.push({ ...about('authorizationFailed', after), ...failed(lastError.failure) });
  }
  if (before.health.kind !== after.health.kind && !isAuthorizedAnew) changes.push(...healthActivity(after));
  return changes;
}

/** What of a client is another than before, as far as a state tells. Another secret in the place of one leaves no trace there. */
export function clientChanges(before: Credential, after: Credential): string[] {
  return [
    ...(before.clientId === after.clientId ? [] : ['client ID']),
    ...(before.accountId === after.accountId ? [] : ['account ID']),
    ...(before.hasClientSecret === after.hasClientSecret
      ? []
      : [after.hasClientSecret ? 'client secret added' : 'client secret removed']),
  ];
}

function healthActivity(credential: Credential): NewActivity[] {
  const { health } = credential;
  switch (health.kind) {
    case 'ready':
      return [about('credentialRecovered', credential)];
    case 'degraded':
      return [{ ...about('refreshFailed', credential), ...failed(health.cause) }];
    case 'misconfigured':
      return [{ ...about('clientRefused', credential), ...failed(health.cause) }];
    case 'needsReauthorization':
      // Nobody has ended what has not begun.
      if (health.cause.code === 'not_authorized') return [];
      return [{ ...about('authorizationEnded', credential), ...failed(health.cause) }];
  }
}

function meetingActivity(before: readonly MeetingWindow[], after: readonly MeetingWindow[]): NewActivity[] {
  const earlier = new Map(before.map((shown) => [shown.windowId, shown]));
  const later = new Set(after.map(({ windowId }) => windowId));
  const closed = before.filter(({ windowId, phase }) => phase === 'inMeeting' && !later.has(windowId));
  return [
    ...after.flatMap((shown): NewActivity[] => {
      const from = earlier.get(shown.windowId)?.phase;
      const { phase, failure } = shown;
      if (phase === from) return [];
      if (phase === 'inMeeting') return [inMeeting(shown.role === 'host' ? 'meetingStarted' : 'meetingJoined', shown)];
      if (from === 'inMeeting') return [{ ...inMeeting('meetingLeft', shown), ...codes(failure) }];
      if (phase === 'failed') return [{ ...inMeeting('meetingFailed', shown), ...codes(failure), outcome: 'failed' }];
      return [];
    }),
    ...closed.map((shown) => inMeeting('meetingLeft', shown)),
  ];
}

const ofTheKeyring: ReadonlySet<string> = new Set(['secretStore', 'keyringBackend']);

function settingsActivity(before: Settings, after: Settings): NewActivity[] {
  const was = new Map<string, unknown>(Object.entries(before));
  // What was nothing before was found, not changed.
  const changed = Object.entries(after).filter(([name, value]) => was.has(name) && was.get(name) !== value);
  const told = (kind: ActivityKind, some: typeof changed): NewActivity[] =>
    some.length === 0
      ? []
      : [
          {
            kind,
            outcome: 'done',
            about: some.map(([name, value]) => `${name}: ${was.get(name)} → ${value}`).join(', '),
          },
        ];
  return [
    ...told(
      'keyringChanged',
      changed.filter(([name]) => ofTheKeyring.has(name)),
    ),
    ...told(
      'settingsChanged',
      changed.filter(([name]) => !ofTheKeyring.has(name)),
    ),
  ];
}

function about(kind: ActivityKind, credential: Credential): NewActivity {
  return { kind, outcome: 'done', ...asWhom(credential) };
}

/** A bot's name is not its user's, who is filled in with the credential. */
function inMeeting(kind: ActivityKind, shown: MeetingWindow): NewActivity {
  const { credentialId, userName, botId, meetingId, topic } = shown;
  const who = botId === undefined ? { zoomUser: userName } : { about: `as the bot “${userName}”` };
  return { kind, outcome: 'done', credentialId, ...who, meetingId, topic };
}

function failed(failure: Failure): Pick<NewActivity, 'outcome' | 'code' | 'zoomCode' | 'trackingId'> {
  return { outcome: 'failed', ...codes(failure) };
}

/** The credential, and the Zoom user behind it, as an entry names them. */
export function asWhom({
  id,
  name,
  user,
}: Credential): Pick<NewActivity, 'credentialId' | 'credentialName' | 'zoomUser'> {
  return {
    credentialId: id,
    credentialName: name,
    ...(user ? { zoomUser: user.email ? `${user.displayName} <${user.email}>` : user.displayName } : {}),
  };
}

/** Of a failure only what is a code: Zoom's words might quote what was sent. */
export function codes(failure: Failure | undefined): Pick<NewActivity, 'code' | 'zoomCode' | 'trackingId'> {
  if (!failure) return {};
  const { code, zoomCode, trackingId } = failure;
  return {
    code,
    ...(zoomCode === undefined ? {} : { zoomCode }),
    ...(trackingId === undefined ? {} : { trackingId }),
  };
}
