/** What Usher does with a credential, in the parts that a Zoom app's owner may allow one by one. */
export type Feature =
  | 'signIn'
  | 'meetingList'
  | 'invitation'
  | 'participantCode'
  | 'meetingChanges'
  | 'scheduleFor'
  | 'startAsHost'
  | 'onBehalf'
  | 'localRecording'
  | 'liveStreaming'
  | 'archiving'
  | 'hostKeys'
  | 'directory'
  | 'accountSettings';

/** One scope that a request asks for, under every name by which Zoom knows it. Any one of them will do. */
export type ScopeNeed = {
  /** For an app that acts for the user who signed in; left out where Zoom has no such form. */
  userManaged?: string;
  /** For an app that acts on the whole account: server-to-server, or authorized once by an admin. */
  adminManaged: string;
  /** Other names that Zoom takes, most of them given only to apps from before the granular scopes. */
  alsoTaken: readonly string[];
};

export type FeatureScopes = {
  label: string;
  /** What it is good for, for whoever ticks the scopes. */
  purpose: string;
  /** False where Zoom wants a user who has signed in. */
  worksServerToServer: boolean;
  /** All of them are needed. */
  needs: readonly ScopeNeed[];
};

/** Passcode and start of a single meeting: without it the list and the door are still there. */
const meetingDetails: ScopeNeed = {
  userManaged: 'meeting:read:meeting',
  adminManaged: 'meeting:read:meeting:admin',
  alsoTaken: ['meeting:read', 'meeting:read:admin'],
};

/**
 * The scopes behind each feature, in the order in which an app's owner meets them.
 * Source: the `openapi_oauth` lists of Zoom's API documents "Users", "Meetings" and "Accounts".
 */
