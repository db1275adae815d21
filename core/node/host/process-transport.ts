import type { Transport } from '../../rpc/transport.ts';

/** Either end of a Node child's channel: `process` in the child, the ChildProcess in its parent. Forked with `serialization: 'advanced'`. */
export interface ProcessEnd {
  send?(message: unknown): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  readonly connected: boolean;
  disconnect(): void;
}

export function processTransport(end: ProcessEnd): Transport {
  return {
    post(frame) {
      if (end.connected) end.send?.(frame);
    },
    listen(listener) {
      end.on('message', (message) => {
        if (message instanceof Uint8Array) listener.frame(message);
      });
      end.on('disconnect', () => listener.closed());
    },
    close() {
      if (end.connected) end.disconnect();
    },
  };
}
