import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { cut } from '../../../../core/rpc/framing.ts';
import { connect } from '../../../../core/rpc/client.ts';
import { socketProtocol, socketTransport } from '../../../../core/rpc/transport.ts';
import { Random } from '../../../support/random.ts';
import { setup, type Setup } from './setup.ts';

/** What would end `asof serve`; vitest itself only tells of it in the end. */
const ended: unknown[] = [];
const note = (error: unknown): void => void ended.push(error);

beforeEach(() => {
  ended.length = 0;
  process.prependListener('uncaughtException', note);
  process.prependListener('unhandledRejection', note);
});
afterEach(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
});

/** The server answers its page as before: a file, and a call over a WebSocket. */
async function lives(server: Setup): Promise<void> {
  expect((await server.ask('/')).status).toBe(200);
  const host = connect(socketTransport(await open(server)));
  expect(await host.call('lessons')).toEqual([]);
  host.close();
  expect(ended).toEqual([]);
}

async function open({ port, token }: Setup): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, [socketProtocol, token], {
    headers: { origin: `http://127.0.0.1:${port}` },
  });
  await once(socket, 'open');
  return socket;
}

/** Sends it, and hangs up as one who is rude does. */
async function throwAt({ port }: Setup, bytes: Buffer, rude: boolean): Promise<void> {
  const socket = connectTcp(port, '127.0.0.1').on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(bytes, resolve));
  if (rude) socket.resetAndDestroy();
  else socket.end();
  await closed(socket);
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

