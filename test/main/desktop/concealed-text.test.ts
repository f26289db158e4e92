import { expect, test } from '@playwright/test';
import { concealedText } from '../../../src-main/desktop/concealed-text';

for (const [platform, format, value] of [
  ['linux', 'x-kde-passwordManagerHint', 'secret'],
  ['darwin', 'org.nspasteboard.ConcealedType', ''],
  ['win32', 'ExcludeClipboardContentFromMonitorProcessing', '1'],
] as const)
  test(`on ${platform} a secret has ${format} beside it, for programs that keep a history`, async () => {
    const formats = concealedText('not-a-real-key', platform);
    const own = `electron application/osclipboard;format="${format}"`;
    expect(Object.keys(formats)).toEqual(['text/plain', own]);
    expect(formats['text/plain']).toBe('not-a-real-key');
    expect(await (formats[own] as Blob).text()).toBe(value);
  });

test('a system that has no such mark gets the text alone', () => {
  expect(concealedText('not-a-real-key', 'freebsd')).toEqual({ 'text/plain': 'not-a-real-key' });
});
