import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import { Notices } from '../../../src-main/app/notices';
import { AppErrorCode } from '../../../src-main/shared/app-error';
import { Notice } from '../../../src-main/shared/app-state';
import { anAppState, idOf, now } from '../examples';

function start() {
  const live = new LiveState(anAppState());
  return { live, notices: new Notices(live, () => now), shown: () => live.current.notices };
}

test('a notice says what, when and of which credential', () => {
  const { notices, shown } = start();
  notices.add({ code: 'records_damaged', subject: 'usher.set-aside.json' });
  notices.add({ code: 'offline' }, idOf(1));
  expect(shown()).toMatchObject([
    { failure: { code: 'records_damaged', subject: 'usher.set-aside.json' }, at: now.toISOString() },
    { failure: { code: 'offline' }, at: now.toISOString(), credentialId: idOf(1) },
  ]);
  for (const notice of shown()) expect(Notice.safeParse(notice).success).toBe(true);
});

test('one matter is one notice, the newest; the same of another credential is another matter', () => {
  const { notices, shown } = start();
  notices.add({ code: 'offline' }, idOf(1));
  notices.add({ code: 'offline' }, idOf(2));
  notices.add({ code: 'offline' });
  notices.add({ code: 'offline', zoomCode: 7 }, idOf(1));
  expect(shown().map(({ credentialId, failure }) => [credentialId, failure.zoomCode])).toEqual([
    [idOf(2), undefined],
    [undefined, undefined],
    [idOf(1), 7],
  ]);
});

test('never more than five are shown, and the newest are', () => {
  const { notices, shown } = start();
  for (const code of AppErrorCode.options) notices.add({ code });
  expect(shown().map(({ failure }) => failure.code)).toEqual(AppErrorCode.options.slice(-5));
});

test('a notice that was read goes, and an unknown one takes no other with it', () => {
  const { notices, shown } = start();
  notices.add({ code: 'offline' });
  notices.add({ code: 'records_not_saved' });
  notices.dismiss('nobody');
  expect(shown()).toHaveLength(2);
  notices.dismiss(shown()[0]?.id ?? '');
  expect(shown().map(({ failure }) => failure.code)).toEqual(['records_not_saved']);
});
