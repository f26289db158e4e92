import { expect, test } from '@playwright/test';
import { answerCall } from '../../../src-main/app/answer-call';
import { contract } from '../../../src-main/shared/contract';
import { guidePageNames, guidePages } from '../../../src-main/shared/guide-pages';
import { AppParts } from './app-parts';

let app: AppParts;
let opened: string[];

test.beforeEach(async () => {
  app = await AppParts.start();
  opened = [];
  app.browse = (url) => void opened.push(url.href);
});
test.afterEach(() => app.close());

test('each page that the guide names is opened at its own address', async () => {
  for (const page of guidePageNames) await app.commands.openGuidePage({ page });
  expect(opened).toEqual(Object.values(guidePages));
});

test('a window names a page of the guide and cannot bring an address of its own', async () => {
  const { openGuidePage } = app.commands;
  const onlyThis = { openGuidePage: contract.openGuidePage };
  for (const page of ['https://elsewhere.example/', 'constructor', '', 7])
    expect(await answerCall(onlyThis, { openGuidePage }, 'openGuidePage', { page }, () => {})).toEqual({
      ok: false,
      failure: { code: 'invalid_request' },
    });
  expect(opened).toEqual([]);
});
