import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import { offline, type ViewPairs } from '../pairs.ts';
import { certain, fewest } from './choose.ts';
import type { Measure } from './measure.ts';

/** Values that are served as others, and how many rows that explains. */
export interface Swap {
  detail: string;
  rows: number;
  /** The first of the rows. */
  n: bigint;
}

interface Exchange {
  a: string;
  b: string;
  rows: number;
  n: bigint;
}

/** A feature with more pairs of values than this has no categories. */
const mostExchanges = 2000;
/** Of what is wrong with a category, this share has to go one way. */
const oneWay = 0.9;

/**
 * Categories that are served as other categories, each always as the same one. `rows` has f and g of what
 * no other cause explains. Of two categories, whatever differs is swapped, and it means something only
 * where hardly any value of theirs is right.
 */
export async function swapped(
  engine: Engine,
  pairs: ViewPairs,
  feature: number,
  measure: Measure,
  rows: Sql,
  run?: Run,
): Promise<Swap | null> {
  if (measure === 'number' || measure === 'instant') return null;
  const exchanges = await engine.rows<Exchange>(
    sql`SELECT f::VARCHAR AS a, g::VARCHAR AS b, count(*)::DOUBLE AS rows, min(n) AS n FROM (${rows})
WHERE f <> g GROUP BY f, g ORDER BY rows DESC, a, b LIMIT ${mostExchanges + 1}`,
    run,
  );
  const common = exchanges.filter((one) => one.rows >= fewest && one.rows >= oneWay * totalOf(exchanges, one.a));
  if (common.length === 0 || exchanges.length > mostExchanges) return null;
  const domain = await engine.rows<{ value: string; rows: number }>(
    sql`SELECT ${offline(feature)}::VARCHAR AS value, count(*)::DOUBLE AS rows FROM ${pairs.table}
WHERE ${offline(feature)} IS NOT NULL GROUP BY value ORDER BY rows DESC LIMIT ${mostExchanges}`,
    run,
  );
  const total = domain.reduce((sum, one) => sum + one.rows, 0);
  const shareOf = (value: string) => (domain.find((one) => one.value === value)?.rows ?? 0) / total;
  // That all of a category's rows but the first would go the same way.
  const strength = common.reduce((sum, { a, b, rows: n }) => {
    const chance = Math.max(shareOf(b) / (1 - shareOf(a)) || 0, 0.05);
    return sum + (n - 1) * -Math.log(Math.min(1, chance)) + (totalOf(exchanges, a) - n) * Math.log(1 - oneWay);
  }, 0);
  const explained = common.reduce((sum, one) => sum + one.rows, 0);
  const all = common.reduce((sum, { a }) => sum + shareOf(a) * total, 0);
  const entirely = explained >= 4 * fewest && explained >= oneWay * all;
  if (strength < certain && !entirely) return null;
  const n = common.reduce((first, one) => (one.n < first ? one.n : first), common[0]!.n);
  return { detail: say(common), rows: explained, n };
}

function totalOf(exchanges: Exchange[], a: string): number {
  return exchanges.reduce((sum, one) => sum + (one.a === a ? one.rows : 0), 0);
}

function say(common: Exchange[]): string {
  const [first] = common;
  const { a, b } = first!;
  const back = common.some((one) => one.a === b && one.b === a);
  const more = common.length - (back ? 2 : 1);
  return `${back ? `${a} and ${b} swapped` : `${a} served as ${b}`}${more > 0 ? `, ${more} more categories` : ''}`;
}
