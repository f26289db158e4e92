/** The pages of Zoom's that the guide leads to. These addresses and no others of their sites are opened in the browser. */
export const guidePages = {
  createApp: 'https://marketplace.zoom.us/develop/create',
  createGovApp: 'https://marketplace.zoomgov.com/develop/create',
  generalApp: 'https://developers.zoom.us/docs/integrations/create/',
  serverToServerApp: 'https://developers.zoom.us/docs/internal-apps/create/',
  meetingSdk: 'https://developers.zoom.us/docs/meeting-sdk/get-credentials/',
  scopes: 'https://developers.zoom.us/docs/integrations/oauth-scopes-overview/',
  publishing: 'https://developers.zoom.us/docs/distribute/',
} as const;

export type GuidePage = keyof typeof guidePages;
export const guidePageNames = Object.keys(guidePages) as [GuidePage, ...GuidePage[]];
