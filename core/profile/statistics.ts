import type { Column, Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { placeOf, scaleOf } from './range.ts';
import type { NumberStatistics } from './report.ts';

/** Quantiles keep a column's numbers in memory: of so many columns at once. */
const columnsAtOnce = 8;
const quantiles = [0.25, 0.5, 0.75, 0.99];
/** Squares of greater numbers are infinite. */
const greatest = 1e150;

/** Of columns of numbers their statistics, by name, in two scans of some columns at a time; what is infinite or no number is left out. */
export async function numberStatistics(
  engine: Engine,
  from: Sql,
  columns: readonly Column[],
  run: Run,
): Promise<Map<string, NumberStatistics>> {
  const numbers = columns.filter((column) => ['integer', 'number'].includes(scaleOf(column) ?? ''));
  const found = new Map<string, NumberStatistics>();
  for (let i = 0; i < numbers.length; i += columnsAtOnce) {
    const some = numbers.slice(i, i + columnsAtOnce);
    const statistics = await ofSome(engine, from, some, run);
    some.forEach(({ name }, place) => found.set(name, statistics[place]!));
  }
  return found;
}

async function ofSome(engine: Engine, from: Sql, columns: readonly Column[], run: Run): Promise<NumberStatistics[]> {
  const places = columns.map((column) => placeOf(column, 'number'));
  const ends = places.flatMap((place, i) => [
    sql`min(${place}) AS ${ident(`min${i}`)}`,
    sql`max(${place}) AS ${ident(`max${i}`)}`,
    sql`(count(${ident(columns[i]!.name)}) - count(${place}))::DOUBLE AS ${ident(`odd${i}`)}`,
  ]);
  const [found] = await engine.rows<Record<string, number | null>>(sql`SELECT ${join(ends)} FROM ${from}`, run);
  const endsOf = (i: number) => ({ min: found![`min${i}`]!, max: found![`max${i}`]!, not_finite: found![`odd${i}`]! });
  const shrinks = places.map((_, i) => {
    const { min, max } = endsOf(i);
    return Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) > greatest ? 2 ** -600 : 1;
  });
  const measures = places.flatMap((place, i) => {
    const value = sql`${place} * ${shrinks[i]!}::DOUBLE`;
    return [
      sql`avg(${value}) AS ${ident(`mean${i}`)}`,
      sql`stddev_samp(${value}) AS ${ident(`std${i}`)}`,
      ...quantiles.map((q) => sql`quantile_cont(${value}, ${q}) AS ${ident(`p${100 * q}_${i}`)}`),
    ];
  });
  const [measured] = await engine.rows<Record<string, number | null>>(sql`SELECT ${join(measures)} FROM ${from}`, run);
  return shrinks.map((shrink, i) => {
    const of = (name: string): number | null => {
      const value = measured![name]!;
      return value === null ? null : value / shrink;
    };
    const [p25, p50, p75, p99] = quantiles.map((q) => of(`p${100 * q}_${i}`));
    return { ...endsOf(i), mean: of(`mean${i}`), std: of(`std${i}`), p25: p25!, p50: p50!, p75: p75!, p99: p99! };
  });
}
