import Fastify, { type FastifyInstance } from 'fastify';
import { askLookup } from '../../ask/lookup.ts';
import type { StoreContext } from '../../ask/context.ts';
import { AsofError, toWire } from '../../errors/asof-error.ts';
import { exactLine } from '../../text/exact-json.ts';
import { servedColumns } from './columns.ts';
import { readRequest } from './read-request.ts';

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
}

/** Serves look-ups over HTTP on loopback. Throws `bad_option` where the port is taken. */
export async function startApi(context: StoreContext, { port, deadlineMs }: Serving): Promise<Api> {
  const server = Fastify({ bodyLimit: longestBody, requestTimeout: 30_000, return503OnClosing: false });
  let isReady = true;
  // A page of another name that a browser was told lies here may read nothing.
  server.addHook('onRequest', async ({ hostname }, reply) => {
    if (['127.0.0.1', 'localhost', '::1', '[::1]'].includes(hostname)) return;
    const title = 'this server is asked under a name that is not its own';
    await reply.code(403).send({ error: { code: 'forbidden', title, hint: 'ask 127.0.0.1 or localhost' } });
  });
  server.setErrorHandler((error, _request, reply) => {
    const { statusCode, body } = failure(error);
    return reply.code(statusCode).send(body);
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'not_found', title: 'there is nothing here', hint: 'POST /features' } }),
  );
  server.get('/health', () => ({ status: 'ok' }));
  server.get('/ready', (_request, reply) => reply.code(isReady ? 200 : 503).send({ ready: isReady }));
  server.post('/features', async ({ body }, reply) => {
    const started = performance.now();
    const asked = readRequest(body, context.workspace.definitions.entities);
    const found = await inTime(deadlineMs, (signal) => askLookup(context, asked, { signal }));
    const latency = Math.round((performance.now() - started) * 1000) / 1000;
    return reply.type('application/json').send(exactLine(servedColumns(found, latency)));
  });
  const address = await listen(server, port);
  return {
    address,
    close: () => {
      isReady = false;
      return server.close();
    },
  };
}

/** Rejects with `online_failed` where `work` takes longer; it is asked to stop, and not waited for. */
async function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AsofError('online_failed', { address: 'the online store', reason: `no answer within ${ms} ms` }));
      controller.abort();
    }, ms);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A failure's status and what is told of it: never a stack or what the engine said. */
function failure(thrown: unknown) {
  const { statusCode, message } = thrown as { statusCode?: number; message: string };
  if (!(thrown instanceof AsofError) && statusCode !== undefined && statusCode < 500)
    return { statusCode, body: { error: { code: 'bad_request', title: message, hint: 'send a JSON object' } } };
  const { code, kind, title, hint } = toWire(thrown);
  return { statusCode: statusOf(code, kind), body: { error: { code, title, hint } } };
}

function statusOf(code: string, kind: string): number {
  if (code === 'unknown_name') return 404;
  if (kind === 'input' || kind === 'data') return 400;
  return kind === 'bug' ? 500 : 503;
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
