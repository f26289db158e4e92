import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';

type Wall = { allowed: readonly string[]; forbidden: readonly string[] };

const electron = ['electron', 'electron/main', 'electron/renderer', 'electron/common', 'electron-store'];
const around = ['../main', '../config', '../start', './../main', '../shared/../main', '../../src-renderer/App'];
const folderOfItsOwn: Wall = {
  allowed: ['node:crypto', 'zod', './neighbour', '../shared/app-error'],
  forbidden: [...electron, ...around, '../app/credentials', '../desktop/ipc', './../desktop/ipc'],
};
const preload: Wall = {
  allowed: ['electron', './shared/bridge'],
  forbidden: ['./app/commands', './desktop/ipc', './main', './config', 'node:fs', 'zod', 'keytar', './shared/../main'],
};

/** What a file there may import and what it may not. */
const walls: Readonly<Record<string, Wall>> = {
  'src-main/shared/probe.ts': {
    allowed: ['zod', './app-error'],
    forbidden: [
      ...electron,
      ...around,
      'node:fs',
      'fs',
      'hono',
      'zod/mini',
      '../zoom/zoom-client',
      './../app/commands',
    ],
  },
  'src-main/oauth/probe.ts': {
    allowed: [...folderOfItsOwn.allowed, 'oauth4webapi'],
    forbidden: [...folderOfItsOwn.forbidden, '../zoom/zoom-client', '../storage/records', '../practice/practice-zoom'],
  },
  'src-main/zoom/probe.ts': {
    allowed: folderOfItsOwn.allowed,
    forbidden: [...folderOfItsOwn.forbidden, '../oauth/grant', '../storage/records', '../practice/practice-zoom'],
  },
  'src-main/storage/probe.ts': {
    allowed: [...folderOfItsOwn.allowed, 'keytar', 'dbus-next'],
    forbidden: [...folderOfItsOwn.forbidden, '../oauth/grant', '../zoom/zoom-client', '../practice/practice-zoom'],
  },
  'src-main/practice/probe.ts': {
    allowed: [...folderOfItsOwn.allowed, 'hono', 'jose', '@hono/node-server/utils/response'],
    forbidden: [...folderOfItsOwn.forbidden, '../oauth/grant', '../zoom/zoom-client', '../storage/records'],
  },
  'src-main/app/probe.ts': {
    allowed: [
      'node:crypto',
      './live-state',
      '../shared/app-error',
      '../oauth/grant',
      '../zoom/zoom-client',
      '../storage/records',
    ],
    forbidden: [...electron, ...around, '../desktop/ipc', '../practice/practice-zoom', '../oauth/../desktop/ipc'],
  },
  'src-main/desktop/probe.ts': {
    allowed: ['electron', 'node:path', 'dbus-next', './ipc', '../shared/app-error', '../app/commands'],
    forbidden: [...around, '../oauth/grant', '../zoom/zoom-client', '../storage/records', '../practice/practice-zoom'],
  },
  'src-main/preload.ts': preload,
  'src-main/meeting-preload.ts': preload,
  'src-renderer/screens/Probe.tsx': {
    allowed: ['react', '@mantine/core/styles/Button.css', '@shared/app-error', './App.css', '../main-process', 'zod'],
    forbidden: [...electron, 'node:fs', '@shared/../main', '@shared/../app/commands', '../../src-main/main'],
  },
};

const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

let folder: string;
/** Each import that Biome refuses, after the path of the probe in which it stands. */
let refused: Set<string>;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-walls-'));
  copyFileSync('biome.json', join(folder, 'biome.json'));
  const lines = new Map(Object.entries(walls).map(([path, wall]) => [path, [...wall.allowed, ...wall.forbidden]]));
  for (const [path, imports] of lines) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), imports.map((from) => `import '${from}';\n`).join(''));
  }
  const biome = resolve('node_modules/@biomejs/biome/bin/biome');
  const options = ['--vcs-enabled=false', '--only=style/noRestrictedImports', '--max-diagnostics=none'];
  const run = spawnSync(process.execPath, [biome, 'lint', ...options, '--reporter=json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const { diagnostics } = Report.parse(JSON.parse(run.stdout));
  expect(new Set(diagnostics.map(({ category }) => category))).toEqual(new Set(['lint/style/noRestrictedImports']));
  refused = new Set(diagnostics.map(({ location: { path, start } }) => `${path} ${lines.get(path)?.[start.line - 1]}`));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const [path, { allowed, forbidden }] of Object.entries(walls)) {
  test(`${path} may import what its folder is for, and Biome refuses the rest`, () => {
    const isRefused = (from: string) => refused.has(`${path} ${from}`);
    expect(allowed.filter(isRefused)).toEqual([]);
    expect(forbidden.filter((from) => !isRefused(from))).toEqual([]);
  });
}
