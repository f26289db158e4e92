import { createHash } from 'node:crypto';
import { escapeHtml } from '../shared/escape-html';
import { fullName, type PracticeUser, practiceAccount } from './practice-people';

const style = `
:root {
  color-scheme: light dark;
  --ground: #eef2f3; --sheet: #fff; --tint: #f5f8f8; --ink: #16212a; --soft: #4a5a66; --line: #d3dde1; --edge: #83939c;
  --accent: #0b6b75; --accent-strong: #08545c; --accent-tint: #e3f3f3; --on-accent: #fff;
  --note: #5c3d00; --note-ground: #fff3d6; --note-line: #ecd08a;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: var(--ground); color: var(--ink);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10161a; --sheet: #182026; --tint: #1e282f; --ink: #e8eef1; --soft: #a9b8c1; --line: #303d46; --edge: #7b8b95;
    --accent: #5fd0d3; --accent-strong: #86e0e1; --accent-tint: #16333a; --on-accent: #06262a;
    --note: #ffdf9a; --note-ground: #33290f; --note-line: #5d4a17;
  }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem }
.sheet { width: 100%; max-width: 60rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 16px; overflow: hidden;
  box-shadow: 0 1px 2px rgb(0 0 0 / .06), 0 18px 48px -18px rgb(10 40 50 / .28) }
.sheet.narrow { max-width: 36rem }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; justify-content: space-between;
  padding: .85rem 1.75rem; background: var(--note-ground); border-bottom: 1px solid var(--note-line); color: var(--note) }
header p { margin: 0; font-weight: 600; font-size: .9375rem }
header span { font-size: .875rem }
main { padding: 1.75rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; letter-spacing: -.01em; overflow-wrap: anywhere }
h2, legend { font-size: .8125rem; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); margin: 0; padding: 0 }
p { margin: 0; overflow-wrap: anywhere } .soft { color: var(--soft); font-size: .9375rem }
ul { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .7rem }
li { display: grid; grid-template-columns: 1.25rem 1fr; gap: .65rem; line-height: 1.35 }
li svg { width: 1.25rem; height: 1.25rem; color: var(--accent); margin-top: .05rem }
code { display: block; font: .8125rem/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--soft); overflow-wrap: anywhere }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0 }
.people { display: grid; gap: .6rem; margin-top: .75rem }
.person { display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: .85rem; padding: .65rem .85rem; cursor: pointer;
  border: 1px solid var(--line); border-radius: 12px; background: var(--tint) }
.person:hover { border-color: var(--edge) }
.person:has(:checked) { border-color: var(--accent); background: var(--accent-tint); box-shadow: inset 0 0 0 1px var(--accent) }
.person:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px }
.person img { width: 2.75rem; height: 2.75rem; border-radius: 50%; display: block }
.person b { display: block; font-weight: 600; line-height: 1.3 }
.person small { display: block; font-size: .875rem; line-height: 1.35; color: var(--soft); overflow-wrap: anywhere }
input[type=radio] { appearance: none; width: 1.25rem; height: 1.25rem; margin: 0; border: 2px solid var(--edge); border-radius: 50%; background: var(--sheet); outline: 0; cursor: pointer }
input[type=radio]:checked { border: 6px solid var(--accent) }
.columns { display: grid; gap: 1.75rem; margin-top: 1.5rem }
.actions { display: flex; gap: .75rem; margin-top: 1.25rem }
button { flex: 1; font: inherit; font-weight: 600; padding: .7rem 1rem; border-radius: 10px; border: 1px solid var(--edge); background: transparent; color: var(--ink); cursor: pointer }
button.allow { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
button:hover { background: var(--tint) } button.allow:hover { background: var(--accent-strong); border-color: var(--accent-strong) }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.back { margin-top: 1.5rem; font-size: .875rem }
.number { display: inline-block; margin-top: 1.25rem; padding: .25rem .6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--tint) }
@media (min-width: 54rem) {
  main { padding: 2rem 2.25rem } header { padding-inline: 2.25rem }
  .columns { grid-template-columns: 1fr 1.1fr; gap: 2.75rem }
  .columns > section { border-right: 1px solid var(--line); padding-right: 2.25rem }
}
@media (max-width: 30rem) { body { padding: 0; place-items: start stretch } .sheet { border: 0; border-radius: 0; min-height: 100vh } main { padding: 1.5rem 1.25rem } header { padding-inline: 1.25rem } }
@media (forced-colors: active) { input[type=radio] { appearance: auto } }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * Nothing of the page may run, be framed or kept. @param formTargets where its form may lead:
 * Chromium holds the redirect after the form to `form-action` too.
 */
function headers(formTargets: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; form-action ${formTargets}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** What a scope lets an app do, in the words of somebody who never read the API's documentation. */
const scopeWords: Readonly<Record<string, string>> = {
  'user:read:user': 'See your name, e-mail address and picture',
  'user:read:zak': 'Start your meetings and join as you',
  'user:read:token': 'Get longer-lived keys to start and join as you',
  'meeting:read:list_meetings': 'List the meetings you host',
  'meeting:read:list_upcoming_meetings': 'List your next 24 hours, invitations included',
  'meeting:read:meeting': 'Read the details and passcodes of your meetings',
  'meeting:read:invitation': 'Read the invitations to your meetings',
  'meeting:write:meeting': 'Schedule meetings for you',
  'meeting:update:meeting': 'Change your meetings',
  'meeting:delete:meeting': 'Delete your meetings',
  'meeting:update:status': 'End your running meetings',
  'meeting:write:registrant': 'Register people for your meetings',
  'user:read:list_schedulers': 'See for whom you may schedule meetings',
  'user:read:list_assistants': 'See who may schedule meetings for you',
  'meeting:read:local_recording_token': 'Record your meetings on a computer without asking',
  'meeting:read:live_streaming_token': 'Stream your meetings without asking',
};

const tick =
  '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M4 10.5l4 4 8-9"/></svg>';

function page(title: string, width: 'wide' | 'narrow', main: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} · Practice Zoom</title><style>${style}</style></head><body><div class="sheet ${width}"><header><p>Practice Zoom – this is not zoom.us</p><span>Made-up people and meetings, on this computer only</span></header><main>${main}</main></div></body></html>`;
}

