import type { ZoomEnvironment } from '@shared/credential';
import type { HostKeyPerson } from '@shared/host-key';
import type { MeetingDetails } from '@shared/meeting-details';
import { useEffect, useState } from 'react';
import { call } from '../main-process';

/** A key that may not be theirs any more is offered with a word on that. */
export const keyDoubts: Partial<Record<HostKeyPerson['standing'], string>> = {
  uncertain: ' (Zoom may have a newer one)',
  doubtful: ' (doubtful)',
};

/**
 * The meeting's host in the directory, if their key is there. A directory that cannot be opened now is no reason to say so here.
 * @param changes of the directory, which is asked again after each
 */
export function useHostsKey(
  environment: ZoomEnvironment,
  { hostId, hostEmail }: Pick<MeetingDetails, 'hostId' | 'hostEmail'>,
  changes: number,
): HostKeyPerson | undefined {
  const [known, setKnown] = useState<HostKeyPerson>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a directory that has changed is asked again.
  useEffect(() => {
    const text = hostId ?? hostEmail;
    if (!text) return setKnown(undefined);
    let isLate = false;
    void call('findHostKeys', { text, offset: 0, limit: 20 }).then((outcome) => {
      if (isLate) return;
      const people = outcome.ok ? outcome.value.people : [];
      const isHost = ({ userId, email }: HostKeyPerson) =>
        userId === hostId || (hostEmail !== undefined && email.toLowerCase() === hostEmail.toLowerCase());
      setKnown(
        people.find(
          (one) =>
            one.environment === environment && one.source !== undefined && one.standing !== 'retired' && isHost(one),
        ),
      );
    });
    return () => {
      isLate = true;
    };
  }, [environment, hostId, hostEmail, changes]);
  return known;
}
