import { join, resolve } from 'node:path';
import { build } from 'vite';

/**
 * A module of this repository with all that it imports, as one file that Node runs in a process of its own.
 * @returns its path, in that folder
 */
export async function bundleModule(entry: string, folder: string): Promise<string> {
  const entryFileNames = 'bundle.mjs';
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: entry,
      outDir: folder,
      minify: false,
      // dbus-next asks for it only where there is no other way to a bus.
      rolldownOptions: { external: ['x11'], output: { entryFileNames } },
    },
    resolve: { alias: { '@shared': resolve(import.meta.dirname, '../../src-main/shared') } },
    ssr: { noExternal: true },
  });
  return join(folder, entryFileNames);
}
