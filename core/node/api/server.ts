import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import { askLookup } from '../../ask/lookup.ts';
import type { StoreContext } from '../../ask/context.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { exactLine } from '../../text/exact-json.ts';
import { servedColumns } from './columns.ts';
import { failureBody, schemaFailure, sendFailure } from './failure.ts';
import { InFlight } from './in-flight.ts';
import { inTime } from './in-time.ts';
import { readRequest } from './read-request.ts';
import { featuresSchema, fieldsOf, type LongRequest, type ShortRequest } from './schemas.ts';

/** Ten thousand entities with long keys fit. */
const longestBody = 2_000_000;

interface Api {
  address: string;
  /** Says that it is not ready, ends open requests, then listens no more. */
  close(): Promise<void>;
}

interface Serving {
  port: number;
  /** How long a request may wait for the store. */
  deadlineMs: number;
  /** So many requests are answered at once. */
  most: number;
  /** How long it goes on answering after it has said that it is not ready. */
  drainMs: number;
}

/** Serves look-ups over HTTP on loopback. Throws `bad_option` where the port is taken. */
export async function startApi(current: () => StoreContext, serving: Serving): Promise<Api> {
  const { deadlineMs, drainMs } = serving;
  const server = makeServer();
  const inFlight = new InFlight(serving.most);
  let isReady = true;
  server.get('/health', () => ({ status: 'ok' }));
  server.get('/ready', (_request, reply) => reply.code(isReady ? 200 : 503).send({ ready: isReady }));
  server.post('/features', { schema: { body: featuresSchema } }, async ({ body: sent }, reply) => {
    const started = performance.now();
    const context = current();
    const body = sent as ShortRequest | LongRequest;
    const asked = readRequest(body, context.workspace.definitions.entities);
    const found = await inTime(deadlineMs, (signal) => inFlight.run(() => askLookup(context, asked, { signal })));
    const latencyMs = Math.round((performance.now() - started) * 1000) / 1000;
    const full = !('full_feature_names' in body) || body.full_feature_names !== false;
    return reply.type('application/json').send(exactLine(servedColumns(found, { latencyMs, full })));
  });
  const address = await listen(server, serving.port);
  return {
    address,
    async close() {
      isReady = false;
      await setTimeout(drainMs);
      await Promise.race([inFlight.idle(), setTimeout(deadlineMs, undefined, { ref: false })]);
      await server.close();
    },
  };
}

function makeServer(): FastifyInstance {
  const server = Fastify({
    bodyLimit: longestBody,
    requestTimeout: 30_000,
    return503OnClosing: false,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
  });
  server.addHook('onRequest', refuseForeignNames);
  server.setErrorHandler((error: { validation?: Parameters<typeof schemaFailure>[0] }, { body }, reply) =>
    sendFailure(reply, error.validation ? schemaFailure(error.validation, fieldsOf(body)) : error),
  );
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(failureBody('not_found', 'there is nothing here', 'POST /features')),
  );
  return server;
}

/** A page of another name that a browser was told lies here may read nothing. */
async function refuseForeignNames({ hostname }: FastifyRequest, reply: FastifyReply) {
  if (['127.0.0.1', 'localhost', '::1', '[::1]'].includes(hostname)) return;
  const title = 'this server is asked under a name that is not its own';
  await reply.code(403).send(failureBody('forbidden', title, 'ask 127.0.0.1 or localhost'));
}

async function listen(server: FastifyInstance, port: number): Promise<string> {
  try {
    return await server.listen({ port, host: '127.0.0.1' });
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const message = isTaken ? `port ${port} is taken` : `cannot serve on port ${port}`;
    throw new AsofError('bad_option', { message, expected: 'choose another with --port' }, { cause });
  }
}
