/** A user of the practice account. Everybody in it is made up, and `.example` reaches nobody (RFC 2606). */
export type PracticeUser = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  dept: string;
  pmi: string;
  timezone: string;
  /** The plan, as Zoom numbers it: basic or licensed. */
  type: 1 | 2;
  /** Of the avatar; dark enough for white letters. */
  color: string;
};

export const practiceAccount = { id: 'pRacTiceAcc0unt-00001w', number: 4_100_420, name: 'Halden Studios' } as const;

const mira: PracticeUser = {
  id: 'mIra0kaf0r-Practice_01',
  firstName: 'Mira',
  lastName: 'Okafor',
  email: 'mira.okafor@halden.example',
  jobTitle: 'Meeting operator',
  dept: 'Control room',
  pmi: '4110042001',
  timezone: 'Europe/Berlin',
  type: 2,
  color: '#0b6b75',
};
const jonas: PracticeUser = {
  id: 'j0nasLindqvist-Prac_02',
  firstName: 'Jonas',
  lastName: 'Lindqvist',
  email: 'jonas.lindqvist@halden.example',
  jobTitle: 'Broadcast producer',
  dept: 'Production',
  pmi: '4110042002',
  timezone: 'Europe/Stockholm',
  type: 2,
  color: '#7a2f8f',
};
const priya: PracticeUser = {
  id: 'pRiyaRaman-Practice_03',
  firstName: 'Priya',
  lastName: 'Raman',
  email: 'priya.raman@halden.example',
  jobTitle: 'Events lead',
  dept: 'Events',
  pmi: '4110042003',
  timezone: 'Asia/Kolkata',
  type: 2,
  color: '#9a3e12',
};
const studioBot: PracticeUser = {
  id: 'stUdioB0t-Practice__04',
  firstName: 'Studio',
  lastName: 'Bot',
  email: 'studio.bot@halden.example',
  jobTitle: 'Service account for bots',
  dept: 'Control room',
  pmi: '4110042004',
  timezone: 'Europe/Berlin',
  type: 1,
  color: '#3b4a6b',
};

/** Hosts meetings that others are invited to, and never signs in here. */
const elin: PracticeUser = {
  id: 'eLinStrand-Practice_05',
  firstName: 'Elin',
  lastName: 'Strand',
  email: 'elin.strand@halden.example',
  jobTitle: 'Programme lead',
  dept: 'Programme',
  pmi: '4110042005',
  timezone: 'Europe/Oslo',
  type: 2,
  color: '#1f5f8b',
};

/** Has left the company: deactivated, and no more than a row of the directory. */
const oskar: PracticeUser = {
  id: 'oskArBerg-Practice__06',
  firstName: 'Oskar',
  lastName: 'Berg',
  email: 'oskar.berg@halden.example',
  jobTitle: 'Producer until last year',
  dept: 'Production',
  pmi: '4110042006',
  timezone: 'Europe/Oslo',
  type: 1,
  color: '#5a5a5a',
};

export const formerPeople: readonly PracticeUser[] = [oskar];
export const people = { mira, jonas, priya, studioBot, elin } as const;
/** Those who sign in. */
export const practiceUsers: readonly PracticeUser[] = [mira, jonas, priya, studioBot];
/** Who answers for the account: `/users/me` of a server-to-server app. */
export const practiceOwner: PracticeUser = mira;

/** Who lets whom schedule and manage meetings in their place. Both have to be licensed, so a service account is in none of them. */
const schedulingPrivileges: readonly { hostId: string; assistantId: string }[] = [
  { hostId: priya.id, assistantId: mira.id },
  { hostId: jonas.id, assistantId: priya.id },
];

export function maySchedule(assistantId: string, hostId: string): boolean {
  return schedulingPrivileges.some((privilege) => privilege.assistantId === assistantId && privilege.hostId === hostId);
}

/** Those for whom a user may schedule: Zoom calls them the user's schedulers. */
export function schedulersOf(userId: string): PracticeUser[] {
  return practiceUsers.filter(({ id }) => maySchedule(userId, id));
}

/** Those who may schedule for a user. */
export function assistantsOf(userId: string): PracticeUser[] {
  return practiceUsers.filter(({ id }) => maySchedule(id, userId));
}

export function fullName(user: PracticeUser): string {
  return `${user.firstName} ${user.lastName}`;
}

/**
 * Anybody in the account.
 * @param idOrEmail as Zoom takes it in a path: a user ID, or an e-mail address in any case
 */
export function findUser(idOrEmail: string): PracticeUser | undefined {
  return [...practiceUsers, elin].find((user) => user.id === idOrEmail || user.email === idOrEmail.toLowerCase());
}

/** An SVG picture with the initials of a name. @param name plain letters of our own people only */
export function avatarSvg(name: string, color: string): string {
  const initials = name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96"><rect width="96" height="96" rx="48" fill="${color}"/><text x="48" y="49" fill="#fff" font-family="system-ui,sans-serif" font-size="36" font-weight="600" text-anchor="middle" dominant-baseline="central">${initials}</text></svg>`;
}

export function avatarDataUrl(name: string, color: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(avatarSvg(name, color)).toString('base64')}`;
}
