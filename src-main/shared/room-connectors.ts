/** Somewhere to call a meeting from a room system, and where it is. */
export type RoomConnector = { address: string; place: string };

/**
 * When Zoom's invitations had these addresses. They change: those of a meeting's own invitation come first, and these are for meetings
 * whose invitation names none or cannot be read.
 */
export const roomConnectorsAsOf = 'July 2025';

/** For H.323, as the invitations of that time list them under "Join by H.323". */
export const h323Connectors: readonly RoomConnector[] = [
  { address: '144.195.19.161', place: 'US West' },
  { address: '206.247.11.121', place: 'US East' },
  { address: '221.122.88.195', place: 'China' },
  { address: '115.114.131.7', place: 'India Mumbai' },
  { address: '115.114.115.7', place: 'India Hyderabad' },
  { address: '159.124.15.191', place: 'Netherlands' },
  { address: '159.124.47.249', place: 'Germany' },
  { address: '159.124.104.213', place: 'Australia Sydney' },
  { address: '159.124.74.212', place: 'Australia Melbourne' },
  { address: '170.114.134.121', place: 'Hong Kong' },
  { address: '170.114.180.219', place: 'Singapore' },
  { address: '64.211.144.160', place: 'Brazil' },
  { address: '159.124.168.213', place: 'Canada Toronto' },
  { address: '159.124.196.25', place: 'Canada Vancouver' },
  { address: '170.114.194.163', place: 'Japan Tokyo' },
  { address: '147.124.100.25', place: 'Japan Osaka' },
];

/** For SIP, where the one name for everywhere leads too far round. */
export const regionalSipConnectors: readonly RoomConnector[] = [
  { address: 'zmus.us', place: 'United States' },
  { address: 'zmca.us', place: 'Canada' },
  { address: 'zmbr.us', place: 'Brazil' },
  { address: 'zmeu.us', place: 'Europe' },
  { address: 'zmin.us', place: 'India' },
  { address: 'zmcn.us', place: 'China' },
  { address: 'zmhk.us', place: 'Hong Kong' },
  { address: 'zmjp.us', place: 'Japan' },
  { address: 'zmau.us', place: 'Australia' },
];
