import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { computeOnDemand } from '../lookup/compute.ts';
import { foundRows, type FoundColumn, type LookupStatus } from '../lookup/found-column.ts';
import { requestFields, type GivenField } from '../lookup/request-fields.ts';
import { everyFeature, joinedAs, type FeatureRef } from '../model/feature-ref.ts';
import { splitRefs, type SplitRefs } from '../model/on-demand.ts';
import { lookUpColumns } from '../lookup/lookup.ts';
import { plainValue } from '../lookup/plain-value.ts';
import { planLookup, type LookupView } from '../lookup/plan-lookup.ts';
import type { EntityKeys } from '../question/field.ts';
import { lookup as question, type LookupQuestion } from '../question/lookup.ts';
import { meant } from '../question/question.ts';
import { plural } from '../text/figures.ts';
import { formatIso } from '../time/instant.ts';
import type { StoreContext } from './context.ts';

export interface FoundOnline {
  /** The moment that TTLs were counted from. */
  now: bigint;
  entities: readonly EntityKeys[];
  /** By output name; `foundRows` has them entity by entity. */
  columns: ReadonlyMap<string, FoundColumn>;
  /** By output name, which feature of which view each is. */
  features: ReadonlyMap<string, AnsweredFeature>;
  /** By the column that an entity gives it in, the type of each join key. */
  keyTypes: ReadonlyMap<string, string>;
  /** For how many entities a feature could not be computed, and is null. */
  failed: ReadonlyMap<string, number>;
}

interface AnsweredFeature {
  view: string;
  feature: string;
}

/**
 * The online values of entities; no file is opened for it, and an engine only for what is computed on demand.
 *
 * @param requests Of each entity what on-demand views read of the request, in place of one for all.
 */
export async function askLookup(
  context: StoreContext,
  asked: LookupQuestion,
  run: Run,
  requests?: readonly EntityKeys[],
): Promise<FoundOnline> {
  const { workspace } = context;
  const { entities: named, defaults, now: at, request, ...which } = meant(question, asked);
  const now = at ?? context.now();
  const { stored, read, onDemand } = splitRefs(workspace.definitions, workspace.features(which));
  for (const { view } of [...stored, ...read]) workspace.featureView(view);
  const isAsked = onDemand.length > 0 || request.length > 0 || requests !== undefined;
  const engine = isAsked ? await context.expressions() : null;
  const given = requests ?? [Object.assign({}, ...request) as EntityKeys];
  const fields = engine ? await requestFields(engine, onDemand, given, now, run) : new Map<string, GivenField>();
  return context.online.use('read', async (store) => {
    const { project, definitions } = workspace;
    const views = planLookup(definitions, await store.views(project), [...stored, ...read]);
    const isKeyed = views.some(({ columns }) => columns.length > 0);
    if (named.length === 0 && isKeyed) {
      const expected = 'name one: --entity customer_id=c1';
      throw new AsofError('bad_option', { message: 'no entity is asked for', expected });
    }
    const empty = views.find(({ features }) => features.length === 0);
    if (empty) throw unknownFeatures(empty.name);
    // Views without join keys have one answer, for everybody.
    const entities = named.length === 0 ? [{}] : named;
    const columns = await lookUpColumns(store, views, entities, { project, now, defaults }, run);
    const features = answered(views, onDemand);
    const keyTypes = new Map(views.flatMap(({ columns, keys }) => columns.map((name, k) => [name, keys[k]!.type])));
    const known = { now, entities, columns, features, keyTypes };
    if (onDemand.length === 0) return { ...known, failed: new Map() };
    const typeOf = (output: string) =>
      views.flatMap((view) => view.features).find((one) => one.output === output)?.type ?? null;
    const failed = await computeOnDemand(
      engine!,
      onDemand,
      columns,
      { typeOf, request: fields, entities: entities.length },
      run,
    );
    for (const output of onlyRead({ stored, read, onDemand })) columns.delete(output);
    return { ...known, failed };
  });
}

function answered(views: readonly LookupView[], onDemand: SplitRefs['onDemand']): Map<string, AnsweredFeature> {
  const stored = views.flatMap(({ name: view, features }) =>
    features.map(({ output, name: feature }) => [output, { view, feature }] as const),
  );
  const computed = onDemand.flatMap(({ view: { name: view }, features }) =>
    features.map(({ name: feature }) => [`${view}__${feature}`, { view, feature }] as const),
  );
  return new Map([...stored, ...computed]);
}

/** What was found for others to be computed from, and is not asked for, by output name. */
function onlyRead({ stored, read, onDemand }: SplitRefs): string[] {
  const isAsked = (ref: FeatureRef): boolean =>
    stored.some((one) => joinedAs(one) === ref.view && [ref.feature, everyFeature].includes(one.feature));
  const computed = onDemand.flatMap(({ view, features }) =>
    features.flatMap(({ name, asked }) => (asked ? [] : [{ view: view.name, feature: name }])),
  );
  return [...read.filter((ref) => !isAsked(ref)), ...computed].map(({ view, feature }) => `${view}__${feature}`);
}

/** All of them were asked for, and an answer without any would look like one. */
function unknownFeatures(view: string): AsofError {
  const message = `which features ${view} has is not known: its definition lists none, and the online store has no run of it`;
  return new AsofError('bad_option', { message, expected: `materialize it, or name them: ${view}:feature` });
}

/** Of each feature that could not be computed, for how many entities; a sentence without its full stop. */
export function sayFailed({ failed }: Pick<FoundOnline, 'failed'>): string[] {
  return [...failed].map(
    ([output, n]) => `${output} could not be computed for ${plural(n, 'entity', 'entities')}, and is null there`,
  );
}

/** How many values have each status. */
export function countStatuses({ columns }: Pick<FoundOnline, 'columns'>): Record<LookupStatus, number> {
  const counts = { present: 0, null: 0, missing: 0, expired: 0 };
  for (const { statuses } of columns.values()) for (const status of statuses) counts[status]++;
  return counts;
}

/** Spec section 6, `lookup --json`. */
export function lookupReport({ entities, columns, now }: FoundOnline) {
  const found = foundRows(columns, entities.length);
  const results = entities.map((entity, i) => {
    const features = Object.entries(found[i]!).map(([output, { value, type, status, eventTimestamp }]) => {
      const time = eventTimestamp === null ? null : formatIso(eventTimestamp);
      return [output, { value: plainValue(value, type), status, event_timestamp: time }] as const;
    });
    return { entity, features: Object.fromEntries(features) };
  });
  return { now: formatIso(now), results };
}
