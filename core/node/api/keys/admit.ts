import type { FastifyInstance } from 'fastify';
import { anybody, type Consumer } from './consumer.ts';
import { consumerOf } from './keys.ts';
import type { Rates } from './rates.ts';
import type { KeyFile } from './read-keys.ts';

declare module 'fastify' {
  interface FastifyRequest {
    consumer: Consumer;
  }
}

/** What says nothing of anybody's data, for probes and for who has no key yet. */
const open: readonly (string | undefined)[] = ['/health', '/ready', '/openapi.json', '/docs'];

/** Lets in who shows a key, as often as it may; without keys, anybody. */
export function admit(server: FastifyInstance, keys: KeyFile | null, rates: Rates): void {
  server.decorateRequest('consumer', null as unknown as Consumer);
  server.addHook('onRequest', (request, _reply, done) => {
    request.consumer = anybody;
    if (keys && !open.includes(request.routeOptions.url)) {
      request.consumer = consumerOf(request.headers.authorization, keys.keys);
      const { name, rate } = request.consumer;
      if (rate !== null) rates.take(JSON.stringify([name]), rate, `${name} may ask`);
    }
    done();
  });
}
