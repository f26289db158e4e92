import { Button, type ButtonProps, Loader } from '@mantine/core';
import type { ComponentProps } from 'react';

type BusyButtonProps = ButtonProps & Omit<ComponentProps<'button'>, keyof ButtonProps> & { isBusy: boolean };

/** A button whose work takes time. While it runs the button keeps the focus, which a disabled one would lose, and does nothing. */
export function BusyButton({ isBusy, onClick, leftSection, ...rest }: BusyButtonProps) {
  return (
    <Button
      {...rest}
      aria-disabled={isBusy}
      aria-busy={isBusy}
      leftSection={isBusy ? <Loader size={14} color="currentColor" /> : leftSection}
      onClick={(event) => {
        if (!isBusy) onClick?.(event);
      }}
    />
  );
}
