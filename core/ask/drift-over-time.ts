import type { Compared, MeasuredDrift } from '../drift/drift.ts';
import { rowsOverTime } from '../drift/over-time.ts';
import type { DriftThresholds, FeatureDrift, Limits, TableOverTime } from '../drift/report.ts';
import { measureShifts, mostFollowed, type Timeline } from '../drift/shifts.ts';
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

/** What was measured, and of what moved most how it did over time. */
export async function shiftsOf(
  engine: Engine,
  pair: DriftPair,
  { features, compared }: MeasuredDrift,
  thresholds: DriftThresholds,
  run: Run,
): Promise<FeatureDrift[]> {
  const timeline = timelineOf(pair);
  const some = features.flatMap((feature): Compared[] => compared.filter(({ found }) => found === feature));
  const chosen = some.slice(0, mostFollowed);
  const shifts = timeline && chosen.length > 0 ? await measureShifts(engine, timeline, chosen, thresholds, run) : null;
  const shiftOf = (feature: (typeof features)[number]) => shifts?.[chosen.findIndex(({ found }) => found === feature)];
  return features.map((feature) => ({ ...feature, over_time: shiftOf(feature) ?? null }));
}

/** All of a table's rows, where both sides are of one; else those of the current side. Null where they have no time. */
function timelineOf({ reference, current }: DriftPair): Timeline | null {
  const { relation, timestamp, range } = reference;
  if (!current.timestamp) return null;
  if (!relation || !timestamp || reference.table !== current.table)
    return { reference: { ...reference.side, at: null }, rest: current.side };
  return {
    reference: reference.side,
    rest: { ...reference.side, rows: rowsBesidesRange(relation, timestamp, range) },
  };
}
