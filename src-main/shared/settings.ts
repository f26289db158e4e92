import { z } from 'zod';
import { CredentialId } from './credential';
import { SecretStoreKind } from './keyring-standing';
import { Shortcuts } from './shortcut';
import { TimeOfDay } from './time-of-day';

/** From when until when nothing is notified; over midnight where `to` comes before `from`. */
export const QuietHours = z.object({ from: TimeOfDay, to: TimeOfDay });
export type QuietHours = z.infer<typeof QuietHours>;

/** What the user chose. A change is always sent whole: a partial object would bring back defaults (zod 4). */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** How often the list of meetings is asked for by itself. */
  refreshMinutes: z.union([z.literal(1), z.literal(5), z.literal(15)]),
  /** How long a window waits for a host who has not come, before it says so and stops. */
  waitForHostMinutes: z.union([z.literal(5), z.literal(10), z.literal(30), z.literal(60)]),
  /** The same for somebody who opens the door of a waiting room. */
  waitingRoomMinutes: z.union([z.literal(5), z.literal(15), z.literal(30), z.literal(60)]),
  /** With false, closing the window also ends Usher; with true it stays in the tray. */
  keepRunningInTray: z.boolean(),
  /** Whether the desktop says so when a credential needs its user, or a meeting is at risk. */
  notifications: z.boolean(),
  /** How many minutes before a meeting begins it is reminded of. 0: when it begins. */
  remindMinutes: z.union([z.literal('never'), z.literal(0), z.literal(1), z.literal(5), z.literal(10), z.literal(15)]),
  /** Meetings that only these credentials list are not reminded of. */
  noRemindersFor: z.array(CredentialId).max(1_000),
  quietHours: QuietHours.optional(),
  shortcuts: Shortcuts,
  /** In the tray and in notifications, which others may see. */
  hideTopics: z.boolean(),
  /** Changed by `chooseSecretStore` only, which moves the secrets. */
  secretStore: SecretStoreKind,
  /** The keyring that had them when it was last seen with them, so that another one in its place is noticed. */
  keyringBackend: z.string().max(100).optional(),
  /** For how many days it is remembered what was done as whom. */
  keepActivity: z.union([z.literal(30), z.literal(90), z.literal(365), z.literal('forever')]),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  theme: 'system',
  refreshMinutes: 5,
  waitForHostMinutes: 10,
  waitingRoomMinutes: 15,
  keepRunningInTray: true,
  notifications: true,
  remindMinutes: 5,
  noRemindersFor: [],
  shortcuts: {},
  hideTopics: false,
  secretStore: 'keychain',
  keepActivity: 365,
};