export const featureScopes: { readonly [Name in Feature]: FeatureScopes } = {
  signIn: {
    label: 'Sign in',
    purpose: 'Who has signed in, with name and picture. Nothing works without it.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'user:read:user',
        adminManaged: 'user:read:user:admin',
        alsoTaken: ['user:read', 'user:write', 'user:read:admin', 'user:write:admin', 'user_profile', 'user_info:read'],
      },
    ],
  },
  meetingList: {
    label: 'Meeting list',
    purpose: 'Upcoming meetings, with what is needed to join them.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'meeting:read:list_meetings',
        adminManaged: 'meeting:read:list_meetings:admin',
        alsoTaken: ['meeting:read', 'meeting:read:admin'],
      },
      {
        userManaged: 'meeting:read:list_upcoming_meetings',
        adminManaged: 'meeting:read:list_upcoming_meetings:admin',
        alsoTaken: ['meeting:read', 'meeting:read:admin'],
      },
      meetingDetails,
    ],
  },
  invitation: {
    label: 'Invitation',
    purpose: 'The text to invite people with, and the numbers to dial in with.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'meeting:read:invitation',
        adminManaged: 'meeting:read:invitation:admin',
        alsoTaken: ['meeting:read', 'meeting:read:admin'],
      },
    ],
  },
  participantCode: {
    label: 'Participant code',
    purpose: 'Let a room system into meetings that only signed-in users may join.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'meeting:write:sip_dialing',
        adminManaged: 'meeting:write:sip_dialing:admin',
        alsoTaken: ['meeting:write:admin:sip_dialing'],
      },
    ],
  },
  meetingChanges: {
    label: 'Change meetings',
    purpose: 'Schedule meetings, change, delete and end them.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'meeting:write:meeting',
        adminManaged: 'meeting:write:meeting:admin',
        alsoTaken: ['meeting:write', 'meeting:write:admin'],
      },
      {
        userManaged: 'meeting:update:meeting',
        adminManaged: 'meeting:update:meeting:admin',
        alsoTaken: ['meeting:write', 'meeting:write:admin'],
      },
      {
        userManaged: 'meeting:delete:meeting',
        adminManaged: 'meeting:delete:meeting:admin',
        alsoTaken: ['meeting:write', 'meeting:write:admin'],
      },
      {
        userManaged: 'meeting:update:status',
        adminManaged: 'meeting:update:status:admin',
        alsoTaken: ['meeting:write', 'meeting:write:admin'],
      },
    ],
  },
  scheduleFor: {
    label: 'Schedule for others',
    purpose: 'Find out who lets this user schedule meetings in their name.',
    worksServerToServer: false,
    needs: [
      {
        userManaged: 'user:read:list_schedulers',
        adminManaged: 'user:read:list_schedulers:admin',
        alsoTaken: ['user:read', 'user:write', 'user:read:admin', 'user:write:admin', 'user_profile'],
      },
    ],
  },
  startAsHost: {
    label: 'Start as host',
    purpose: 'The access key (ZAK) that starts a meeting as its host, or joins as that user.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'user:read:zak',
        // For other users Zoom has only GET /users/{userId}/token.
        adminManaged: 'user:read:token:admin',
        alsoTaken: ['user:read:zak:admin', 'user_zak:read', 'user:read:admin', 'user:write:admin'],
      },
    ],
  },
  onBehalf: {
    label: 'OBF',
    purpose: 'On-behalf-of token: lets a bot join a meeting that its user is in already.',
    worksServerToServer: false,
    needs: [
      {
        userManaged: 'user:read:token',
        adminManaged: 'user:read:token:admin',
        alsoTaken: ['user:read', 'user:write', 'user:read:admin', 'user:write:admin', 'user_profile'],
      },
    ],
  },
  localRecording: {
    label: 'Local recording',
    purpose: 'Record on this computer without asking the host in the meeting.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'meeting:read:local_recording_token',
        adminManaged: 'meeting:read:local_recording_token:admin',
        alsoTaken: ['meeting_token:read:local_recording', 'meeting_token:read:admin:local_recording'],
      },
    ],
  },
  liveStreaming: {
    label: 'Live streaming',
    purpose: 'Stream a meeting from this computer without asking the host in the meeting.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'meeting:read:live_streaming_token',
        adminManaged: 'meeting:read:live_streaming_token:admin',
        alsoTaken: ['meeting_token:read:live_streaming', 'meeting_token:read:admin:live_streaming'],
      },
    ],
  },
  archiving: {
    label: 'Archiving',
    purpose: 'Archive a meeting from this computer. Only apps that act on the whole account may.',
    worksServerToServer: true,
    needs: [
      {
        adminManaged: 'meeting:read:local_archiving_token:admin',
        alsoTaken: ['meeting_token:read:admin:local_archiving'],
      },
    ],
  },
  hostKeys: {
    label: 'Host keys',
    purpose: 'Set the host key that a room system claims the host role with.',
    worksServerToServer: true,
    needs: [
      {
        userManaged: 'user:update:user',
        adminManaged: 'user:update:user:admin',
        alsoTaken: ['user:write', 'user:write:admin'],
      },
    ],
  },
  directory: {
    label: 'Directory',
    purpose: 'Find the users of the account. Only apps that act on the whole account may.',
    worksServerToServer: true,
    needs: [{ adminManaged: 'user:read:list_users:admin', alsoTaken: ['user:read:admin', 'user:write:admin'] }],
  },
  accountSettings: {
    label: 'Account settings',
    purpose: 'See whether users may change their host keys themselves. Host keys work without it.',
    worksServerToServer: true,
    needs: [{ adminManaged: 'account:read:settings:admin', alsoTaken: ['account:read:admin'] }],
  },
};

export const features = Object.keys(featureScopes) as readonly Feature[];

/**
 * The scopes that a grant lacks for a feature, by the names its app can ask for; none means that the feature is allowed.
 * @param granted as the token response names them
 */
export function missingScopes(feature: Feature, granted: readonly string[]): string[] {
  const has = new Set(granted);
  const isAdminManaged = granted.some((scope) => scope.split(':').includes('admin'));
  return featureScopes[feature].needs
    .filter((need) => !namesOf(need).some((name) => has.has(name)))
    .map(({ userManaged, adminManaged }) => (isAdminManaged ? adminManaged : (userManaged ?? adminManaged)));
}

const essentialNames: ReadonlySet<string> = new Set(
  [featureScopes.signIn, featureScopes.meetingList, featureScopes.startAsHost]
    .flatMap(({ needs }) => needs.filter((need) => need !== meetingDetails))
    .flatMap(namesOf),
);

/**
 * Whether a credential is of no use without one of these scopes: for who it is, its meetings, or the key to them. Another one is missed
 * by its feature only.
 * @param missing none, where Zoom does not say which: then it may be any
 */
export function isEssential(missing: readonly string[] = []): boolean {
  return missing.length === 0 || missing.some((scope) => essentialNames.has(scope));
}

function namesOf({ userManaged, adminManaged, alsoTaken }: ScopeNeed): string[] {
  return [...(userManaged ? [userManaged] : []), adminManaged, ...alsoTaken];
}
