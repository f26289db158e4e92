import type { ZoomEnvironment } from './credential';

/** Where one Zoom cloud is. Practice Zoom is a third cloud: its origin is known when its server runs. */
export type ZoomCloud = {
  environment: ZoomEnvironment;
  /** `/oauth/authorize`, `/oauth/token`, `/oauth/revoke`. */
  oauthOrigin: string;
  /** `/v2/...` */
  apiOrigin: string;
  /** The Meeting SDK's `webEndpoint`: a host, no scheme. */
  webEndpoint: string;
};

export const zoomCloud: ZoomCloud = {
  environment: 'zoom',
  oauthOrigin: 'https://zoom.us',
  apiOrigin: 'https://api.zoom.us',
  webEndpoint: 'zoom.us',
};

/** Zoom for Government: separate registration, keys and users. */
export const zoomgovCloud: ZoomCloud = {
  environment: 'zoomgov',
  oauthOrigin: 'https://zoomgov.com',
  apiOrigin: 'https://api.zoomgov.com',
  webEndpoint: 'www.zoomgov.com',
};

/** @param origin `http://127.0.0.1:PORT` of a running Practice Zoom */
export function practiceCloud(origin: string): ZoomCloud {
  return { environment: 'practice', oauthOrigin: origin, apiOrigin: origin, webEndpoint: 'zoom.us' };
}
