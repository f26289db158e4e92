// The least that brings the Meeting SDK to its join request: one window, one page, the SDK's files, a ticket that is already there.
const { readFile } = require('node:fs/promises');
const { extname, join } = require('node:path');
const { app, BrowserWindow, protocol, session } = require('electron');

const sdkRoot = join(__dirname, '../../../node_modules/@zoom/meetingsdk/dist');
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const practiceOrigin = process.env.USHER_PRACTICE_ORIGIN;

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'app',
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      corsEnabled: true,
      stream: true,
      codeCache: true,
    },
  },
]);
app.on('window-all-closed', () => {});
app.whenReady();

/** Called from the benchmark: from here to the join request at Practice Zoom is the baseline. */
globalThis.openMeeting = (ticket) => {
  const partition = session.fromPartition(`bare-${Date.now()}`);
  partition.protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    const path = pathname.startsWith('/sdk/') ? join(sdkRoot, pathname.slice(4)) : join(__dirname, pathname);
    return new Response(await readFile(path), {
      headers: { ...isolation, 'content-type': types[extname(path)] ?? 'application/octet-stream' },
    });
  });
  partition.protocol.handle('https', async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.method === 'POST' ? await request.arrayBuffer() : undefined;
    return fetch(practiceOrigin + pathname + search, { method: request.method, headers: request.headers, body });
  });
  const window = new BrowserWindow({ width: 1100, height: 740, webPreferences: { session: partition, sandbox: true } });
  window.webContents.on('did-finish-load', () =>
    window.webContents.executeJavaScript(`join(${JSON.stringify(ticket)})`),
  );
  window.loadURL('app://bare/page.html');
  globalThis.closeMeeting = () => window.destroy();
};
