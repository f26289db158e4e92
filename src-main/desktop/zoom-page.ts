import { guidePages } from '../shared/guide-pages';

const zoomHosts: readonly string[] = ['zoom.us', 'marketplace.zoom.us', 'zoomgov.com', 'marketplace.zoomgov.com'];
/** To the letter: of these sites nothing else. */
const documentation: ReadonlySet<string> = new Set(Object.values(guidePages));

/** Whether the system browser may be sent there: Zoom's sign-in pages, the pages that the guide names, a Practice Zoom on this machine. */
export function isZoomPage(url: URL): boolean {
  if (documentation.has(url.href)) return true;
  if (url.username || url.password) return false;
  if (url.protocol === 'http:') return url.hostname === '127.0.0.1' && url.port !== '';
  return url.protocol === 'https:' && url.port === '' && zoomHosts.includes(url.hostname);
}
