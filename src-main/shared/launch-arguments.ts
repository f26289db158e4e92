/** What the arguments of a start, Usher's own or that of a second Usher, ask for. */
export type LaunchRequest =
  | { kind: 'none' }
  /** For `readDeepLink`, which trusts nothing in it. */
  | { kind: 'deepLink'; link: string }
  /** One click hands over one link; whoever hands over more is up to something. */
  | { kind: 'refused' };

/**
 * The one `usher:` link among a process's arguments, wherever it stands: Electron sorts them and adds its own.
 * No other argument means anything here, so that a link cannot bring switches along.
 */
export function readLaunchArguments(argv: readonly string[]): LaunchRequest {
  const [link, ...others] = argv.filter((argument) => /^usher:/i.test(argument));
  if (link === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'deepLink', link } : { kind: 'refused' };
}
