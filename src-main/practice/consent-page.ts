import { escapeHtml } from '../shared/escape-html';
import { practicePage } from './practice-page';
import { fullName, type PracticeUser, practiceAccount } from './practice-people';

/** What a scope lets an app do, in the words of somebody who never read the API's documentation. */
const scopeWords: Readonly<Record<string, string>> = {
  'user:read:user': 'See your name, e-mail address and picture',
  'user:read:zak': 'Start your meetings and join as you',
  'user:read:token': 'Get longer-lived keys to start and join as you',
  'meeting:read:list_meetings': 'List the meetings you host',
  'meeting:read:list_upcoming_meetings': 'List your next 24 hours, invitations included',
  'meeting:read:meeting': 'Read the details and passcodes of your meetings',
  'meeting:read:invitation': 'Read the invitations to your meetings',
  'meeting:write:sip_dialing': 'Let room systems into meetings as you',
  'meeting:write:meeting': 'Schedule meetings for you',
  'meeting:update:meeting': 'Change your meetings',
  'meeting:delete:meeting': 'Delete your meetings',
  'meeting:update:status': 'End your running meetings',
  'meeting:write:registrant': 'Register people for your meetings',
  'user:read:list_schedulers': 'See for whom you may schedule meetings',
  'user:read:list_assistants': 'See who may schedule meetings for you',
  'meeting:read:local_recording_token': 'Record your meetings on a computer without asking',
  'meeting:read:live_streaming_token': 'Stream your meetings without asking',
  'user:update:user': 'Change your profile, such as your host key',
};

const tick =
  '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M4 10.5l4 4 8-9"/></svg>';

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
  return practicePage({
    title: `${request.clientName} asks for access`,
    main: body,
    isWide: true,
    formTargets: `'self' ${redirect.origin}`,
  });
}

/**
 * What Zoom shows when an authorization request is wrong: a page with a number, never a redirect (zoom docs: oauth-error-messages).
 */
export function oauthErrorPage(status: number, number: number, sentence: string): Response {
  const body = `<h1>This sign-in cannot go on</h1><p>${escapeHtml(sentence)}</p><p class="number">Error (${number.toLocaleString('en-US')})</p><p class="soft back">Close this page, go back to the app and check the credential it signs in with.</p>`;
  return practicePage({ title: 'Sign-in error', main: body, status });
}
