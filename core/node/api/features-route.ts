import type { FastifyInstance } from 'fastify';
import type { StoreContext } from '../../ask/context.ts';
import { servedColumns } from '../../ask/served-columns.ts';
import { compactJson } from '../../text/exact-json.ts';
import type { Desk } from './desk.ts';
import { readRequest } from './read-request.ts';
import { featuresAnswer, featuresSchema, type LongRequest, type ShortRequest } from './schemas.ts';

/** `POST /features`, of spec section 9. */
export function routeFeatures(server: FastifyInstance, current: () => StoreContext, desk: Desk): void {
  const config = { summary: 'The online values of entities, each with its status', answer: featuresAnswer };
  server.post('/features', { config, schema: { body: featuresSchema } }, async ({ body: sent, consumer }, reply) => {
    const context = current();
    const body = sent as ShortRequest | LongRequest;
    const asked = readRequest(body, context.workspace.definitions.entities);
    const { answer, ms } = await desk.look(context, asked, consumer);
    const full = !('full_feature_names' in body) || body.full_feature_names !== false;
    return reply.type('application/json').send(compactJson(servedColumns(answer, { latencyMs: ms, full })));
  });
}
