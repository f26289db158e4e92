import { test } from '@playwright/test';
import { expectNoAxeFindings, expectNoSeriousAxeFindings } from './axe';
import { pageEngineOptions } from './chromium';

test.use({ launchOptions: pageEngineOptions });
const { expect } = test;

const page = (styles: string, content: string) =>
  `<!doctype html><html lang="en"><title>Page</title><style>${styles}</style><main><h1>Page</h1>${content}</main></html>`;

test('a page that everybody can use has no findings', async ({ page: shown }) => {
  await shown.setContent(page('', '<button>Save</button>'));
  await expectNoAxeFindings(shown);
});

test('a button without a name is found', async ({ page: shown }) => {
  await shown.setContent(page('', '<button></button>'));
  await expect(expectNoSeriousAxeFindings(shown)).rejects.toThrow(/critical button-name/);
});

test('a contrast that is too low in the dark only is found there', async ({ page: shown }) => {
  const pale = '@media (prefers-color-scheme: dark) { body { background: #222; color: #333 } }';
  await shown.setContent(page(pale, '<p>Words</p>'));
  await expect(expectNoSeriousAxeFindings(shown)).rejects.toThrow(/in dark[\s\S]*serious color-contrast/);
});
