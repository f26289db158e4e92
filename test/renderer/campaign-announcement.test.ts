import { expect, test } from '@playwright/test';
import { campaignAnnouncement } from '../../src-renderer/screens/campaign-announcement';

const now = new Date('2026-11-26T09:00:00.000Z');
const place = { locale: 'en-GB', timeZone: 'Europe/Berlin' };

test('an announcement says who, why and when, and holds no key', () => {
  for (const kind of ['backfill', 'rotate', 'table'] as const) {
    const text = campaignAnnouncement(kind, now, place);
    expect(text).toContain('On Thursday 26 November');
    expect(text).toContain('your Zoom user');
    expect(text).toContain('so that room systems');
    expect(text).toContain('Zoom may send you an e-mail');
    expect(text).not.toMatch(/\d{6}/);
  }
});

test('whoever has a key is told that it stops working; whoever may have none, that it would', () => {
  expect(campaignAnnouncement('rotate', now, place)).toContain('The one you have now stops working');
  expect(campaignAnnouncement('backfill', now, place)).toContain('If you use a host key now');
});
