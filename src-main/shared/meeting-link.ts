import type { ZoomEnvironment } from './credential';
import type { MeetingId } from './meeting';

/** Which meeting a text names, and what it says about the way in. */
export type MeetingReference = {
  meetingId: MeetingId;
  /** The cloud of the link's host; a number by itself may be in any. */
  environment?: ZoomEnvironment;
  topic?: string;
  /** As a person types it, from the words of an invitation. */
  passcode?: string;
  /** `pwd` of a link: Zoom's own encoding of the passcode. */
  encodedPasscode?: string;
  /** `tk` of a link: this registrant's own way in, and theirs alone. */
  registrantToken?: string;
  /** What room systems type: digits only. */
  numericPasscode?: string;
};

/** Why a text names no meeting that Usher could join. */
export type UnreadableReason =
  /** Nothing in it looks like a link or a number of a meeting. */
  | 'nothing'
  /** A link, but not to a host of Zoom's. */
  | 'notZoom'
  /** A link to a host of Zoom's, or to Usher, that is wrong in a way that nobody makes by accident. */
  | 'suspicious'
  /** A number, but not of 9 to 11 digits, or with a zero in front. */
  | 'wrongLength'
  /** A personal link has a name in place of the number. */
  | 'personalLink'
  /** One has to register first. */
  | 'registration'
  /** Another page of Zoom's. */
  | 'noMeeting'
  /** A link that would hand over somebody's key; from another program none is taken. */
  | 'secretInLink';

export type MeetingReading =
  | { kind: 'meeting'; meeting: MeetingReference }
  /** Somebody has to say which. */
  | { kind: 'several'; meetings: MeetingReference[] }
  | { kind: 'unreadable'; reason: UnreadableReason };

/** Somebody's own room, and the link to it that has a name in place of the number. */
export type PersonalRoom = { link: string; meetingId: MeetingId; environment: ZoomEnvironment };

type Where = {
  /** Where links of Practice Zoom lead, such as `http://127.0.0.1:40123`. */
  practiceOrigin?: string | undefined;
  /** Only Zoom knows whose name it is; of those who are signed in here it has said so. */
  personalRooms?: readonly PersonalRoom[];
};

/** Longer than any invitation; what is behind it is not looked at. */
const maxLength = 100_000;
/** A link in a link in a link; more is a trap. */
const maxWrappers = 3;
const maxPasscodeLength = 128;

/** Zoom's hosts, each with all that is under it. */
const zoomHosts: Readonly<Record<string, ZoomEnvironment>> = {
  'zoom.us': 'zoom',
  'zoom.com': 'zoom',
  'zoom.com.cn': 'zoom',
  'zoom-x.de': 'zoom',
  'zoomgov.com': 'zoomgov',
};

/** What mail programs and chats put round a link, and where in it the link is. */
const wrappers: readonly { host: RegExp; inner: (url: URL) => string | null | undefined }[] = [
  {
    host: /(?:^|\.)safelinks\.protection\.(?:outlook\.com|office365\.us)$/,
    inner: (url) => url.searchParams.get('url'),
  },
  {
    host: /^(?:www\.)?google\.[a-z.]{2,6}$/,
    inner: (url) => (url.pathname === '/url' ? (url.searchParams.get('q') ?? url.searchParams.get('url')) : undefined),
  },
  {
    host: /^urldefense\.com$/,
    // It writes a star for a sign of its own choice; in Zoom's links that is the one before `#success`.
    inner: (url) => /^https?:\/\/[^/]+\/v3\/__(.+?)__;/.exec(url.href)?.[1]?.replace('*', '#'),
  },
  {
    host: /^urldefense\.proofpoint\.com$/,
    inner: (url) => decoded(url.searchParams.get('u')?.replace(/-/g, '%').replace(/_/g, '/') ?? ''),
  },
  { host: /^slack-redir\.net$/, inner: (url) => url.searchParams.get('url') },
  { host: /^linkprotect\.cudasvc\.com$/, inner: (url) => url.searchParams.get('a') },
];

