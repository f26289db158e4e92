import { expect, test } from '@playwright/test';
import { escapeHtml } from '../../../src-main/shared/escape-html';

test('no text can leave the element or the quoted attribute that it stands in', () => {
  expect(escapeHtml(`<img src=x onerror="a('b')">`)).toBe('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;');
  expect(escapeHtml('&lt;')).toBe('&amp;lt;');
});

test('all other text stays as it is', () => {
  const text = 'Zoë Ångström – 会议 🎥 `{1}` = /';
  expect(escapeHtml(text)).toBe(text);
});
