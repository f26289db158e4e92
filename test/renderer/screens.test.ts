import { expect, type Page, test } from '@playwright/test';
import type { Failure } from '../../src-main/shared/app-error';
import type { AppState } from '../../src-main/shared/app-state';
import type { Credential } from '../../src-main/shared/credential';
import { expectUsableByEverybody, refusal, testLooks, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import {
  atTheDoor,
  busyState,
  deadCredential,
  firstRunState,
  lineIsDown,
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
      await expect(page.getByRole('menu').locator(':focus')).toHaveCount(1);
      await focusHasSettled(page);
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('menuitem', { name: /Anna Weber/ })).toBeFocused();
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

const noticed: { failure: Failure; credentialId?: Credential['id']; button: string; calls: unknown[] }[] = [
  {
    failure: { code: 'reauthorization_required' },
    credentialId: deadCredential.id,
    button: 'Reauthorize',
    calls: [{ name: 'authorizeCredential', input: { credentialId: deadCredential.id } }, 'dismissed'],
  },
  ...(['offline', 'rate_limited', 'keychain_hung'] as const).map((code) => ({
    failure: { code },
    button: 'Try again',
    calls: [{ name: 'refreshMeetings', input: undefined }, 'dismissed'],
  })),
  ...(['keychain_locked', 'keyring_not_created'] as const).map((code) => ({
    failure: { code },
    button: code === 'keychain_locked' ? 'Unlock' : 'Create a keyring',
    // It goes when the keyring says that it is open.
    calls: [{ name: 'unlockKeyring', input: undefined }],
  })),
  {
    failure: { code: 'meeting_not_found' },
    button: 'Refresh the list',
    calls: [{ name: 'refreshMeetings', input: undefined }, 'dismissed'],
  },
  { failure: { code: 'records_damaged' }, button: 'Dismiss', calls: ['dismissed'] },
];

for (const { failure, credentialId, button, calls } of noticed) {
  test(`a notice of ${failure.code} can be acted on where it stands, and goes when that went well`, async () => {
    const notice = { id: 'notice-1', failure, at: minutesFromNow(-1), ...(credentialId ? { credentialId } : {}) };
    const state = sampleState({ credentials: [readyCredential, deadCredential], notices: [notice] });
    await inWindow(
      (page) => RendererPage.openOperator(page, state, { screen: 'settings' }),
      async (window, page) => {
        const notices = page.getByRole('region', { name: 'Notices' });
        await notices.getByRole('button', { name: button, exact: true }).click();
        const dismissed = { name: 'dismissNotice', input: { noticeId: 'notice-1' } };
        await expect
          .poll(async () => window.calls())
          .toEqual(calls.map((expected) => (expected === 'dismissed' ? dismissed : expected)));
      },
    );
  });
}

test('a notice that lacks a credential leads to the dialog for the kind that is missing', async () => {
  const notices = [
    { id: 'notice-1', failure: { code: 'login_required' as const }, at: minutesFromNow(-1) },
    { id: 'notice-2', failure: { code: 'no_signer' as const }, at: minutesFromNow(-1) },
  ];
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ notices })),
    async (_window, page) => {
      await page.getByRole('button', { name: 'Add a credential' }).click();
      await expect(page.getByRole('radio', { name: 'User' })).toBeChecked();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Add an app credential' }).click();
      await expect(page.getByRole('radio', { name: 'App only' })).toBeChecked();
    },
  );
});

test('what only the place it was wanted in can try again has no button in a notice', async () => {
  const notice = { id: 'notice-1', failure: { code: 'meeting_not_started' as const }, at: minutesFromNow(-1) };
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ notices: [notice] })),
    async (_window, page) => {
      await expect(page.getByRole('region', { name: 'Notices' }).getByRole('button')).toHaveText([/^$/]);
      await expect(page.getByRole('button', { name: 'Dismiss' })).toBeVisible();
    },
  );
});

