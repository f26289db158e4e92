/** How the SDK says through `onMeetingStatus` that one is out; codes and texts are those of its 6.2.0, after Zoom's good verdict. */
export type Disconnect = { errorCode: number; errorMessage: string };

const joinFlowNotSupported =
  'This join flow is not supported, please join the meeting with a Zoom Client or contact your meeting host or vendor.';

export const disconnects = {
  removedBefore: { errorCode: 3009, errorMessage: 'Be removed.' },
  connectionLost: { errorCode: 4001, errorMessage: 'Meeting has been disconnected.' },
  full: { errorCode: 4005, errorMessage: 'Meeting capacity has been reached' },
  locked: { errorCode: 4006, errorMessage: 'Unable to join this meeting' },
  anonymousFromOutside: { errorCode: 4012, errorMessage: joinFlowNotSupported },
  recordingFromOutside: { errorCode: 4013, errorMessage: joinFlowNotSupported },
  obfRefused: {
    errorCode: 4014,
    errorMessage: 'The OBF token is invalid. Please check the OBF token and try again.',
  },
  obfForAnotherMeeting: {
    errorCode: 4015,
    errorMessage: 'The meeting number associated with the provided OBF token does not match the current meeting.',
  },
  recordingRefused: { errorCode: 4016, errorMessage: 'The Privilege token is invalid.' },
  authorizerAbsent: { errorCode: 4017, errorMessage: 'Authorized user not in meeting.' },
  twoSignIns: { errorCode: 4018, errorMessage: 'Conflict with login credentials.' },
  authorizerLeft: { errorCode: 4019, errorMessage: 'The authorized user has left the meeting.' },
} as const satisfies Record<string, Disconnect>;