/** As Zoom's invitations say it: en, de, fr, es, pt, it, nl, sv, pl, ru, tr, ja, zh, ko, vi, id. */
const idLabels =
  '(?:meeting|webinar|event)[ -]?(?:id|number)|(?:id|num[ée]ro) de (?:la )?r[ée]union|id de (?:la )?reuni[óo]n|id da reuni[ãa]o|id (?:della )?riunione|vergader(?:ings?)?[ -]?id|m[öo]tes?[ -]?id|(?:identyfikator|id) spotkania|идентификатор (?:конференции|вебинара)|toplant[ıi] (?:kimli[ğg]i|id)|(?:ミーティング|ウェビナー) ?id|会议 ?(?:号|id)|會議 ?(?:號|id)|(?:회의|미팅) ?id|id cu[ộo]c h[ọo]p|id rapat';
const passcodeLabels = String.raw`passcode|password|\bpwd?\b|kenncode|passwort|code secret|mot de passe|c[óo]digo de acceso|contrase[ñn]a|senha(?: de acesso)?|c[óo]digo de acesso|codice (?:d['’]|di )accesso|toegangscode|wachtwoord|l[öo]senkod|l[öo]senord|kod dost[ęe]pu|has[łl]o|код доступа|пароль|parola|ge[çc]i[şs] kodu|パスコード|パスワード|密码|密碼|암호|비밀번호|m[ậa]t kh[ẩa]u|kode sandi`;
const topicLabels =
  'topic|thema|sujet|tema|t[óo]pico|argomento|onderwerp|[äa]mne|temat|тема|konu|トピック|主题|主題|주제|ch[ủu] [đd][ềe]|topik';

