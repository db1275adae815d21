import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AsofError } from '../../errors/asof-error.ts';
import { frameBytes } from '../../rpc/framing.ts';
import { socketProtocol, socketTransport, type Transport } from '../../rpc/transport.ts';
import { answerRequest, type Site } from './answer.ts';
import { hangUpOnTheSilent } from './heartbeat.ts';
import { urlOf, createGate, tokenOf, type ServerGate } from './gate.ts';
import { Uploads } from './upload.ts';

export interface ServerOptions {
  /** 0 or nothing: any free one. */
  port?: number;
  /** The built page: `dist/renderer`. */
  pageFolder: string;
  /** A page has come: answer it. */
  connect: (transport: Transport) => void;
  /** A folder where uploaded files stay; else they go when the server ends. */
  uploads?: string | null;
  /** How long anyone may say nothing in the middle of a message. */
  patienceMs?: number;
}

/** Tabs that one host answers. Each may hold some megabytes of messages that have not ended. */
export const mostPages = 32;

export interface RunningServer {
  /** With the token: whoever has it can use the host. */
  address: string;
  close(): Promise<void>;
}

/** Serves the workbench to a browser tab of this machine, and to nobody else. Throws `bad_option` where the port is taken. */
export async function startServer({
  port = 0,
  pageFolder,
  connect,
  uploads = null,
  patienceMs = 30_000,
}: ServerOptions): Promise<RunningServer> {
  const token = randomBytes(24).toString('base64url');
  // A large file may take its time, as long as it keeps coming.
  const server = createServer({
    headersTimeout: patienceMs,
    requestTimeout: 0,
    connectionsCheckingInterval: patienceMs,
  }).setTimeout(patienceMs);
  await listen(server, port);
  const dropped = uploads ?? (await mkdtemp(join(tmpdir(), 'asof-dropped-')));
  const bound = (server.address() as AddressInfo).port;
  const site: Site = {
    gate: createGate(bound, token),
    pageFolder,
    uploads: new Uploads(dropped),
    areKept: uploads !== null,
  };
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytes,
    perMessageDeflate: false,
    handleProtocols: () => socketProtocol,
  });
  const heartbeat = hangUpOnTheSilent(sockets, patienceMs);
  server.on('request', (request, response) => {
    answerRequest(request, response, site).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = refuse(request, site.gate) ?? (sockets.clients.size < mostPages ? null : '503 Service Unavailable');
    if (refusal) return hangUp(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      sockets.emit('connection', webSocket, request);
      connect(socketTransport(webSocket));
    });
  });
  return {
    address: `http://127.0.0.1:${bound}/?token=${token}`,
    async close() {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (uploads === null) await rm(dropped, { recursive: true, force: true });
    },
  };
}

function refuse(request: IncomingMessage, gate: ServerGate): string | null {
  if (!gate.hostIsOurs(request) || !gate.originIsOurs(request)) return '403 Forbidden';
  const url = urlOf(request);
  if (!url) return '400 Bad Request';
  if (!gate.tokenIsOurs(tokenOf(request))) return '401 Unauthorized';
  return url.pathname === '/rpc' ? null : '404 Not Found';
}

/** Whoever does not close its own half is not waited for. */
function hangUp(socket: Duplex, status: string): void {
  const answer = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  socket.end(answer, () => socket.destroy());
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = cause.code === 'EADDRINUSE' ? `port ${port} is taken` : `cannot serve on port ${port}`;
      reject(new AsofError('bad_option', { message, expected: 'choose another with --port' }, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
