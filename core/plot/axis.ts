import type { Column } from '../engine/engine.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';

/** How values lie along an axis: as numbers, as microseconds since 1970, or one beside the other. */
export interface PlotAxis {
  title: string;
  kind: 'number' | 'time' | 'category';
}

/** How a column's values lie along an axis. */
export function axisOf({ name, type }: Column): PlotAxis {
  const { kind } = describeType(type);
  if (kind === 'number') return { title: name, kind: 'number' };
  if (type === 'INTERVAL') return { title: `${name}, days`, kind: 'number' };
  return kind === 'instant' ? { title: `${name}, UTC`, kind: 'time' } : { title: name, kind: 'category' };
}

/** A number, microseconds or text; null where it is none, or has no end. */
export function valueOf(column: Column): Sql {
  const name = ident(column.name);
  const { kind } = axisOf(column);
  if (column.type === 'INTERVAL') return sql`epoch(${name}) / 86400.0`;
  if (kind === 'number') return sql`CASE WHEN isfinite(${name}::DOUBLE) THEN ${name}::DOUBLE END`;
  if (kind === 'time') return sql`CASE WHEN isfinite(${name}) THEN epoch_us(${name}::TIMESTAMP)::DOUBLE END`;
  return sql`${name}::VARCHAR`;
}
