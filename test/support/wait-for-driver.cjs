/**
 * Loaded into Electron before Usher: holds it back until Playwright is attached, and then is as if it had never been there.
 * Playwright waits for ever for a page to which it attaches while that loads its first address (1.65, about one start in three hundred).
 * What Playwright itself loads for this also gives Chromium a false keychain and other switches, which is not the app that is tested.
 */
const { app } = require('electron');

const whenReady = app.whenReady.bind(app);
let go;
const driven = new Promise((resolve) => {
  go = resolve;
});
app.whenReady = () => driven.then(whenReady);
// Playwright calls it by this name.
globalThis.__playwright_run = go;
// Usher starts itself anew with its own arguments, and then nobody drives it.
process.argv.splice(process.argv.indexOf(__filename) - 1, 2);
