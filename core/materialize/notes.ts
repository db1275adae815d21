import type { Engine, Run } from '../engine/engine.ts';
import type { FinishedRun } from '../online/online-store.ts';
import { sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { count, plural } from '../text/figures.ts';
import { formatIso } from '../time/instant.ts';
import type { Interval } from './interval.ts';
import { whyNothing } from './nothing-read.ts';
import { instantLiteral } from '../view/moment.ts';
import { seenSql } from './read-sql.ts';

/** What a source looked like to a run, beside the rows that it read. */
export interface Seen {
  /** The latest created time up to the end. */
  created: bigint | null;
  /** Source rows before the end that no later run need wonder about. */
  rowsBefore: number;
  /** Rows before the last run's end that came after it, and that nothing tells from those before them. */
  missed: number;
  /** The earliest event time. */
  oldest: bigint | null;
}

export async function lookAtSource(
  engine: Engine,
  view: BoundView,
  interval: Interval,
  lastRun: FinishedRun | null,
  run?: Run,
): Promise<Seen> {
  const [found] = await engine.rows<Record<'created' | 'before' | 'before_last' | 'oldest', bigint | null>>(
    seenSql(view, interval.end, lastRun?.end ?? null),
    run,
  );
  const { created, before, before_last: beforeLast, oldest } = found!;
  const known = lastRun?.rowsBefore ?? null;
  // Where a column says when a row came, late rows are found; and what reads from the oldest row on reads all.
  const isBlind = !view.created && !view.available && !readsAll(view, interval, oldest);
  const missed = isBlind && known !== null && beforeLast !== null ? Math.max(0, Number(beforeLast) - known) : 0;
  return { created, rowsBefore: Number(before) - missed, missed, oldest };
}

function readsAll({ ttl }: BoundView, { start, end, late }: Interval, oldest: bigint | null): boolean {
  if (late) return false;
  return start === null || oldest === null || start <= oldest || (ttl !== null && start <= end - ttl);
}

/** What whoever started a run should know of it, one line each. */
export async function notesOf(
  engine: Engine,
  view: BoundView,
  interval: Interval,
  {
    rowsRead,
    seen,
    startWasGiven,
    isFirst,
  }: { rowsRead: number; seen: Seen; startWasGiven: boolean; isFirst: boolean },
  run?: Run,
): Promise<string[]> {
  const notes: string[] = [];
  const { late, gap, end } = interval;
  if (rowsRead === 0) notes.push(await whyNothing(engine, view, interval, startWasGiven, run));
  for (const { from, to } of late?.leftOut ?? []) {
    const since = from === null ? 'from the beginning' : `from ${formatIso(from)}`;
    notes.push(`rows ${since} to ${formatIso(to)}, which earlier runs left out, are read too`);
  }
  if (startWasGiven) {
    const before = gap ?? (isFirst ? { from: view.ttl === null ? null : end - view.ttl, to: interval.start! } : null);
    const rows = before ? await rowsIn(engine, view, before, run) : 0;
    const where = gap ? `between the last run's end, ${formatIso(gap.from)}, and the start,` : 'before the start,';
    if (rows > 0)
      notes.push(
        `${plural(rows, 'row')} ${where} ${formatIso(before!.to)}, ${rows === 1 ? 'is' : 'are'} not read; the next run without a start reads ${rows === 1 ? 'it' : 'them'}`,
      );
  }
  if (seen.missed > 0) {
    const start = view.ttl === null ? seen.oldest : end - view.ttl;
    notes.push(
      `${count(seen.missed)} ${seen.missed === 1 ? 'row has' : 'rows have'} come since for times before the last run's end, and nothing tells which: ` +
        `read all again with a start${start === null ? '' : ` of ${formatIso(start)}`}, or name a created_timestamp_field`,
    );
  }
  return notes;
}

/** Between two moments, without these; null is no limit. */
async function rowsIn(
  engine: Engine,
  view: BoundView,
  { from, to }: { from: bigint | null; to: bigint },
  run?: Run,
): Promise<number> {
  const t = view.timestamp.at;
  const after = from === null ? sql`` : sql` AND ${t} > ${instantLiteral(from)}`;
  const [found] = await engine.rows<{ rows: bigint }>(
    sql`SELECT count(*)::BIGINT AS rows FROM ${view.relation.from} WHERE ${t} < ${instantLiteral(to)}${after}`,
    run,
  );
  return Number(found!.rows);
}
