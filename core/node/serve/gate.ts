import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { socketProtocol } from '../../rpc/transport.ts';

/**
 * Who may talk to the server. Loopback alone does not keep other web pages out: a name that resolves
 * to 127.0.0.1 (DNS rebinding) is caught by the Host header, a page of another origin by the Origin
 * header, and everyone else on this machine by the token.
 */
export interface ServerGate {
  /** The Host header names this server by a loopback address. */
  hostIsOurs(request: IncomingMessage): boolean;
  /** The Origin header is this server's own. A request without one is no browser's, and is refused too. */
  originIsOurs(request: IncomingMessage): boolean;
  tokenIsOurs(token: string | null | undefined): boolean;
}

export function createGate(port: number, token: string): ServerGate {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const digest = sha256(token);
  return {
    hostIsOurs: ({ headers }) => hosts.includes(headers.host ?? ''),
    originIsOurs: ({ headers }) => headers.origin === `http://${headers.host}` && hosts.includes(headers.host ?? ''),
    // Equal lengths, whatever was sent: the time that the comparison takes tells nothing.
    tokenIsOurs: (given) => typeof given === 'string' && timingSafeEqual(sha256(given), digest),
  };
}

/** What a request asks for. Null where its address is none: anything may stand in a request's first line. */
export function urlOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  // Not a URL of its own with this server as its base: `//` and `//host/` would be a host, or none.
  return path.startsWith('/') && URL.canParse(`${base}${path}`) ? new URL(`${base}${path}`) : null;
}

const base = 'http://localhost';

/** The token that a WebSocket's page gives, behind the name of what it speaks. */
export function tokenOf(request: IncomingMessage): string | null {
  const [protocol, token] = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return protocol === socketProtocol && token ? token : null;
}

export function bearer(request: IncomingMessage): string | null {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
