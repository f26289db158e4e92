/** What Zoom's room connector takes in an address, in its order; each is digits only. */
export type DialFields = { meetingId: string; passcode?: string | undefined };

/** The SIP address that a room system dials: fields between dots, in front of the connector's host. */
export function sipAddress({ meetingId, passcode }: DialFields): string {
  return `${[meetingId, ...(passcode ? [passcode] : [])].join('.')}@zoomcrc.com`;
}
