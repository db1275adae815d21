import type { Column } from '../engine/engine.ts';
import { ident, list, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';

/** How values lie along an axis: as numbers, as microseconds since 1970, or one beside the other. */
export interface PlotAxis {
  title: string;
  kind: 'number' | 'time' | 'category';
}

/**
 * Rows that were chosen in a picture by where they stand along a column: on one of the places from one to another,
 * both with them, in the units of the axis (a step's place is where it begins), or with one of some values as text.
 */
export type Brush = { column: string } & ({ from: number; to: number; step: number | null } | { values: string[] });

/** How a column's values lie along an axis. */
export function axisOf({ name, type }: Column): PlotAxis {
  const { kind } = describeType(type);
  if (kind === 'number') return { title: name, kind: 'number' };
  if (type === 'INTERVAL') return { title: `${name}, days`, kind: 'number' };
  return kind === 'instant' ? { title: `${name}, UTC`, kind: 'time' } : { title: name, kind: 'category' };
}

/** A number, microseconds or text; null where it is none, or has no end. */
export function plottedValue(column: Column): Sql {
  const name = ident(column.name);
  const { kind } = axisOf(column);
  if (column.type === 'INTERVAL') return sql`epoch(${name}) / 86400.0`;
  if (kind === 'number') return sql`CASE WHEN isfinite(${name}::DOUBLE) THEN ${name}::DOUBLE END`;
  if (kind === 'time') return sql`CASE WHEN isfinite(${name}) THEN epoch_us(${name}::TIMESTAMP)::DOUBLE END`;
  return sql`${name}::VARCHAR`;
}

/** Whether a row of a table with this column was chosen; never null. */
export function isBrushed(brush: Brush, column: Column): Sql {
  if ('values' in brush)
    return sql`coalesce(list_contains(${list(brush.values)}, ${ident(column.name)}::VARCHAR), FALSE)`;
  const { from, to, step } = brush;
  const value = sql`(${plottedValue(column)})::DOUBLE`;
  const place = step === null ? value : sql`floor(${value} / ${step}) * ${step}`;
  return sql`coalesce(${place} BETWEEN ${from}::DOUBLE AND ${to}::DOUBLE, FALSE)`;
}
