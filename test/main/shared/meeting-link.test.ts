import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type MeetingReading, readDeepLink, readMeetingText } from '../../../src-main/shared/meeting-link';
import { deepLinks, meetingTexts, practiceOrigin, shortForm } from './link-cases';

test.describe('what a person pastes', () => {
  for (const { id, text, expected, why } of meetingTexts) {
    test(`${id}: ${why}`, () => expect(shortForm(readMeetingText(text, { practiceOrigin }))).toEqual(expected));
  }

  test('without Practice Zoom, nothing on this machine is Zoom', () => {
    expect(shortForm(readMeetingText(`${practiceOrigin}/j/81234567890`))).toBe('notZoom');
    expect(shortForm(readMeetingText('file:///j/81234567890', { practiceOrigin: 'null' }))).toBe('notZoom');
  });
});

test.describe('what another program hands over', () => {
  for (const { id, link, expected, why } of deepLinks) {
    test(`${id}: ${why}`, () => expect(shortForm(readDeepLink(link, { practiceOrigin }))).toEqual(expected));
  }
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`));
const meetingId = fc.oneof(digits(9), digits(10), digits(11));
const secret = fc.stringMatching(/^not-a-real-[A-Za-z0-9_.-]{5,30}x$/);
const host = fc.constantFrom(
  'zoom.us',
  'us02web.zoom.us',
  'acme.zoom.com',
  'zoom.com.cn',
  'uni.zoom-x.de',
  'agency.zoomgov.com',
);
const strangeHost = fc.constantFrom(
  'evil.com',
  'evilzoom.us',
  'zoom.us.evil.com',
  'localhost',
  '127.0.0.1',
  'zoom.us:8443',
  'zoom.us@evil.com',
);

/** Texts made of what readers stumble over, so that much of them means something. */
const piece = fc.oneof(
  meetingId,
  fc.constantFrom(
    ...[
      'https://|http://|zoommtg://|usher://join?|zoom.us|zoomgov.com|evil.com|/j/|/s/|/my/|/wc/|?pwd=|&zak=|&tk=|#|@',
      'Meeting ID: |Kenncode: |パスコード：|Topic: |H.323|@zoomcrc.com|1.2.3.4##|,,|*| |\r\n|\\n|<|>|"|=3D|=\r\n|%',
      'https://www.google.com/url?q=|https://urldefense.com/v3/__|__;|<a href="|&amp;|DESCRIPTION:|\u202e|\ud800|１',
    ].flatMap((row) => row.split('|')),
  ),
  fc.string({ unit: 'binary', maxLength: 10 }),
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
);

function meetingsOf(reading: MeetingReading) {
  if (reading.kind === 'several') return reading.meetings;
  return reading.kind === 'meeting' ? [reading.meeting] : [];
}

test('whatever the text, what is read of it is a number of Zoom’s in an alphabet that can be typed', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const reading of [readMeetingText(text, { practiceOrigin }), readDeepLink(text, { practiceOrigin })]) {
        for (const meeting of meetingsOf(reading)) {
          expect(meeting.meetingId).toMatch(/^[1-9][0-9]{8,10}$/);
          expect(meeting.passcode ?? 'x').toMatch(/^[!-~]{1,128}$/);
          expect(meeting.encodedPasscode ?? 'x').toMatch(/^[!-~]{1,128}$/);
          expect(meeting.registrantToken ?? 'x').toMatch(/^[\w.~-]{1,2048}$/);
          expect(meeting.numericPasscode ?? '1').toMatch(/^[0-9]{1,10}$/);
          expect(meeting.topic ?? 'x').toMatch(/^\P{Cc}{1,200}$/u);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a link that is made of what was read says the same again', () => {
  fc.assert(
    fc.property(host, meetingId, fc.option(secret), fc.option(secret), (name, id, pwd, tk) => {
      const query = new URLSearchParams({ ...(pwd ? { pwd } : {}), ...(tk ? { tk } : {}) });
      const reading = readMeetingText(`Join (https://${name}/j/${id}?${query}).`);
      const [meeting] = meetingsOf(reading);
      expect(meeting).toEqual({
        meetingId: id,
        environment: name.endsWith('zoomgov.com') ? 'zoomgov' : 'zoom',
        ...(pwd ? { encodedPasscode: pwd } : {}),
        ...(tk ? { registrantToken: tk } : {}),
      });
      const again = new URLSearchParams({
        ...(meeting?.encodedPasscode ? { pwd: meeting.encodedPasscode } : {}),
        ...(meeting?.registrantToken ? { tk: meeting.registrantToken } : {}),
      });
      const normalHost = meeting?.environment === 'zoomgov' ? 'zoomgov.com' : 'zoom.us';
      expect(readMeetingText(`https://${normalHost}/j/${meeting?.meetingId}?${again}`)).toEqual(reading);
    }),
  );
});

test('from any text: a link that is made of what was read says the same again', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { meetingId, encodedPasscode } of meetingsOf(readMeetingText(text))) {
        const query = new URLSearchParams(encodedPasscode ? { pwd: encodedPasscode } : {});
        const [again] = meetingsOf(readMeetingText(`https://zoom.us/j/${meetingId}?${query}`));
        expect(again).toEqual({ meetingId, environment: 'zoom', ...(encodedPasscode ? { encodedPasscode } : {}) });
      }
    }),
    { numRuns: 500 },
  );
});

