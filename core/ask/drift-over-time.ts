import type { MeasuredDrift } from '../drift/drift.ts';
import { rowsOverTime } from '../drift/over-time.ts';
import type { ComparedSides, DriftThresholds, Limits, StretchDrift, TableOverTime } from '../drift/report.ts';
import { measureShifts, mostFollowed, type FollowedSides } from '../drift/shifts.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { TableRange } from '../question/drift.ts';
import { formatIso } from '../time/instant.ts';
import type { DriftPair } from './drift-features.ts';
import { rowsBesidesRange } from './table-range.ts';

/** Null where the sides are two tables, or of one that has no time. */
export async function tableOverTime(
  engine: Engine,
  { reference: { table, relation, timestamp, range }, current }: DriftPair,
  { rows }: MeasuredDrift,
  run: Run,
): Promise<TableOverTime | null> {
  if (timestamp === null || relation === null || current.relation === null || table !== current.table) return null;
  const stretches = await rowsOverTime(engine, relation.from, timestamp.at, run);
  const limitsOf = ({ from, to }: TableRange, count: number): Limits => ({
    from: from === null ? null : formatIso(from),
    to: to === null ? null : formatIso(to),
    rows: count,
  });
  return {
    stretches,
    reference: limitsOf(range, rows.reference),
    current: limitsOf(current.range, rows.current),
  };
}

/** What moved most, over time; nothing where time gives no stretches. */
export async function shiftsOf(
  engine: Engine,
  pair: DriftPair,
  { features, compared }: MeasuredDrift,
  thresholds: DriftThresholds,
  run: Run,
): Promise<Map<ComparedSides, StretchDrift[]>> {
  const timeline = timelineOf(pair);
  const inOrder = features.flatMap((feature) => compared.filter(({ found }) => found === feature));
  const chosen = inOrder.slice(0, mostFollowed);
  const shifts = timeline && chosen.length > 0 ? await measureShifts(engine, timeline, chosen, thresholds, run) : null;
  return new Map(shifts?.map((stretches, i) => [chosen[i]!.found, stretches]));
}

/** All of a table's rows, where both sides are of one; else those of the current side. Null where they have no time. */
function timelineOf({ reference, current }: DriftPair): FollowedSides | null {
  const { relation, timestamp, range } = reference;
  if (!current.timestamp) return null;
  if (!relation || !timestamp || reference.table !== current.table)
    return { reference: { ...reference.side, at: null }, rest: current.side };
  return {
    reference: reference.side,
    rest: { ...reference.side, rows: rowsBesidesRange(relation, timestamp, range) },
  };
}
