import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { portTransport, type PortLike, type Transport } from '../../../core/rpc/transport.ts';

/** Two ends of one real MessageChannel. */
export function pair(): { page: Transport; host: Transport } {
  const { port1, port2 } = new MessageChannel();
  return { page: portTransport(asPage(port1)), host: portTransport(asPage(port2)) };
}

/** Node's port is an EventTarget as the page's is; its types leave that out. */
export function asPage(port: MessagePort): PortLike {
  return port as unknown as PortLike;
}