test('a notice whose action failed stays and says why', async () => {
  const notice = { id: 'notice-1', failure: { code: 'offline' as const }, at: minutesFromNow(-1) };
  const replies: Replies = { refreshMeetings: refusal('keychain_locked') };
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ notices: [notice] }), { replies }),
    async (window, page) => {
      const notices = page.getByRole('region', { name: 'Notices' });
      await notices.getByRole('button', { name: 'Try again' }).click();
      await expect(notices).toContainText('The system keyring is locked.');
      expect((await window.calls()).map(({ name }) => name)).toEqual(['refreshMeetings']);
    },
  );
});

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

test('settings are sent whole', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { screen: 'settings' }),
    async (window, page) => {
      await page.getByRole('radio', { name: 'Dark' }).press('Space');
      await page
        .getByRole('radiogroup', { name: 'Refresh meetings every' })
        .getByRole('radio', { name: '15 min' })
        .press('Space');
      await page.getByRole('switch', { name: 'Keep running in the tray' }).press('Space');
      await page.getByRole('switch', { name: 'Notifications' }).press('Space');
      await page.getByRole('radiogroup', { name: 'Remind of meetings' }).getByText('At the start').click();
      const [first] = sampleState().credentials.filter(({ user }) => user !== undefined);
      await page
        .getByRole('group', { name: 'Remind for' })
        .getByLabel(first?.name ?? '')
        .press('Space');
      await page.getByRole('switch', { name: 'Quiet hours' }).press('Space');
      const { settings } = sampleState();
      expect((await window.calls()).map(({ input }) => input)).toEqual([
        { ...settings, theme: 'dark' },
        { ...settings, refreshMinutes: 15 },
        { ...settings, keepRunningInTray: false },
        { ...settings, notifications: false },
        { ...settings, remindMinutes: 0 },
        { ...settings, noRemindersFor: [first?.id] },
        { ...settings, quietHours: { from: '22:00', to: '07:00' } },
      ]);
      await window.publish(sampleState({ settings: { ...settings, quietHours: { from: '22:00', to: '07:00' } } }));
      await page.getByLabel('Quiet until').fill('06:30');
      await page.getByLabel('Quiet from').fill('');
      expect((await window.calls()).slice(7).map(({ input }) => input)).toEqual([
        { ...settings, quietHours: { from: '22:00', to: '06:30' } },
      ]);
    },
  );
});

test('starting at login is asked of the system, and shown as the system says it', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ launchAtLogin: false }), { screen: 'settings' }),
    async (window, page) => {
      const atLogin = page.getByRole('switch', { name: 'Start at login' });
      await atLogin.press('Space');
      expect(await window.calls()).toEqual([{ name: 'setLaunchAtLogin', input: { isOn: true } }]);
      await expect(atLogin).not.toBeChecked();
      await window.publish(sampleState({ launchAtLogin: true }));
      await expect(atLogin).toBeChecked();
    },
  );
});

test('keys are chosen by pressing them; those that the system refuses say so', async () => {
  const { settings } = sampleState();
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { screen: 'settings' }),
    async (window, page) => {
      const keys = page.getByRole('region', { name: 'Keys' });
      await keys.getByRole('button', { name: 'Choose keys' }).first().click();
      await page.keyboard.press('u');
      await expect(keys.getByRole('button', { name: 'Press the keys…' })).toBeFocused();
      // The window's own way to Activity, were it not listening.
      await page.keyboard.press('Control+Alt+4');
      await keys.getByRole('button', { name: 'Choose keys' }).nth(1).click();
      await page.keyboard.press('Escape');
      expect((await window.calls()).map(({ input }) => input)).toEqual([
        { ...settings, shortcuts: { open: 'Control+Alt+4' } },
      ]);
      await window.publish(
        sampleState({ settings: { ...settings, shortcuts: { open: 'Control+Alt+4' } }, refusedShortcuts: ['open'] }),
      );
      await expect(keys.getByRole('status')).toContainText('The system does not give these keys to Usher');
      await keys.getByRole('button', { name: 'No keys for Open Usher' }).click();
      expect((await window.calls()).at(-1)?.input).toEqual({ ...settings, shortcuts: {} });
    },
  );
});