// Every repetition below is bounded, or ends where the next attempt cannot begin: the text may be anybody's.
const labelledId = new RegExp(`(?:${idLabels})[\\s*]{0,9}[:：]?[\\s*]{0,9}(\\d(?:[ -]?\\d)*)`, 'giu');
/** What people write themselves, for a number in Zoom's own groups; too little to go by where there is more. */
const shortLabelledId =
  /(?:^|[,;(])[ \t]{0,9}(?:zoom(?: meeting)?|(?:zoom[ -])?id)[ \t]{0,9}[:：]?[ \t]{0,9}(\d{3}[ -]?\d{3,4}[ -]?\d{3,4})(?![ -]?\d)/gimu;
const labelledPasscode = new RegExp(
  `(?:${passcodeLabels})(?:[\\s*]{0,9}[:：][ \\t*]{0,9}|[ \\t]{1,9}(?=\\d{4}))(\\d{1,10}(?: \\d{1,10}){1,4}(?=[ \\t]{0,9}$)|[!-;=?-~]+)`,
  'gimu',
);
const labelledTopic = new RegExp(`^[ \\t>*]{0,9}(?:${topicLabels})[ \\t*]{0,9}[:：][ \\t*]{0,9}([^\\r\\n]+)`, 'imu');
/** Of a link's characters, and of foreign digits, which would be lost without a word if it ended before them. */
const anyLink =
  /(?:(?:https?|ftp|file|intent|zoommtg|zoomus):\/\/|(?:javascript|data):|(?<![\w@./\\?=&%#-])(?:[a-z0-9-]+\.)*zoom(?:gov|-x)?\.(?:us|com(?:\.cn)?|de)\/)[!#-;=?-_a-z~\p{Nd}]+/giu;
const onlyNumber = /^\d[\d -]*$/;
const sipAddress = /(?<![\w.])(\d{9,11})(?:\.(\w{0,64}))?(?:\.\w{0,64}){0,4}@([\w.-]{1,100})/gu;
const sipHost =
  /^(?:(?:[\w-]+\.)*(?:zoomcrc\.com|zm(?:us|cn|in|eu|au|hk|br|ca|jp)\.us)|sip\.zoomgov\.com|\d{1,3}(?:\.\d{1,3}){3})$/iu;
const h323Address = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}##(\d{9,11})(?!\d)(?:#(\d{1,10})(?!\d))?/gu;
const oneTap = /,,(\d{9,11})#(?:,{0,9}\*(\d{1,10})#)?/gu;

/** A meeting, and where in the text it is named. */
type Mention = { at: number; meeting: MeetingReference };

/**
 * What a link, a number, or a whole invitation names. Links are taken apart and never followed.
 * @param text of any length, from wherever somebody copied it
 */
export function readMeetingText(text: string, where: Where = {}): MeetingReading {
  const plain = plainText(text);
  const links = [...plain.matchAll(anyLink)].map((match) => ({
    at: match.index,
    read: readLink(withoutTail(match[0].replace(/\*{1,2}$/, '')), where),
  }));
  const reasons = links.flatMap(({ read }) => (typeof read === 'string' ? [read] : []));
  // A link that is meant to deceive spoils what stands beside it.
  if (reasons.includes('suspicious')) return readingOf('suspicious');
  const linked = links.flatMap(({ at, read }) => (typeof read === 'string' ? [] : [{ at, meeting: read }]));
  // Nothing that stands in a link, a key least of all, is ever taken for a word.
  const words = plain.replace(anyLink, (link) => ' '.repeat(link.length));
  const mentions = [...linked, ...mentionsBy(labelledId, words), ...dialStringsIn(words)];
  if (mentions.length === 0) mentions.push(...mentionsBy(shortLabelledId, words), ...numberAlone(words));
  const meetings = oneOfEach(mentions).map(({ at, until, meeting }) => ({
    ...meeting,
    ...passcodesIn(words.slice(at, until)),
  }));
  const [first, ...others] = meetings;
  if (!first) return readingOf(nearest(reasons) ?? (hasWrongNumber(words) ? 'wrongLength' : 'nothing'));
  if (others.length > 0) return { kind: 'several', meetings };
  const topic = labelledTopic
    .exec(words)?.[1]
    ?.replace(/[\p{Cc}*]/gu, '')
    .trim()
    .slice(0, 200);
  return readingOf(topic ? { ...first, topic } : first);
}

/**
 * What `usher://join?...` from another program names: `id` and `pwd`, or `url` with a link of Zoom's. Anybody can write such a link:
 * it may fill a field and do no more, and one that brings a key along is refused.
 */
export function readDeepLink(link: string, where: Where = {}): MeetingReading {
  if (!/^usher:/i.test(link)) return readingOf('nothing');
  if (!/^[!#-&(-;=?-[\]-_a-~]{1,4096}$/.test(link)) return readingOf('suspicious');
  const url = parsedUrl(link);
  if (url?.host.toLowerCase() !== 'join' || url.username || url.password || !/^\/?$/.test(url.pathname))
    return readingOf('noMeeting');
  const names = [...url.searchParams.keys()];
  const inner = url.searchParams.get('url');
  if (bringsKey(url) || (inner !== null && bringsKey(unwrapped(inner)?.url))) return readingOf('secretInLink');
  if (names.some((name) => !['id', 'pwd', 'url'].includes(name)) || new Set(names).size < names.length)
    return readingOf('suspicious');
  if (inner !== null) return readingOf(names.length === 1 ? readLink(inner, where) : 'suspicious');
  return readingOf(meetingOf(url.searchParams.get('id') ?? '', url));
}

/** Names under which keys travel; in a link from outside none of them has a good reason. */
const keyNames = ['zak', 'tk', 'token', 'access_token', 'hostkey'];

function bringsKey(url: URL | undefined): boolean {
  const names = [...(url?.searchParams.keys() ?? []), ...new URLSearchParams(url?.hash.slice(1)).keys()];
  return names.some((name) => keyNames.includes(name.toLowerCase()));
}

function readingOf(read: MeetingReference | UnreadableReason): MeetingReading {
  return typeof read === 'string' ? { kind: 'unreadable', reason: read } : { kind: 'meeting', meeting: read };
}

function readLink(wrapped: string, where: Where): MeetingReference | UnreadableReason {
  const { link, url } = unwrapped(wrapped) ?? {};
  if (!url || !link) return 'notZoom';
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isPractice = isWeb && url.origin === where.practiceOrigin;
  const environment = isPractice ? 'practice' : environmentOf(url.hostname);
  const isClient = url.protocol === 'zoommtg:' || url.protocol === 'zoomus:';
  if (!environment || !(isWeb || isClient)) return 'notZoom';
  if (link.includes('\\') || url.username || url.password || (url.port && !isPractice)) return 'suspicious';
  if (isClient) return meetingOf([...new Set(url.searchParams.getAll('confno'))].join(), url, environment);
  if (personalName(url)) {
    const room = where.personalRooms?.find(
      (known) => known.environment === environment && isSameRoom(known.link, url, isPractice),
    );
    return room ? meetingOf(room.meetingId, url, environment) : 'personalLink';
  }
  if (/^\/(?:meeting|webinar)\/register\//.test(url.pathname)) return 'registration';
  return meetingOf(joinPath.exec(url.pathname)?.slice(1).find(Boolean) ?? '', url, environment);
}

/** The name in a personal link; Zoom does not tell capitals apart in it. */
function personalName(url: URL): string | undefined {
  return /^\/my\/([^/]+)\/?$/.exec(url.pathname)?.[1]?.toLowerCase();
}

/**
 * Zoom's own addresses are one. Under the address of an account the same name may be another person's, so that has to be the same.
 * Practice Zoom listens on another port every day.
 */
function isSameRoom(link: string, url: URL, isPractice: boolean): boolean {
  const known = parsedUrl(link);
  if (!known || personalName(known) !== personalName(url)) return false;
  if (isPractice) return true;
  const hosts = [known, url].map(({ hostname }) => hostname.toLowerCase());
  return hosts[0] === hosts[1] || hosts.every((host) => sharedHost.test(host));
}

/** Zoom's own, with those of its data centres: of no account in particular. */
const sharedHost = /^(?:www\.|us\d\dweb\.)?zoom(?:gov)?\.(?:us|com)$/;

/** Join, start and webinar links, those of the web client, and the one to a meeting's chat. */
const joinPath = /^\/(?:(?:[jsw]|wc\/join|launch\/jc)\/([^/]+)|wc\/([^/]+)(?:\/(?:join|start))?)\/?$/;

/** The link itself, out of all that was put round it. */
function unwrapped(wrapped: string): { link: string; url: URL } | undefined {
  let link = wrapped;
  for (let depth = 0; depth <= maxWrappers; depth += 1) {
    const url = parsedUrl(/^[a-z]+:/i.test(link) ? link : `https://${link}`);
    if (!url) return undefined;
    const wrapper = wrappers.find(({ host }) => host.test(url.hostname));
    if (!wrapper) return { link, url };
    link = wrapper.inner(url) ?? '';
  }
  return undefined;
}

/** A ZAK is left where it is: Usher mints its own. */
function meetingOf(meetingId: string, url: URL, environment?: ZoomEnvironment): MeetingReference | UnreadableReason {
  if (!isMeetingId(meetingId)) return /^\d+$/.test(meetingId) ? 'wrongLength' : 'noMeeting';
  // In Zoom's own encoding of a passcode a plus is a plus.
  const query = new URLSearchParams(url.search.replace(/\+/g, '%2B'));
  const [encodedPasscode = '', ...otherPasscodes] = new Set(query.getAll('pwd'));
  const [registrantToken = '', ...otherTokens] = new Set(query.getAll('tk'));
  const isPlain = /^[!-~]*$/.test(encodedPasscode) && /^[\w.~-]{0,2048}$/.test(registrantToken);
  if (!isPlain || encodedPasscode.length > maxPasscodeLength || otherPasscodes.length > 0 || otherTokens.length > 0)
    return 'suspicious';
  return {
    meetingId,
    ...(environment ? { environment } : {}),
    ...(encodedPasscode ? { encodedPasscode } : {}),
    ...(registrantToken ? { registrantToken } : {}),
  };
}

function mentionsBy(label: RegExp, words: string): Mention[] {
  return [...words.matchAll(label)].flatMap((match) => mention(match.index, match[1]));
}

/** Addresses for room systems and the line for telephones. A host key in them is nobody's business. */
function dialStringsIn(words: string): Mention[] {
  const sip = [...words.matchAll(sipAddress)].filter((match) => sipHost.test(withoutTail(match[3] ?? '')));
  return [...sip, ...words.matchAll(h323Address), ...words.matchAll(oneTap)].flatMap((match) =>
    mention(match.index, match[1], match[2]),
  );
}

function numberAlone(words: string): Mention[] {
  const alone = words.trim();
  return onlyNumber.test(alone) ? mention(0, alone) : [];
}

function mention(at: number, digits = '', numericPasscode = ''): Mention[] {
  const meetingId = digits.replace(/[ -]/g, '');
  if (!isMeetingId(meetingId)) return [];
  return [{ at, meeting: /^\d{1,10}$/.test(numericPasscode) ? { meetingId, numericPasscode } : { meetingId } }];
}

/** Each meeting once, with all that its places say, and how far its words reach: to where the next one begins. */
function oneOfEach(mentions: readonly Mention[]) {
  const rows: Mention[] = [];
  for (const { at, meeting } of mentions.toSorted((a, b) => a.at - b.at)) {
    const known = rows.find((row) => isSame(row.meeting, meeting));
    if (known) known.meeting = { ...meeting, ...known.meeting };
    else rows.push({ at, meeting });
  }
  return rows.map((row, index) => ({ ...row, at: index === 0 ? 0 : row.at, until: rows[index + 1]?.at }));
}

/** The same number in another cloud is another meeting. */
function isSame(a: MeetingReference, b: MeetingReference): boolean {
  const isSameCloud = !a.environment || !b.environment || a.environment === b.environment;
  return a.meetingId === b.meetingId && isSameCloud;
}

/** The first passcode is the one for people; one that comes after the addresses of room systems is theirs. */
function passcodesIn(words: string): Pick<MeetingReference, 'passcode' | 'numericPasscode'> {
  const rooms = words.search(/h\.?323/i);
  const found = [...words.matchAll(labelledPasscode)].flatMap((match) => {
    const value = withoutTail(match[1] ?? '').replace(/ /g, '');
    return value.length <= maxPasscodeLength && /[\da-z]/i.test(value)
      ? [{ value, isForRooms: rooms >= 0 && match.index > rooms }]
      : [];
  });
  const passcode = found.find(({ isForRooms }) => !isForRooms)?.value;
  const numericPasscode = found.find(({ value, isForRooms }) => isForRooms && /^\d{1,10}$/.test(value))?.value;
  return { ...(passcode ? { passcode } : {}), ...(numericPasscode ? { numericPasscode } : {}) };
}

/** Of several links that name no meeting, what is wrong with the one that came nearest. */
function nearest(reasons: readonly UnreadableReason[]): UnreadableReason | undefined {
  const order: UnreadableReason[] = ['personalLink', 'registration', 'wrongLength', 'noMeeting', 'notZoom'];
  return order.find((reason) => reasons.includes(reason));
}

function hasWrongNumber(words: string): boolean {
  return words.search(labelledId) >= 0 || onlyNumber.test(words.trim());
}

/** What a person would see: encodings of mails, calendars and pages undone, and without what is invisible. */
function plainText(text: string): string {
  const end = Math.max(text.lastIndexOf(' ', maxLength), text.lastIndexOf('\n', maxLength));
  const whole = text.length <= maxLength ? text : text.slice(0, Math.max(end, 0));
  const visible = withoutEscapes(withoutQuotedPrintable(whole))
    .normalize('NFC')
    .replace(/\p{DI}/gu, '')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/(?<=\d)\p{Pd}(?=\d)/gu, '-');
  return withoutTags(visible).replace(
    /<([a-z]{4,8}:\/\/[^<>]{1,2000})>/giu,
    (_all, link: string) => `<${link.replace(/[ \t]*\r?\n[ \t]*/g, '')}>`,
  );
}

/** Only where every value of a link begins with `=3D`, as a passcode also may. */
function withoutQuotedPrintable(text: string): string {
  if (!/[?&]\w+=3D/.test(text) || /[?&]\w+=(?!3D|\r?\n)/.test(text)) return text;
  return text
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[\dA-F]{2})+/g, (bytes) => decoded(bytes.replace(/=/g, '%')) || bytes);
}

/** Line ends and commas as calendar files and JSON write them; the former also break long lines. */
function withoutEscapes(text: string): string {
  const isCalendar = /^(?:BEGIN:V|DESCRIPTION[:;])/m.test(text);
  const unfolded = isCalendar ? text.replace(/\r?\n[ \t]/g, '') : text;
  return unfolded.replace(/(?:\\r)?\\n/gi, '\n').replace(/\\([,;])/g, '$1');
}

/** Pages without their tags; where a link leads is kept. */
function withoutTags(text: string): string {
  return text
    .replace(/<\/?([a-z][a-z\d]{0,9})(?:\s[^<>]{0,2000})?\/?>/giu, (tag, name: string) => {
      const link = /\shref\s?=\s?["']?([^"'\s>]+)/iu.exec(tag)?.[1] ?? '';
      return /^(?:a|b|strong|i|em|u|span|font)$/iu.test(name) ? ` ${link} ` : '\n';
    })
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');
}

/** Without what a sentence puts behind it. A dot inside, as in `pwd=AbC.1`, stays; so do the signs that Zoom allows at a passcode's end. */
function withoutTail(text: string): string {
  return text.replace(/[)\]}.,;:?']{1,20}$/, '');
}

function environmentOf(hostname: string): ZoomEnvironment | undefined {
  const host = Object.keys(zoomHosts).find((known) => `.${hostname.toLowerCase()}`.endsWith(`.${known}`));
  return host === undefined ? undefined : zoomHosts[host];
}

function isMeetingId(text: string): text is MeetingId {
  return /^[1-9]\d{8,10}$/.test(text);
}

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
