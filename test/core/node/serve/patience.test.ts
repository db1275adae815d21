import { EventEmitter, once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { WebSocketServer } from 'ws';
import { hangUpOnTheSilent } from '../../../../core/node/serve/heartbeat.ts';
import { socketProtocol } from '../../../../core/rpc/transport.ts';
import { setup, type Setup } from './setup.ts';

/** Whoever stops in the middle is hung up on, and the server answers others as before. */
it.each<[string, (server: Setup) => Promise<Socket>]>([
  ['a request', (server) => say(server, 'GET / HTTP/1.1\r\nhost: ')],
  ['nothing', (server) => say(server, '')],
  [
    'an upload',
    (server) =>
      say(
        server,
        `POST /upload?name=a.csv HTTP/1.1\r\n${ours(server)}authorization: Bearer ${server.token}\r\ncontent-length: 1000\r\n\r\nhalf`,
      ),
  ],
  [
    'a frame',
    async (server) => {
      const socket = await say(
        server,
        `GET /rpc HTTP/1.1\r\n${ours(server)}connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
          `sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: ${socketProtocol}, ${server.token}\r\n\r\n`,
      );
      socket.write(Buffer.from([0x82, 0xfe, 0x03, 0xe8, 1, 2, 3, 4, 5]));
      return socket;
    },
  ],
])('who begins %s and does not end it is not waited for', async (_, begin) => {
  const server = await setup({ patienceMs: 500 });
  const socket = await begin(server);
  socket.resume();
  await once(socket, 'close');
  expect((await server.ask('/')).status).toBe(200);
});

it('a page that answers is kept, and one that does not is let go', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const one = (answers: boolean) => {
    const socket = Object.assign(new EventEmitter(), {
      ping: () => answers && socket.emit('pong'),
      terminate: vi.fn(),
    });
    return socket;
  };
  const [alive, silent] = [one(true), one(false)];
  const sockets = Object.assign(new EventEmitter(), { clients: new Set([alive, silent]) });
  hangUpOnTheSilent(sockets as unknown as WebSocketServer, 1000);
  for (const socket of sockets.clients) sockets.emit('connection', socket);
  vi.advanceTimersByTime(1500);
  expect(silent.terminate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect([alive, silent].map(({ terminate }) => terminate.mock.calls.length)).toEqual([0, 1]);
  vi.clearAllTimers();
});

function ours({ port }: Setup): string {
  return `host: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}\r\n`;
}

async function say({ port }: Setup, text: string): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}