test.describe('the diagnostics for support', () => {
  const text = '{\n  "about": "Usher diagnostics."\n}\n';
  const preview: Replies = { previewDiagnostics: { ok: true, value: { text } } };
  const open = (replies: Replies) => (page: Page) =>
    RendererPage.openOperator(page, sampleState(), { screen: 'settings', replies });
  const openDialog = async (page: Page) => {
    await page.getByRole('region', { name: 'Support' }).getByRole('button', { name: 'Diagnostics…' }).press('Enter');
    return page.getByRole('dialog', { name: 'Diagnostics' });
  };

  test('are shown to the letter before they are copied or saved, all by keyboard', async () => {
    const replies = {
      ...preview,
      saveDiagnostics: [
        { ok: true, value: { saved: false } },
        { ok: true, value: { saved: true } },
      ],
    } as const;
    await inWindow(open(replies), async (window, page) => {
      const dialog = await openDialog(page);
      const shown = dialog.getByRole('textbox', { name: 'Text of the diagnostics' });
      await expect(shown).toHaveValue(text);
      await expect(shown).toHaveAttribute('readonly');
      await dialog.getByRole('button', { name: 'Copy the diagnostics' }).press('Enter');
      await expect(dialog.getByRole('button', { name: 'Copied the diagnostics' })).toBeVisible();
      const save = dialog.getByRole('button', { name: 'Save…' });
      await save.press('Enter');
      await expect(dialog.getByText('Saved.')).toHaveCount(0);
      await save.press('Enter');
      await expect(dialog.getByText('Saved.')).toBeVisible();
      expect(await window.calls()).toEqual([
        { name: 'previewDiagnostics', input: undefined },
        { name: 'copyText', input: { text } },
        { name: 'saveDiagnostics', input: undefined },
        { name: 'saveDiagnostics', input: undefined },
      ]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: 'Diagnostics…' })).toBeFocused();
    });
  });

  test('are waited for by name, and a failure of either step can be tried again', async () => {
    const replies: Replies = {
      previewDiagnostics: [refusal('unexpected'), { ok: true, value: { text } }],
      saveDiagnostics: [refusal('file_not_written', { subject: 'usher.json' }), 'pending'],
    };
    await inWindow(open({ previewDiagnostics: 'pending' }), async (_window, page) => {
      const dialog = await openDialog(page);
      await expect(dialog.getByText('Collecting.')).toBeVisible();
      await expect(dialog.getByRole('button', { name: 'Save…' })).toHaveCount(0);
    });
    await inWindow(open(replies), async (window, page) => {
      const dialog = await openDialog(page);
      await dialog.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
      await dialog.getByRole('button', { name: 'Save…' }).click();
      await expect(dialog.getByRole('alert')).toContainText('usher.json could not be written there');
      await dialog.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
      await expect(dialog.getByRole('button', { name: 'Save…' })).toHaveAttribute('aria-busy', 'true');
      expect((await window.calls()).map(({ name }) => name)).toEqual([
        'previewDiagnostics',
        'previewDiagnostics',
        'saveDiagnostics',
        'saveDiagnostics',
      ]);
    });
  });
});

for (const [label, kind] of [
  ['App only', 'app'],
  ['Server-to-server', 'serverToServer'],
] as const) {
  test(`Practice Zoom makes an app for a credential of the kind “${label}”, and a failure stays in the dialog`, async () => {
    const replies: Replies = {
      makePracticeApp: [refusal('keychain_locked'), { ok: true, value: { credentialId: newCredential.id } }],
    };
    await inWindow(
      (page) => RendererPage.openOperator(page, sampleState(), { screen: 'credentials', replies }),
      async (window, page) => {
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('radio', { name: label }).check();
        await dialog.getByRole('radio', { name: 'Practice Zoom' }).check();
        const make = dialog.getByRole('button', { name: 'Make one and add it' });
        await make.press('Enter');
        await expect(dialog.getByRole('alert')).toContainText('The system keyring is locked.');
        await make.press('Enter');
        await expect(dialog).toHaveCount(0);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credentials');
        expect(await window.calls()).toEqual([
          { name: 'makePracticeApp', input: { kind } },
          { name: 'makePracticeApp', input: { kind } },
        ]);
      },
    );
  });
}

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

