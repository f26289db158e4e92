import { Activity } from '../../../src-main/app/activity';
import { LiveState } from '../../../src-main/app/live-state';
import type { UsedHostKey } from '../../../src-main/app/meeting-care';
import { MeetingSessions } from '../../../src-main/app/meeting-sessions';
import { MeetingWindowCare } from '../../../src-main/app/meeting-window-care';
import { Notices } from '../../../src-main/app/notices';
import { PracticeAttendance } from '../../../src-main/app/practice-attendance';
import { people } from '../../../src-main/practice/practice-people';
import { AppError, type AppErrorCode } from '../../../src-main/shared/app-error';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { MeetingTicket, SdkOutcome, SdkReport } from '../../../src-main/shared/meeting-page';
import { codeFrom } from '../code-from';
import { aMeeting, anAppState, idOf, now } from '../examples';
import { enter, post } from '../practice/practice-room-visitor';
import { expect, RunningPractice, test } from '../practice/running-practice';
import { ActivityLogInMemory } from './activity-log-in-memory';
import { RecordingView } from './recording-view';

const ada = hostKeyPersonId('zoom', 'ada');
const key = '482915';
const board = { ip: 'board@example.com', type: 2 } as const;

/** A meeting window, and somebody who wants something of its meeting. */
class InAWindow {
  readonly live = new LiveState(anAppState());
  readonly log = new ActivityLogInMemory();
  readonly proofs: unknown[] = [];
  readonly views: RecordingView[] = [];
  readonly sessions: MeetingSessions;
  used: UsedHostKey = { key, keyOf: ada, isHosts: true };
  /** Why nothing can be written down of a key. */
  unsaved: AppErrorCode | undefined;
  private readonly activity: Activity;
  private readonly care: MeetingWindowCare;

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
    this.care = new MeetingWindowCare({
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
  claim = () => this.care.claimHost(this.view.request.windowId, ada);
  invite = () => this.care.inviteRoom(this.view.request.windowId, board);

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
  let inWindow: InAWindow;
  test.beforeEach(async () => {
    inWindow = await new InAWindow().open();
  });
  test.afterEach(() => inWindow.sessions.leaveAll());

  const answered = (outcome: SdkOutcome) => inWindow.say({ kind: 'answered', command: 'claimHost', outcome });
  const asked = () => expect.poll(() => inWindow.view.commands).toEqual([{ kind: 'claimHost', hostKey: key }]);

  for (const [outcome, code, proofs, role] of [
    ['done', 'done', [[ada, key, true]], 'host'],
    ['refused', 'host_key_refused', [[ada, key, false]], 'participant'],
    ['hostThere', 'host_present', [], 'participant'],
    ['tooSoon', 'asked_too_soon', [], 'participant'],
    ['failed', 'claim_unanswered', [], 'participant'],
  ] as const) {
    test(`a claim that is ${outcome} is ${code}, and says of the key what follows from that`, async () => {
      const work = codeFrom(inWindow.claim());
      await asked();
      await answered(outcome);
      expect(await work).toBe(code);
      expect([inWindow.proofs, inWindow.window?.role]).toEqual([proofs, role]);
      expect(await inWindow.written()).toEqual([code === 'done' ? 'hostClaimed done' : `hostClaimed failed ${code}`]);
      expect(JSON.stringify([inWindow.log.written, inWindow.live.current])).not.toContain(key);
    });
  }

  test('a key of the meeting itself proves nobody’s', async () => {
    inWindow.used = { key };
    const work = codeFrom(inWindow.claim());
    await asked();
    await answered('done');
    expect([await work, inWindow.proofs]).toEqual(['done', []]);
  });

  test('a key that is not known to be the host’s is not doubted for being refused', async () => {
    inWindow.used = { key, keyOf: ada, isHosts: false };
    const work = codeFrom(inWindow.claim());
    await asked();
    await answered('refused');
    expect([await work, inWindow.proofs]).toEqual(['host_key_refused', []]);
  });

  test('whoever has claimed the host and lost the meeting comes back as what they came for', async () => {
    const work = codeFrom(inWindow.claim());
    await asked();
    await answered('done');
    expect([await work, inWindow.window?.role]).toEqual(['done', 'host']);
    await inWindow.say({ kind: 'ended' });
    await inWindow.sessions.handlersOf(inWindow.view.request.windowId).tryAgain(undefined);
    expect(inWindow.window?.role).toBe('participant');
  });

  test('what cannot be written down of the key does not change how the claim went', async () => {
    inWindow.unsaved = 'records_not_saved';
    const refused = codeFrom(inWindow.claim());
    await asked();
    await answered('refused');
    expect(await refused).toBe('host_key_refused');
    const done = codeFrom(inWindow.claim());
    await expect.poll(() => inWindow.view.commands.length).toBe(2);
    await answered('done');
    expect([await done, inWindow.window?.role]).toEqual(['records_not_saved', 'host']);
    expect(await inWindow.written()).toEqual(['hostClaimed failed host_key_refused', 'hostClaimed done']);
  });

  test('while somebody is the host, nothing is tried', async () => {
    await inWindow.say({ kind: 'participants', count: 2, hasHost: true });
    expect(await codeFrom(inWindow.claim())).toBe('host_present');
    await inWindow.say({ kind: 'participants', count: 2, hasHost: false });
    const work = codeFrom(inWindow.claim());
    await asked();
    await answered('done');
    expect(await work).toBe('done');
    expect(await codeFrom(inWindow.claim()), 'it is the host').toBe('invalid_request');
  });

  test('a double click asks once', async () => {
    const clicks = [codeFrom(inWindow.claim()), codeFrom(inWindow.claim())];
    await asked();
    await answered('done');
    expect(await Promise.all(clicks)).toEqual(['done', 'asked_too_soon']);
    expect(inWindow.proofs).toHaveLength(1);
  });

  test('a window that is closed or loses its meeting meanwhile claims nothing', async () => {
    const lost = codeFrom(inWindow.claim());
    await asked();
    await inWindow.say({ kind: 'ended' });
    expect([await lost, inWindow.window?.phase, inWindow.proofs]).toEqual(['claim_unanswered', 'ended', []]);
    expect(await codeFrom(inWindow.claim())).toBe('invalid_request');
    inWindow.view.close();
    expect(await codeFrom(inWindow.claim())).toBe('invalid_request');
  });

  test('a room that Zoom calls is written down with how it went', async () => {
    for (const outcome of ['done', 'refused', 'hostThere', 'tooSoon', 'failed'] as const) {
      const work = codeFrom(inWindow.invite());
      await inWindow.say({ kind: 'answered', command: 'inviteRoom', outcome });
      const code = { done: 'done', tooSoon: 'asked_too_soon' }[outcome as string] ?? 'room_not_invited';
      expect([outcome, await work]).toEqual([outcome, code]);
    }
    expect(inWindow.view.commands).toEqual(Array(5).fill({ kind: 'inviteRoom', ...board }));
    expect(await inWindow.written()).toEqual([
      'roomInvited done',
      'roomInvited failed room_not_invited',
      'roomInvited failed room_not_invited',
      'roomInvited failed asked_too_soon',
      'roomInvited failed room_not_invited',
    ]);
    expect(inWindow.log.written[0]).toMatchObject({ about: board.ip, topic: inWindow.window?.topic });
  });

  test('a room can be called while a claim is asked, and neither takes the answer of the other', async () => {
    const claimed = codeFrom(inWindow.claim());
    await asked();
    const invited = codeFrom(inWindow.invite());
    await inWindow.say({ kind: 'answered', command: 'inviteRoom', outcome: 'refused' });
    await answered('done');
    expect(await Promise.all([claimed, invited])).toEqual(['done', 'room_not_invited']);
  });

  test('a second room is not called before the first has answered', async () => {
    const first = codeFrom(inWindow.invite());
    expect(await codeFrom(inWindow.invite())).toBe('asked_too_soon');
    await inWindow.say({ kind: 'answered', command: 'inviteRoom', outcome: 'done' });
    expect([await first, inWindow.view.commands.length]).toEqual(['done', 1]);
  });

  test('a room is called from an open window that is in its meeting only', async () => {
    await inWindow.say({ kind: 'ended' });
    expect(await codeFrom(inWindow.invite())).toBe('invalid_request');
    inWindow.view.close();
    expect(await codeFrom(inWindow.invite())).toBe('invalid_request');
    expect(inWindow.view.commands).toEqual([]);
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
    const inWindow = await new InAWindow(practice.origin).open('practice');
    await inWindow.say({ kind: 'practiceVerdict', participantId });
    await expect.poll(() => inWindow.window).toMatchObject({ phase: 'inMeeting', hasHost: true });
    return { inWindow, participantId, hostLeaves: () => post(practice, `${host}/leave`) };
  }

  test('the room says what the SDK would', async ({ practice }) => {
    const { inWindow, participantId, hostLeaves } = await together(practice);
    const attendance = new PracticeAttendance({ origin: async () => practice.origin, fetch });
    expect(await attendance.claimHost(participantId, key)).toBe('hostThere');
    await hostLeaves();
    expect(await attendance.claimHost(participantId, '915482')).toBe('refused');
    expect(await attendance.claimHost('nobody', key)).toBe('failed');
    await expect.poll(() => inWindow.window?.hasHost).toBe(false);
    expect(await codeFrom(inWindow.claim())).toBe('done');
    expect([inWindow.window?.role, inWindow.proofs]).toEqual(['host', [[ada, key, true]]]);
    expect(inWindow.view.commands, 'the page is not asked').toEqual([]);
    inWindow.sessions.leaveAll();
  });

  test('a room that cannot be reached leaves it open', async () => {
    const gone = await RunningPractice.start();
    await gone.stop();
    const attendance = new PracticeAttendance({ origin: async () => gone.origin, fetch });
    expect(await attendance.claimHost('p1', key)).toBe('failed');
  });

  test('nobody can have Zoom call a room there', async ({ practice }) => {
    const { inWindow } = await together(practice);
    expect(await codeFrom(inWindow.invite())).toBe('invalid_request');
    inWindow.sessions.leaveAll();
  });
});
