import { createHash } from 'node:crypto';
import { escapeHtml } from '../shared/escape-html';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: #f4f6f7; color: #17212b }
body { min-height: 100vh; margin: 0; display: grid; place-items: center }
main { max-width: 26rem; margin: 1rem; padding: 2rem 2.25rem; border-radius: 12px; background: #fff; border: 1px solid #d5dde3 }
h1 { font-size: 1.25rem; margin: 0 0 .5rem } p { margin: 0 }
.mark { font-size: 2rem; line-height: 1; margin-bottom: .75rem; color: #b3261e } .ok .mark { color: #087f6b }
@media (prefers-color-scheme: dark) {
  :root { background: #14191e; color: #e6ebef } main { background: #1d242b; border-color: #37424c }
  .mark { color: #ff8f85 } .ok .mark { color: #4fd1b5 }
}`;

/** Nothing of the page may run, load, be framed, kept or told onwards (RFC 9700, section 4.2). */
export const answerPageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  connection: 'close',
};

/** The page at the end of a sign-in. @param sentence plain text of ours; whatever else it may hold is escaped */
export function answerPage(ok: boolean, sentence: string): string {
  const title = ok ? 'Signed in' : 'Not signed in';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Usher</title><style>${style}</style></head><body><main${ok ? ' class="ok"' : ''}><div class="mark" aria-hidden="true">${ok ? '✓' : '!'}</div><h1>${title}</h1><p>${escapeHtml(sentence)}</p></main></body></html>`;
}
