import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Everything that is not this computer, in the shape of a proxy that writes down who was to be reached and reaches nobody.
 * Chromium never sends loopback addresses to a proxy, so an app that keeps to itself leaves it empty.
 */
export class OutsideWorld {
  /** `CONNECT host:port` or `GET http://...`, the oldest first. */
  readonly requests: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', ({ method, url }, response) => {
      this.requests.push(`${method} ${url}`);
      response.writeHead(502).end();
    });
    server.on('connect', ({ url }, socket) => {
      this.requests.push(`CONNECT ${url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
  }

  static async start(): Promise<OutsideWorld> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OutsideWorld(server);
  }

  /** For Chromium's command line. */
  get proxySwitch(): string {
    return `--proxy-server=http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}
