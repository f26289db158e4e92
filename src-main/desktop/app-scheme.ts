import { open, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { net, type Protocol, protocol } from 'electron';

/** Hosts of `app://`: the operator's window, and the pages inside a meeting window, which is a third party's house. */
export const operatorOrigin = 'app://usher';
export const meetingOrigin = 'app://meeting';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
};

/** Nothing but the window's own files may run, show, load or frame anything. */
const ownPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** What the Meeting SDK's Client View 6.2.0 was measured to need; it runs no `eval` but compiles WebAssembly and writes styles. */
const sdkPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "media-src 'self' blob: data:",
  "connect-src 'self' blob: data: https://zoom.us https://*.zoom.us wss://*.zoom.us https://*.zoomgov.com wss://*.zoomgov.com",
  "worker-src 'self' blob: data:",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The SDK's largest file whole, copied on its way and collected after, held the main process up for 100 ms. */
const chunkBytes = 512 * 1024;

/** Features that no page of Usher uses: refused inside the page, before the browser's own code for them is reached. */
const unusedFeatures = [
  'accelerometer',
  'clipboard-read',
  'clipboard-write',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const meetingFeatures = ['camera', 'display-capture', 'fullscreen', 'microphone', 'screen-wake-lock'];

/** Has to run before Electron is ready. */
export function registerAppScheme(): void {
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
}

/** What a session may load through `app://`: pages from `rendererRoot`, and for meetings the SDK's files under `/sdk/`. */
export function serveApp(
  target: Protocol,
  options: { host: 'usher' | 'meeting'; rendererRoot: string; sdkRoot: string; devServer: string | undefined },
): void {
  target.handle('app', async (request) => {
    const url = new URL(request.url);
    if (url.host !== options.host || request.method !== 'GET') return refusal(403);
    const headers = headersFor(options, url.pathname);
    const isSdk = options.host === 'meeting' && url.pathname.startsWith('/sdk/');
    if (options.devServer && !isSdk) return fromDevServer(options.devServer, url, headers);
    const path = isSdk
      ? await pathInside(options.sdkRoot, url.pathname.slice('/sdk'.length))
      : await pathInside(options.rendererRoot, url.pathname);
    const type = types[extname(url.pathname).toLowerCase()];
    if (!path || !type) return refusal(404);
    try {
      const file = (await open(path)).createReadStream({ highWaterMark: chunkBytes });
      return new Response(Readable.toWeb(file) as ReadableStream, { headers: { ...headers, 'content-type': type } });
    } catch {
      return refusal(404);
    }
  });
}

function headersFor(
  { host, devServer }: { host: string; devServer: string | undefined },
  pathname: string,
): Record<string, string> {
  const isSdkPage = host === 'meeting' && pathname === '/meeting.html';
  return {
    // Vite's development client writes inline scripts and styles and opens a socket; a build does none of it.
    ...(devServer ? {} : { 'content-security-policy': isSdkPage ? sdkPolicy : ownPolicy }),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': [...unusedFeatures, ...(isSdkPage ? [] : meetingFeatures)]
      .map((feature) => `${feature}=()`)
      .join(', '),
    // Cross-origin isolation, which the SDK's SharedArrayBuffer needs.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** The file that a URL path names, if it lies under the root, links followed. */
async function pathInside(root: string, pathname: string): Promise<string | undefined> {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0') || name.split(/[/\\]/).includes('..')) return undefined;
  try {
    const [file, folder] = await Promise.all([realpath(join(root, name)), realpath(root)]);
    return file.startsWith(folder + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

async function fromDevServer(devServer: string, url: URL, headers: Record<string, string>): Promise<Response> {
  const answer = await net.fetch(new URL(url.pathname + url.search, devServer).href);
  const type = answer.headers.get('content-type');
  return new Response(answer.body, {
    status: answer.status,
    headers: { ...headers, ...(type ? { 'content-type': type } : {}) },
  });
}

function refusal(status: number): Response {
  return new Response(null, { status });
}
