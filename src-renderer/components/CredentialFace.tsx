import { Avatar } from '@mantine/core';
import type { Credential } from '@shared/credential';
import { IconKey, IconServer2, IconUser } from '@tabler/icons-react';

const shapes = { app: IconKey, user: IconUser, serverToServer: IconServer2 } as const;

/** The picture of the Zoom user behind a credential; a shape of its kind where there is none. */
export function CredentialFace({ credential: { kind, user }, size }: { credential: Credential; size: number }) {
  const Shape = shapes[kind];
  return (
    <Avatar src={user?.avatar ?? null} alt="" radius="xl" size={size} color="teal">
      <Shape size={Math.round(size / 2)} stroke={1.75} aria-hidden />
    </Avatar>
  );
}
