import type { Column } from '../engine/engine.ts';
import { ident, list, sql, type Sql } from '../sql/sql.ts';
import { formatInstant } from '../time/instant.ts';
import { describeType } from '../types/describe-type.ts';

/** How a column lies on a line: as a number, as an instant, or not at all. */
export type Scale = 'integer' | 'number' | 'instant';

export function scaleOf({ type }: Column): Scale | null {
  const { family, kind } = describeType(type);
  if (family === 'integer') return 'integer';
  return kind === 'number' || kind === 'instant' ? kind : null;
}

/** A column's place on the line as DOUBLE: its value, or microseconds; null where it is infinite or not a number. */
export function placeOf({ name }: Column, scale: Scale): Sql {
  const column = ident(name);
  if (scale === 'instant') return sql`CASE WHEN isfinite(${column}) THEN epoch_us(${column}::TIMESTAMP)::DOUBLE END`;
  return sql`CASE WHEN isfinite(${column}::DOUBLE) THEN ${column}::DOUBLE END`;
}

const binCount = 20;

/** The upper edges of equal-width bins from `low` to `high`; a bin has its upper edge, the first also its lower. */
export function binEdges(low: number, high: number, scale: Scale): number[] {
  if (low === high) return [high];
  const span = high - low;
  // A few integers get a bin each.
  if (scale === 'integer' && span < binCount) return Array.from({ length: span + 1 }, (_, i) => low + i);
  // Weighed, not added up: the span of the largest numbers is infinite.
  const edge = (share: number) => low * (1 - share) + high * share;
  return Array.from({ length: binCount }, (_, i) => edge((i + 1) / binCount));
}

/** Counts of the bins with these upper edges, as a map in their order. */
export function binCounts(place: Sql, edges: readonly number[]): Sql {
  return sql`histogram(${place}, ${list(edges)}::DOUBLE[])`;
}

export function binLabels(low: number, edges: readonly number[], scale: Scale): string[] {
  const say = scale === 'instant' ? sayInstant : sayNumber;
  const single = edges.length === 1 || (scale === 'integer' && edges[0] === low);
  if (single) return edges.map(say);
  return edges.map((edge, i) => `${say(i === 0 ? low : edges[i - 1]!)} to ${say(edge)}`);
}

function sayNumber(value: number): string {
  return String(Number(value.toPrecision(5)));
}

function sayInstant(micros: number): string {
  return formatInstant(BigInt(Math.round(micros))).replace(/( 00:00)?:00(\.\d+)?$/, '');
}
