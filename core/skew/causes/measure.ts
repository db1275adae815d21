import { sql, type Sql } from '../../sql/sql.ts';
import { describeType } from '../../types/describe-type.ts';
import type { ViewPairs } from '../pairs.ts';

/**
 * What a feature's values are compared as. Both sides and the history become one type: `integer`
 * BIGINT, `number` DOUBLE, `instant` BIGINT microseconds, `boolean`, and all else as `text`.
 */
export type Measure = 'integer' | 'number' | 'instant' | 'boolean' | 'text';

/** One feature of a view's pairs, by its place. */
export interface MeasuredFeature {
  pairs: ViewPairs;
  feature: number;
  measure: Measure;
}

export function measureOf(offlineType: string, servedType: string): Measure {
  const sides = [sideOf(offlineType), sideOf(servedType)] as const;
  if (sides[0] === sides[1]) return sides[0];
  return sides.every((side) => side === 'integer' || side === 'number') ? 'number' : 'text';
}

function sideOf(type: string): Measure {
  const { family, kind } = describeType(type);
  return family === 'integer' && !/HUGEINT|UBIGINT/.test(type) ? 'integer' : kind;
}

/** A value of a column type as its measure has it. */
export function measured(measure: Measure, type: string, value: Sql): Sql {
  if (measure === 'instant') return micros(/ZONE/.test(type) ? value : sql`(${value})::TIMESTAMP`);
  return sql`(${value})::${measureType[measure]}`;
}

export const measureType: Record<Measure, Sql> = {
  integer: sql`BIGINT`,
  number: sql`DOUBLE`,
  instant: sql`BIGINT`,
  boolean: sql`BOOLEAN`,
  text: sql`VARCHAR`,
};

/** What stands for infinity among instants. */
export const far = 4_000_000_000_000_000_000n;

/** The infinite ones, which DuckDB gives no number, lie so far out that differences still fit. */
function micros(at: Sql): Sql {
  return sql`CASE WHEN isinf(${at}) THEN CASE WHEN ${at} = 'infinity' THEN ${far} ELSE ${-far} END ELSE epoch_us(${at}) END`;
}
