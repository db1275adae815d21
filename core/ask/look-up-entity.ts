import type { Run } from '../engine/engine.ts';
import { AsofError, toLine, toWire } from '../errors/asof-error.ts';
import type { LookedUp } from '../lookup/found-column.ts';
import { lookUp } from '../lookup/lookup.ts';
import { parseKey } from '../lookup/parse-key.ts';
import { planLookup, type LookupView } from '../lookup/plan-lookup.ts';
import type { Defined } from '../model/defined.ts';
import { everyFeature } from '../model/feature-ref.ts';
import { entityKey, keysOfEntity } from '../online/keys.ts';
import type { OnlineStore, ShownRecord } from '../online/online-store.ts';
import type { OnlineValue } from '../online/schema.ts';
import { lookupEntity, type LookupEntityQuestion } from '../question/lookup.ts';
import type { RequestField } from '../model/views/on-demand-view.ts';
import type { EntityKeys } from '../question/field.ts';
import { meant } from '../question/question.ts';
import { ident, join, sql } from '../sql/sql.ts';
import type { AskContext } from './context.ts';
import { computedFrom, lookUpComputed, requestOf, type ComputedView } from './look-up-computed.ts';
import { besideEachOther, type LookedUpFeature, type OfflineStatus } from './looked-up-feature.ts';
import { offlineRow, type OfflineRow } from './offline-row.ts';
import { valueText } from './value-text.ts';

export interface KeyText {
  name: string;
  value: string;
}

export interface LookupChoice {
  keys: { name: string; type: string }[];
  views: string[];
  entities: KeyText[][];
  /** What the on-demand views that are computed with them read of the request. */
  request: RequestField[];
}

export interface LookupAnswer {
  at: bigint;
  views: LookedUpView[];
  computed: ComputedView[];
}

export interface LookedUpView {
  view: string;
  ttl: bigint | null;
  features: LookedUpFeature[];
  /** `written` is null where the store does not say it. */
  online: { time: bigint; written: bigint | null } | null;
  offline: { time: bigint } | null;
  /** Why the offline side is not there: one line. */
  offlineProblem: string | null;
  stored: ShownRecord;
}

const mostSuggested = 8;

/** Views that share their join keys are looked up together. */
export async function lookupChoices(context: AskContext, run: Run): Promise<LookupChoice[]> {
  const { workspace, online } = context;
  return online.use('read', async (store) => {
    const choices: LookupChoice[] = [];
    const planned = await plan(workspace, store);
    for (const { name, keys } of planned) {
      const same = choices.find(
        (choice) => choice.keys.map((key) => key.name).join() === keys.map((key) => key.name).join(),
      );
      if (same) same.views.push(name);
      else choices.push({ keys, views: [name], entities: [], request: [] });
    }
    for (const choice of choices) {
      const views = keyedBy(planned, (key) => choice.keys.some(({ name }) => name === key));
      choice.request = requestOf(computedFrom(workspace.definitions, namesOf(views)));
      choice.entities = await stored(store, workspace.project, choice, run);
      if (choice.entities.length === 0) choice.entities = await offlineEntities(context, choice, run);
    }
    return choices;
  });
}

/** One entity in every online view that its keys name, beside the offline row of the same moment. */
export async function lookUpEntity(context: AskContext, asked: LookupEntityQuestion, run: Run): Promise<LookupAnswer> {
  const { workspace, online } = context;
  const { project } = workspace;
  const { entity, request, now } = meant(lookupEntity, asked);
  const at = now ?? context.now();
  const given = new Map(Object.entries(entity));
  return online.use('read', async (store) => {
    const planned = keyedBy(await plan(workspace, store), (key) => given.has(key));
    if (planned.length === 0) {
      const message = `no online view is looked up by ${[...given.keys()].join(' and ') || 'nothing'}`;
      throw new AsofError('bad_option', { message, expected: 'name an entity by its join keys' });
    }
    const sides: { view: LookupView; offline: Offline }[] = [];
    for (const view of planned) {
      const offline = await offlineOf(context, view.name, given, at, run);
      sides.push({ view: withFeatures(view, offline), offline });
    }
    const views = sides.map(({ view }) => view);
    const options = { project, now: at, defaults: false };
    const [found] = await lookUp(store, views, [Object.fromEntries(given)], options, run);
    const wanted = views.map((view) => ({ view: view.name, entity: nameOf(view, given) }));
    const records = await store.get(project, wanted, run);
    const stored = await Promise.all(wanted.map((one) => store.show(project, one)));
    const computed = computedFrom(workspace.definitions, namesOf(views));
    const both = { online: found!, offline: offlineFound(sides, at) };
    const told = { request: Object.assign({}, ...request) as EntityKeys, now: at };
    return {
      at,
      computed: await lookUpComputed(context, computed, both, told, run),
      views: sides.map(({ view, offline }, i) => ({
        view: view.name,
        ttl: view.ttl,
        features: view.features.map(({ name, output }) => compare(name, found![output]!, offline, view.ttl, at)),
        online: records[i] ? { time: records[i].t, written: records[i].written } : null,
        offline: offline.row && { time: offline.row.t },
        offlineProblem: offline.problem,
        stored: stored[i]!,
      })),
    };
  });
}

