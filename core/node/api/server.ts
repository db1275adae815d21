import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import type { AskContext, StoreContext } from '../../ask/context.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { logRequests } from './access-log.ts';
import { Desk, type DeskRules } from './desk.ts';
import { describeRoutes } from './docs/open-api.ts';
import { routeDocs } from './docs/route.ts';
import { readExactBodies } from './exact-body.ts';
import { failureBody, schemaFailure, sendFailure } from './failure.ts';
import { routeFeast } from './feast/routes.ts';
import { routeFeatures } from './features-route.ts';
import { admit } from './keys/admit.ts';
import { checkKeyNames } from './keys/check-names.ts';
import { Rates } from './keys/rates.ts';
import type { KeyFile } from './keys/read-keys.ts';
import { ApiMetrics } from './metrics/metrics.ts';
import { fieldsOf } from './schemas.ts';
import type { ServingLog } from './serving-log.ts';

/** Ten thousand entities with long keys fit. */
const longestBody = 2_000_000;

interface Api {
  address: string;
  /** Says that it is not ready, ends open requests, then listens no more. */
  close(): Promise<void>;
}

/** What is asked, under the definitions that hold at that moment. */
interface ServedDefinitions {
  current: () => StoreContext;
  /** With the files that they name. */
  files: () => Promise<AskContext>;
}

interface Serving extends DeskRules {
  port: number;
  /** Beyond loopback only with keys. */
  host?: string;
  keys?: KeyFile;
  /** Counts requests; a test has a clock of its own. */
  rates?: Rates;
  /** How long it goes on answering after it has said that it is not ready. */
  drainMs: number;
  /** Says of values what Feast's server says, instead of what is so. */
  feastStatuses?: boolean;
  /** The name of the environment, without which nothing is written to production. */
  confirm?: string | null;
  /** Is told what its user should know. */
  tell?: (line: string) => void;
  /** Writes what was served. */
  log?: ServingLog;
  /** Is given of each request a line of JSON. */
  accessLog?: (line: string) => void;
}

/** Serves look-ups over HTTP. Throws `bad_option` where the port is taken, `unknown_name` for a name in the keys that is not defined. */
export async function startApi({ current, files }: ServedDefinitions, serving: Serving): Promise<Api> {
  const { deadlineMs, drainMs, log, accessLog, keys, rates = new Rates() } = serving;
  const { feastStatuses = false, confirm = null, tell = () => undefined } = serving;
  if (keys) checkKeyNames(keys, current().workspace.definitions);
  const server = makeServer(keys === undefined);
  const routes = describeRoutes(server);
  if (accessLog) logRequests(server, accessLog);
  admit(server, keys ?? null, rates);
  const metrics = new ApiMetrics();
  const watchers = [metrics.watch, ...(log ? [log.watch] : [])];
  const desk = new Desk({ ...serving, viewRates: keys?.viewRates }, rates, metrics.storeTook, watchers);
  metrics.serve(server, () => desk.inFlight.count);
  let isReady = true;
  routeFeatures(server, current, desk);
  routeFeast(server, current, desk, { feastStatuses, files, confirm, tell });
  server.get('/health', { config: { summary: 'Whether it runs' } }, () => ({ status: 'ok' }));
  server.get('/ready', { config: { summary: 'Whether it takes requests' } }, (_request, reply) =>
    reply.code(isReady ? 200 : 503).send({ ready: isReady }),
  );
  routeDocs(server, routes, keys !== undefined);
  const address = await listen(server, serving);
  return {
    address,
    async close() {
      isReady = false;
      await setTimeout(drainMs);
      await Promise.race([desk.inFlight.idle(), setTimeout(deadlineMs, undefined, { ref: false })]);
      await server.close();
      await log?.close();
    },
  };
}

function makeServer(isLocal: boolean): FastifyInstance {
  const server = Fastify({
    bodyLimit: longestBody,
    requestTimeout: 30_000,
    return503OnClosing: false,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
  });
  // Nothing but JSON: a page of any site may post plain text here without its browser asking first.
  readExactBodies(server);
  if (isLocal) server.addHook('onRequest', refuseForeignNames);
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

async function listen(server: FastifyInstance, { port, host = '127.0.0.1' }: Serving): Promise<string> {
  try {
    return await server.listen({ port, host });
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const message = isTaken ? `port ${port} is taken` : `cannot serve on port ${port}`;
    throw new AsofError('bad_option', { message, expected: 'choose another with --port' }, { cause });
  }
}
