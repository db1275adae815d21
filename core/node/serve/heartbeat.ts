import type { WebSocket, WebSocketServer } from 'ws';

/**
 * Asks every WebSocket each `everyMs` whether it is there, and ends one that did not answer the last time: it is
 * gone, or keeps half a frame open. A browser answers by itself. Gives the timer, to be cleared.
 */
export function hangUpOnTheSilent(sockets: WebSocketServer, everyMs: number): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  sockets.on('connection', (socket: WebSocket) => socket.on('pong', () => silent.delete(socket)));
  return setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, everyMs).unref();
}
