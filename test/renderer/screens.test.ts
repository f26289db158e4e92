import { expect, type Page, test } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import { expectNoSeriousAxeFindings } from '../support/axe';
import { withFocus } from '../support/focus';
import { busy as busyWithBots } from './bot-samples';
import { everyCredential } from './credential-samples';
import { openHostKeys } from './host-key-samples';
import { expectUsableByEverybody, refusal, testLooks, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { openRooms } from './room-samples';
import {
  busyState,
  deadCredential,
  firstRunState,
  minutesFromNow,
  newCredential,
  readyCredential,
  riskOf,
  sampleMeeting,
  sampleMeetings,
  sampleRoomView,
  sampleState,
  sampleWindow,
} from './sample-state';

const inWindow = windowsOfThisFile();
const row = (page: Page, topic: RegExp) => page.getByRole('listitem', { name: topic });

testLooks(inWindow, [
  { name: 'the welcome', open: (page) => RendererPage.openOperator(page, firstRunState) },
  { name: 'Meetings with everything at once', open: (page) => RendererPage.openOperator(page, busyState) },
  { name: 'In meetings', open: (page) => RendererPage.openOperator(page, busyState, { screen: 'inMeetings' }) },
  { name: 'Settings', open: (page) => RendererPage.openOperator(page, sampleState(), { screen: 'settings' }) },
  {
    name: 'the list of credentials with every state',
    open: (page) => RendererPage.openOperator(page, everyCredential, { screen: 'credentials' }),
  },
  {
    name: 'the page of a credential that works',
    open: (page) => RendererPage.openOperator(page, everyCredential, { screen: `credentials/${readyCredential.id}` }),
  },
  {
    name: 'Bots with everything at once',
    open: (page) => RendererPage.openOperator(page, busyWithBots, { screen: 'bots' }),
  },
  { name: 'Rooms', open: openRooms() },
  { name: 'the host keys', open: openHostKeys() },
  {
    name: 'the dialog for a new credential with its complaints',
    open: async (page) => {
      const window = await RendererPage.openOperator(page, sampleState(), { screen: 'credentials' });
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: 'Add and authorize' }).click();
      await expect(page.getByText('Give it a name that you will know again.')).toBeVisible();
      return window;
    },
  },
  { name: 'the practice room', open: (page) => RendererPage.openRoom(page, sampleRoomView({})) },
  {
    name: 'the card of a failed meeting',
    open: (page) =>
      RendererPage.openRoom(
        page,
        sampleRoomView({ phase: 'failed', failure: { code: 'zak_refused', zoomCode: 3265 } }),
      ),
  },
]);

const risky = {
  soon: sampleMeeting({ topic: 'Town hall', startsIn: 14, meetingId: '85000000001' }),
  later: sampleMeeting({ topic: 'Press briefing', startsIn: 50, meetingId: '85000000002' }),
};
const ended = { code: 'authorization_replaced' } as const;

function stateAtRisk(change: Partial<AppState> = {}): AppState {
  return sampleState({
    meetings: [risky.soon, risky.later],
    risks: [riskOf(risky.soon, ended), riskOf(risky.later, ended)],
    feeds: [{ credentialId: readyCredential.id, refreshedAt: minutesFromNow(-4), failure: ended }],
    ...change,
  });
}

test.describe('a meeting at risk', () => {
  for (const screen of ['meetings', 'inMeetings', 'credentials', 'settings']) {
    test(`is told aloud above ${screen}, once, with the one thing to do`, async () => {
      await inWindow(
        (page) => RendererPage.openOperator(page, stateAtRisk(), { screen }),
        async (window, page) => {
          const notes = page.getByRole('region', { name: 'Meetings at risk' });
          await expect(notes.getByRole('alert')).toHaveCount(1);
          await expect(notes).toContainText('Town hall at 09:26 and another meeting are at risk: A later sign-in');
          await expect(page.getByText('Zoom keeps only the last', { exact: false })).toHaveCount(
            screen === 'meetings' ? 3 : 1,
          );
          await notes.getByRole('button', { name: 'Reauthorize' }).press('Enter');
          expect(await window.calls()).toEqual([
            { name: 'authorizeCredential', input: { credentialId: readyCredential.id } },
          ]);
        },
      );
    });
  }

  test('is marked in its row, in words as well as by shape, and passes axe in light and dark', async () => {
    await inWindow(
      (page) => RendererPage.openOperator(page, stateAtRisk()),
      async (_window, page) => {
        const row = page.getByRole('listitem', { name: 'Town hall' });
        await expect(row).toContainText('At risk: A later sign-in of the same Zoom user');
        await expectUsableByEverybody(page);
      },
    );
  });

  test('whose cause may have passed is tried again', async () => {
    const silent = { code: 'keychain_hung' } as const;
    const risks = [riskOf(risky.soon, silent), riskOf(risky.later, silent)];
    await inWindow(
      (page) =>
        RendererPage.openOperator(page, stateAtRisk({ risks, feeds: [] }), { replies: { checkMeeting: 'pending' } }),
      async (window, page) => {
        await page.getByRole('button', { name: 'Try again' }).click();
        await expect(page.getByRole('region', { name: 'Meetings at risk' })).toContainText('Trying again.');
        expect(await window.calls()).toEqual([{ name: 'checkMeeting', input: { meetingKey: risky.soon.key } }]);
      },
    );
  });

  test('is no longer told once it is mended', async () => {
    await inWindow(
      (page) => RendererPage.openOperator(page, stateAtRisk()),
      async (window, page) => {
        await window.publish(stateAtRisk({ risks: [], feeds: [] }));
        await expect(page.getByText('at risk', { exact: false })).toHaveCount(0);
      },
    );
  });
});

