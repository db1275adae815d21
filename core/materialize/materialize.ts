import type { Batch, BatchReader, BatchValue } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { AsofError } from '../errors/asof-error.ts';
import { duckdbOffline } from '../join/duckdb-offline.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import { throwIfCancelled } from '../online/cancelled.ts';
import { entityKey } from '../online/keys.ts';
import {
  replaces,
  type OnlineRecord,
  type OnlineStore,
  type PutCounts,
  type PutTarget,
} from '../online/online-store.ts';
import type { WritePermit } from '../online/permit.ts';
import type { Schema } from '../online/schema.ts';
import { sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Tables } from '../table/relation.ts';
import { formatIso } from '../time/instant.ts';
import type { Moment } from '../view/moment.ts';
import { computesWindows, viewAt } from '../view/windows/view-at.ts';
import { inFlight } from './in-flight.ts';
import { intervalOf, remember } from './interval.ts';
import { lookAtSource, notesOf } from './notes.ts';
import type { ViewReceipt } from './receipt.ts';
import { recordsSql } from './read-sql.ts';
import { wholeAt } from './whole.ts';

export interface MaterializeOptions {
  project: string;
  /** Null: from where the view's last run ended. */
  start: bigint | null;
  end: bigint;
  /** Null says what would happen and writes nothing. */
  permit: WritePermit | null;
  /** What the source says within the interval takes the place of newer records too. */
  overwrite?: boolean;
  now(): bigint;
  /** Is shown what is written. */
  watch?(records: readonly OnlineRecord[]): void;
}

/** Where rows come from and go to. */
export interface MaterializePorts {
  engine: Engine & BatchReader;
  tables: Tables;
  store: OnlineStore;
  /** Who finds the winners; else the engine. */
  offline?: OfflineEngine;
}

/**
 * Writes a view's latest row per entity to the online store; spec section 4. A run that throws has
 * left every record old or new, is not remembered, and is completed by running it again.
 *
 * Which rows win is found first, as their places in the source; then just those are read and written
 * batch by batch. So what lies in memory is one number an entity, however wide the rows are.
 */
export async function materializeView(
  places: MaterializePorts,
  view: BoundView,
  options: MaterializeOptions,
  run?: Run,
): Promise<ViewReceipt> {
  const { engine, tables, store, offline = duckdbOffline(engine) } = places;
  const began = performance.now();
  const { project, end, permit, overwrite = false } = options;
  const state = (await store.views(project)).find((one) => one.view === view.name);
  // A layout that is gone is written by this run; a memory of runs is not to be made up.
  if (state?.damage && state.schema && !overwrite) throw state.damage;
  const lastRun = state?.lastRun ?? null;
  const startWasGiven = options.start !== null;
  const interval = computesWindows(view)
    ? wholeAt(view, { ...options, now: options.now() }, lastRun)
    : intervalOf(options.start, end, view.ttl, lastRun, overwrite);
  if (!interval) throw alreadyPast(view, lastRun!.end, end);
  const target: PutTarget = { project, view: view.name, schema: schemaOf(view), written: options.now() };
  const writer = permit && (await store.begin(target, permit, overwrite));
  const scratch = new Scratch(engine);
  try {
    run?.progress?.({ phase: 'reading', of: view.name });
    const moment: Moment = { asOf: end, options: { boundary: 'inclusive', ttl: false } };
    const rows = computesWindows(view) ? await viewAt(engine, view, moment, scratch, undefined, run) : view;
    const snapshot = await offline.snapshot(rows, { moment, arrived: interval }, scratch, run);
    const winners = await scratch.table('winners', snapshot, run);
    const [found] = await engine.rows<{ entities: number; rows: number | null }>(
      sql`SELECT count(*)::DOUBLE AS entities, sum(n) AS rows FROM ${winners}`,
      run,
    );
    const { entities } = found!;
    const counts = { written: 0, keptNewer: 0 };
    const records = inFlight(engine.batches(recordsSql(rows, winners), run), (batch) => {
      throwIfCancelled(run);
      const records = toRecords(view, batch);
      options.watch?.(records);
      return writer ? writer.put(records, run) : compare(store, target, records, overwrite);
    });
    for await (const { written, keptNewer } of records) {
      counts.written += written;
      counts.keptNewer += keptNewer;
      const done = counts.written + counts.keptNewer;
      run?.progress?.({ phase: 'writing', of: view.name, done, total: entities });
    }
    const rowsRead = found!.rows ?? 0;
    const seen = await lookAtSource(engine, view, interval, lastRun, run);
    const notes = await notesOf(
      engine,
      view,
      interval,
      { rowsRead, seen, startWasGiven, isFirst: lastRun === null },
      run,
    );
    if (writer) {
      const memory = remember(interval, startWasGiven, lastRun, seen.created);
      await tables.verify(view.relation);
      throwIfCancelled(run);
      const { rowsBefore } = seen;
      await writer.finish({ ...memory, rowsBefore, rowsRead, entities, ...counts, finished: options.now() });
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
      ...(notes.length > 0 && { notes }),
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
async function compare(
  store: OnlineStore,
  target: PutTarget,
  records: readonly OnlineRecord[],
  overwrite: boolean,
): Promise<PutCounts> {
  if (overwrite) return { written: records.length, keptNewer: 0 };
  const wanted = records.map(({ entity }) => ({ view: target.view, entity }));
  const stored = await store.get(target.project, wanted);
  const written = records.filter((record, i) => !stored[i] || replaces(record, stored[i])).length;
  return { written, keptNewer: records.length - written };
}

function alreadyPast(view: BoundView, lastEnd: bigint, end: bigint): AsofError {
  return new AsofError('bad_option', {
    message: `the last run of ${view.name} ended at ${formatIso(lastEnd)}, after ${formatIso(end)}`,
    expected: `${computesWindows(view) ? 'give' : 'give a --start to write that interval again, or'} a later --end; --overwrite where newer records are to go`,
  });
}
