import type { Engine, Run } from '../engine/engine.ts';
import { AsofError, toWire } from '../errors/asof-error.ts';
import { materializeView, type MaterializeOptions } from '../materialize/materialize.ts';
import type { MaterializePlan, Materialized, MaterializeRequest, PlannedRun } from '../rpc/online-api.ts';
import type { OnlineStore } from '../online/online-store.ts';
import { WritePermit } from '../online/permit.ts';
import { sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { now } from './clock.ts';
import { onlineViews } from './online-state.ts';
import { definitionOf, projectOf, type OpenStores } from './open-stores.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';
import { readBack, WrittenSample } from './read-back.ts';

/** What a run of every online view would write. A view that cannot be read says so; the others are planned. */
export async function planMaterialize(
  { engine, tables }: WorkbenchParts,
  open: OpenWorkspace,
  stores: OpenStores,
  interval: { start: bigint | null; end: bigint | null },
  run: Run,
): Promise<MaterializePlan> {
  const end = interval.end ?? open.now();
  const options = optionsOf(open, interval.start, end, null);
  const planOne = async (store: OnlineStore, name: string): Promise<PlannedRun> => {
    const planned: PlannedRun = { view: name, would: null, problem: null, newest: null, ttl: null };
    try {
      const view = await open.workspace.view(name, null, run);
      planned.ttl = view.ttl;
      planned.newest = await newestOf(engine, view, run);
      planned.would = await materializeView({ engine, tables, store }, view, options, run);
    } catch (error) {
      const { kind, title, hint } = toWire(error);
      // Of the store and the disk, not of the view.
      if (kind === 'environment' || kind === 'cancelled') throw error;
      planned.problem = { title, hint };
    }
    return planned;
  };
  return stores.use(open, 'read', async (store) => {
    const views: PlannedRun[] = [];
    for (const name of onlineViews(open)) views.push(await planOne(store, name));
    return { end, views };
  });
}

/** Writes one view and reads a sample of it back. Throws `online_unconfirmed` where the environment's name is not given. */
export async function materializeOne(
  { engine, tables }: WorkbenchParts,
  open: OpenWorkspace,
  stores: OpenStores,
  { view: name, start, end, confirm }: MaterializeRequest,
  run: Run,
): Promise<Materialized> {
  const permit = WritePermit.of(definitionOf(open).environment ?? null, confirm);
  if (!onlineViews(open).includes(name))
    throw new AsofError('unknown_name', { what: 'online feature view', name, known: onlineViews(open).join(', ') });
  return stores.use(open, 'write', async (store) => {
    const sample = new WrittenSample();
    const view = await open.workspace.view(name, null, run);
    const options = { ...optionsOf(open, start, end, permit), watch: sample.take.bind(sample) };
    const receipt = await materializeView({ engine, tables, store }, view, options, run);
    return { receipt, check: await readBack(store, projectOf(open), name, sample.records, run) };
  });
}

function optionsOf(
  open: OpenWorkspace,
  start: bigint | null,
  end: bigint,
  permit: WritePermit | null,
): MaterializeOptions {
  return { project: projectOf(open), start, end, permit, now };
}

async function newestOf(engine: Engine, { relation, timestamp }: BoundView, run: Run): Promise<bigint | null> {
  const at = timestamp.at;
  const [found] = await engine.rows<{ newest: bigint | null }>(
    sql`SELECT epoch_us(max(${at})) AS newest FROM ${relation.from} WHERE NOT isinf(${at})`,
    run,
  );
  return found!.newest;
}
