import { buildKeytar, keytarLoads } from './keytar.mjs';
import { runScript, step } from './run-command.mjs';

await runScript(async () => {
  if (!(await keytarLoads())) await step('Building keytar, which talks to the keychain', buildKeytar);
});
