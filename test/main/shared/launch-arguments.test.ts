import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { readLaunchArguments } from '../../../src-main/shared/launch-arguments';
import { readDeepLink } from '../../../src-main/shared/meeting-link';
import { launches, shortForm } from './link-cases';

for (const { id, argv, expected, why } of launches) {
  test(`${id}: ${why} (SE30)`, () => {
    const request = readLaunchArguments(argv);
    expect(request.kind === 'deepLink' ? shortForm(readDeepLink(request.link)) : request.kind).toEqual(expected);
  });
}

test('among any arguments, the one that begins with the scheme is handed on as it is, two are refused (SE30)', () => {
  const others = fc.array(fc.string().filter((argument) => !argument.toLowerCase().startsWith('usher:')));
  const link = fc.string().map((rest) => `usher:${rest}`);
  fc.assert(
    fc.property(others, link, others, link, (before, first, after, second) => {
      expect(readLaunchArguments([...before, ...after])).toEqual({ kind: 'none' });
      expect(readLaunchArguments([...before, first, ...after])).toEqual({ kind: 'deepLink', link: first });
      expect(readLaunchArguments([...before, first, ...after, second])).toEqual({ kind: 'refused' });
    }),
  );
});
