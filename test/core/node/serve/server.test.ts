import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { mostPages, startServer } from '../../../../core/node/serve/server.ts';
import { connect } from '../../../../core/rpc/client.ts';
import { socketProtocol, socketTransport } from '../../../../core/rpc/transport.ts';
import { setup, type Setup } from './setup.ts';

describe('the page', () => {
  it('is served at /, never kept, and told that it has a host', async () => {
    const { ask } = await setup();
    const { status, headers, body } = await ask('/?token=anything');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('<head><meta name="asof-served" content="tab"><title>');
  });

  it('comes with a policy that lets in nothing from elsewhere', async () => {
    const { ask } = await setup();
    for (const path of ['/', '/assets/page-1a2b.js', '/nothing.js']) {
      const { headers } = await ask(path);
      const policy = headers['content-security-policy'];
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('has assets that may be kept, because their names change with them', async () => {
    const { ask } = await setup();
    const { status, headers, body } = await ask('/assets/page-1a2b.js');
    expect({ status, body }).toEqual({ status: 200, body: 'export {};' });
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.js',
    '/..%5csecret.js',
    '//../secret.js',
    '/link.js',
    '/notes.txt',
    '/assets',
    '/%00.js',
    '/%zz.js',
    '/assets/nothing.js',
  ])('is all there is: %s is not found', async (path) => {
    const { ask } = await setup();
    expect(await ask(path)).toMatchObject({ status: 404, body: 'not found\n' });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('cannot be asked with %s', async (method) => {
    const { ask } = await setup();
    expect((await ask('/', { method })).status).toBe(405);
  });
});

describe('the Host header', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '0.0.0.0:PORT',
    '127.0.0.1.evil.example:PORT',
    '',
  ])('of %j is refused, whatever it asks', async (host) => {
    const { ask, port } = await setup();
    const headers = { host: host.replace('PORT', String(port)) };
    expect((await ask('/', { headers })).status).toBe(403);
    expect((await ask('/upload?name=a.csv', { method: 'POST', headers, body: 'x' })).status).toBe(403);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('of %s with the right port is ours', async (name) => {
    const { ask, port } = await setup();
    expect((await ask('/', { headers: { host: `${name}:${port}` } })).status).toBe(200);
  });
});

describe('the server', () => {
  it('listens on loopback only', async () => {
    const { port } = await setup();
    const outside = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    for (const { address, internal, family } of outside) {
      if (internal || family !== 'IPv4') continue;
      const socket = connectTcp({ host: address, port });
      const [event] = await Promise.race([once(socket, 'error'), once(socket, 'connect').then(() => ['connected'])]);
      expect(event).not.toBe('connected');
      socket.destroy();
    }
  });

  it('has another token each time, of at least 128 bits', async () => {
    const [a, b] = [await setup(), await setup()];
    expect(a.token).not.toBe(b.token);
    expect(Buffer.from(a.token, 'base64url').length).toBeGreaterThanOrEqual(16);
  });

  it('says so when its port is taken', async () => {
    const { port, folder } = await setup();
    await expect(startServer({ port, pageFolder: folder, connect: () => {} })).rejects.toMatchObject({
      code: 'bad_option',
      title: `port ${port} is taken`,
    });
  });

  it('closes with its connections', async () => {
    const { close, ...server } = await setup();
    const socket = open(server);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await close();
    await closed;
    await expect(server.ask('/')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the WebSocket', () => {
  it('answers calls of the page that has the token', async () => {
    const server = await setup();
    const socket = open(server);
    await once(socket, 'open');
    expect(await connect(socketTransport(socket)).call('lessons')).toEqual([]);
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['without a token', 401, () => ({ token: null })],
    ['with a wrong token', 401, () => ({ token: 'x'.repeat(32) })],
    ['with the beginning of the token', 401, ({ token }: Setup) => ({ token: token.slice(0, -1) })],
    ['from another origin', 403, () => ({ origin: 'http://evil.example' })],
    ['from another port', 403, () => ({ origin: 'http://127.0.0.1:1' })],
    ['from a sandboxed frame', 403, () => ({ origin: 'null' })],
    ['without an origin', 403, () => ({ origin: null })],
    [
      'to another name',
      403,
      ({ port }: Setup) => ({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
    ],
    ['at another path', 404, () => ({ path: '/other' })],
  ])('is refused %s', async (_, status, how) => {
    const server = await setup();
    const socket = open(server, how(server));
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe(`Unexpected server response: ${status}`);
    expect(server.connections()).toBe(0);
  });

  it.each(['//', '//:0/', 'http://', '*', '/%', '?', '\\\\', '/rpc#'])(
    'is refused at the address %j, and the server lives',
    async (path) => {
      const server = await setup();
      const { port } = server;
      const socket = connectTcp(port, '127.0.0.1').resume();
      socket.end(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}\r\n` +
          'connection: Upgrade\r\nupgrade: websocket\r\n\r\n',
      );
      await once(socket, 'close');
      expect((await server.ask('/')).status).toBe(200);
    },
  );

  it('is refused where there are many already, and let in when one of them has gone', async () => {
    const server = await setup();
    const all = Array.from({ length: mostPages }, () => open(server));
    await Promise.all(all.map((socket) => once(socket, 'open')));
    const [error] = (await once(open(server), 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 503');
    all[0]!.close();
    const isLetIn = () => once(open(server), 'open').then(Boolean, () => false);
    await expect.poll(isLetIn).toBe(true);
  });

  it('is closed when it sends a frame that is too large, and the server lives', async () => {
    const server = await setup();
    const socket = open(server);
    await once(socket, 'open');
    socket.send(new Uint8Array(1_100_000));
    await once(socket, 'close');
    expect((await server.ask('/')).status).toBe(200);
  });
});

interface Way {
  token?: string | null;
  origin?: string | null;
  host?: string;
  path?: string;
}

function open(server: Pick<Setup, 'port' | 'token'>, way: Way = {}): WebSocket {
  const { token = server.token, origin = `http://127.0.0.1:${server.port}`, host, path = '/rpc' } = way;
  const protocols = token === null ? [] : [socketProtocol, token];
  return new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, {
    headers: { ...(host !== undefined && { host }), ...(origin !== null && { origin }) },
  });
}
