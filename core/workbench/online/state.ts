import { definitionOf, type OnlineStores, type OpenStores } from '../../ask/open-stores.ts';
import type { Run } from '../../engine/engine.ts';
import { toWire } from '../../errors/asof-error.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import { declaresFreshness, judgeFreshness } from '../../freshness/judge.ts';
import type { OnlineStore } from '../../online/online-store.ts';
import { isGuarded } from '../../online/permit.ts';
import type { OnlineRecords, OnlineState } from '../../rpc/online-api.ts';
import type { OpenWorkspace } from '../open-workspaces.ts';

/** So many parts of a store's names are listed for a figure at a glance: some twenty thousand keys, be they of whichever view. */
const partsAtAGlance = 20;
/** So many records are read for the newest and the oldest event time. */
const mostLooked = 5000;
const atOnce = 500;
/** So many names are kept to tell those that come twice. */
const mostNames = 1_000_000;

/** How a workspace's store is. What is wrong with it is part of the answer. */
export async function onlineState(open: OpenWorkspace, stores: OpenStores, port: OnlineStores): Promise<OnlineState> {
  const definition = definitionOf(open.workspace);
  const { root } = open.snapshot;
  const environment = definition.environment ?? null;
  const defined = open.workspace.onlineViews.map((name) => open.workspace.featureView(name));
  const state: OnlineState = {
    kind: definition.type === 'embedded' && root === null ? 'memory' : definition.type,
    address: port.shownAddress(definition, root),
    environment,
    guarded: isGuarded(environment),
    problem: null,
    asksPassword: false,
    latencyMs: null,
    warnings: [],
    views: defined.map(({ name: view }) => ({ view, lastRun: null, freshness: null })),
  };
  try {
    return await stores.use(open, 'read', async (store) => {
      // The layouts are learnt the first time; the second is one round trip.
      await store.views(open.workspace.project);
      const started = performance.now();
      const found = await store.views(open.workspace.project);
      const latencyMs = performance.now() - started;
      const views = defined.map(({ name: view, freshness: declared }) => {
        const { lastRun = null, damage = null, untoldRuns = false } = found.find((one) => one.view === view) ?? {};
        const isJudged = declaresFreshness(declared) && damage === null && !untoldRuns;
        return { view, lastRun, freshness: isJudged ? judgeFreshness(lastRun, declared, open.now()) : null };
      });
      return { ...state, kind: state.kind, latencyMs, warnings: store.info.warnings, views };
    });
  } catch (error) {
    const { title, hint, code } = toWire(error);
    const asksPassword = code === 'online_login' && port.secrets !== null && port.account(definition) !== null;
    return { ...state, problem: { title, hint }, asksPassword };
  }
}

/**
 * How many records a view has. All of a store is read only when `whole`; else, where it holds more than
 * a glance tells, what the last run knows stands in, and the answer is not exact.
 */
export async function onlineRecords(
  open: OpenWorkspace,
  stores: OpenStores,
  view: string,
  whole: boolean,
  run: Run,
): Promise<OnlineRecords> {
  if (!open.workspace.onlineViews.includes(view))
    throw unknownName('online feature view', view, open.workspace.onlineViews);
  return stores.use(open, 'read', async (store) => {
    const project = open.workspace.project;
    const { names, more, counted, exact } = await listNames(store, project, view, whole, run);
    const last = (await store.views(project)).find((one) => one.view === view)?.lastRun ?? null;
    const times = await timesOf(store, project, view, names.slice(0, mostLooked), run);
    return { view, records: more ? Math.max(counted, last?.entities ?? 0) : counted, exact, ...times };
  });
}

async function listNames(store: OnlineStore, project: string, view: string, whole: boolean, run: Run) {
  const seen = new Set<string>();
  let [parts, beyond] = [0, 0];
  for await (const part of store.entities(project, view, run)) {
    if (!whole && parts++ >= partsAtAGlance) return { names: [...seen], more: true, counted: seen.size, exact: false };
    if (seen.size < mostNames) for (const name of part) seen.add(name);
    else beyond += part.length;
    run.progress?.({ phase: 'counting', of: view });
  }
  return { names: [...seen], more: false, counted: seen.size + beyond, exact: beyond === 0 };
}

async function timesOf(store: OnlineStore, project: string, view: string, names: readonly string[], run: Run) {
  const times = { newest: null as bigint | null, oldest: null as bigint | null, looked: 0 };
  for (let from = 0; from < names.length; from += atOnce) {
    const wanted = names.slice(from, from + atOnce).map((entity) => ({ view, entity }));
    for (const record of await store.get(project, wanted, run)) {
      if (!record) continue;
      times.looked++;
      if (times.newest === null || record.t > times.newest) times.newest = record.t;
      if (times.oldest === null || record.t < times.oldest) times.oldest = record.t;
    }
  }
  return times;
}