test('the first run offers a Zoom app and practice, and practice is one click', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, firstRunState, { replies: { practiceFirst: 'pending' } }),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Usher');
      await page.getByRole('button', { name: 'Practice first' }).click();
      await page.getByRole('button', { name: 'Preparing Practice Zoom' }).press('Enter');
      expect(await window.calls()).toEqual([{ name: 'practiceFirst', input: undefined }]);
    },
  );
});

test('a failed practice says so where it was asked for', async () => {
  await inWindow(
    (page) =>
      RendererPage.openOperator(page, firstRunState, { replies: { practiceFirst: refusal('keychain_locked') } }),
    async (window, page) => {
      await page.getByRole('button', { name: 'Practice first' }).click();
      await expect(page.getByRole('alert')).toContainText('The system keyring is locked.');
      await page.getByRole('button', { name: 'Unlock' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['practiceFirst', 'unlockKeyring']);
    },
  );
});

test('rows say when, what and whose, and Start is there for hosts only', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState()),
    async (_window, page) => {
      await expect(row(page, /stand-up/)).toContainText('running');
      await expect(row(page, /town hall/)).toContainText('in 4 min');
      await expect(row(page, /town hall/)).toContainText('Next');
      await expect(row(page, /town hall/)).toContainText('Practice · host');
      await expect(row(page, /briefing/).getByRole('button', { name: 'Start' })).toHaveCount(0);
      await expect(row(page, /briefing/).getByRole('button', { name: 'Join' })).toBeVisible();
      await expect(page.getByRole('heading', { level: 2 })).toHaveText([
        'Running now',
        'Today',
        'Monday 23 November',
        'Any time',
      ]);
      await expect(row(page, /stand-up/)).toContainText('Overlaps 1');
      await expect(row(page, /town hall/)).toContainText('Practice can start it');
      await expect(row(page, /briefing/)).toContainText('to start it, add its host’s credential');
      await expect(page.getByText('updated 2 min ago')).toBeVisible();
    },
  );
});

test('a double click on Start starts once', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { replies: { startMeeting: 'pending' } }),
    async (window, page) => {
      const start = row(page, /town hall/).getByRole('button', { name: 'Start' });
      await start.dblclick();
      await expect(start).toHaveAttribute('aria-busy', 'true');
      await expect(start).toBeFocused();
      expect(await window.calls()).toEqual([{ name: 'startMeeting', input: { meetingKey: sampleMeetings[1]?.key } }]);
    },
  );
});

test('a refused Start says why in its row, with Zoom’s words behind Details and the way out beside it', async () => {
  const replies: Replies = { startMeeting: refusal('zak_refused', { zoomCode: 3265, zoomMessage: 'token error' }) };
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { replies }),
    async (window, page) => {
      await row(page, /town hall/)
        .getByRole('button', { name: 'Start' })
        .click();
      const alert = row(page, /town hall/).getByRole('alert');
      await expect(alert).toContainText('Zoom refused the access key twice');
      await expect(alert.getByText('3265')).toBeHidden();
      await alert.getByText('Details').click();
      await expect(alert.getByText('3265')).toBeVisible();
      await alert.getByRole('button', { name: 'Reauthorize' }).click();
      await expect(alert).toHaveCount(0);
      expect((await window.calls()).at(-1)).toEqual({
        name: 'authorizeCredential',
        input: { credentialId: readyCredential.id },
      });
    },
  );
});

