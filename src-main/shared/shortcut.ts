import { z } from 'zod';

/** What a key can do that is heard whatever program is in front. */
export const shortcutActions = ['open', 'joinNext', 'joinFromClipboard'] as const;
export type ShortcutAction = (typeof shortcutActions)[number];

/**
 * Keys that are pressed together, as Electron names them (docs: Accelerator): `Control+Alt+U`. One of Control, Alt, Super or Command has to be among them:
 * a letter by itself would be taken from every other program.
 */
export const Accelerator = z
  .string()
  .regex(
    /^(?=.*(Control|Alt|Super|Command)\+)((Control|Alt|Shift|Super|Command)\+){1,4}([A-Z0-9]|F([1-9]|1\d|2[0-4])|Space)$/,
  );
export type Accelerator = z.infer<typeof Accelerator>;

export const Shortcuts = z.object({
  open: Accelerator.optional(),
  joinNext: Accelerator.optional(),
  joinFromClipboard: Accelerator.optional(),
} satisfies Record<ShortcutAction, z.ZodType>);
export type Shortcuts = z.infer<typeof Shortcuts>;
