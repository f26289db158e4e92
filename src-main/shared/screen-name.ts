/** The screens of the operator's window, in the order of its navigation. The address and the tray name them so. */
export const screenNames = ['meetings', 'inMeetings', 'credentials', 'activity', 'settings'] as const;

export type ScreenName = (typeof screenNames)[number];
