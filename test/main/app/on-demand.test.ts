import { expect, test } from '@playwright/test';
import { onDemand } from '../../../src-main/app/on-demand';

test('what nobody asked for is not made, not even to be stopped', () => {
  const part = onDemand(() => Promise.reject(new Error('Nobody asked for it.')));
  expect(part.ifMade()).toBeUndefined();
});

test('whoever asks has the same part, two at once as well', async () => {
  const part = onDemand(async () => ({ calls: 0 }));
  const [one, other] = await Promise.all([part(), part()]);
  expect(other).toBe(one);
  expect(await part.ifMade()).toBe(one);
});
