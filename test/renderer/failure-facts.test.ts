import { expect, test } from '@playwright/test';
import { failureFacts, failureTone } from '../../src-renderer/components/failure-facts';

test("Zoom's own words stand behind Details, and nothing does where Zoom said nothing", () => {
  expect(
    failureFacts({
      code: 'missing_scope',
      zoomCode: 4711,
      zoomMessage: 'no',
      trackingId: 'WEB_x',
      missingScopes: ['a', 'b'],
    }),
  ).toEqual([
    { term: 'Zoom code', text: '4711' },
    { term: 'Zoom says', text: 'no' },
    { term: 'Missing scopes', text: 'a or b' },
    { term: 'Tracking ID', text: 'WEB_x' },
  ]);
  expect(failureFacts({ code: 'offline' })).toEqual([]);
  expect(failureFacts({ code: 'meeting_refused', zoomCode: 0 })).toEqual([{ term: 'Zoom code', text: '0' }]);
});

test('what passes is amber, what needs a person is red', () => {
  expect(failureTone({ code: 'offline' })).toBe('attention');
  expect(failureTone({ code: 'reauthorization_required' })).toBe('problem');
});
