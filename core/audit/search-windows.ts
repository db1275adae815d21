import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { pickColumn } from '../join/as-of.ts';
import type { Joined } from '../join/join.ts';
import type { NaiveStrategy } from '../join/request.ts';
import { pickTime } from '../join/windows/windows.ts';
import { closeSql, sameSql, type Side } from '../skew/comparison.ts';
import type { ComparedView } from '../skew/pairs.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { isOdd, oddFeatures, type SetValues } from './search-history.ts';

/** The naive joins that windows have. */
const strategies: readonly NaiveStrategy[] = ['event-time', 'same-day', 'latest'];
/** Of the rows in which a naive join gives another value than the as-of one, whoever joined so has its value in nearly all. */
const nearlyAll = 0.9;

interface SearchedWindows extends SetValues {
  planned: ComparedView;
  /** The view's place in the join. */
  place: number;
}

/** A naive join's picks, and of each feature in how many rows they say something else than the as-of join, and the set with them. */
interface NaivePicks {
  table: Sql;
  telling: number[];
  hits: number[];
}

/**
 * Looks among naive joins of windows for the values that are not what the as-of join gives, in the shape of `searchHistory`:
 * `later` is when the last of the events had happened and was known that the naive join counts. A small count is soon some
 * other count, so that a naive join is believed only where the set has nearly all that tells it from the as-of one.
 */
export async function searchWindows(
  engine: Engine,
  scratch: Scratch,
  joined: Joined,
  searched: SearchedWindows,
  run: Run = {},
): Promise<(Sql | null)[]> {
  const { planned, pairs } = searched;
  const asked = await oddFeatures(engine, pairs, planned.features.length, run);
  const found: (Sql | null)[] = planned.features.map(() => null);
  if (asked.length === 0) return found;
  const naive: NaivePicks[] = [];
  for (const how of strategies) naive.push(await naivePicks(engine, scratch, joined, searched, how, run));
  for (const i of asked) {
    const likely = naive.filter(({ hits, telling }) => hits[i]! > 0 && hits[i]! >= nearlyAll * telling[i]!);
    const [best] = likely.sort((a, b) => b.hits[i]! - a.hits[i]!);
    if (best) found[i] = await scratch.table('found', futureSql(joined, searched, best.table, i), run);
  }
  return found;
}

async function naivePicks(
  engine: Engine,
  scratch: Scratch,
  { plan, labels, views, offline }: Joined,
  searched: SearchedWindows,
  how: NaiveStrategy,
  run: Run,
): Promise<NaivePicks> {
  const { planned, place, pairs } = searched;
  const query = await offline.picks(
    { plan, planned: views[place]!.planned, labels, how, wanted: 'times' },
    scratch,
    run,
  );
  const table = await scratch.table('naive', query, run);
  const counts = planned.features.flatMap((feature, i) => {
    const tells = sql`${naiveSide(searched, i).value} IS DISTINCT FROM p.${ident(`f${i}`)}`;
    return [
      sql`count_if(${tells})::DOUBLE AS ${ident(`telling${i}`)}`,
      sql`count_if(${tells} AND ${isNaive(searched, i)})::DOUBLE AS ${ident(`hits${i}`)}`,
    ];
  });
  const [row] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join(counts)} FROM ${pairs} p JOIN ${table} v ON v.label_row = p.n`,
    run,
  );
  const of = (name: string) => planned.features.map((_, i) => row![`${name}${i}`]!);
  return { table, telling: of('telling'), hits: of('hits') };
}

/** The odd values that a naive join gives and that count events which could not count yet: `n`, `later`, `earlier`. */
function futureSql({ plan, views }: Joined, searched: SearchedWindows, naive: Sql, i: number): Sql {
  const { planned, pairs, place } = searched;
  const { boundary, embargo } = plan.options;
  const time = (of: 't' | 'a') => sql`v.${pickTime(planned, planned.features[i]!, of)}`;
  const moment = embargo === 0n ? sql`p."at"` : sql`p."at" - to_microseconds(${embargo})`;
  const happens = boundary === 'strict' ? sql`${time('t')} >= ${moment}` : sql`${time('t')} > ${moment}`;
  const hasAvailable = views[place]!.planned.view.available !== null;
  const isFuture = hasAvailable ? sql`(${happens} OR coalesce(${time('a')} > ${moment}, FALSE))` : happens;
  const later = hasAvailable ? sql`greatest(${time('t')}, ${time('a')})` : time('t');
  return sql`SELECT p.n, ${later} AS later, FALSE AS earlier FROM (FROM ${pairs} WHERE ${isOdd(i)}) p JOIN ${naive} v ON v.label_row = p.n
WHERE ${isNaive(searched, i)} AND ${isFuture}`;
}

function isNaive(searched: SearchedWindows, i: number): Sql {
  const naive = naiveSide(searched, i);
  const served = { type: searched.servedTypes[i]!, value: sql`p.${ident(`g${i}`)}` };
  const close = closeSql(naive, served, searched.tolerance);
  return close ? sql`(${sameSql(naive, served)} OR coalesce(${close}, FALSE))` : sameSql(naive, served);
}

function naiveSide({ planned }: SearchedWindows, i: number): Side {
  const feature = planned.features[i]!;
  return { type: feature.type, value: sql`v.${pickColumn(planned, feature)}` };
}
