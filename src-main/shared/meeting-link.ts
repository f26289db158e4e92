import type { ZoomEnvironment } from './credential';
import type { MeetingId } from './meeting';

/** Which meeting a text names, and what it says about the way in. Nobody has asked Zoom yet. */
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
  /** A link to a host of Zoom's that is wrong in a way that nobody makes by accident. */
  | 'suspicious'
  /** A number, but not of 9 to 11 digits. */
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

/** Where links of Practice Zoom lead, such as `http://127.0.0.1:40123`. */
type Where = { practiceOrigin?: string | undefined };

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
  { host: /(^|\.)safelinks\.protection\.outlook\.com$/, inner: (url) => url.searchParams.get('url') },
  { host: /^www\.google\.[a-z.]{2,6}$/, inner: (url) => url.searchParams.get('q') ?? url.searchParams.get('url') },
  { host: /^urldefense\.com$/, inner: (url) => /^\/v3\/__(.+?)__;/.exec(url.pathname + url.search)?.[1] },
  {
    host: /^urldefense\.proofpoint\.com$/,
    inner: (url) => decoded(url.searchParams.get('u')?.replace(/-/g, '%').replace(/_/g, '/') ?? ''),
  },
  { host: /^slack-redir\.net$/, inner: (url) => url.searchParams.get('url') },
  { host: /^linkprotect\.cudasvc\.com$/, inner: (url) => url.searchParams.get('a') },
];

/** `Meeting ID` and `Passcode` as Zoom's invitations say them: en, de, fr, es, pt, it, nl, sv, pl, ru, tr, ja, zh, ko, vi, id. */
const idLabels =
  '(?:meeting|webinar|event)[ -]?id|id de (?:la )?r[ée]union|num[ée]ro de r[ée]union|id de (?:la )?reuni[óo]n|id da reuni[ãa]o|id (?:della )?riunione|vergadering-?id|vergader-?id|m[öo]tes?-?id|identyfikator spotkania|идентификатор конференции|toplant[ıi] (?:kimli[ğg]i|id)|ミーティング ?ID|会议 ?(?:号|ID)|會議 ?(?:號|ID)|회의 ?ID|id cu[ộo]c h[ọo]p|id rapat';
const passcodeLabels =
  "passcode|password|kenncode|passwort|code secret|mot de passe|c[óo]digo de acceso|contrase[ñn]a|senha|c[óo]digo de acesso|codice d['’]accesso|toegangscode|wachtwoord|l[öo]senkod|l[öo]senord|kod dost[ęe]pu|has[łl]o|код доступа|пароль|parola|ge[çc]i[şs] kodu|パスコード|パスワード|密码|密碼|口令|암호|m[ậa]t kh[ẩa]u|kode sandi";
const topicLabels =
  'topic|thema|sujet|tema|argomento|onderwerp|[äa]mne|temat|тема|konu|トピック|主题|主題|주제|ch[ủu] [đd][ềe]|topik';

