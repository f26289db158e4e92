import { runScript } from './run-command.mjs';
import { runPlaywright } from './run-playwright.mjs';

await runScript(() => runPlaywright({ purpose: 'test', args: ['--config=test/sweep-config.ts'] }));
