import type { Engine, Run } from '../engine/engine.ts';
import { empty, ident, join, list, sql, type Sql } from '../sql/sql.ts';
import { partCount } from './floor.ts';
import type { NumberEdges } from './number-edges.ts';
import type { BySide } from './report.ts';

/** What is counted of numbers on one side. */
export interface NumberCounts {
  rows: number;
  nulls: number;
  odd: number;
  mean: number | null;
  low: number | null;
  high: number | null;
  /** By part, of all parts, in bins that have their upper edge; the last has what is above all. */
  parts: number[][];
}

/** Of each side, counts of the numbers at some places. */
export type CountedNumbers = BySide<NumberCounts>[];

/** Counts all numbers of both sides in one scan. */
export async function countNumbers(
  engine: Engine,
  both: Sql,
  places: readonly number[],
  edges: readonly Pick<NumberEdges, 'fine'>[],
  run: Run,
): Promise<CountedNumbers> {
  const lines = await countLines(engine, both, places, edges, empty, run);
  return countsOf(lines, places, edges);
}

/** The same, of each stretch of time that `both` names (`stretch`, epoch microseconds); null is none. */
export async function countNumbersOverTime(
  engine: Engine,
  both: Sql,
  places: readonly number[],
  edges: readonly Pick<NumberEdges, 'fine'>[],
  run: Run,
): Promise<{ stretch: number | null; counts: CountedNumbers }[]> {
  const lines = await countLines(engine, both, places, edges, sql`stretch, `, run);
  const byStretch = new Map<number | null, Line[]>();
  for (const line of lines) {
    const stretch = line.stretch as number | null;
    byStretch.set(stretch, [...(byStretch.get(stretch) ?? []), line]);
  }
  return [...byStretch].map(([stretch, some]) => ({ stretch, counts: countsOf(some, places, edges) }));
}

/** Of a part of a side, and where it is asked for of a stretch of time. */
type Line = Record<string, number | string | null>;

async function countLines(
  engine: Engine,
  both: Sql,
  places: readonly number[],
  edges: readonly Pick<NumberEdges, 'fine'>[],
  by: Sql,
  run: Run,
): Promise<Line[]> {
  const items = places.flatMap((i, k) => {
    const value = ident(`v${i}`);
    // Without an edge there is no value either.
    const bins = sql`histogram(${value}, ${list(edges[k]!.fine.length ? edges[k]!.fine : [0])}::DOUBLE[])`;
    return [
      sql`map_values(${bins})::VARCHAR AS ${ident(`bins${i}`)}`,
      sql`count(${value})::DOUBLE AS ${ident(`count${i}`)}`,
      sql`count_if(${ident(`odd${i}`)})::DOUBLE AS ${ident(`odd${i}`)}`,
      sql`avg(${value}) AS ${ident(`mean${i}`)}`,
      sql`min(${value}) AS ${ident(`low${i}`)}`,
      sql`max(${value}) AS ${ident(`high${i}`)}`,
    ];
  });
  return engine.rows<Line>(
    sql`SELECT ${by}side, part, count(*)::DOUBLE AS n, ${join(items)} FROM ${both} GROUP BY ${by}side, part ORDER BY ${by}side, part`,
    run,
  );
}

function countsOf(
  lines: readonly Line[],
  places: readonly number[],
  edges: readonly Pick<NumberEdges, 'fine'>[],
): CountedNumbers {
  const sides = [0, 1].map((side) => lines.filter((line) => line.side === side));
  return places.map((i, k) => {
    const [reference, current] = sides.map((parts) => sideOf(parts, i, Math.max(1, edges[k]!.fine.length) + 1));
    return { reference: reference!, current: current! };
  });
}

function sideOf(parts: readonly Line[], i: number, bins: number): NumberCounts {
  const numbers = (name: string) => parts.map((part) => part[`${name}${i}`] as number | null);
  const known = (name: string) => numbers(name).filter((one) => one !== null);
  const counts = known('count');
  const values = sum(counts);
  const means = numbers('mean').map((mean, part) => (mean === null ? 0 : mean * counts[part]!));
  const [low, high] = [known('low'), known('high')];
  const rows = sum(parts.map((part) => part.n as number));
  const odd = sum(known('odd'));
  return {
    rows,
    nulls: rows - values - odd,
    odd,
    mean: values > 0 ? sum(means) / values : null,
    low: low.length > 0 ? Math.min(...low) : null,
    high: high.length > 0 ? Math.max(...high) : null,
    parts: Array.from({ length: partCount }, (_, part) => {
      const found = numbersOf((parts.find((line) => line.part === part)?.[`bins${i}`] ?? null) as string | null);
      return Array.from({ length: bins }, (_, bin) => found[bin] ?? 0);
    }),
  };
}

/** The exact distance and the exact area between both distribution functions, of one number; it sorts its values. */
export async function exactDistances(
  engine: Engine,
  both: Sql,
  place: number,
  run: Run,
): Promise<{ ks: number; area: number }> {
  const value = ident(`v${place}`);
  const [found] = await engine.rows<{ ks: number | null; area: number | null }>(
    sql`WITH counts AS (
  SELECT ${value} AS x, count_if(side = 0) AS a, count_if(side = 1) AS b FROM ${both} WHERE ${value} IS NOT NULL GROUP BY x),
sums AS (
  SELECT x, lead(x) OVER (ORDER BY x) AS following,
    sum(a) OVER (ORDER BY x)::DOUBLE / (SELECT sum(a) FROM counts)::DOUBLE AS f,
    sum(b) OVER (ORDER BY x)::DOUBLE / (SELECT sum(b) FROM counts)::DOUBLE AS g
  FROM counts)
SELECT max(abs(f - g)) AS ks, sum(abs(f - g) * (following - x)) AS area FROM sums`,
    run,
  );
  return { ks: found!.ks ?? 0, area: found!.area ?? 0 };
}

/** `[1, 2.5]`, as DuckDB prints a list. */
function numbersOf(text: string | null): number[] {
  return text === null || text === '[]' ? [] : text.slice(1, -1).split(', ').map(Number);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
