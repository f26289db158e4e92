import type { MeetingWindow } from '@shared/app-state';
import type { Standing } from './credential-standing';

const standings: { readonly [Phase in MeetingWindow['phase']]: Omit<Standing, 'since'> } = {
  queued: { tone: 'waiting', word: 'Waiting for its turn' },
  preparing: { tone: 'waiting', word: 'Preparing' },
  askingZoom: { tone: 'waiting', word: 'Asking Zoom to let you in' },
  waitingForHost: { tone: 'waiting', word: 'Waiting for the host' },
  waitingForAuthorizer: { tone: 'waiting', word: 'Waiting for the user it joins for' },
  waitingRoom: { tone: 'waiting', word: 'In the waiting room' },
  admitting: { tone: 'waiting', word: 'Zoom is letting you in' },
  inMeeting: { tone: 'ready', word: 'In the meeting' },
  reconnecting: { tone: 'attention', word: 'Coming back' },
  failed: { tone: 'problem', word: 'Could not get in' },
  ended: { tone: 'idle', word: 'Ended' },
};

/** What a meeting window is doing, in words, and since when. */
export function meetingWindowStanding({
  phase,
  since,
  joinedAt,
}: Pick<MeetingWindow, 'phase' | 'since' | 'joinedAt'>): Standing {
  const isFirstWay = phase === 'reconnecting' && joinedAt === undefined;
  return { ...standings[phase], ...(isFirstWay ? { word: 'Asking once more' } : {}), since };
}
