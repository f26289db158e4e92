import { Activity } from '../../../src-main/app/activity';
import { HostClaims } from '../../../src-main/app/host-claims';
import { LiveState } from '../../../src-main/app/live-state';
import type { UsedHostKey } from '../../../src-main/app/meeting-care';
import { MeetingSessions } from '../../../src-main/app/meeting-sessions';
import { Notices } from '../../../src-main/app/notices';
import { PracticeAttendance } from '../../../src-main/app/practice-attendance';
import { people } from '../../../src-main/practice/practice-people';
import { AppError, type AppErrorCode } from '../../../src-main/shared/app-error';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { MeetingTicket, SdkReport } from '../../../src-main/shared/meeting-page';
import { codeFrom } from '../code-from';
import { aMeeting, anAppState, idOf, now } from '../examples';
import { enter, post } from '../practice/practice-room-visitor';
import { expect, RunningPractice, test } from '../practice/running-practice';
import { ActivityLogInMemory } from './activity-log-in-memory';
import { RecordingView } from './recording-view';

const ada = hostKeyPersonId('zoom', 'ada');
const key = '482915';

/** A meeting window, and somebody who wants to be its host. */
class Claiming {
  readonly live = new LiveState(anAppState());
  readonly log = new ActivityLogInMemory();
  readonly proofs: unknown[] = [];
  readonly views: RecordingView[] = [];
  readonly sessions: MeetingSessions;
  used: UsedHostKey = { key, keyOf: ada, isHosts: true };
  /** Why nothing can be written down of a key. */
  unsaved: AppErrorCode | undefined;
  private readonly activity: Activity;
  private readonly claims: HostClaims;

  constructor(practiceOrigin = 'http://127.0.0.1:9') {
    const { live } = this;
    this.activity = new Activity({ live, notices: new Notices(live, () => now), log: this.log, now: () => now });
    this.sessions = new MeetingSessions({
      live,
      openView: (request) => {
        const view = new RecordingView(request);
        this.views.push(view);
        return view;
      },
      practiceAttendance: new PracticeAttendance({ origin: async () => practiceOrigin, fetch }),
      reauthorize: async () => {},
      showMeetings: () => {},
      unlockKeyring: async () => {},
      showCredentials: () => {},
      showSettings: () => {},
      askToReauthorize: () => {},
      loadingAtOnce: 2,
      now: () => now,
      random: () => 0.5,
    });
    this.claims = new HostClaims({
      live,
      sessions: this.sessions,
      keyFor: async () => this.used,
      hostKeys: async () => ({
        prove: async (...proof) => {
          if (this.unsaved) throw new AppError(this.unsaved);
          this.proofs.push(proof);
        },
      }),
      activity: this.activity,
    });
  }

  get view(): RecordingView {
    const view = this.views.at(-1);
    if (!view) throw new Error('no window is open');
    return view;
  }

  get window() {
    return this.live.current.meetingWindows[0];
  }

  say = (report: SdkReport) => this.sessions.handlersOf(this.view.request.windowId).report(report);
  claim = () => this.claims.claim(this.view.request.windowId, ada);

  /** A participant whom the SDK has let in, or who is to be let into a practice room. */
  async open(environment: 'zoom' | 'practice' = 'zoom'): Promise<this> {
    const plan = { role: 'participant', access: 'zak', as: idOf(1), asBecause: 'asked', signer: idOf(1) } as const;
    this.sessions.open(
      aMeeting({ environment }),
      { ...plan, signerBecause: 'hasOwnSecret', userName: 'Ada' } as never,
      {
        mint: async () => ({}) as MeetingTicket,
        onJoined: () => {},
        onRefused: () => {},
        onReauthorize: () => {},
        onGivenUp: () => {},
      },
    );
    await this.sessions.handlersOf(this.view.request.windowId).takeTicket(undefined);
    await this.say({ kind: 'joining' });
    if (environment === 'zoom') await this.say({ kind: 'joined' });
    return this;
  }

  async written(): Promise<string[]> {
    await this.activity.settle();
    return this.log.written.map(({ kind, outcome, code }) => [kind, outcome, code].filter(Boolean).join(' '));
  }
}

