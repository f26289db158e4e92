import { credentialCard, goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a newcomer practises first, allows it in the browser, and sees what runs, what is next and whose it is', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  const lastPage = await practiceFirst(page, answerConsent);
  expect(lastPage).toContain('Mira Okafor is signed in to Usher');
  await expect(meetingRow(page, practiceTopics.running)).toContainText('running');
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toContainText(/in [345] min/);
  const ofSomebodyElse = meetingRow(page, practiceTopics.hostedBySomebodyElse);
  await expect(ofSomebodyElse).toContainText('participant');
  await expect(ofSomebodyElse.getByRole('button', { name: 'Start' })).toHaveCount(0);
  await goTo(page, 'Credentials');
  await expect(credentialCard(page, 'Practice')).toContainText('mira.okafor@halden.example');
  await expect(credentialCard(page, 'Practice')).toContainText('Ready');
});

test('who denies consent is told so in the browser and in Usher, and can be asked again', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  expect(await practiceFirst(page, answerConsent, { decision: 'Deny' })).toContain('Consent was denied');
  await goTo(page, 'Credentials');
  const card = credentialCard(page, 'Practice');
  await expect(card).toContainText('Consent was denied');
  await card
    .getByRole('button', { name: /Authorize|Ask again/ })
    .first()
    .click();
  expect(await answerConsent({ decision: 'Allow', user: 'Jonas Lindqvist' })).toContain('Jonas Lindqvist is signed in');
  await expect(card).toContainText('Ready');
  await expect(card).not.toContainText('Consent was denied');
});
