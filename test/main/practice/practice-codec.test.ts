import { numericPasscode } from '../../../src-main/practice/meeting-bodies';
import { practiceMeetings } from '../../../src-main/practice/practice-meetings';
import { CodecClient, labelOf } from './practice-codec-client';
import { test as base, expect } from './running-practice';

export const test = base.extend<{ codec: CodecClient }>({
  codec: async ({ practice }, use) => {
    const client = await CodecClient.connect(await labelOf(practice));
    await use(client);
    client.socket.terminate();
  },
});

const running = '86011004201';
const digitsOf = (meetingId: string) => {
  const meeting = practiceMeetings(0).find((other) => other.meetingId === meetingId);
  return meeting ? numericPasscode(meeting) : '';
};
const dial = (codec: CodecClient, Number: string, Protocol = 'SIP') => codec.ask('xCommand/Dial', { Number, Protocol });

test('a call goes through its statuses and is told with all that a device tells', async ({ codec }) => {
  await codec.ask('xFeedback/Subscribe', { Query: ['Status', 'Call'] });
  await codec.ask('xFeedback/Subscribe', { Query: ['Event', 'CallDisconnect'] });
  const number = `${running}.${digitsOf(running)}@zoomcrc.com`;
  expect((await dial(codec, number)).result).toEqual({ CallId: 1, ConferenceId: 1 });
  await expect.poll(() => codec.callStatuses).toEqual(['Dialling', 'Connecting', 'Connected']);
  expect(await codec.result('xCommand/Call/Disconnect', { CallId: 1 })).toEqual({ status: 'OK' });
  await expect.poll(() => codec.callStatuses.at(-1)).toBe('ghost True');
});
