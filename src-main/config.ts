import { readLaunchArguments } from './shared/launch-arguments';

/** What argv and the environment decide. Everything else is a setting. */
export type Config = {
  /** No window at the start: the way Usher is started with the session. A link that it was started for is shown all the same. */
  startHidden: boolean;
  /** A Practice Zoom that already runs, in place of the embedded one. */
  practiceOrigin: string | undefined;
  /** Where electron-vite serves the windows during development. */
  rendererDevServer: string | undefined;
};

const loopbackOrigin = /^http:\/\/127\.0\.0\.1:[1-9]\d{0,4}$/;

/** Chromium takes a switch with one dash too, and on Windows with a slash and in any case. */
const profileSwitch = /^(--?|\/)user-data-dir(=|$)/i;

/**
 * Overrides for development and tests belong to an unpackaged build. A packaged Usher refuses to start with them:
 * to ignore them silently would make somebody believe that they work.
 * @throws Error with one sentence for the terminal
 */
export function readConfig(source: { argv: readonly string[]; env: NodeJS.ProcessEnv; isPackaged: boolean }): Config {
  const { argv, env, isPackaged } = source;
  const practiceOrigin = env.USHER_PRACTICE_ORIGIN;
  if (isPackaged && argv.some((argument) => profileSwitch.test(argument))) {
    throw new Error('--user-data-dir is for development only; this build of Usher does not take it.');
  }
  if (isPackaged && practiceOrigin !== undefined) {
    throw new Error('USHER_PRACTICE_ORIGIN is for development only; this build of Usher does not take it.');
  }
  if (practiceOrigin !== undefined && !loopbackOrigin.test(practiceOrigin)) {
    throw new Error('USHER_PRACTICE_ORIGIN has to look like http://127.0.0.1:PORT.');
  }
  return {
    startHidden: argv.includes('--hidden') && readLaunchArguments(argv).kind === 'none',
    practiceOrigin,
    rendererDevServer: isPackaged ? undefined : env.ELECTRON_RENDERER_URL,
  };
}
