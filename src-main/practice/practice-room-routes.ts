import { Hono } from 'hono';
import { z } from 'zod';
import { readJson } from './practice-body';
import type { PracticeRooms } from './practice-rooms';
import { zoomError } from './zoom-error';

/** Practice Zoom's own calls, for the window that took over after a good verdict. */
export function roomRoutes(rooms: PracticeRooms): Hono {
  const notThere = () => zoomError(404, 404, 'No such participant.');
  const answers = {
    done: () => new Response(null, { status: 204 }),
    notThere,
    notHost: () => zoomError(403, 3003, 'You are not the meeting host.'),
    // Codes of our own: Zoom tells the two apart in its windows only.
    hostThere: () => zoomError(403, 4031, 'This meeting has a host.'),
    wrongKey: () => zoomError(403, 4032, 'The host key is wrong.'),
  } as const;
  const answer = (outcome: keyof typeof answers) => answers[outcome]();
  return new Hono()
    .get('/practice/rooms/:participantId', async (c) => {
      const room = await rooms.view(c.req.param('participantId'));
      return room ? c.json(room) : notThere();
    })
    .post('/practice/rooms/:participantId/leave', async (c) =>
      answer((await rooms.leave(c.req.param('participantId'))) ? 'done' : 'notThere'),
    )
    .post('/practice/rooms/:participantId/end', async (c) =>
      answer(await rooms.endForAll(c.req.param('participantId'))),
    )
    .post('/practice/rooms/:participantId/admit', async (c) =>
      answer(await rooms.admitAll(c.req.param('participantId'))),
    )
    .post('/practice/rooms/:participantId/claim', async (c) => {
      const body = z.object({ hostKey: z.string() }).safeParse(await readJson(c.req.raw));
      return answer(await rooms.claimHost(c.req.param('participantId'), body.success ? body.data.hostKey : ''));
    })
    .post('/practice/rooms/:participantId/recording', async (c) => {
      const body = z.object({ recordingToken: z.string() }).safeParse(await readJson(c.req.raw));
      const token = body.success ? body.data.recordingToken : '';
      return answer((await rooms.recordWith(c.req.param('participantId'), token)) ? 'done' : 'notThere');
    });
}