test('where several users could join, one is chosen by name with the keyboard', async () => {
  const other = { ...deadCredential, environment: 'practice' as const };
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ credentials: [readyCredential, other] })),
    async (window, page) => {
      await row(page, /briefing/)
        .getByRole('button', { name: 'Join as somebody else' })
        .press('Enter');
      await withFocus(page.getByRole('menu'));
      await expect(page.getByRole('menuitem', { name: /Anna Weber/ })).toBeFocused();
      await expectNoSeriousAxeFindings(page);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect((await window.calls()).at(-1)).toEqual({
        name: 'joinMeeting',
        input: { meetingKey: sampleMeetings[2]?.key, credentialId: other.id },
      });
    },
  );
});

test('a refresh that failed keeps the rows and says how old they are, why, and what to do', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, busyState),
    async (window, page) => {
      await expect(row(page, /All hands/)).toBeVisible();
      const line = page.getByText(/^Town hall host: Zoom no longer accepts/);
      await expect(line).toContainText('Its rows are from 08:31, 41 min ago.');
      await page.getByRole('button', { name: 'Reauthorize' }).click();
      expect((await window.calls()).at(-1)).toEqual({
        name: 'authorizeCredential',
        input: { credentialId: deadCredential.id },
      });
    },
  );
});

test('a long list can be filtered by topic, number or host, and an empty result can be undone', async () => {
  const meetings = Array.from({ length: 12 }, (_, index) =>
    sampleMeeting({ topic: `Session ${index}`, startsIn: 30 + index, meetingId: `8000000000${index}`.slice(-11) }),
  );
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ meetings })),
    async (_window, page) => {
      const filter = page.getByRole('searchbox', { name: 'Filter by topic, number or host' });
      await filter.fill('session 7');
      await expect(page.getByRole('listitem', { name: /Session/ })).toHaveCount(1);
      await filter.fill('nothing like it');
      await page.getByRole('button', { name: 'Show all 12' }).click();
      await expect(page.getByRole('listitem', { name: /Session/ })).toHaveCount(12);
    },
  );
});

test('a sign-in under way can be opened again, copied and cancelled', async () => {
  const signIn = {
    credentialId: newCredential.id,
    phase: 'waitingForBrowser' as const,
    startedAt: minutesFromNow(-1),
    expiresAt: minutesFromNow(4),
    strayAnswer: false,
    mustPaste: false,
  };
  await inWindow(
    (page) =>
      RendererPage.openOperator(
        page,
        sampleState({ credentials: [newCredential], meetings: [], feeds: [], signIns: [signIn] }),
        { screen: 'credentials' },
      ),
    async (window, page) => {
      const panel = page.getByRole('region', { name: 'Sign-in of Studio A' });
      await expect(panel.getByRole('status')).toContainText('Waiting for you in the browser');
      await expect(panel).toContainText('4:00 left');
      await panel.getByRole('button', { name: 'Open page again' }).click();
      await panel.getByRole('button', { name: 'Copy link' }).click();
      await expect(panel.getByRole('button', { name: 'Link copied' })).toBeVisible();
      await panel.getByRole('button', { name: 'Cancel' }).click();
      const input = { credentialId: newCredential.id };
      expect(await window.calls()).toEqual([
        { name: 'openSignInPage', input },
        { name: 'copySignInLink', input },
        { name: 'cancelSignIn', input },
      ]);
    },
  );
});

test('a new user credential is added and then authorized', async () => {
  const replies: Replies = {
    addCredential: { ok: true, value: { credentialId: newCredential.id } },
    authorizeCredential: 'pending',
  };
  await inWindow(
    (page) => RendererPage.openOperator(page, firstRunState, { replies }),
    async (window, page) => {
      await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
      await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
      await page.keyboard.type('Studio A');
      await page.getByLabel('Client ID').fill('not-a-real-client-id');
      await page.getByLabel('Client secret (optional)').fill('not-a-real-secret');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credentials');
      expect(await window.calls()).toEqual([
        {
          name: 'addCredential',
          input: {
            kind: 'user',
            tags: [],
            environment: 'zoom',
            name: 'Studio A',
            clientId: 'not-a-real-client-id',
            clientSecret: 'not-a-real-secret',
          },
        },
        { name: 'authorizeCredential', input: { credentialId: newCredential.id } },
      ]);
    },
  );
});

