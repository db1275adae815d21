import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { planLookup, type LookupView } from '../lookup/plan-lookup.ts';
import { everyFeature, formatFeatureRef } from '../model/feature-ref.ts';
import { splitRefs } from '../model/on-demand.ts';
import { keysOfEntity } from '../online/keys.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { EntityKeys } from '../question/field.ts';
import type { LookupQuestion } from '../question/lookup.ts';
import { meant } from '../question/question.ts';
import { serving, type ServingQuestion } from '../question/serving.ts';
import { latenciesOf } from '../serving/latency.ts';
import type { ServingBody, ServingReport } from '../serving/report.ts';
import { compactJson } from '../text/exact-json.ts';
import { formatIso } from '../time/instant.ts';
import type { StoreContext } from './context.ts';
import { askLookup, countStatuses, type FoundOnline } from './lookup.ts';
import { onlineViewsOf } from './online-views.ts';
import { servedColumns } from './served-columns.ts';

const longestMs = 5000;
const fewEntities = 3;

/**
 * Makes a request as `asof api` gets one, answers it as that does, and again, for as often as is asked, to say how
 * long it takes. Throws what `askLookup` throws, and `bad_option` where no entity is named and none is known.
 */
export async function askServing(context: StoreContext, asked: ServingQuestion, run: Run): Promise<ServingReport> {
  const { requests, request, ...question } = meant(serving, asked);
  const which = whichFeatures(context, question);
  const entities = question.entities.length > 0 ? question.entities : await someEntities(context, which, run);
  const lookup = { ...which, entities, ...(request.length > 0 && { request }) };
  const measured: number[] = [];
  const began = performance.now();
  let found: FoundOnline;
  let answer: ReturnType<typeof servedColumns>;
  do {
    run.signal?.throwIfAborted();
    const started = performance.now();
    found = await askLookup(context, lookup, run);
    answer = servedColumns(found, { latencyMs: toMicros(performance.now() - started), full: true });
    compactJson(answer);
    measured.push(toMicros(performance.now() - started));
    run.progress?.({ phase: 'measuring', of: 'requests', done: measured.length, total: requests });
  } while (measured.length < requests && performance.now() - began < longestMs);
  return {
    path: '/features',
    body: bodyOf(lookup),
    answer,
    statuses: countStatuses(found),
    latency: latenciesOf(measured),
    now: formatIso(found.now),
  };
}

/** The features that are asked for, else those of the first service, else all that are online. */
function whichFeatures(
  { workspace }: StoreContext,
  { features, service }: Pick<LookupQuestion, 'features' | 'service'>,
): Pick<LookupQuestion, 'features' | 'service'> {
  if (features?.length) return { features };
  const named = service ?? workspace.definitions.featureServices[0]?.name;
  if (named !== undefined) return { service: named };
  return { features: onlineViewsOf(workspace, []).map(({ name: view }) => ({ view, feature: everyFeature })) };
}

/** A few that the store has records of; each has the keys of every view. */
async function someEntities(
  { workspace, online }: StoreContext,
  which: Pick<LookupQuestion, 'features' | 'service'>,
  run: Run,
): Promise<EntityKeys[]> {
  const { stored, read } = splitRefs(workspace.definitions, workspace.features(which));
  const refs = [...stored, ...read];
  return online.use('read', async (store) => {
    const views = planLookup(workspace.definitions, await store.views(workspace.project), refs);
    const keyed = views.filter(({ columns }) => columns.length > 0);
    const some = await Promise.all(keyed.map((view) => entitiesOf(store, workspace.project, view, run)));
    const none = keyed[some.findIndex((one) => one.length === 0)];
    if (none) {
      const message = `no entity is named, and the online store has no record of ${none.name}`;
      throw new AsofError('bad_option', { message, expected: 'materialize it, or name an entity' });
    }
    if (some.length === 0) return [];
    const count = Math.max(...some.map((one) => one.length));
    const keysOf = (i: number) => some.flatMap((one) => Object.entries(one[i % one.length]!));
    return Array.from({ length: count }, (_, i) => Object.fromEntries(keysOf(i)));
  });
}

async function entitiesOf(
  store: OnlineStore,
  project: string,
  { name, keys, columns }: LookupView,
  run: Run,
): Promise<EntityKeys[]> {
  for await (const part of store.entities(project, name, run)) {
    if (part.length === 0) continue;
    return [...part]
      .sort()
      .slice(0, fewEntities)
      .map((entity) => {
        const values = new Map(keysOfEntity(entity).map((key) => [key.name, key.value]));
        return Object.fromEntries(keys.map((key, i) => [columns[i]!, values.get(key.name) ?? '']));
      });
  }
  return [];
}

function bodyOf({ service, features, entities, request = [] }: LookupQuestion): ServingBody {
  const names = Object.keys(entities?.[0] ?? {});
  const fields = Object.assign({}, ...request) as EntityKeys;
  return {
    ...(service !== undefined ? { service } : { features: features!.map((ref) => formatFeatureRef(ref)) }),
    entities: Object.fromEntries(names.map((name) => [name, entities!.map((one) => one[name] ?? '')])),
    ...(Object.keys(fields).length > 0 && { request: { ...fields } }),
  };
}

function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
