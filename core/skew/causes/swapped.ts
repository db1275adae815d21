import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import { plural } from '../../text/figures.ts';
import { offline } from '../pairs.ts';
import { fewest } from './candidate.ts';
import { certain } from './choose.ts';
import type { MeasuredFeature } from './measure.ts';

/** Values that are served as others, and how many rows that explains. */
export interface Swap {
  cause: 'swapped' | 'filled';
  detail: string;
  rows: number;
  /** The first of the rows. */
  n: bigint;
  /** They change places, hardly anything of them is right, and that explains whatever differs. */
  ofAll: boolean;
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
/** More categories than this are another spelling that nobody knows, or chance. */
const fewCategories = 12;
/** Of all that differs and has no other cause, this share has to be explained. */
const mostOfAll = 0.75;

/**
 * A few categories that are served as other categories, each always as the same one and no two as one; or one that is
 * served as another that stays what it is. `rows` has f and g of what no other cause explains. Of two categories, whatever differs is swapped, and it means something only
 * where hardly any value of theirs is right.
 */
export async function swapped(
  engine: Engine,
  { pairs, feature, measure }: MeasuredFeature,
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
  if (common.length === 0 || common.length > fewCategories || exchanges.length > mostExchanges) return null;
  if (sum(common) < mostOfAll * sum(exchanges) || new Set(common.map(({ b }) => b)).size < common.length) return null;
  const domain = await engine.rows<{ value: string; rows: number }>(
    sql`SELECT ${offline(feature)}::VARCHAR AS value, count(*)::DOUBLE AS rows FROM ${pairs.table}
WHERE ${offline(feature)} IS NOT NULL GROUP BY value ORDER BY rows DESC LIMIT ${mostExchanges}`,
    run,
  );
  const total = domain.reduce((rows, one) => rows + one.rows, 0);
  const shareOf = (value: string) => (domain.find((one) => one.value === value)?.rows ?? 0) / total;
  // That all of a category's rows but the first would go the same way.
  const strength = common.reduce((logs, { a, b, rows: n }) => {
    const chance = Math.max(shareOf(b) / (1 - shareOf(a)) || 0, 0.05);
    return logs + (n - 1) * -Math.log(Math.min(1, chance)) + (totalOf(exchanges, a) - n) * Math.log(1 - oneWay);
  }, 0);
  const explained = sum(common);
  const all = common.reduce((rows, { a }) => rows + shareOf(a) * total, 0);
  const entirely = explained >= 4 * fewest && explained >= oneWay * all;
  if (strength < certain && !entirely) return null;
  const n = common.reduce((first, one) => (one.n < first ? one.n : first), common[0]!.n);
  // What is served as a category that is served as itself is merged with it.
  const stays = common.filter(({ b }) => shareOf(b) > 0 && !common.some(({ a }) => a === b));
  if (stays.length > 0 && common.length > 1) return null;
  const { a, b } = common[0]!;
  const changePlaces = common.every(({ b: to }) => common.some(({ a: from }) => from === to));
  const ofAll = changePlaces && entirely && explained >= oneWay * sum(exchanges);
  if (stays.length > 0) return { cause: 'filled', detail: `${b} in place of ${a}`, rows: explained, n, ofAll };
  return { cause: 'swapped', detail: say(common), rows: explained, n, ofAll };
}

function sum(exchanges: Exchange[]): number {
  return exchanges.reduce((total, one) => total + one.rows, 0);
}

function totalOf(exchanges: Exchange[], a: string): number {
  return sum(exchanges.filter((one) => one.a === a));
}

function say(common: Exchange[]): string {
  const [first] = common;
  const { a, b } = first!;
  const back = common.some((one) => one.a === b && one.b === a);
  const more = common.length - (back ? 2 : 1);
  return `${back ? `${a} and ${b} swapped` : `${a} served as ${b}`}${more > 0 ? `, ${plural(more, 'more category', 'more categories')}` : ''}`;
}
