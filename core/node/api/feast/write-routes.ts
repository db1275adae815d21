import type { FastifyInstance } from 'fastify';
import type { StoreContext } from '../../../ask/context.ts';
import { permitOf } from '../../../ask/materialize.ts';
import { askPush } from '../../../ask/push.ts';
import { toLine, toWire } from '../../../errors/asof-error.ts';
import { checkMayWrite } from '../keys/consumer.ts';
import { FeastFailure } from './failure.ts';
import { materializeInterval, Materializing, type FeastWriting } from './materializing.ts';
import {
  materializeSchema,
  pushSchema,
  writeSchema,
  type MaterializeBody,
  type PushBody,
  type WriteBody,
} from './write-schemas.ts';

/** The endpoints of Feast's feature server that write. */
export function routeFeastWrites(feast: FastifyInstance, writing: FeastWriting): void {
  const { current, confirm } = writing;
  const stopping = new AbortController();
  feast.addHook('preClose', (done) => {
    stopping.abort();
    done();
  });
  const { signal } = stopping;
  const write = async (views: readonly string[], columns: PushBody['df']) => {
    const context = current();
    const permit = permitOf(context, confirm, 'write');
    for (const view of views) await askPush(context, { view, columns }, permit, { signal });
  };
  const config = (summary: string) => ({ summary });
  const push = { config: config('Write rows to every view of a source, as with Feast'), schema: { body: pushSchema } };
  feast.post('/push', push, async ({ body, consumer }, reply) => {
    checkMayWrite(consumer);
    const { push_source_name: name, df, to = 'online' } = body as PushBody;
    await write(viewsToPush(current(), name, to), df);
    return reply.send();
  });
  const one = { config: config('Write rows to a view, as with Feast'), schema: { body: writeSchema } };
  feast.post('/write-to-online-store', one, async ({ body, consumer }, reply) => {
    checkMayWrite(consumer);
    const { feature_view_name: view, df } = body as WriteBody;
    await write([view], df);
    return reply.type('application/json').send('null');
  });
  const runs = new Materializing(writing, signal);
  for (const url of ['/materialize', '/materialize-incremental'] as const) {
    const options = {
      config: config('Write the latest rows of the files, as with Feast'),
      schema: { body: materializeSchema },
    };
    feast.post(url, options, async ({ body, query, consumer }, reply) => {
      checkMayWrite(consumer);
      const { start, end } = materializeInterval(body as MaterializeBody, url === '/materialize');
      const views = (body as MaterializeBody).feature_views ?? current().workspace.onlineViews;
      for (const view of views) current().workspace.onlineView(view);
      const done = runs.run({ views, start, end });
      if ((query as { async?: string }).async !== 'true')
        return done.then(() => reply.type('application/json').send('null'));
      done.catch((thrown: unknown) => writing.tell(toLine(toWire(thrown))));
      return reply.code(202).send({ status: 'accepted', feature_views: views });
    });
  }
}

/** Throws `FeastFailure` for a source that is not there, and for what only Feast can write to. */
function viewsToPush({ workspace }: StoreContext, source: string, to: string): string[] {
  const places = ['online', 'offline', 'online_and_offline'];
  const known = places.map((place) => `'${place}'`).join(', ');
  if (!places.includes(to))
    throw new FeastFailure(500, `${to} is not a supported push format. Please specify one of these [${known}].`);
  if (to !== 'online')
    throw new FeastFailure(500, 'Asof writes to no files: push to online, and to the files elsewhere');
  const views = workspace.definitions.featureViews.filter((view) => view.source === source && view.online);
  if (views.length === 0)
    throw new FeastFailure(422, `Unable to find push source '${source}'.`, 'PushSourceNotFoundException');
  return views.map(({ name }) => name);
}
