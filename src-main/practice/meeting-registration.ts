import { Hono } from 'hono';
import { z } from 'zod';
import { escapeHtml } from '../shared/escape-html';
import { joinUrl, registrationPath } from './meeting-bodies';
import { readForm } from './practice-body';
import type { PracticeMeeting } from './practice-meetings';
import { practicePage } from './practice-page';
import type { PracticeRooms } from './practice-rooms';
import type { PracticeTokens } from './practice-tokens';

const registrantTokenSeconds = 365 * 24 * 3600;

/** Whoever registers for a meeting (OpenAPI Meetings, registrants). */
export const Registrant = z.object({
  first_name: z.string().trim().min(1).max(64),
  last_name: z.string().max(64).optional(),
  email: z.email().max(128),
});

/** A registrant's own link; undefined while the host has to approve them first. */
export async function registrantLink(
  meeting: PracticeMeeting,
  { email }: z.infer<typeof Registrant>,
  { tokens, origin }: { tokens: PracticeTokens; origin: string },
): Promise<string | undefined> {
  if (meeting.settings.approvalType !== 0) return undefined;
  const claims = { uid: email, mn: meeting.meetingId };
  return joinUrl(meeting, origin, await tokens.issueMeetingToken('registrant', claims, registrantTokenSeconds));
}

/** What a browser is shown of a meeting: the page on which people register, and for any other meeting where its link belongs. */
export function registrationRoutes(rooms: PracticeRooms, tokens: PracticeTokens): Hono {
  const meetingAt = async (path: string) =>
    (await rooms.meetings()).find(
      (meeting) => meeting.settings.approvalType !== 2 && registrationPath(meeting) === path,
    );
  return new Hono()
    .get('/j/:meetingId', async (c) => {
      const meeting = await rooms.meeting(c.req.param('meetingId'));
      if (meeting && meeting.settings.approvalType !== 2) return c.redirect(registrationPath(meeting));
      return page(
        meeting ? 200 : 404,
        meeting ? meeting.topic : 'No such meeting',
        '<p class="soft">Practice meetings open in Usher: copy the link of this page and paste it there.</p>',
      );
    })
    .get('/meeting/register/:code', async (c) => {
      const meeting = await meetingAt(c.req.path);
      return meeting ? formPage(meeting) : noRegistration();
    })
    .post('/meeting/register/:code', async (c) => {
      const { origin } = new URL(c.req.url);
      const from = c.req.header('origin');
      const meeting = from === undefined || from === origin ? await meetingAt(c.req.path) : undefined;
      if (!meeting) return noRegistration();
      const parsed = Registrant.safeParse(Object.fromEntries(await readForm(c.req.raw)));
      if (!parsed.success) return formPage(meeting, 'A name and an e-mail address are needed.');
      const link = await registrantLink(meeting, parsed.data, { tokens, origin });
      return page(
        200,
        'You are registered',
        link
          ? `<p class="soft">This link is yours alone. Copy it and paste it into Usher.</p><p class="number"><code>${escapeHtml(link)}</code></p>`
          : '<p class="soft">The host has to approve it. Your own link comes after that.</p>',
      );
    });
}

function page(status: number, heading: string, body: string): Response {
  return practicePage({
    title: heading,
    main: `<h1>${escapeHtml(heading)}</h1>${body}`,
    formTargets: "'self'",
    status,
  });
}

function noRegistration(): Response {
  return page(404, 'No such registration', '<p class="soft">Nobody registers here.</p>');
}

function formPage(meeting: PracticeMeeting, wrong?: string): Response {
  return page(
    wrong ? 400 : 200,
    `Register for “${meeting.topic}”`,
    `<p class="soft"${wrong ? ' role="alert"' : ''}>${wrong ?? 'The answer is a link of your own, which lets you in.'}</p>
<form method="post" autocomplete="off"><label class="field">Name<input name="first_name" required maxlength="64"></label>
<label class="field">E-mail address<input name="email" type="email" required maxlength="128"></label>
<div class="actions"><button class="allow">Register</button></div></form>`,
  );
}
