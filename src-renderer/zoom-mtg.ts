/** The part of the Meeting SDK's Client View 6.2.0 that Usher calls, as its own files put it on `window`. */
export type ZoomMtgGlobal = {
  setZoomJSLib(path: string, folder: string): void;
  preLoadWasm(): void;
  prepareWebSDK(): void;
  init(options: {
    leaveUrl: string;
    webEndpoint: string;
    patchJsMedia: boolean;
    leaveOnPageUnload: boolean;
    isShowJoiningErrorDialog: boolean;
    disablePreview?: boolean;
    success: () => void;
    error: (failure?: { errorCode?: number }) => void;
  }): void;
  inMeetingServiceListener(
    event: 'onMeetingStatus',
    listener: (status: { meetingStatus: number; errorCode?: number; errorMessage?: unknown }) => void,
  ): void;
  inMeetingServiceListener(event: 'onUserJoin' | 'onUserIsInWaitingRoom', listener: () => void): void;
  /** Somebody has gone; with a reason, where it is the window's own participant. */
  inMeetingServiceListener(event: 'onUserLeave', listener: (who?: { reasonCode?: number }) => void): void;
  inMeetingServiceListener(event: 'onClaimStatus', listener: (status: unknown) => void): void;
  /** In a waiting room `result` is a text. */
  getAttendeeslist(options: {
    success: (answer: { result: string | { attendeesList: readonly { isHost?: boolean }[] } }) => void;
    error: () => void;
  }): void;
  /** How it went comes with `onClaimStatus`; `error` is for what the SDK does not even ask. `false`, and no more, too soon after the last. */
  claimHostWithHostKey(options: { hostKey: string; error: () => void }): false | undefined;
  /**
   * `type`: 1 for H.323, 2 for SIP. `success` when it rings or is there, `error` after fifteen seconds at the latest; only the last of several
   * is answered. `false`, and no more, within ten seconds of the last (read in 6.2.0).
   */
  inviteCRCDevice(options: { ip: string; type: 1 | 2; success: () => void; error: () => void }): false | undefined;
  join(options: {
    meetingNumber: string;
    passWord: string;
    userName: string;
    userEmail: string;
    signature: string;
    zak?: string;
    obfToken?: string;
    recordingToken?: string;
    tk?: string;
    success: () => void;
    error: (failure: { errorCode: number; errorMessage?: unknown }) => void;
  }): void;
};