const idDigits = /(?<![\d.,#*+-])\d(?:[ -]?\d){8,}(?![\d])/;
const labelledId = new RegExp(`(?:${idLabels})\\s*[:：]?\\s*(${idDigits.source})`, 'giu');
const labelledPasscode = new RegExp(`(?:${passcodeLabels})\\s*[:：]\\s*([^\\r\\n]+)`, 'giu');
const labelledTopic = new RegExp(`^\\s*(?:${topicLabels})\\s*[:：]\\s*([^\\r\\n]+)`, 'imu');
const anyLink =
  /(?:[a-z][a-z0-9+.-]*:\/\/|(?<![\w@./-])(?:[a-z0-9-]+\.)*zoom(?:gov|-x)?\.(?:us|com(?:\.cn)?|de)\/)[^\s<>"“”«»]+/giu;
const oneTap = /,,(\d{9,11})#(?:,*\*(\d{1,10})#)?/;
const sipAddress = /(?<![\w.])(\d{9,11})(?:\.([^.@\s]*))?[^@\s]*@(?:[\w-]+\.)*zoomcrc\.com\b/iu;
const h323Address = /\b\d{1,3}(?:\.\d{1,3}){3}##(\d{9,11})(?:#(\d{1,10})?)?/;

/**
 * What a link, a number, or a whole invitation names. Links are taken apart and never followed.
 * @param text of any length, from wherever somebody copied it
 */
export function readMeetingText(text: string, where: Where = {}): MeetingReading {
  const plain = plainText(text.slice(0, maxLength));
  const links = [...plain.matchAll(anyLink)].map((match) => ({
    at: match.index,
    reading: readLink(withoutTail(match[0]), where),
  }));
  const found: { at: number; meeting: MeetingReference }[] = [];
  for (const { at, reading } of links) if (reading.kind === 'meeting') found.push({ at, meeting: reading.meeting });
  // A link that is meant to deceive spoils what stands beside it.
  if (links.some(({ reading }) => reading.kind === 'unreadable' && reading.reason === 'suspicious'))
    return { kind: 'unreadable', reason: 'suspicious' };
  for (const match of plain.matchAll(labelledId)) {
    const meetingId = digitsOf(match[1] ?? '');
    if (isMeetingId(meetingId)) found.push({ at: match.index, meeting: { meetingId } });
  }
  if (found.length === 0) found.push(...withoutWords(plain));
  const meetings = oneOfEach(found).map(({ at, until, meeting }) => ({ ...meeting, ...wordsAbout(plain, at, until) }));
  const [first, ...others] = meetings;
  if (!first)
    return {
      kind: 'unreadable',
      reason: whyNothing(
        plain,
        links.map(({ reading }) => reading),
      ),
    };
  if (others.length > 0) return { kind: 'several', meetings };
  const topic = labelledTopic.exec(plain)?.[1]?.trim().slice(0, 200);
  return { kind: 'meeting', meeting: topic ? { ...first, topic } : first };
}

/**
 * What `usher://join?...` from another program names: `id` and `pwd`, or `url` with a link of Zoom's. Anybody can write such a link:
 * it may fill a field and do no more, and one that brings a key along is refused.
 */
export function readDeepLink(link: string, where: Where = {}): MeetingReading {
  const refused = (reason: UnreadableReason): MeetingReading => ({ kind: 'unreadable', reason });
  const url = link.length <= 4_096 && !/[\s\p{Cc}\p{Bidi_Control}\\"'`<>]/u.test(link) ? parsedUrl(link) : undefined;
  if (url?.protocol !== 'usher:') return refused('nothing');
  if (url.host !== 'join' || !/^\/*$/.test(url.pathname) || url.username || url.password) return refused('noMeeting');
  const names = [...url.searchParams.keys()].map((name) => name.toLowerCase());
  const inner = url.searchParams.get('url');
  const innerNames = inner === null ? [] : [...(parsedUrl(inner)?.searchParams.keys() ?? [])];
  if ([...names, ...innerNames.map((name) => name.toLowerCase())].some((name) => secretNames.has(name)))
    return refused('secretInLink');
  if (names.some((name) => !['id', 'pwd', 'url'].includes(name)) || new Set(names).size < names.length)
    return refused('suspicious');
  if (inner !== null) return names.length === 1 ? readLink(inner, where) : refused('suspicious');
  const meetingId = url.searchParams.get('id') ?? '';
  if (!isMeetingId(meetingId)) return refused(/^\d+$/.test(meetingId) ? 'wrongLength' : 'noMeeting');
  const pwd = url.searchParams.get('pwd');
  if (pwd !== null && !isPasscode(pwd)) return refused('suspicious');
  return { kind: 'meeting', meeting: { meetingId, ...(pwd ? { encodedPasscode: pwd } : {}) } };
}

/** Names under which keys travel; in a link from outside none of them has a good reason. */
const secretNames = new Set(['zak', 'tk', 'token', 'access_token', 'obf', 'obftoken', 'signature', 'code', 'hostkey']);

function readLink(link: string, where: Where, depth = 0): MeetingReading {
  const refused = (reason: UnreadableReason): MeetingReading => ({ kind: 'unreadable', reason });
  if (link.includes('\\')) return refused('suspicious');
  const url = parsedUrl(/^[a-z][a-z0-9+.-]*:/iu.test(link) ? link : `https://${link}`);
  if (!url) return refused('nothing');
  if (url.protocol === 'zoommtg:' || url.protocol === 'zoomus:') return readClientLink(url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('notZoom');
  const wrapper = wrappers.find(({ host }) => host.test(url.hostname));
  if (wrapper) {
    const inner = wrapper.inner(url);
    return inner && depth < maxWrappers ? readLink(inner, where, depth + 1) : refused('notZoom');
  }
  const isPractice = url.origin === where.practiceOrigin;
  const environment = isPractice ? 'practice' : environmentOf(url.hostname);
  if (!environment) return refused('notZoom');
  if (url.username || url.password || (url.port && !isPractice)) return refused('suspicious');
  return readPath(url, environment);
}

const joinPaths = [
  /^\/(?:j|s|w)\/([^/]+)\/?$/,
  /^\/wc\/join\/([^/]+)\/?$/,
  /^\/wc\/([^/]+)(?:\/(?:join|start))?\/?$/,
  /^\/launch\/(?:jc|chat)\/([^/]+)\/?$/,
];

function readPath(url: URL, environment: ZoomEnvironment): MeetingReading {
  const refused = (reason: UnreadableReason): MeetingReading => ({ kind: 'unreadable', reason });
  if (/^\/my\/[^/]+\/?$/.test(url.pathname)) return refused('personalLink');
  if (/^\/(?:meeting|webinar)\/register\//.test(url.pathname)) return refused('registration');
  const number = joinPaths.map((path) => path.exec(url.pathname)?.[1]).find((found) => found !== undefined);
  if (number === undefined) return refused('noMeeting');
  if (!isMeetingId(number)) return refused(/^\d+$/.test(number) ? 'wrongLength' : 'suspicious');
  return withQuery({ meetingId: number, environment }, url.searchParams);
}

/** `zoommtg://zoom.us/join?confno=...`, which Zoom's own program is started with. */
function readClientLink(url: URL): MeetingReading {
  const environment = environmentOf(url.hostname);
  if (!environment) return { kind: 'unreadable', reason: 'notZoom' };
  const number = url.searchParams.get('confno') ?? '';
  if (!isMeetingId(number)) return { kind: 'unreadable', reason: /^\d+$/.test(number) ? 'wrongLength' : 'noMeeting' };
  return withQuery({ meetingId: number, environment }, url.searchParams);
}

/** A ZAK is left where it is: Usher mints its own. */
function withQuery(meeting: MeetingReference, query: URLSearchParams): MeetingReading {
  const [pwds, tokens] = [new Set(query.getAll('pwd')), new Set(query.getAll('tk'))];
  const [encodedPasscode] = pwds;
  const [registrantToken] = tokens;
  const isGood =
    pwds.size <= 1 &&
    tokens.size <= 1 &&
    (!encodedPasscode || isPasscode(encodedPasscode)) &&
    (!registrantToken || /^[\w.~-]{1,2048}$/.test(registrantToken));
  if (!isGood) return { kind: 'unreadable', reason: 'suspicious' };
  return {
    kind: 'meeting',
    meeting: {
      ...meeting,
      ...(encodedPasscode ? { encodedPasscode } : {}),
      ...(registrantToken ? { registrantToken } : {}),
    },
  };
}

/** Telephone line, room-system address, or the number alone. */
function withoutWords(plain: string): { at: number; meeting: MeetingReference }[] {
  for (const pattern of [sipAddress, h323Address, oneTap]) {
    const match = pattern.exec(plain);
    if (!match?.[1]) continue;
    const numericPasscode = /^\d{1,10}$/.test(match[2] ?? '') ? match[2] : undefined;
    return [{ at: match.index, meeting: { meetingId: match[1], ...(numericPasscode ? { numericPasscode } : {}) } }];
  }
  const alone = plain.trim();
  const meetingId = digitsOf(alone);
  return /^\d(?:[ -]?\d)*$/.test(alone) && isMeetingId(meetingId) ? [{ at: 0, meeting: { meetingId } }] : [];
}

/** Each number once, with all that its places say, and how far its words reach: to where the next one begins. */
function oneOfEach(found: { at: number; meeting: MeetingReference }[]) {
  const inOrder = found.toSorted((a, b) => a.at - b.at);
  const merged = new Map<string, { at: number; meeting: MeetingReference }>();
  for (const { at, meeting } of inOrder) {
    const known = merged.get(meeting.meetingId);
    merged.set(meeting.meetingId, { at: known?.at ?? at, meeting: { ...meeting, ...known?.meeting } });
  }
  const rows = [...merged.values()];
  return rows.map((row, index) => ({
    ...row,
    at: index === 0 ? 0 : row.at,
    until: rows[index + 1]?.at ?? Number.POSITIVE_INFINITY,
  }));
}

/** The first passcode is the one for people; one that comes after the addresses of room systems is theirs. */
function wordsAbout(plain: string, from: number, until: number) {
  const rooms = plain.search(/h\.?323/i);
  const said: Pick<MeetingReference, 'passcode' | 'numericPasscode'> = {};
  for (const match of plain.matchAll(labelledPasscode)) {
    if (match.index < from || match.index >= until) continue;
    const value = passcodeIn(match[1] ?? '');
    if (!value) continue;
    const isForRooms = rooms >= from && rooms < until && match.index > rooms;
    if (isForRooms && /^\d{1,10}$/.test(value)) said.numericPasscode ??= value;
    else if (!isForRooms) said.passcode ??= value;
  }
  return said;
}

/** One word, or digits that somebody has spaced. */
function passcodeIn(rest: string): string | undefined {
  const spaced = /^\d+(?: \d+)*$/.test(rest.trim()) ? digitsOf(rest) : undefined;
  const value = spaced ?? /^\S+/.exec(rest.trim())?.[0];
  return value && isPasscode(value) ? value : undefined;
}

/** The reason of the link that came nearest, or of a number that is too long or too short. */
function whyNothing(plain: string, links: readonly MeetingReading[]): UnreadableReason {
  const reasons = links.flatMap((reading) => (reading.kind === 'unreadable' ? [reading.reason] : []));
  const order: UnreadableReason[] = ['personalLink', 'registration', 'wrongLength', 'noMeeting', 'notZoom'];
  const nearest = order.find((reason) => reasons.includes(reason));
  if (nearest) return nearest;
  return /^[\d -]+$/.test(plain.trim()) && /\d/.test(plain) ? 'wrongLength' : 'nothing';
}

/** Without what cannot be seen, and with plain spaces; mail's own line ends and signs undone; links in angle brackets whole again. */
function plainText(text: string): string {
  const visible = text
    .normalize('NFC')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu, ' ')
    .replace(/[\u2010-\u2015]/gu, '-');
  const isQuotedPrintable = /=3D/i.test(visible);
  const unquoted = isQuotedPrintable ? visible.replace(/=\r?\n/g, '').replace(/=3D/gi, '=') : visible;
  return unquoted.replace(
    /<\s*([a-z]+:\/\/[^<>]{1,2000})>/giu,
    (_all, link: string) => `<${link.replace(/\s+/g, '')}>`,
  );
}

/** What a sentence puts behind a link. A dot inside, as in `pwd=AbC.1`, stays. */
function withoutTail(link: string): string {
  return link.replace(/[)\]}>.,;:!?'’*_]+$/u, '');
}

function environmentOf(hostname: string): ZoomEnvironment | undefined {
  const host = Object.keys(zoomHosts).find((known) => hostname === known || hostname.endsWith(`.${known}`));
  return host === undefined ? undefined : zoomHosts[host];
}

function digitsOf(text: string): string {
  return text.replace(/[ -]/g, '');
}

function isMeetingId(text: string): text is MeetingId {
  return /^[1-9]\d{8,10}$/.test(text);
}

function isPasscode(text: string): boolean {
  return text.length <= maxPasscodeLength && !/[\s\p{Cc}]/u.test(text);
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
