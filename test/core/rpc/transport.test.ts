import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { WebSocketServer, WebSocket as NodeSocket } from 'ws';
import {
  emitterTransport,
  portTransport,
  socketTransport,
  type EmitterPort,
  type Transport,
} from '../../../core/rpc/transport.ts';
import { asPage } from './pair.ts';

/** Each gives two ends that are connected. */
const kinds: Record<string, () => Promise<[Transport, Transport, () => void]>> = {
  'MessagePort (as in the page and in worker_threads)': () => {
    const { port1, port2 } = new MessageChannel();
    return Promise.resolve([portTransport(asPage(port1)), portTransport(asPage(port2)), () => {}]);
  },
  'MessagePortMain (as in a utility process)': () => {
    const { port1, port2 } = new MessageChannel();
    return Promise.resolve([emitterTransport(asMain(port1)), emitterTransport(asMain(port2)), () => {}]);
  },
  'WebSocket of the browser against ws': async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const client = new NodeSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [far] = (await once(server, 'connection')) as [NodeSocket];
    await once(client, 'open');
    return [socketTransport(client), socketTransport(far), () => server.close()];
  },
};

describe.each(Object.keys(kinds))('%s', (kind) => {
  it('carries frames whole and in order, both ways', async () => {
    const [a, b, end] = await kinds[kind]!();
    const heard: Uint8Array[] = [];
    b.listen({ frame: (frame) => heard.push(frame), closed: () => {} });
    const back: Uint8Array[] = [];
    a.listen({ frame: (frame) => back.push(frame), closed: () => {} });
    const large = new Uint8Array(1_000_000).fill(3);
    a.post(large.subarray(10, 12));
    a.post(large);
    b.post(new Uint8Array(0));
    await expect.poll(() => heard.length + back.length).toBe(3);
    expect(heard.map((frame) => frame.length)).toEqual([2, 1_000_000]);
    expect(back[0]).toEqual(new Uint8Array(0));
    a.close();
    end();
  });

  it('says once at both ends that it was closed, and posting then does nothing', async () => {
    const [a, b, end] = await kinds[kind]!();
    const closed = { a: 0, b: 0 };
    a.listen({ frame: () => {}, closed: () => closed.a++ });
    b.listen({ frame: () => {}, closed: () => closed.b++ });
    a.close();
    a.close();
    await expect.poll(() => closed).toEqual({ a: 1, b: 1 });
    a.post(new Uint8Array(1));
    b.post(new Uint8Array(1));
    end();
  });
});

describe('a transport', () => {
  it('is deaf to anything but bytes', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard: Uint8Array[] = [];
    portTransport(asPage(port2)).listen({ frame: (frame) => heard.push(frame), closed: () => {} });
    port1.postMessage('text');
    port1.postMessage({ frame: new Uint8Array(1) });
    port1.postMessage(new Uint8Array([1]));
    await expect.poll(() => heard).toEqual([new Uint8Array([1])]);
    port1.close();
  });
});

/** Electron's port has Node's kind of events, and wraps what it got. */
function asMain(port: MessagePort): EmitterPort {
  const emitter = new EventEmitter();
  port.on('message', (data: unknown) => emitter.emit('message', { data, ports: [] }));
  port.on('close', () => emitter.emit('close'));
  return Object.assign(emitter, {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  });
}
