import { expect, test } from '@playwright/test';
import { sipAddress } from '../../../src-main/shared/dial-string';

test('a room system dials the number, and the passcode behind a dot', () => {
  expect(sipAddress({ meetingId: '95001234567', passcode: '123456' })).toBe('95001234567.123456@zoomcrc.com');
  expect(sipAddress({ meetingId: '95001234567' })).toBe('95001234567@zoomcrc.com');
});
