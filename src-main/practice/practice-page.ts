import { createHash } from 'node:crypto';
import { escapeHtml } from '../shared/escape-html';

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
.field { display: grid; gap: .35rem; margin-top: 1.1rem; font-weight: 600 }
.field input { font: inherit; font-weight: 400; padding: .6rem .75rem; border-radius: 10px; border: 1px solid var(--edge); background: var(--tint); color: var(--ink) }
.field input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
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

/** Nothing of the page may run, be framed or kept. */
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

/**
 * A page of Practice Zoom's in a browser, which says what it is.
 * @param page.title plain text
 * @param page.main markup
 * @param page.formTargets where its form may lead: Chromium holds the redirect after the form to `form-action` too
 */
export function practicePage(page: {
  title: string;
  main: string;
  isWide?: boolean;
  formTargets?: string;
  status?: number;
}): Response {
  const { title, main, isWide = false, formTargets = "'none'", status = 200 } = page;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} · Practice Zoom</title><style>${style}</style></head><body><div class="sheet ${isWide ? 'wide' : 'narrow'}"><header><p>Practice Zoom – this is not zoom.us</p><span>Made-up people and meetings, on this computer only</span></header><main>${main}</main></div></body></html>`;
  return new Response(html, { status, headers: headers(formTargets) });
}
