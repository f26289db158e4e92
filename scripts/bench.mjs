import { runScript } from './run-command.mjs';
import { runPlaywright } from './run-playwright.mjs';

await runScript(() => runPlaywright({ purpose: 'bench', args: ['--config=test/bench/playwright.config.ts'] }));
