/** An Electron on this machine. `isFallback`: not the declared one, but an old one for development and tests. */
export type ElectronRuntime = { executablePath: string; version: string; isFallback: boolean };

/** The runtime that is in place, the official one before the fallback. Throws when there is none; never asks a network. */
export function electronRuntime(): ElectronRuntime;

/** The same, after getting it if need be. What it does stands on stdout. */
export function ensureElectronRuntime(): Promise<ElectronRuntime>;

/**
 * What Electron needs before the path of the application: `--no-sandbox` where Chromium cannot have its sandbox, which
 * is as root, and where neither its helper is set up nor a user may have a namespace. Throws when there is no Electron yet.
 */
export function electronArguments(): readonly string[];