function personCard(user: PracticeUser, isFirst: boolean): string {
  return `<label class="person"><img src="/practice/avatars/${user.id}" alt="" width="44" height="44"><span><b>${escapeHtml(fullName(user))}</b><small>${escapeHtml(user.email)}</small><small>${escapeHtml(user.jobTitle)}</small></span><input type="radio" name="user" value="${user.id}" required${isFirst ? ' checked' : ''}></label>`;
}

/**
 * The page on which a practice user allows or denies an app what it asks for.
 * @param request.sealed the authorization request, to come back with the decision
 */
export function consentPage(request: {
  clientName: string;
  scopes: readonly string[];
  redirectUri: string;
  users: readonly PracticeUser[];
  sealed: string;
}): Response {
  const name = escapeHtml(request.clientName);
  const redirect = new URL(request.redirectUri);
  const scopes = request.scopes.map(
    (scope) =>
      `<li>${tick}<span>${escapeHtml(scopeWords[scope] ?? 'Use what this scope stands for')}<code>${escapeHtml(scope)}</code></span></li>`,
  );
  const body = `<h1>${name} asks for access</h1>
<p class="soft">Choose who you are, then allow or deny it to act for that user of ${escapeHtml(practiceAccount.name)}.</p>
<div class="columns"><section aria-labelledby="scopes"><h2 id="scopes">${name} will be able to</h2><ul>${scopes.join('')}</ul></section>
<form method="post" action="/oauth/authorize" autocomplete="off"><input type="hidden" name="request" value="${escapeHtml(request.sealed)}">
<fieldset><legend>Sign in as</legend><div class="people">${request.users.map((user, index) => personCard(user, index === 0)).join('')}</div></fieldset>
<div class="actions"><button class="allow" name="decision" value="allow">Allow</button><button name="decision" value="deny" formnovalidate>Deny</button></div></form></div>
<p class="soft back">Either way you go back to ${escapeHtml(redirect.host + redirect.pathname)} on this computer.</p>`;
  return new Response(page(`${request.clientName} asks for access`, 'wide', body), {
    headers: headers(`'self' ${redirect.origin}`),
  });
}

/**
 * What Zoom shows when an authorization request is wrong: a page with a number, never a redirect (zoom docs: oauth-error-messages).
 */
export function oauthErrorPage(status: number, number: number, sentence: string): Response {
  const body = `<h1>This sign-in cannot go on</h1><p>${escapeHtml(sentence)}</p><p class="number">Error (${number.toLocaleString('en-US')})</p><p class="soft back">Close this page, go back to the app and check the credential it signs in with.</p>`;
  return new Response(page('Sign-in error', 'narrow', body), { status, headers: headers("'none'") });
}
