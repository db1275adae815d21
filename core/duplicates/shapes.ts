import type { BatchReader } from '../engine/batches.ts';
import type { Run } from '../engine/engine.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import { roundingOf } from './claims.ts';
import { codeSql, columnOf, type ComparedFeature } from './compared-features.ts';
import { directionOf, fitLine, isOnLine, type FittedLine } from './fit-line.ts';
import { sketchedRows } from './sketch.ts';

/** Two features that are likely the same. */
export interface Suspects {
  a: ComparedFeature;
  b: ComparedFeature;
  /** Entities with a value, of each. */
  values: readonly [number, number];
}

/** What the first entities let expect of all: that b lies on a line over a, or rises (1) or falls (-1) with it. */
export interface PairShape {
  line: FittedLine | null;
  direction: 1 | -1 | 0;
}

interface Points {
  xs: number[];
  ys: number[];
}

/** Points that tell whether the others are worth looking at. */
const glancedAt = 400;

export async function shapesOf(
  engine: BatchReader,
  table: Sql,
  pairs: readonly Suspects[],
  least: number,
  run?: Run,
): Promise<PairShape[]> {
  const points = await firstPoints(engine, table, pairs, run);
  return points.map((some, i) => shapeOf(some, pairs[i]!, least));
}

/** Of each pair the finite values at the first entities. */
async function firstPoints(engine: BatchReader, table: Sql, pairs: readonly Suspects[], run?: Run): Promise<Points[]> {
  const all = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  if (all.length === 0) return [];
  const values = new Map(all.map((one) => [one, [] as (number | null)[]]));
  const columns = all.map((one) => sql`${codeSql(one.feature.type, columnOf(one))} AS ${columnOf(one)}`);
  const query = sql`SELECT ${join(columns)} FROM ${table} WHERE n < ${sketchedRows}`;
  for await (const batch of engine.batches(query, run))
    all.forEach((one, i) => values.get(one)!.push(...(batch.columns[i] as (number | null)[])));
  return pairs.map(({ a, b }) => {
    const [left, right] = [values.get(a)!, values.get(b)!];
    const here = left.flatMap((x, i) => (Number.isFinite(x) && Number.isFinite(right[i]) ? [i] : []));
    return { xs: here.map((i) => left[i]!), ys: here.map((i) => right[i]!) };
  });
}

function shapeOf({ xs, ys }: Points, { a, b }: Suspects, least: number): PairShape {
  const [someXs, someYs] = [xs.slice(0, glancedAt), ys.slice(0, glancedAt)];
  const rounding = roundingOf(a, b);
  const line = fitLine(someXs, someYs, rounding);
  const fit = line === null ? 0 : someXs.filter((x, i) => isOnLine(line, x, someYs[i]!, rounding)).length;
  const isLine = line !== null && line.factor !== 0 && fit >= (least - 0.1) * someXs.length;
  const direction = directionOf(someXs, someYs) === 0 ? 0 : directionOf(xs, ys);
  return { line: isLine ? line : null, direction };
}
