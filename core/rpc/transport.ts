/** Carries frames, whole and in order, to one other side. */
export interface Transport {
  post(frame: Uint8Array): void;
  /** Called once, before the first frame is awaited. */
  listen(listener: TransportListener): void;
  close(): void;
}

export interface TransportListener {
  frame(frame: Uint8Array): void;
  /** The other side is gone, or `close` was called; said once. */
  closed(): void;
}

/** What the page's MessagePort and that of node:worker_threads have in common. */
export interface PortLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

/** Electron's MessagePortMain, in its main and utility processes. */
export interface EmitterPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** What the browser's WebSocket and that of `ws` have in common. */
export interface SocketLike {
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  close(): void;
}

export function portTransport(port: PortLike): Transport {
  return transport(port, (listener) => {
    port.addEventListener('message', (event) => listener.frame(event.data));
    port.addEventListener('close', () => listener.closed());
    port.start();
  });
}

export function emitterTransport(port: EmitterPort): Transport {
  return transport(port, (listener) => {
    port.on('message', (event) => listener.frame(event.data));
    port.on('close', () => listener.closed());
    port.start();
  });
}

/** What a WebSocket of ours speaks. The page names it, and behind it the token. */
export const socketProtocol = 'asof';

/** Over an open WebSocket. */
export function socketTransport(socket: SocketLike): Transport {
  socket.binaryType = 'arraybuffer';
  const channel = {
    postMessage: (frame: Uint8Array<ArrayBuffer>) => socket.send(frame),
    close: () => socket.close(),
  };
  return transport(channel, (listener) => {
    socket.addEventListener('message', (event) => listener.frame(event.data));
    socket.addEventListener('close', () => listener.closed());
  });
}

interface Channel {
  postMessage(frame: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

interface Incoming {
  frame(data: unknown): void;
  closed(): void;
}

function transport(channel: Channel, attach: (incoming: Incoming) => void): Transport {
  let closed = false;
  let end = (): void => {
    closed = true;
  };
  return {
    post(frame) {
      // A view is cloned with all of the buffer behind it, so that a frame must be all of its own.
      if (!closed) channel.postMessage(frame.slice());
    },
    listen(listener) {
      end = () => {
        if (closed) return;
        closed = true;
        listener.closed();
      };
      attach({
        frame(data) {
          const bytes = toBytes(data);
          if (bytes && !closed) listener.frame(bytes);
        },
        closed: () => end(),
      });
    },
    close() {
      channel.close();
      end();
    },
  };
}

/** Null for anything but bytes: text from a stranger is not for us. */
function toBytes(data: unknown): Uint8Array | null {
  if (data instanceof Uint8Array) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : null;
}
