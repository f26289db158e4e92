import { expect, test } from '@playwright/test';
import { isZoomPage } from '../../../src-main/desktop/zoom-page';
import { guidePages } from '../../../src-main/shared/guide-pages';

const isAllowed = (address: string) => isZoomPage(new URL(address));

test('every page that the guide names may be opened', () => {
  expect(Object.values(guidePages).filter((page) => !isAllowed(page))).toEqual([]);
});

test('the neighbours of a page of the guide may not', () => {
  const developers = Object.values(guidePages).filter((page) => new URL(page).hostname === 'developers.zoom.us');
  expect(developers.length).toBeGreaterThan(0);
  const neighbours = developers.flatMap((page) => [
    `${page}?next=https://elsewhere.example`,
    `${page}#elsewhere`,
    `${page}more`,
    page.replace('https:', 'http:'),
    page.replace('developers.zoom.us', 'developers.zoom.us.elsewhere.example'),
    page.replace('developers.zoom.us', 'developers.zoom.us:8443'),
    page.replace('https://', 'https://name:word@'),
    new URL('..', page).href,
  ]);
  expect(neighbours.filter(isAllowed)).toEqual([]);
});

test('Zoom’s sign-in pages and a Practice Zoom on this machine may be opened, and nothing that looks like them', () => {
  const good = [
    'https://zoom.us/oauth/authorize?client_id=1',
    'https://zoomgov.com/oauth/authorize?client_id=1',
    'http://127.0.0.1:40123/oauth/authorize',
  ];
  const bad = [
    'http://zoom.us/oauth/authorize',
    'https://zoom.us:444/oauth/authorize',
    'https://name@zoom.us/oauth/authorize',
    'https://zoom.us.elsewhere.example/oauth/authorize',
    'https://elsewhere.example/zoom.us',
    'https://support.zoom.us/',
    'http://127.0.0.1/oauth/authorize',
    'http://localhost:40123/oauth/authorize',
    'https://127.0.0.1:40123/oauth/authorize',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'zoommtg://zoom.us/join',
  ];
  expect(good.filter((address) => !isAllowed(address))).toEqual([]);
  expect(bad.filter(isAllowed)).toEqual([]);
});
