import type { Page } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import {
  type Codec,
  CodecId,
  type CodecShown,
  type DeviceCertificate,
  type RoomErrand,
} from '../../src-main/shared/codec';
import { hostKeyPersonId } from '../../src-main/shared/host-key';
import { RendererPage, type Replies } from './renderer-page';
import { minutesFromNow, readyCredential, sampleMeeting, sampleState } from './sample-state';

const fingerprintOf = (byte: string): Codec['fingerprint'] => Array(32).fill(byte).join(':');

export const meeting = sampleMeeting({ topic: 'Town hall', startsIn: 20, meetingId: '81000000001' });

function codec(at: number, name: string, different: Partial<CodecShown> = {}): CodecShown {
  return {
    id: CodecId.parse(`00000000-0000-4000-8000-00000000000${at}`),
    name,
    place: `Floor ${at}`,
    address: `10.0.4.${20 + at}`,
    userName: 'usher',
    groups: at < 3 ? ['Town halls'] : [],
    fingerprint: fingerprintOf('0A'),
    forgetsKeys: true,
    link: 'open',
    product: 'Cisco Room Kit',
    calls: [],
    ...different,
  };
}

/** What answers in the place of a device that was agreed to. */
export const otherCertificate: DeviceCertificate = {
  fingerprint: fingerprintOf('B7'),
  subject: 'Cisco-0011223344',
  issuer: 'Cisco-0011223344',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2036-01-01T00:00:00.000Z',
};

export const ready = codec(1, 'Boardroom');
export const inCall = codec(2, 'Auditorium', {
  calls: [{ callId: 4, status: 'Connected', with: '81000000001.••••••..••••••@zoomcrc.com' }],
});
export const lost = codec(3, 'Huddle space', {
  link: 'waiting',
  failure: { code: 'codec_unreachable' },
  retryAt: minutesFromNow(0.5),
});
export const exchanged = codec(4, 'Studio', {
  link: 'failed',
  failure: { code: 'codec_certificate_changed' },
  certificateSeen: otherCertificate,
});

export const connected: RoomErrand = {
  codecId: inCall.id,
  meetingKey: meeting.key,
  topic: meeting.topic,
  shown: '81000000001.••••••..••••••@zoomcrc.com',
  phase: 'connected',
  since: minutesFromNow(-2),
  callId: 4,
  keyOf: hostKeyPersonId('practice', 'mira'),
};

export const roomsState = (different: Partial<AppState> = {}) =>
  sampleState({
    credentials: [readyCredential],
    meetings: [meeting],
    codecs: [ready, inCall, lost, exchanged],
    errands: [connected],
    ...different,
  });

export const openRooms =
  (replies: Replies = {}, shown: AppState = roomsState()) =>
  (page: Page) =>
    RendererPage.openOperator(page, shown, { screen: 'rooms', replies });
