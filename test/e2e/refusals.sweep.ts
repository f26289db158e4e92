import type { Page } from '@playwright/test';
import type { FaultEffect, PracticeFault } from '../../src-main/practice/practice-faults';
import { wireRefusals } from '../../src-main/practice/practice-verdict';
import { clickAndClose, goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

const always = Number.POSITIVE_INFINITY;
const joinRequest = '/api/v1/wc/info';

/** Every refusal measured on the wire, what is asked for how often, and how the sentence begins that the user reads. */
const refusals: {
  readonly [of: string]: readonly (readonly [what: string, fault: PracticeFault, sentence: string])[];
} = {
  'of the signature': [
    ['code 3712', verdict(wireRefusals.signatureInvalid), "Zoom refused the app's signature"],
    ['the text "invalid"', verdict(wireRefusals.invalidSignature), "Zoom refused the app's signature"],
    [
      'the text "expired", twice',
      verdict(wireRefusals.signatureExpired, 2),
      "Zoom says twice that the app's signature",
    ],
    ['the text "api key"', verdict(wireRefusals.wrongApiKey), "Zoom refused the app's signature"],
    ['the text "API"', verdict(wireRefusals.apiDisabled), "Zoom refused the app's signature"],
    ['a ZAK, twice', verdict(wireRefusals.zakRefused, 2), 'Zoom refused the access key twice'],
    ['an expired token, twice', verdict(wireRefusals.tokenExpired, 2), 'Zoom refused the access key twice'],
    ['no start by ZAK', verdict(wireRefusals.startByTokenRefused, 2), 'Zoom refused the access key twice'],
  ],
  'of the meeting': [
    ['another one running', verdict(wireRefusals.anotherMeetingRunning), 'The host is already running another meeting'],
    ['gone', verdict(wireRefusals.meetingNotFound), 'Zoom does not know this meeting'],
    ['not found', verdict(wireRefusals.meetingNumberNotFound), 'Zoom does not know this meeting'],
    ['not the host', verdict(wireRefusals.notHost), 'Only the host can start this meeting'],
    ['a wrong passcode', verdict(wireRefusals.wrongPasscode), 'Zoom did not accept the passcode'],
    ['no host there', verdict(wireRefusals.notStarted), 'The host has not started'],
    ['no host there, no result', verdict(refusal(3008, 'Not started')), 'The host has not started'],
    ['a sign-in wanted', verdict(wireRefusals.loginRequired), 'Only signed-in users may join'],
    ['an address wanted', verdict(refusal(3000, 'Email is required.')), 'This meeting wants an email address'],
    ['no host of that name', verdict(refusal(3000, 'The host does not exist.')), 'Zoom has no active host'],
    ['a wrong number', verdict(refusal(3000, 'Invalid meeting ID.')), 'Zoom does not know this meeting'],
    ['a registration', verdict(wireRefusals.registerRequired), 'This meeting wants everybody to register'],
  ],
  'that are no verdicts': [
    ['a service that is offline', verdict(refusal(403, 'Offline.')), 'Zoom has a problem of its own'],
    ['a text nobody knows', verdict(refusal(200, 'Some other text')), 'Zoom refused to let this window'],
    ['a bare failure', verdict(refusal(1, 'Fail')), 'Zoom refused to let this window'],
    ['a number that is the SDK’s own', verdict(refusal(3623, 'Token error')), 'Zoom refused to let this window'],
    ['a number nobody knows', verdict(refusal(4003, 'Invalid parameter')), 'Zoom refused to let this window'],
    ['an empty answer', verdict({}), 'Zoom refused to let this window'],
    ['good words without a result', verdict({ status: true, result: null }), 'Zoom refused to let this window'],
    ['a page in place of an answer', verdict('<h1>Sign in to the network</h1>'), 'Zoom refused to let this window'],
    ['HTTP 429', fault({ kind: 'answer', status: 429, body: {} }), "Zoom's rate limit is reached"],
    ['HTTP 500', fault({ kind: 'answer', status: 500 }), 'Zoom has a problem of its own'],
    ['a network that is gone', fault({ kind: 'drop' }, always), 'Zoom cannot be reached'],
  ],
};

for (const [of, cases] of Object.entries(refusals)) {
  test(`refusals ${of} end in a card of Usher’s own`, async ({ usher, practice, answerConsent }) => {
    const page = await usher.mainWindow();
    await practiceFirst(page, answerConsent);
    const row = meetingRow(page, practiceTopics.inFourMinutes);
    let card: Page | undefined;
    for (const [what, refused, sentence] of cases) {
      await test.step(what, async () => {
        const endFault = practice.zoom.faults.add(refused);
        const asked = practice.zoom.requests.length;
        const again = card?.getByRole('button', { name: 'Try again' });
        if (card && again && (await again.isVisible())) await again.click();
        else {
          if (card) await clickAndClose(card, 'Close');
          await row.getByRole('button', { name: 'Start' }).click();
        }
        // From then on the card of the case before is gone.
        await practice.joinRequest(asked);
        card = await usher.windowShowing(sentence, { timeout: 20_000 });
        endFault();
      });
    }
  });
}

test('who joins before the host waits for them, and is in once Zoom lets them in', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  practice.zoom.faults.add(verdict(wireRefusals.notStarted));
  await meetingRow(page, practiceTopics.running).getByRole('button', { name: 'Join', exact: true }).click();
  const meeting = await usher.windowShowing('Waiting for the host of');
  await goTo(page, 'In meetings');
  await expect(meetingRow(page, practiceTopics.running)).toContainText('stops waiting at');
  await meeting.getByRole('button', { name: 'Try again now' }).click();
  await expect(meeting.getByText('This is practice')).toBeVisible({ timeout: 40_000 });
});

test('no answer at all ends in the card within 30 seconds', async ({ usher, practice, answerConsent }) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  practice.zoom.faults.add(fault({ kind: 'silence' }, always));
  const startedAt = Date.now();
  await meetingRow(page, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  await usher.windowShowing('No answer came from Zoom', { timeout: 30_000 });
  expect(Date.now() - startedAt).toBeLessThan(30_000);
});

function fault(effect: FaultEffect, times = 1): PracticeFault {
  return { path: joinRequest, times, effect };
}

function verdict(body: unknown, times = 1): PracticeFault {
  return fault({ kind: 'answer', status: 200, body }, times);
}

function refusal(errorCode: number, errorMessage: string) {
  return { status: false, errorCode, errorMessage, result: null };
}
