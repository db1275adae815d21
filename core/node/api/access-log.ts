import type { FastifyInstance } from 'fastify';

/** Writes of each request a line of JSON: which route, the status, how long. Nothing of what was sent or answered, and no key. */
export function logRequests(server: FastifyInstance, write: (line: string) => void): void {
  server.addHook('onResponse', ({ id, method, routeOptions, consumer }, { statusCode, elapsedTime }, done) => {
    const time = new Date().toISOString();
    const ms = Math.round(elapsedTime * 1000) / 1000;
    write(
      JSON.stringify({
        time,
        id,
        consumer: consumer?.name ?? null,
        method,
        route: routeOptions.url ?? null,
        status: statusCode,
        ms,
      }),
    );
    done();
  });
}
