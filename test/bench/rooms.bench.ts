import { meeting, Rooms, withKey } from '../main/app/rooms-in-practice';
import { CodecClient, labelOf } from '../main/practice/practice-codec-client';
import { RunningPractice } from '../main/practice/running-practice';
import { test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';
import { measurePairs } from './pairs';

/**
 * From the click to the frame with Dial at the device, whose socket is open. Before that a device is asked for its calls, for nothing may be
 * dialled twice: one way there and back, which both sides take. Zoom, which tells the passcode, is not in it.
 * Usher may be 5 ms behind a bare socket; that it takes no longer than that altogether is more than enough.
 */
test('a click on Dial, against a look at the calls and a bare send on an open socket', async () => {
  const practice = await RunningPractice.start();
  const { faults, calls } = practice.zoom.codec;
  /** Told when a Dial has come. */
  let onDial = () => {};
  const take = faults.take.bind(faults);
  faults.take = (at, method) => {
    if (method === 'xCommand/Dial') onDial();
    return take(at, method);
  };
  const untilDialled = async (click: () => void) => {
    const dialled = new Promise<number>((resolve) => {
      onDial = () => resolve(performance.now());
    });
    const startedAt = performance.now();
    click();
    return (await dialled) - startedAt;
  };
  const untilQuiet = () => waitUntil('the call to be over', () => calls.numberOfCalls === 0);

  const rooms = new Rooms(practice);
  const codecId = await rooms.add({ forgetsKeys: false });
  await rooms.codecs.connect(codecId);
  const client = await CodecClient.connect(await labelOf(practice));
  await measurePairs({
    name: 'dial-click',
    unit: 'ms',
    aim: '5ms',
    pairs: 75,
    ours: async () => {
      let brought = Promise.resolve();
      const milliseconds = await untilDialled(() => {
        brought = rooms.errands.bring(meeting.key, [codecId], { protocol: 'sip', host: 'zoomcrc.com' });
      });
      await brought;
      calls.disconnect(undefined);
      await waitUntil('the errand to end', () => /over|failed/.test(rooms.errand(codecId)?.phase ?? ''));
      await untilQuiet();
      return milliseconds;
    },
    base: async () => {
      const milliseconds = await untilDialled(() => {
        void client
          .ask('xGet', { Path: ['Status', 'Call'] })
          .then(() => client.post('xCommand/Dial', { Number: withKey.number, Protocol: 'SIP' }));
      });
      calls.disconnect(undefined);
      await untilQuiet();
      return milliseconds;
    },
  });
  client.socket.terminate();
  await rooms.close();
  await practice.stop();
});
