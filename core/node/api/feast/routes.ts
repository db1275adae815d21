import type { FastifyInstance } from 'fastify';
import type { StoreContext } from '../../../ask/context.ts';
import type { Desk } from '../desk.ts';
import { feastAnswer } from './answer.ts';
import { sendFeastFailure } from './failure.ts';
import { readFeastQuestion } from './read-question.ts';
import type { FeastWriting } from './materializing.ts';
import { routeFeastWrites } from './write-routes.ts';
import { getOnlineFeaturesSchema, type GetOnlineFeatures } from './schemas.ts';

/** The endpoints of Feast's feature server, in its forms and under its statuses. */
export function routeFeast(
  server: FastifyInstance,
  current: () => StoreContext,
  desk: Desk,
  { feastStatuses, ...writing }: { feastStatuses: boolean } & Omit<FeastWriting, 'current'>,
): void {
  void server.register((feast, _options, done) => {
    feast.setErrorHandler((error, { body }, reply) =>
      sendFeastFailure(reply, error, body, current().workspace.project),
    );
    const config = { summary: 'The same, as the feature server of Feast answers it' };
    feast.post(
      '/get-online-features',
      { config, schema: { body: getOnlineFeaturesSchema } },
      async (request, reply) => {
        const body = request.body as GetOnlineFeatures;
        const now = current();
        const context = feastStatuses ? { ...now, workspace: now.workspace.withoutTtl() } : now;
        const question = readFeastQuestion(body, context.workspace);
        const { which, rows: entities, requests } = question;
        const { answer } = await desk.look(context, { ...which, entities }, request.consumer, requests);
        const { full_feature_names: full = false, include_feature_view_version_metadata: withViews = false } = body;
        const computed = context.workspace.definitions.onDemandViews.map(({ name }) => name);
        const options = { keys: question.keys, full, withViews, feastStatuses, computed };
        return reply.type('application/json').send(feastAnswer(answer, options));
      },
    );
    feast.get('/get-online-features', (_request, reply) => reply.code(405).send({ detail: 'Method Not Allowed' }));
    routeFeastWrites(feast, { ...writing, current });
    done();
  });
}