test('a wrong entry is named at its field and nothing is sent', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { screen: 'credentials' }),
    async (window, page) => {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('radio', { name: 'App only' }).check();
      await page.getByLabel('Name', { exact: true }).fill('Signer');
      await page.getByLabel('Client ID').fill('with space');
      await page.getByRole('button', { name: 'Add', exact: true }).last().click();
      await expect(page.getByText('A client ID has no spaces and at most 200 characters.')).toBeVisible();
      await expect(page.getByText('Only a user credential can do without the client secret.')).toBeVisible();
      await expect(page.getByLabel('Client ID')).toBeFocused();
      expect(await window.calls()).toEqual([]);
    },
  );
});

/** Everything in the window that asks for a sign-in, besides the button of a credential. */
const signInAskers: { name: string; state: AppState; replies?: Replies; act: (page: Page) => Promise<void> }[] = [
  {
    name: 'a meeting at risk',
    state: stateAtRisk(),
    act: (page) =>
      page.getByRole('region', { name: 'Meetings at risk' }).getByRole('button', { name: 'Reauthorize' }).click(),
  },
  {
    name: 'a start that failed',
    state: sampleState(),
    replies: { startMeeting: refusal('reauthorization_required') },
    act: async (page) => {
      await row(page, /town hall/)
        .getByRole('button', { name: 'Start' })
        .click();
      await page.getByRole('alert').getByRole('button', { name: 'Reauthorize' }).click();
    },
  },
  {
    name: 'a notice',
    state: sampleState({
      notices: [
        {
          id: 'notice-1',
          failure: { code: 'reauthorization_required' },
          at: minutesFromNow(-1),
          credentialId: readyCredential.id,
        },
      ],
    }),
    act: (page) => page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Reauthorize' }).click(),
  },
  {
    name: 'rows that are old',
    state: sampleState({
      feeds: [{ credentialId: readyCredential.id, failure: { code: 'reauthorization_required' } }],
    }),
    act: (page) => page.getByRole('button', { name: 'Reauthorize' }).click(),
  },
  {
    name: 'the list while nobody is signed in',
    state: sampleState({ credentials: [newCredential], meetings: [], feeds: [] }),
    act: (page) => page.getByRole('button', { name: 'Authorize Studio A' }).click(),
  },
  {
    name: 'a new credential',
    state: sampleState({ credentials: [newCredential] }),
    replies: { addCredential: { ok: true, value: { credentialId: newCredential.id } } },
    act: async (page) => {
      await page.getByRole('button', { name: /^Credentials/ }).click();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByLabel('Name', { exact: true }).fill('Studio A');
      await page.getByLabel('Client ID').fill('not-a-real-client-id');
      await page.keyboard.press('Enter');
    },
  },
];
for (const { name, state, replies = {}, act } of signInAskers) {
  test(`a sign-in that may end another authorization is asked about first, from ${name} too (O8)`, async () => {
    const answers = { ...replies, authorizeCredential: refusal('authorization_would_replace', { subject: '“Twin”' }) };
    await inWindow(
      (page) => RendererPage.openOperator(page, state, { replies: answers }),
      async (window, page) => {
        await act(page);
        const dialog = page.getByRole('dialog', { name: /^Sign in with “/ });
        await dialog.getByRole('button', { name: 'Sign in all the same' }).click();
        await expect(dialog).toHaveCount(0);
        const asked = (await window.calls()).filter((call) => call.name === 'authorizeCredential');
        const [credential] = state.credentials;
        expect(asked.map(({ input }) => input)).toEqual([
          { credentialId: credential?.id },
          { credentialId: credential?.id, confirmed: true },
        ]);
      },
    );
  });
}

test('a meeting window is shown and left from the list', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, busyState, { screen: 'inMeetings' }),
    async (window, page) => {
      await row(page, /^Control room/)
        .getByRole('button', { name: 'Show' })
        .click();
      await row(page, /^Control room/)
        .getByRole('button', { name: 'Leave' })
        .click();
      await expect(row(page, /^Town hall/)).toContainText('Zoom did not accept the passcode');
      await row(page, /^Town hall/)
        .getByRole('button', { name: 'Close' })
        .click();
      expect(await window.calls()).toEqual([
        { name: 'showMeetingWindow', input: { windowId: 'window-1' } },
        { name: 'leaveMeeting', input: { windowId: 'window-1' } },
        { name: 'leaveMeeting', input: { windowId: 'window-3' } },
      ]);
    },
  );
});

