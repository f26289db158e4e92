import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('the list shows what runs, what is next and whose it is', async ({ usher, answerConsent }) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.running)).toContainText('running');
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toContainText(/in [345] min/);
  await expect(meetingRow(page, practiceTopics.hostedBySomebodyElse)).toContainText('participant');
  await expect(
    meetingRow(page, practiceTopics.hostedBySomebodyElse).getByRole('button', { name: 'Start' }),
  ).toHaveCount(0);
});
