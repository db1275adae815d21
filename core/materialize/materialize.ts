import type { Batch, BatchReader, BatchValue } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { AsofError } from '../errors/asof-error.ts';
import { throwIfCancelled } from '../online/cancelled.ts';
import { entityKey } from '../online/keys.ts';
import {
  replaces,
  type FinishedRun,
  type OnlineRecord,
  type OnlineStore,
  type PutCounts,
  type PutTarget,
} from '../online/online-store.ts';
import type { Schema } from '../online/schema.ts';
import { sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Tables } from '../table/relation.ts';
import { formatIso } from '../time/instant.ts';
import { inFlight } from './in-flight.ts';
import { intervalOf, type Interval } from './interval.ts';
import type { ViewReceipt } from './receipt.ts';
import { createdSeenSql, recordsSql, winnersSql } from './winners-sql.ts';

export interface MaterializeOptions {
  project: string;
  /** Null: from where the view's last run ended. */
  start: bigint | null;
  end: bigint;
  /** Says what would happen and writes nothing. */
  dryRun: boolean;
  now(): bigint;
}

/** Where rows come from and go to. */
export interface Places {
  engine: Engine & BatchReader;
  tables: Tables;
  store: OnlineStore;
}

/**
 * Writes a view's latest row per entity to the online store; spec section 4. A run that throws has
 * left every record old or new, is not remembered, and is completed by running it again.
 *
 * Which rows win is found first, as their places in the source; then just those are read and written
 * batch by batch. So what lies in memory is one number an entity, however wide the rows are.
 */
export async function materializeView(
  places: Places,
  view: BoundView,
  options: MaterializeOptions,
  run?: Run,
): Promise<ViewReceipt> {
  const { engine, tables, store } = places;
  const began = performance.now();
  const { project, end } = options;
  const state = (await store.views(project)).find((one) => one.view === view.name);
  const lastRun = state?.lastRun ?? null;
  const interval = intervalOf(options.start, end, view.ttl, lastRun);
  if (!interval) throw alreadyPast(view, lastRun!.end, end);
  const epoch = await store.epoch();
  const scratch = new Scratch(engine);
  try {
    run?.progress?.({ step: `reading ${view.name}`, fraction: null });
    const winners = await scratch.table('winners', winnersSql(view, interval), run);
    const [found] = await engine.rows<{ entities: number; rows: number | null }>(
      sql`SELECT count(*)::DOUBLE AS entities, sum(n) AS rows FROM ${winners}`,
      run,
    );
    const { entities } = found!;
    const target: PutTarget = { project, view: view.name, schema: schemaOf(view), written: options.now() };
    const counts = { written: 0, keptNewer: 0 };
    const records = inFlight(engine.batches(recordsSql(view, winners), run), (batch) => {
      throwIfCancelled(run);
      const records = toRecords(view, batch);
      return options.dryRun ? compare(store, target, records) : store.put(target, records, run);
    });
    for await (const { written, keptNewer } of records) {
      counts.written += written;
      counts.keptNewer += keptNewer;
      const fraction = (counts.written + counts.keptNewer) / entities;
      run?.progress?.({ step: `writing ${view.name}`, fraction });
    }
    const rowsRead = found!.rows ?? 0;
    if (!options.dryRun) {
      const finished = { rowsRead, entities, ...counts, finished: options.now() };
      const seen = await createdSeen(engine, view, end, run);
      await tables.verify(view.relation);
      if ((await store.epoch()) !== epoch) throw new AsofError('online_restarted', { address: store.info.address });
      throwIfCancelled(run);
      // A view of which nothing was ever written is known by its layout alone.
      if (entities === 0) await store.put(target, [], run);
      await store.recordRun(project, view.name, remembered(finished, interval, options.start !== null, seen, lastRun));
    }
    return {
      view: view.name,
      start: interval.start === null ? null : formatIso(interval.start),
      end: formatIso(end),
      rows_read: rowsRead,
      entities,
      written: counts.written,
      kept_newer: counts.keptNewer,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await scratch.drop();
  }
}

/** The layout of a view's records. */
function schemaOf(view: BoundView): Schema {
  const fields = (all: readonly { name: string; type: string }[]) => all.map(({ name, type }) => ({ name, type }));
  return { keys: fields(view.keys), features: fields(view.features) };
}

function toRecords(view: BoundView, { rows, columns }: Batch): OnlineRecord[] {
  const keyCount = view.keys.length;
  const [t, c] = [columns[keyCount]!, columns[keyCount + 1]!] as [bigint[], (bigint | null)[]];
  const features = columns.slice(keyCount + 2);
  const keys = new Array<BatchValue>(keyCount);
  return Array.from({ length: rows }, (_, r) => {
    for (let i = 0; i < keyCount; i++) keys[i] = columns[i]![r]!;
    const values: BatchValue[] = [];
    for (let i = 0; i < features.length; i++) values.push(features[i]![r]!);
    return { entity: entityKey(view.keys, keys)!, t: t[r]!, c: c[r]!, values };
  });
}

/** What writing would do. */
async function compare(store: OnlineStore, target: PutTarget, records: readonly OnlineRecord[]): Promise<PutCounts> {
  const wanted = records.map(({ entity }) => ({ view: target.view, entity }));
  const stored = await store.get(target.project, wanted);
  const written = records.filter((record, i) => !stored[i] || replaces(record, stored[i])).length;
  return { written, keptNewer: records.length - written };
}

async function createdSeen(engine: Engine, view: BoundView, end: bigint, run?: Run): Promise<bigint | null> {
  if (!view.created) return null;
  const [found] = await engine.rows<{ seen: bigint | null }>(createdSeenSql(view, view.created, end), run);
  return found!.seen;
}

/**
 * A run with a given start has not looked for late rows before it, so those since the last run that
 * did are still to be found.
 */
function remembered(
  counted: Pick<FinishedRun, 'rowsRead' | 'entities' | 'written' | 'keptNewer' | 'finished'>,
  interval: Interval,
  startWasGiven: boolean,
  seen: bigint | null,
  lastRun: FinishedRun | null,
): FinishedRun {
  const { start, end } = interval;
  const partial = startWasGiven && lastRun !== null;
  const createdSeen = partial ? lastRun.createdSeen : seen;
  const knownSeen = partial ? lastRun.knownSeen : end;
  return { start, end, createdSeen, knownSeen, ...counted };
}

function alreadyPast(view: BoundView, lastEnd: bigint, end: bigint): AsofError {
  return new AsofError('bad_option', {
    message: `the last run of ${view.name} ended at ${formatIso(lastEnd)}, after ${formatIso(end)}`,
    expected: 'give a --start to write that interval again, or a later --end',
  });
}