test.describe('in a meeting of Zoom', () => {
  let claiming: Claiming;
  test.beforeEach(async () => {
    claiming = await new Claiming().open();
  });
  test.afterEach(() => claiming.sessions.leaveAll());

  const answered = (outcome: 'done' | 'refused' | 'hostThere' | 'failed') =>
    claiming.say({ kind: 'answered', command: 'claimHost', outcome });
  const asked = () => expect.poll(() => claiming.view.commands).toEqual([{ kind: 'claimHost', hostKey: key }]);

  for (const [outcome, code, proofs, role] of [
    ['done', 'done', [[ada, key, true]], 'host'],
    ['refused', 'host_key_refused', [[ada, key, false]], 'participant'],
    ['hostThere', 'host_present', [], 'participant'],
    ['failed', 'claim_unanswered', [], 'participant'],
  ] as const) {
    test(`a claim that is ${outcome} is ${code}, and says of the key what follows from that`, async () => {
      const work = codeFrom(claiming.claim());
      await asked();
      await answered(outcome);
      expect(await work).toBe(code);
      expect([claiming.proofs, claiming.window?.role]).toEqual([proofs, role]);
      expect(await claiming.written()).toEqual([code === 'done' ? 'hostClaimed done' : `hostClaimed failed ${code}`]);
      expect(JSON.stringify([claiming.log.written, claiming.live.current])).not.toContain(key);
    });
  }

  test('a key of the meeting itself proves nobody’s', async () => {
    claiming.used = { key };
    const work = codeFrom(claiming.claim());
    await asked();
    await answered('done');
    expect([await work, claiming.proofs]).toEqual(['done', []]);
  });

  test('a key that is not known to be the host’s is not doubted for being refused', async () => {
    claiming.used = { key, keyOf: ada, isHosts: false };
    const work = codeFrom(claiming.claim());
    await asked();
    await answered('refused');
    expect([await work, claiming.proofs]).toEqual(['host_key_refused', []]);
  });

  test('whoever has claimed the host and lost the meeting comes back as what they came for', async () => {
    const work = codeFrom(claiming.claim());
    await asked();
    await answered('done');
    expect([await work, claiming.window?.role]).toEqual(['done', 'host']);
    await claiming.say({ kind: 'ended' });
    await claiming.sessions.handlersOf(claiming.view.request.windowId).tryAgain(undefined);
    expect(claiming.window?.role).toBe('participant');
  });

  test('what cannot be written down of the key does not change how the claim went', async () => {
    claiming.unsaved = 'records_not_saved';
    const refused = codeFrom(claiming.claim());
    await asked();
    await answered('refused');
    expect(await refused).toBe('host_key_refused');
    const done = codeFrom(claiming.claim());
    await expect.poll(() => claiming.view.commands.length).toBe(2);
    await answered('done');
    expect([await done, claiming.window?.role]).toEqual(['records_not_saved', 'host']);
    expect(await claiming.written()).toEqual(['hostClaimed failed host_key_refused', 'hostClaimed done']);
  });

  test('while somebody is the host, nothing is tried', async () => {
    await claiming.say({ kind: 'participants', count: 2, hasHost: true });
    expect(await codeFrom(claiming.claim())).toBe('host_present');
    await claiming.say({ kind: 'participants', count: 2, hasHost: false });
    const work = codeFrom(claiming.claim());
    await asked();
    await answered('done');
    expect(await work).toBe('done');
    expect(await codeFrom(claiming.claim()), 'it is the host').toBe('invalid_request');
  });

  test('a double click asks once', async () => {
    const clicks = [codeFrom(claiming.claim()), codeFrom(claiming.claim())];
    await asked();
    await answered('done');
    expect(await Promise.all(clicks)).toEqual(['done', 'invalid_request']);
    expect(claiming.proofs).toHaveLength(1);
  });

  test('a window that is closed or loses its meeting meanwhile claims nothing', async () => {
    const lost = codeFrom(claiming.claim());
    await asked();
    await claiming.say({ kind: 'ended' });
    expect([await lost, claiming.window?.phase, claiming.proofs]).toEqual(['claim_unanswered', 'ended', []]);
    expect(await codeFrom(claiming.claim())).toBe('invalid_request');
    claiming.view.close();
    expect(await codeFrom(claiming.claim())).toBe('invalid_request');
  });

  test('a room is called by the page, and its answer comes back', async () => {
    const { windowId } = claiming.view.request;
    const inviting = claiming.sessions.inviteRoom(windowId, { ip: 'board@example.com', type: 2 });
    await claiming.say({ kind: 'answered', command: 'inviteRoom', outcome: 'refused' });
    expect(await inviting).toBe('refused');
    expect(claiming.view.commands).toEqual([{ kind: 'inviteRoom', ip: 'board@example.com', type: 2 }]);
    await claiming.say({ kind: 'ended' });
    expect(await codeFrom(claiming.sessions.inviteRoom(windowId, { ip: 'board@example.com', type: 2 }))).toBe(
      'invalid_request',
    );
  });
});

test.describe('in a practice meeting', () => {
  const { jonas } = people;

  /** Jonas hosts, and Ada is a guest. */
  async function together(practice: RunningPractice) {
    const token = await practice.accessTokenOf(jonas.id);
    await practice.send('PATCH', '/v2/users/me', token, { host_key: key });
    const host = await enter(practice, jonas.pmi, 'host', jonas.id, 'Jonas');
    const participantId = await enter(practice, jonas.pmi, 'participant', undefined, 'Ada');
    const claiming = await new Claiming(practice.origin).open('practice');
    await claiming.say({ kind: 'practiceVerdict', participantId });
    await expect.poll(() => claiming.window).toMatchObject({ phase: 'inMeeting', hasHost: true });
    return { claiming, participantId, hostLeaves: () => post(practice, `${host}/leave`) };
  }

  test('the room says what the SDK would', async ({ practice }) => {
    const { claiming, participantId, hostLeaves } = await together(practice);
    const attendance = new PracticeAttendance({ origin: async () => practice.origin, fetch });
    expect(await attendance.claimHost(participantId, key)).toBe('hostThere');
    await hostLeaves();
    expect(await attendance.claimHost(participantId, '915482')).toBe('refused');
    expect(await attendance.claimHost('nobody', key)).toBe('failed');
    await expect.poll(() => claiming.window?.hasHost).toBe(false);
    expect(await codeFrom(claiming.claim())).toBe('done');
    expect([claiming.window?.role, claiming.proofs]).toEqual(['host', [[ada, key, true]]]);
    expect(claiming.view.commands, 'the page is not asked').toEqual([]);
    claiming.sessions.leaveAll();
  });

  test('a room that cannot be reached leaves it open', async () => {
    const gone = await RunningPractice.start();
    await gone.stop();
    const attendance = new PracticeAttendance({ origin: async () => gone.origin, fetch });
    expect(await attendance.claimHost('p1', key)).toBe('failed');
  });

  test('nobody can have Zoom call a room there', async ({ practice }) => {
    const { claiming } = await together(practice);
    const { windowId } = claiming.view.request;
    expect(await codeFrom(claiming.sessions.inviteRoom(windowId, { ip: '192.0.2.1', type: 1 }))).toBe(
      'invalid_request',
    );
    claiming.sessions.leaveAll();
  });
});
