const { webcrypto } = require('node:crypto');

// Node 18 has it, but not as a global; every Electron that Usher ships with does.
if (globalThis.crypto === undefined) {
  Object.defineProperty(globalThis, 'crypto', {
    value: webcrypto,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
