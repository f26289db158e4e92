'use strict';
// What Electron gives its utility processes, in a plain Node: the built process that holds keytar runs here unchanged.
process.parentPort = {
  on: (event, listener) => process.on(event, (data) => listener({ data })),
  postMessage: (reply) => process.send?.(reply),
};
require(process.argv[2]);