test('the practice room says that it is practice, who is there, and lets the host end it after a question', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({})),
    async (window, page) => {
      await expect(page.getByText('This is practice: no audio or video leaves this computer.')).toBeVisible();
      await expect(page.getByRole('listitem')).toHaveCount(4);
      await expect(page.getByRole('listitem').first()).toContainText('Anna Weber (you)');
      await expect(page.getByRole('timer')).toHaveText('12:00');
      await page.getByRole('button', { name: 'End for all' }).click();
      expect(await window.calls()).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Leave' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['endForAll', 'leave']);
    },
  );
});

test('the practice room’s waiting room tells where one is, and lets one go', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, atTheDoor),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        /^In the waiting room of “Control room stand-up”$/,
      );
      await expect(page.getByRole('status')).toHaveText('The host has been told that you are here.');
      await expect(page.getByRole('timer')).toHaveText('14:30');
      await expect(page.getByRole('listitem')).toHaveCount(0);
      await page.getByRole('button', { name: 'Leave' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['leave']);
    },
  );
});

test('a lost connection is told above the room that it belongs to, and the host sees who waits', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'reconnecting' }, lineIsDown)),
    async (_window, page) => {
      await expect(page.getByRole('status')).toHaveText('The connection is lost. Zoom is trying to get it back.');
      await expect(page.getByText('you may record')).toBeVisible();
      const waiting = page.getByRole('region', { name: 'In the waiting room (1)' });
      await expect(waiting.getByRole('listitem')).toHaveText(/Ines Duarte/);
    },
  );
});

test('a participant cannot end the meeting for all', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ role: 'participant' })),
    async (_window, page) => {
      await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'End for all' })).toHaveCount(0);
    },
  );
});

test('a failed meeting offers the one thing to do; signing in again leads back in', async () => {
  await inWindow(
    (page) =>
      RendererPage.openRoom(
        page,
        sampleRoomView({
          phase: 'failed',
          failure: { code: 'zak_refused', zoomCode: 3265, trackingId: 'WEB_not-real' },
        }),
      ),
    async (window, page) => {
      await expect(page.getByRole('alert')).toContainText('Zoom refused the access key twice');
      await expect(page.getByText('WEB_not-real')).toBeHidden();
      await page.getByRole('button', { name: 'Reauthorize' }).click();
      await expect
        .poll(async () => (await window.calls()).map(({ name }) => name))
        .toEqual(['reauthorize', 'tryAgain']);
      await page.getByRole('button', { name: 'Close' }).click();
      expect((await window.calls()).at(-1)?.name).toBe('close');
    },
  );
});

for (const [code, button, expected] of [
  ['keychain_locked', 'Unlock', ['unlockKeyring', 'tryAgain']],
  ['passphrase_needed', 'Enter it', ['showSettings']],
  ['keychain_unavailable', 'Choose a place', ['showSettings']],
] as const) {
  test(`a meeting that failed for a keyring (${code}) leads to it`, async () => {
    await inWindow(
      (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'failed', failure: { code } })),
      async (window, page) => {
        await page.getByRole('button', { name: button }).click();
        await expect.poll(async () => (await window.calls()).map(({ name }) => name)).toEqual(expected);
      },
    );
  });
}

test('a meeting that was cut off says why, without the mark of a good end, and can be entered again', async () => {
  const failure: Failure = { code: 'offline', zoomMessage: 'Connection lost', trackingId: 'WEB_not-real' };
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'ended', role: 'participant', failure })),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('No longer in “Control room stand-up”');
      await expect(page.getByRole('alert')).toHaveText('Zoom cannot be reached. Check the network.');
      await expect(page.locator('.room-done')).toHaveCount(0);
      await page.getByText('Details').click();
      await expect(page.getByText('WEB_not-real')).toBeVisible();
      await page.getByRole('button', { name: 'Join again' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain']);
    },
  );
});

