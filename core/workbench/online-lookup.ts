import type { BatchReader } from '../engine/batches.ts';
import type { Run } from '../engine/engine.ts';
import { AsofError, toLine, toWire } from '../errors/asof-error.ts';
import { lookup, type LookedUp } from '../lookup/lookup.ts';
import { parseKey } from '../lookup/parse-key.ts';
import { planLookup, type LookupView } from '../lookup/plan.ts';
import { entityKey, unescapePart } from '../online/keys.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { OnlineValue } from '../online/schema.ts';
import type { KeyText, LookedUpFeature, LookupAnswer, LookupChoice, OfflineStatus } from '../rpc/online-api.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { offlineRow, type OfflineRow } from './offline-row.ts';
import { onlineViews } from './online-state.ts';
import { projectOf, type OpenStores } from './open-stores.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';
import { valueText } from './value-text.ts';

const mostSuggested = 8;

/** Views that share their join keys are looked up together. */
export async function lookupChoices(
  parts: WorkbenchParts,
  open: OpenWorkspace,
  stores: OpenStores,
  run: Run,
): Promise<LookupChoice[]> {
  return stores.use(open, 'read', async (store) => {
    const choices: LookupChoice[] = [];
    for (const { name, keys } of await plan(open, store)) {
      const same = choices.find(
        (choice) => choice.keys.map((key) => key.name).join() === keys.map((key) => key.name).join(),
      );
      if (same) same.views.push(name);
      else choices.push({ keys, views: [name], entities: [] });
    }
    for (const choice of choices) {
      choice.entities = await stored(store, projectOf(open), choice, run);
      if (choice.entities.length === 0) choice.entities = await offlineEntities(parts, open, choice, run);
    }
    return choices;
  });
}

/** One entity in every online view that its keys name, beside the offline row of the same moment. */
export async function lookUp(
  { engine }: WorkbenchParts,
  open: OpenWorkspace,
  stores: OpenStores,
  entity: readonly KeyText[],
  moment: bigint | null,
  run: Run,
): Promise<LookupAnswer> {
  const at = moment ?? open.now();
  const project = projectOf(open);
  const given = new Map(entity.map(({ name, value }) => [name, value]));
  return stores.use(open, 'read', async (store) => {
    const asked = (await plan(open, store)).filter(({ keys }) => keys.every((key) => given.has(key.name)));
    if (asked.length === 0) {
      const message = `no online view is looked up by ${[...given.keys()].join(' and ') || 'nothing'}`;
      throw new AsofError('bad_option', { message, expected: 'name an entity by its join keys' });
    }
    const sides: { view: LookupView; offline: Offline }[] = [];
    for (const view of asked) {
      const offline = await offlineOf(engine, open, view.name, given, at, run);
      sides.push({ view: withFeatures(view, offline), offline });
    }
    const views = sides.map(({ view }) => view);
    const options = { project, now: at, defaults: false };
    const [found] = await lookup(store, views, [Object.fromEntries(given)], options, run);
    const wanted = views.map((view) => ({ view: view.name, entity: nameOf(view, given) }));
    const records = await store.get(project, wanted, run);
    const stored = await Promise.all(wanted.map((one) => store.show(project, one)));
    return {
      at,
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
  engine: BatchReader,
  open: OpenWorkspace,
  name: string,
  given: ReadonlyMap<string, string>,
  at: bigint,
  run: Run,
): Promise<Offline> {
  try {
    const view = await open.workspace.view(name, null, run);
    return { row: await offlineRow(engine, view, given, at, run), features: view.features, problem: null };
  } catch (error) {
    const wire = toWire(error);
    if (wire.kind === 'cancelled') throw error;
    return { row: null, features: [], problem: toLine(wire) };
  }
}

/** Of a view that was never written and does not list its features, they are those of its source. */
function withFeatures(view: LookupView, { features }: Offline): LookupView {
  if (view.features.length > 0) return view;
  const all = features.map(({ name }) => ({ name, output: `${view.name}__${name}`, default: null }));
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
  const offlineStatus = problem !== null || !column ? null : statusOf(row, value, ttl, at);
  const offline = offlineStatus === 'present' ? valueText(value, column!.type) : null;
  const onlineText = valueText(online.value, online.type);
  const both = isSaid(online.status) && offlineStatus !== null && isSaid(offlineStatus);
  return {
    name,
    type: online.type ?? column?.type ?? null,
    online: onlineText,
    status: online.status,
    offline,
    offlineStatus,
    same: both ? onlineText === offline : null,
  };
}

function statusOf(row: OfflineRow | null, value: OnlineValue, ttl: bigint | null, at: bigint): OfflineStatus {
  if (!row) return 'none';
  if (ttl !== null && row.t < at - ttl) return 'expired';
  return value === null ? 'null' : 'present';
}

function isSaid(status: string): boolean {
  return status === 'present' || status === 'null';
}

async function plan(open: OpenWorkspace, store: OnlineStore): Promise<LookupView[]> {
  const names = onlineViews(open);
  const states = await store.views(projectOf(open));
  const { definitions } = open.workspace;
  return names.length
    ? planLookup(
        definitions,
        states,
        names.map((view) => ({ view, feature: '*' })),
      )
    : [];
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
    const entities = [...new Set(names.sort().slice(0, mostSuggested))].map(readName);
    const known = entities.filter((entity) => keys.every((key) => entity.some((one) => one.name === key.name)));
    if (known.length) return known;
  }
  return [];
}

/** The inverse of `entityKey`, as text. */
function readName(name: string): KeyText[] {
  return name.split(',').map((part) => {
    const at = part.indexOf('=');
    return { name: unescapePart(part.slice(0, at)), value: unescapePart(part.slice(at + 1)) };
  });
}

/** Before anything was materialized: some that the source has. */
async function offlineEntities(
  { engine }: WorkbenchParts,
  open: OpenWorkspace,
  { views }: LookupChoice,
  run: Run,
): Promise<KeyText[][]> {
  try {
    const { keys, relation } = await open.workspace.view(views[0]!, null, run);
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
