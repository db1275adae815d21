import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { causeOf } from './cause.ts';
import { measureDrift, type MeasuredDrift } from './drift.ts';
import type { BySide, ComparedSides, DriftCause, DriftThresholds } from './report.ts';
import type { DriftSide } from './sides.ts';

const place = ident('asof place');

/**
 * Why features moved, told from the entities that are in both sides, each by its last row there: for each that moved.
 * None where a side's entities are not known.
 */
export async function causesOf(
  engine: Engine & BatchReader,
  scratch: Scratch,
  { reference, current }: BySide<DriftSide>,
  { compared }: Pick<MeasuredDrift, 'compared'>,
  thresholds: DriftThresholds,
  run: Run,
): Promise<Map<ComparedSides, DriftCause>> {
  const moved = compared.filter(({ found }) => found.drifted);
  if (moved.length === 0 || !reference.entity || !current.entity) return new Map();
  const same = await scratch.table(
    'same',
    sql`SELECT a.o AS reference, b.o AS current FROM (${lastRows(reference, reference.entity)}) AS a JOIN (${lastRows(current, current.entity)}) AS b USING (entity)`,
    run,
  );
  const among = (side: DriftSide, name: keyof BySide<unknown>): DriftSide => {
    const rows = sql`SELECT *, ${side.order} AS ${place} FROM ${side.rows}`;
    return {
      ...{ name: side.name, unit: place, order: place, at: null, entity: null },
      rows: sql`(SELECT * FROM (${rows}) WHERE ${place} IN (SELECT ${ident(name)} FROM ${same}))`,
    };
  };
  const sides = { reference: among(reference, 'reference'), current: among(current, 'current') };
  const features = moved.map(({ feature }) => feature);
  const { rows, compared: found } = await measureDrift(engine, sides, features, thresholds, run);
  return new Map(
    moved.flatMap(({ found: whole }, i) => {
      const cause = causeOf(whole, found[i]?.found ?? null, rows.reference);
      return cause ? [[whole, cause] as const] : [];
    }),
  );
}

/** Of each entity the place of its last row; of a side with times one that has a finite one. */
function lastRows({ rows, order, at }: DriftSide, entity: Sql): Sql {
  const read = sql`SELECT ${entity} AS entity, ${order} AS o, ${at ?? sql`NULL`} AS t FROM ${rows}`;
  const last = at ? sql`arg_max(o, row(t, o))` : sql`max(o)`;
  const finite = at ? sql` AND isfinite(t)` : sql``;
  return sql`SELECT entity, ${last} AS o FROM (${read}) WHERE entity IS NOT NULL${finite} GROUP BY entity`;
}
