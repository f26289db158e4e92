import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCall } from '../main-process';

/** How long the button says that it has copied. */
const saidForMs = 2_000;

/** Puts a text on the clipboard and says so. @param label what is copied, for those who do not see what stands beside it */
export function CopyButton({ text, label, word = 'Copy' }: { text: string; label: string; word?: string }) {
  const copy = useCall('copyText');
  const [copied, setCopied] = useState<string>();
  const isCopied = copied === text;

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(undefined), saidForMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function run() {
    const outcome = await copy.run({ text });
    if (outcome?.ok) setCopied(text);
  }

  const said = copy.failure ? 'Not copied' : isCopied ? 'Copied' : word;
  const Icon = isCopied ? IconCheck : IconCopy;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<Icon size={14} stroke={1.75} aria-hidden />}
      aria-label={`${said} ${label}`}
      onClick={() => void run()}
    >
      <span aria-live="polite">{said}</span>
    </Button>
  );
}
