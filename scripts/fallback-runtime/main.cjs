require('./polyfills.cjs');
const { existsSync, readFileSync, statSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');
const { app } = require('electron');

/**
 * `electron [-r module]... [switches] <folder or file> [arguments]`, as the official `electron` command understands it:
 * what comes before the path is for Electron and Chromium, what comes after it for the application.
 */
function parseCommandLine(args) {
  const modules = [];
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at];
    if (argument === '-r' || argument === '--require') {
      at += 1;
      if (args[at] !== undefined) modules.push(args[at]);
    } else if (argument === '-v' || argument === '--version') {
      return { modules, printsVersion: true };
    } else if (!argument.startsWith('-')) {
      return { modules, path: resolve(argument), printsVersion: false };
    }
  }
  return { modules, printsVersion: false };
}

/** Without this the application would have the name, the version and the profile of the stand-in. */
function takeIdentityFrom(folder) {
  const { name, productName, version, desktopName } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  app.name = productName ?? name;
  if (version !== undefined) app.setVersion(version);
  app.setDesktopName(desktopName ?? `${app.name}.desktop`);
  app.setAppPath(folder);
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), app.name));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const { modules, path, printsVersion } = parseCommandLine(process.argv.slice(1));
if (printsVersion) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (path === undefined) fail('Usage: electron [-r module] [switches] <path of an application> [arguments]');
if (!existsSync(path)) fail(`There is no application at ${path}`);

Module._preloadModules(modules);
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
if (statSync(path).isDirectory() && existsSync(join(path, 'package.json'))) takeIdentityFrom(path);
try {
  Module._load(path, Module, true);
} catch (error) {
  fail(`The application at ${path} could not be started: ${error instanceof Error ? error.stack : error}`);
}