/** What the files say of an entity; a file that cannot be read is no reason not to look up the rest. */
interface Offline {
  row: OfflineRow | null;
  features: readonly { name: string; type: string }[];
  problem: string | null;
}

async function offlineOf(
  context: AskContext,
  name: string,
  given: ReadonlyMap<string, string>,
  at: bigint,
  run: Run,
): Promise<Offline> {
  try {
    const view = await context.workspace.view(name, null, run);
    return { row: await offlineRow(context, view, given, at, run), features: view.features, problem: null };
  } catch (error) {
    const wire = toWire(error);
    if (wire.kind === 'cancelled') throw error;
    return { row: null, features: [], problem: toLine(wire) };
  }
}

/** What the files say, as if it had been looked up; nothing of those that cannot be read. */
function offlineFound(sides: readonly { view: LookupView; offline: Offline }[], at: bigint): Record<string, LookedUp> {
  const found = sides.flatMap(({ view, offline: { row, features, problem } }) =>
    problem !== null
      ? []
      : features.map(({ name, type }, i): [string, LookedUp] => {
          const said = statusOf(row, row?.values[i] ?? null, view.ttl, at);
          const status = said === 'none' ? 'missing' : said;
          const value = status === 'present' ? row!.values[i]! : null;
          return [`${view.name}__${name}`, { value, type, status, eventTimestamp: row?.t ?? null }];
        }),
  );
  return Object.fromEntries(found);
}

/** Those whose join keys are all there. */
function keyedBy(views: readonly LookupView[], has: (key: string) => boolean): LookupView[] {
  return views.filter(({ keys }) => keys.every(({ name }) => has(name)));
}

function namesOf(views: readonly LookupView[]): string[] {
  return views.map(({ name }) => name);
}

/** Of a view that was never written and does not list its features, they are those of its source. */
function withFeatures(view: LookupView, { features }: Offline): LookupView {
  if (view.features.length > 0) return view;
  const all = features.map(({ name }) => ({ name, output: `${view.name}__${name}`, type: null, default: null }));
  return { ...view, features: all };
}

function nameOf({ keys }: LookupView, given: ReadonlyMap<string, string>): string {
  const values = keys.map((key) => parseKey(key, given.get(key.name)!));
  return entityKey(keys, values)!;
}

function compare(
  name: string,
  online: LookedUp,
  { row, features, problem }: Offline,
  ttl: bigint | null,
  at: bigint,
): LookedUpFeature {
  const place = features.findIndex((feature) => feature.name === name);
  const column = features[place];
  const value = row?.values[place] ?? null;
  const type = online.type ?? column?.type ?? null;
  const there = { text: valueText(online.value, online.type), status: online.status };
  if (problem !== null || !column) return besideEachOther(name, type, there, null);
  const status = statusOf(row, value, ttl, at);
  const text = status === 'present' ? valueText(value, column.type) : null;
  return besideEachOther(name, type, there, { text, status });
}

function statusOf(row: OfflineRow | null, value: OnlineValue, ttl: bigint | null, at: bigint): OfflineStatus {
  if (!row) return 'none';
  if (ttl !== null && row.t < at - ttl) return 'expired';
  return value === null ? 'null' : 'present';
}

async function plan({ definitions, project, onlineViews }: Defined, store: OnlineStore): Promise<LookupView[]> {
  const states = await store.views(project);
  const refs = onlineViews.map((view) => ({ view, feature: everyFeature }));
  return refs.length > 0 ? planLookup(definitions, states, refs) : [];
}

/** Entities that some view of the choice has a record of. */
async function stored(
  store: OnlineStore,
  project: string,
  { views, keys }: LookupChoice,
  run: Run,
): Promise<KeyText[][]> {
  for (const view of views) {
    const names: string[] = [];
    for await (const part of store.entities(project, view, run)) {
      names.push(...part);
      if (names.length >= mostSuggested) break;
    }
    const entities = [...new Set(names.sort().slice(0, mostSuggested))].map(keysOfEntity);
    const known = entities.filter((entity) => keys.every((key) => entity.some((one) => one.name === key.name)));
    if (known.length) return known;
  }
  return [];
}

/** Before anything was materialized: some that the source has. */
async function offlineEntities(
  { engine, workspace }: AskContext,
  { views }: LookupChoice,
  run: Run,
): Promise<KeyText[][]> {
  try {
    const { keys, relation } = await workspace.view(views[0]!, null, run);
    const columns = keys.map((key, i) => sql`${ident(key.column)}::VARCHAR AS ${ident(`k${i}`)}`);
    const present = keys.map((key) => sql`${ident(key.column)} IS NOT NULL`);
    const rows = await engine.rows<Record<string, string>>(
      sql`SELECT DISTINCT ${join(columns)} FROM (SELECT * FROM ${relation.from} WHERE ${join(present, ' AND ')} LIMIT 2000) ORDER BY ALL LIMIT ${mostSuggested}`,
      run,
    );
    return rows.map((row) => keys.map((key, i) => ({ name: key.name, value: row[`k${i}`]! })));
  } catch (error) {
    if (toWire(error).kind === 'cancelled') throw error;
    return [];
  }
}
