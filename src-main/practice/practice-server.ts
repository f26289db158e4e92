import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { startCodecServer } from './practice-codec-server';
import type { PracticeZoom } from './practice-zoom';
import { zoomError } from './zoom-error';

const host = '127.0.0.1';

/**
 * Serves Practice Zoom and its codec to this computer. Requests for any other name or port are refused, so that no web page
 * can reach it under a name of its own (DNS rebinding).
 * @param options.port one that the kernel chooses when left out
 * @throws when the port is taken (`EADDRINUSE`)
 */
export async function startPracticeServer(
  zoom: PracticeZoom,
  options: { port?: number } = {},
): Promise<{ origin: string; close(): Promise<void> }> {
  await zoom.ready();
  let origin = '';
  const server = createAdaptorServer({
    hostname: host,
    // The app around us has its own Request and Response.
    overrideGlobalObjects: false,
    serverOptions: { maxHeaderSize: 32 * 1024, requestTimeout: 30_000, headersTimeout: 10_000 },
    fetch: async (request, env) => {
      if (new URL(request.url).origin !== origin) return zoomError(403, 403, 'Forbidden.');
      const response = await zoom.app.fetch(request, env);
      if (response.type !== 'error') return response;
      env.incoming.socket?.destroy();
      return RESPONSE_ALREADY_SENT;
    },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  origin = `http://${host}:${typeof address === 'object' && address ? address.port : options.port}`;
  // Without its codec Practice Zoom still is a Zoom.
  const codec = await startCodecServer(zoom.codec).catch(() => undefined);
  return {
    origin,
    async close() {
      await codec?.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