test('a way in is called by its step, and promises an end only where Usher sets one', async () => {
  const promise = /after half a minute/;
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'askingZoom' })),
    async (window, page) => {
      await expect(page.getByRole('status')).toHaveText('Asking Zoom to let you in');
      await expect(page.getByText(promise)).toBeVisible();
      await window.publish(sampleRoomView({ phase: 'admitting' }));
      await expect(page.getByRole('status')).toHaveText('Zoom is letting you in');
      await expect(page.getByText(promise)).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
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

test('a window that waits for its host says for how long, asks at once when told to, and can stop', async () => {
  const view = sampleRoomView({ phase: 'waitingForHost', role: 'participant', waitsUntil: minutesFromNow(4.5) });
  await inWindow(
    (page) => RendererPage.openRoom(page, view),
    async (window, page) => {
      await expect(
        page.getByRole('heading', { name: 'Waiting for the host of “Control room stand-up”' }),
      ).toBeVisible();
      await expect(page.getByRole('timer')).toHaveText('4:30');
      await page.getByRole('button', { name: 'Try again now' }).click();
      await page.getByRole('button', { name: 'Stop waiting' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain', 'leave']);
    },
  );
});

test('a window that has lost its meeting says why, when it tries again and for the how many-th time', async () => {
  const view = sampleRoomView({
    phase: 'reconnecting',
    role: 'participant',
    failure: { code: 'connection_lost', zoomCode: 4001 },
    joinedAt: minutesFromNow(-5),
    waitsUntil: minutesFromNow(0.25),
    rejoin: { attempt: 2, of: 5 },
  });
  await inWindow(
    (page) => RendererPage.openRoom(page, view),
    async (window, page) => {
      await expect(page.getByRole('heading', { name: 'Coming back to “Control room stand-up”' })).toBeVisible();
      await expect(page.getByRole('status')).toHaveText('The connection to the meeting was lost.');
      await expect(page.getByText('Try 2 of 5, with a fresh access key, in 0:15.')).toBeVisible();
      await page.getByRole('button', { name: 'Try again now' }).click();
      await page.getByRole('button', { name: 'Leave' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain', 'leave']);
    },
  );
});

test('a key that Zoom does not take at first is asked for once more, and the window says so', async () => {
  const view = sampleRoomView({
    phase: 'reconnecting',
    failure: { code: 'zak_refused', zoomCode: 124 },
    waitsUntil: minutesFromNow(0.1),
    rejoin: { attempt: 1, of: 1 },
  });
  await inWindow(
    (page) => RendererPage.openRoom(page, view),
    async (_window, page) => {
      const heading = page.getByRole('heading', { name: 'Asking once more to be let into “Control room stand-up”' });
      await expect(heading).toBeVisible();
      await expect(page.getByRole('status')).toHaveText(/^Zoom did not take the access key\./);
      await expect(page.getByText('Try 1 of 1, with a fresh access key, in 0:06.')).toBeVisible();
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

test('a failure of a meeting says who can change it', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'failed', failure: { code: 'meeting_locked' } })),
    async (_window, page) => {
      await expect(page.getByRole('alert')).toContainText('The host has locked this meeting.');
      await expect(page.getByText('Who can change that: the host of the meeting.')).toBeVisible();
    },
  );
});

test('an ended meeting can be entered again or closed', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'ended', role: 'participant' })),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Meeting ended');
      await page.getByRole('button', { name: 'Join again' }).click();
      await page.getByRole('button', { name: 'Close' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain', 'close']);
    },
  );
});

/** Mantine's focus trap sets the focus twice: once for the element and once for the effect, each in a timer of its own. */
async function focusHasSettled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
  });
}
