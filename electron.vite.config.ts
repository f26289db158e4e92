import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);
const shared = { '@shared': at('src-main/shared') };

/** electron-store brings ajv for JSON schemas. Usher checks its records with zod, and ajv would be a third of what main loads. */
const withoutAjv = {
  name: 'without-ajv',
  enforce: 'pre' as const,
  resolveId: (id: string) => (/^ajv(\/|-formats$)/.test(id) ? '\0no-ajv' : undefined),
  load: (id: string) =>
    id === '\0no-ajv'
      ? "export class Ajv2020 { constructor() { throw new Error('JSON schemas are not part of this build'); } }\nexport default Ajv2020;"
      : undefined,
};

/** V8 keeps the source text of what it runs; one letter beyond Latin-1, such as “…”, doubles all of it. */
const inAscii = {
  name: 'in-ascii',
  generateBundle: (_options: unknown, bundle: Record<string, { type: string; code?: string }>) => {
    for (const chunk of Object.values(bundle)) {
      chunk.code &&= chunk.code.replace(
        /[\u0080-\uffff]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

/**
 * What is bundled is a devDependency; `dependencies` stay outside (keytar is native, the Meeting SDK is served as it is).
 * CommonJS throughout: sandboxed preloads need it, and dynamic imports of outside packages must become `require`,
 * which unlike the ESM loader reads from an asar archive in every Electron.
 */
export default defineConfig({
  main: {
    resolve: { alias: shared },
    plugins: [withoutAjv, inAscii],
    build: {
      externalizeDeps: true,
      outDir: 'out/main',
      rolldownOptions: {
        input: { start: at('src-main/start.ts'), 'keytar-process': at('src-main/storage/keytar-process.ts') },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name].cjs',
          dynamicImportInCjs: false,
          // The source text stays in memory; the names stay in stack traces.
          minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      isolatedEntries: true,
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: at('src-main/preload.ts'), 'meeting-preload': at('src-main/meeting-preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    resolve: { alias: shared },
    build: {
      outDir: at('out/renderer'),
      // Half to read and half to keep for every window.
      minify: true,
      rolldownOptions: {
        input: {
          index: at('src-renderer/index.html'),
          meeting: at('src-renderer/meeting.html'),
          room: at('src-renderer/room.html'),
        },
      },
    },
    plugins: [react()],
  },
});