describe('the server', () => {
  it('lives through any request', async () => {
    const server = await setup();
    const random = new Random(11);
    for (let round = 0; round < 40; round++) {
      const requests = Array.from({ length: 25 }, () => requestOf(server, random));
      await Promise.all(requests.map((bytes) => throwAt(server, bytes, random.chance(0.3))));
    }
    await lives(server);
  });

  it('lives through what is begun and not ended, and through what has no end', async () => {
    const server = await setup();
    const { port, token } = server;
    const head = `host: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\n`;
    const upload = (rest: string) => `POST /upload?name=a.csv HTTP/1.1\r\n${head}${rest}`;
    const begun = [
      '',
      'G',
      'GET / HTTP/1.1\r\nhost:',
      upload('content-length: 99999999999999999999\r\n\r\nx'),
      upload('content-length: 9007199254740991\r\n\r\nx'),
      upload('content-length: -1\r\n\r\nx'),
      upload('transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nx'),
      upload('transfer-encoding: chunked\r\n\r\n5\r\nabc'),
      upload('expect: 100-continue\r\ncontent-length: 5\r\n\r\n'),
      upload(`content-length: 5\r\n${'x: y\r\n'.repeat(5000)}\r\n`),
      upload(`x: ${'y'.repeat(1_000_000)}\r\n`),
      'x'.repeat(1_000_000),
    ];
    const sockets = begun.map((text) => {
      const socket = connectTcp(port, '127.0.0.1')
        .on('error', () => {})
        .resume();
      socket.write(text);
      return socket;
    });
    await lives(server);
    for (const socket of sockets) socket.destroy();
    await lives(server);
  });

  it('keeps no file open for whoever leaves in the middle of it', async () => {
    const server = await setup();
    const { port, folder } = server;
    await writeFile(join(folder, 'renderer/assets/large-1a2b.wasm'), Buffer.alloc(20_000_000));
    const before = readdirSync('/dev/fd').length;
    for (let n = 0; n < 40; n++) {
      const socket = connectTcp(port, '127.0.0.1').on('error', () => {});
      socket.write(`GET /assets/large-1a2b.wasm HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
    await vi.waitFor(() => expect(readdirSync('/dev/fd').length).toBeLessThan(before + 10), { timeout: 300_000 });
    await lives(server);
  });

  it('lives through any frame of a WebSocket, whole or cut in two', async () => {
    const server = await setup();
    const random = new Random(12);
    for (let round = 0; round < 60; round++) {
      const socket = await open(server);
      socket.on('error', () => {});
      const raw = (socket as unknown as { _socket: Socket })._socket;
      for (let n = 0; n < 10; n++) raw.write(frameOf(random));
      if (random.chance(0.5)) raw.destroy();
      else raw.end();
      await closed(raw);
      socket.terminate();
    }
    await lives(server);
  });

  it('lives through any message to the host', async () => {
    const server = await setup();
    const random = new Random(13);
    for (let round = 0; round < 60; round++) {
      const socket = await open(server);
      socket.on('error', () => {});
      for (let n = 0; n < 10 && socket.readyState === WebSocket.OPEN; n++)
        for (const frame of cut(messageOf(random), random.below(3))) socket.send(frame);
      socket.close();
      await once(socket, 'close');
    }
    await lives(server);
  });
});

const lines = [
  'GET / HTTP/1.1',
  'GET // HTTP/1.1',
  'GET /rpc HTTP/1.1',
  'POST /upload?name=a HTTP/1.1',
  'CONNECT x:1 HTTP/1.1',
];
const oddLines = [
  'GET http:// HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'GET /%zz%00 HTTP/1.0',
  'GET /?a=%',
  'PRI * HTTP/2.0',
  'TRACE / HTTP/1.1',
];
const upgrade = [
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
];
const oddHeaders = [
  ...['upgrade: h2c', 'connection: close, keep-alive, upgrade', 'sec-websocket-key: x', 'sec-websocket-version: 99'],
  ...[
    'sec-websocket-protocol: ,,,',
    'sec-websocket-protocol: asof',
    'sec-websocket-extensions: permessage-deflate; x="',
  ],
  ...[
    'host: evil',
    'host:',
    'origin: null',
    'origin: http://[',
    'authorization: Bearer ',
    'content-length: 1e9',
    'x\0: y',
  ],
  ...[
    'transfer-encoding: chunked',
    'transfer-encoding: gzip, x',
    'expect: 100-continue',
    'expect: x',
    'range: bytes=9-1',
  ],
  ...['cookie: \u00ff\u0000', ' folded: x', 'te: trailers', 'if-modified-since: x', 'content-type: \u2028'],
];

function requestOf({ port, token }: Setup, random: Random): Buffer {
  if (random.chance(0.1)) return bytesOf(random, 1 + random.below(300));
  const ours = [`host: 127.0.0.1:${port}`, `origin: http://127.0.0.1:${port}`];
  const known = random.chance(0.3) ? [`authorization: Bearer ${token}`, `sec-websocket-protocol: asof, ${token}`] : [];
  const odd = Array.from({ length: random.below(4) }, () => random.one(oddHeaders));
  const all = [...(random.chance(0.8) ? ours : []), ...known, ...(random.chance(0.5) ? upgrade : []), ...odd];
  const line = random.one(random.chance(0.5) ? lines : oddLines);
  const end = random.one(['\r\n', '\n', '\r']);
  const bytes = Buffer.from([line, ...all, '', random.chance(0.3) ? 'body' : ''].join(end), 'latin1');
  if (random.chance(0.4)) bytes[random.below(bytes.length)] = random.below(256);
  return random.chance(0.2) ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

/** A frame of RFC 6455: any flags and code, a length that may be a lie, masked as it must be or not. */
function frameOf(random: Random): Buffer {
  const length = random.one([0, 1, 125, 126, 127, 1000]);
  const size = Math.min(length, 125) | (random.chance(0.8) ? 0x80 : 0);
  const long = random.chance(0.3) ? bytesOf(random, random.one([2, 8])) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([random.below(256), size]), long, bytesOf(random, random.below(200))]);
}

function messageOf(random: Random): Uint8Array {
  const odd = [
    null,
    1n,
    '',
    '__proto__',
    'constructor',
    'x'.repeat(20_000),
    [],
    {},
    -1,
    NaN,
    new Uint8Array(3),
    [[[[]]]],
  ];
  const any = (): unknown => random.one(odd);
  const message = random.one<unknown>([
    { t: 'q', m: 'call', a: [any(), any(), any()], i: any() },
    { t: 'q', m: 'call', a: [random.below(5), random.one(['lessons', 'page', 'toString', 'leakage']), any()], i: 'a' },
    { t: 'q', m: any(), a: any(), i: any() },
    { t: 'q', m: 'cancel', a: [any()], o: true },
    { t: 's', i: any(), e: any(), r: any() },
    any(),
  ]);
  const bytes = encode(message, { useBigInt64: true });
  if (random.chance(0.5)) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

function bytesOf(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}
