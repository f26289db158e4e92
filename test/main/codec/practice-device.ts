import type { CodecAccess } from '../../../src-main/codec/codec-connection';
import { certificateOf } from '../../../src-main/codec/pinned-socket';
import { labelOf } from '../practice/practice-codec-client';
import type { RunningPractice } from '../practice/running-practice';

/** A device answers in a moment; who does not is waited for as long as a busy machine may need. */
export const shortLimits = { handshake: 5_000, answer: 1_500, pingEvery: 10_000, pong: 10_000 };

/** How to get into the practice codec, its certificate agreed to. */
export async function accessTo(practice: RunningPractice): Promise<CodecAccess> {
  const { address, userName, password } = await labelOf(practice);
  const { fingerprint } = await certificateOf(address);
  return { address, fingerprint, userName, password };
}

/** How many calls the practice codec has begun, the one that is up among them. */
export function dialled({ zoom }: RunningPractice): number {
  return zoom.codec.calls.numberOfCalls + zoom.codec.calls.history.length;
}