test('only Zoom’s hosts, and exactly that of Practice Zoom, name a cloud (SN7)', () => {
  fc.assert(
    fc.property(strangeHost, meetingId, fc.constantFrom('j', 's', 'w', 'wc/join'), (name, id, path) => {
      expect(readMeetingText(`https://${name}/${path}/${id}`, { practiceOrigin }).kind).toBe('unreadable');
      expect(readDeepLink(`usher://join?url=https://${name}/${path}/${id}`, { practiceOrigin }).kind).toBe(
        'unreadable',
      );
    }),
  );
});

test('a ZAK that stands in a link is nowhere in what is read, and from another program nothing is', () => {
  const around = fc.constantFrom(
    '',
    'Topic: ',
    'Passcode: ',
    'Meeting ID: ',
    '<',
    '(',
    'https://www.google.com/url?q=',
  );
  fc.assert(
    fc.property(
      around,
      host,
      meetingId,
      secret,
      fc.constantFrom('?zak=', '?pwd=a&zak=', '#zak='),
      (words, name, id, zak, key) => {
        const link = `https://${name}/s/${id}${key}${zak}`;
        const text = `${words}${words.endsWith('=') ? encodeURIComponent(link) : link}`;
        expect(JSON.stringify(readMeetingText(`${text}\r\nMeeting ID: 812 3456 7890`))).not.toContain(zak);
        expect(shortForm(readDeepLink(`usher://join?url=${encodeURIComponent(link)}`))).toBe('secretInLink');
      },
    ),
  );
});

test('no text makes the reader slow', () => {
  const parts = [
    'a|1|1 | |\n|\r\n|\t|*|.|:|,|,,|#|@|=|=3D|%|<|>|)|\\|\\n|&|-|_|a.|a-|1.|1.1.|１|e\u0301|\u200b',
    '1.1.1.1##|123456789.|123456789.a|123456789@|123456789@a.|,,123456789#|h.323 |id |Topic: |Passcode |Passcode: |Passcode: 1 ',
    'Meeting ID|Meeting ID: |Meeting ID *|zoom.|zoom.us|zoom.us/|https://|https://zoom.us/|https://zoom.us/j/123456789 |usher:',
    '<a |<a href=|<a href="x">|<https://|DESCRIPTION:\n |?a=3D|&a=3D=\r\n|__;|https://www.google.com/url?q=|https://urldefense.com/v3/__',
  ].flatMap((row) => row.split('|'));
  for (const part of parts) {
    for (const head of ['', 'https://zoom.us/', 'Passcode: ', '<']) {
      const text = `${head}${part.repeat(Math.ceil(100_000 / part.length)).slice(0, 100_000 - head.length)}`;
      readMeetingText(text, { practiceOrigin });
    }
    readDeepLink(`usher://join?${part.repeat(100_000)}`, { practiceOrigin });
  }
});

test('many meetings in one text are as many', () => {
  const ids = Array.from({ length: 2_000 }, (_id, index) => String(810_000_000 + index));
  const text = ids.map((id) => `https://zoom.us/j/${id} Passcode: ${id}`).join('\n');
  const read = meetingsOf(readMeetingText(text));
  expect(read.map((meeting) => meeting.meetingId)).toEqual(ids);
  expect(read.map((meeting) => meeting.passcode)).toEqual(ids);
});

test.describe('a personal link', () => {
  const personalRooms = [
    { link: 'https://acme.zoom.us/my/ada.lovelace', meetingId: '4110042001', environment: 'zoom' },
    { link: 'https://zoom.us/my/grace', meetingId: '4110042003', environment: 'zoom' },
    { link: 'http://127.0.0.1:1/my/mira.okafor', meetingId: '4110042002', environment: 'practice' },
  ] as const;
  const read = (text: string) => readMeetingText(text, { practiceOrigin, personalRooms });
  const room = (meetingId: string) => ({ kind: 'meeting', meeting: { meetingId } });

  for (const [what, text, expected] of [
    ['as Zoom tells it', 'https://acme.zoom.us/my/ada.lovelace', room('4110042001')],
    ['with other capitals and a slash', 'https://ACME.zoom.us/my/Ada.Lovelace/', room('4110042001')],
    ['under another address of Zoom’s own', 'https://us02web.zoom.us/my/grace', room('4110042003')],
    ['of Practice Zoom, which listens elsewhere today', `${practiceOrigin}/my/mira.okafor`, room('4110042002')],
  ] as const) {
    test(`that is known is its room: ${what}`, () => {
      expect(read(text)).toMatchObject(expected);
    });
  }

  for (const [what, text] of [
    ['of another account', 'https://globex.zoom.us/my/ada.lovelace'],
    ['of whoever has that name outside of the account', 'https://zoom.us/my/ada.lovelace'],
    ['of whoever has that name inside of an account', 'https://globex.zoom.us/my/grace'],
    ['in the government’s cloud', 'https://www.zoomgov.com/my/ada.lovelace'],
    ['of another name', 'https://zoom.us/my/ada'],
  ] as const) {
    test(`that is not known is no meeting: ${what}`, () => {
      expect(read(text)).toEqual({ kind: 'unreadable', reason: 'personalLink' });
    });
  }

  test('brings its passcode along', () => {
    expect(read('https://acme.zoom.us/my/ada.lovelace?pwd=not-real.1')).toMatchObject({
      meeting: { meetingId: '4110042001', encodedPasscode: 'not-real.1' },
    });
  });
});