test('a host ends a meeting for all from the list, after a question', async () => {
  const meetingWindow = sampleWindow({ phase: 'inMeeting', role: 'host', participants: 4 });
  await inWindow(
    (page) =>
      RendererPage.openOperator(page, sampleState({ meetingWindows: [meetingWindow] }), { screen: 'inMeetings' }),
    async (window, page) => {
      await expect(row(page, /stand-up/)).toContainText('4 in it');
      await row(page, /stand-up/)
        .getByRole('button', { name: 'End for all…' })
        .click();
      const question = page.getByRole('dialog', { name: 'End “Control room stand-up” for all?' });
      await question.getByRole('button', { name: 'End for all' }).click();
      expect(await window.calls()).toEqual([{ name: 'endMeeting', input: { meetingKey: meetingWindow.meetingKey } }]);
    },
  );
});

test('all meetings are left at once, after a question', async () => {
  const meetingWindows = ['w1', 'w2'].map((windowId) => sampleWindow({ windowId, phase: 'inMeeting' }));
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ meetingWindows }), { screen: 'inMeetings' }),
    async (window, page) => {
      await page.getByRole('button', { name: 'Leave all' }).click();
      const question = page.getByRole('dialog', { name: 'Leave all 2 meetings?' });
      await question.getByRole('button', { name: 'Cancel' }).click();
      await expect(question).toBeHidden();
      expect(await window.calls()).toEqual([]);
      await page.getByRole('button', { name: 'Leave all' }).click();
      await question.getByRole('button', { name: 'Leave all' }).click();
      expect(await window.calls()).toEqual([{ name: 'leaveAllMeetings', input: undefined }]);
      await window.publish(sampleState({ meetingWindows: meetingWindows.slice(1) }));
      await expect(page.getByRole('button', { name: 'Leave all' })).toHaveCount(0);
    },
  );
});

test('the keyboard and the tray reach every screen, and Tab goes on from there', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, busyState),
    async (window, page) => {
      const heading = page.getByRole('heading', { level: 1 });
      await expect(heading).toHaveText('Meetings');
      for (const [key, title] of [
        ['Control+2', 'In meetings'],
        ['Control+3', 'Bots'],
        ['Control+4', 'Rooms'],
        ['Control+5', 'Host keys'],
        ['Control+6', 'Credentials'],
        ['Control+7', 'Activity'],
        ['Control+8', 'Settings'],
        ['Control+1', 'Meetings'],
      ] as const) {
        await page.keyboard.press(key);
        await expect(heading).toHaveText(title);
        await expect(page.getByRole('main')).toBeFocused();
      }
      await window.navigate('credentials');
      await expect(heading).toHaveText('Credentials');
      await expect(page.getByRole('button', { name: /^Credentials.*3 need you$/ })).toHaveAttribute(
        'aria-current',
        'page',
      );
      await page.keyboard.press('Tab');
      await expect(page.getByRole('button', { name: 'Dismiss' })).toBeFocused();
    },
  );
});

test('what changes in main is seen at once', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, firstRunState),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Usher');
      await window.publish(sampleState());
      await expect(row(page, /town hall/)).toBeVisible();
    },
  );
});

test('a main process that does not answer is waited for by name, and can be asked again', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, firstRunState, { replies: { getState: 'pending' } }),
    async (window, page) => {
      await expect(page.getByRole('status')).toHaveText('Waiting for Usher’s main process.');
      await page.getByRole('button', { name: 'Ask again' }).click();
      await window.publish(firstRunState);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Usher');
    },
  );
});

test('a row says whether somebody is in the meeting or on the way in', async () => {
  const meetingWindow = sampleWindow({ phase: 'admitting' });
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ meetingWindows: [meetingWindow] })),
    async (window, page) => {
      await expect(row(page, /stand-up/)).toContainText('On the way in');
      await window.publish(sampleState({ meetingWindows: [{ ...meetingWindow, phase: 'inMeeting' }] }));
      await expect(row(page, /stand-up/)).toContainText('You are in');
      await window.navigate('inMeetings');
      await expect(row(page, /stand-up/)).toContainText('In the meeting');
      await window.publish(sampleState({ meetingWindows: [meetingWindow] }));
      await expect(row(page, /stand-up/)).toContainText('Zoom is letting you in');
    },
  );
});

test('what a link named before anybody could join it is said to wait', async () => {
  const meetings = [{ meetingId: '81234567890', hasPasscode: true, isRegistrants: false }];
  const state = sampleState({ credentials: [], draft: { draftId: 'draft-1', from: 'link', meetings } });
  await inWindow(
    (page) => RendererPage.openOperator(page, state),
    async (_window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Usher');
      await expect(page.getByRole('status')).toHaveText(/^The meeting 812 3456 7890 that a link named waits here/);
      await expectUsableByEverybody(page);
    },
  );
});
