import type { Column, Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { tooFar, unreadable } from '../../table/arrow/unreadable.ts';

/** Before DuckDB's first moment; by type. In nanoseconds it is the least number alone, with which numpy writes that there is none. */
const before: Record<string, { first: Sql; number: (column: Sql) => Sql; unit: string }> = {
  TIMESTAMP: { first: sql`'290309-12-22 (BC) 00:00:00'::TIMESTAMP`, number: (x) => sql`epoch_us(${x})`, unit: 'us' },
  'TIMESTAMP WITH TIME ZONE': {
    first: sql`'290309-12-22 (BC) 00:00:00+00'::TIMESTAMPTZ`,
    number: (x) => sql`epoch_us(${x})`,
    unit: 'us',
  },
  TIMESTAMP_NS: { first: sql`'-infinity'::TIMESTAMP_NS`, number: (x) => sql`epoch_ns(${x})`, unit: 'ns' },
};

/**
 * Throws `file_unreadable` where a column of Parquet files has a number that is no moment: DuckDB would join it
 * as one before all others, and fail to print it. Where the files have statistics, these tell that there is none.
 */
export async function refuseNoMoments(
  engine: Engine,
  source: Sql,
  columns: readonly Column[],
  shown: readonly string[],
  run?: Run,
): Promise<void> {
  const moments = columns.filter(({ type }) => Object.hasOwn(before, type));
  if (moments.length === 0) return;
  const isNone = ({ name, type }: Column) =>
    sql`(${ident(name)} < ${before[type]!.first} AND isfinite(${ident(name)}))`;
  const numbers = moments.map((column, i) => {
    const { number } = before[column.type]!;
    return sql`CASE WHEN ${isNone(column)} THEN ${number(ident(column.name))} END AS ${ident(`c${i}`)}`;
  });
  const [found] = await engine.rows<Record<string, bigint | null>>(
    sql`SELECT ${join(numbers)} FROM read_parquet(${source}, union_by_name = true, hive_partitioning = false) WHERE ${join(moments.map(isNone), ' OR ')} LIMIT 1`,
    run,
  );
  const at = moments.findIndex((_, i) => found?.[`c${i}`] != null);
  if (!found || at < 0) return;
  const { name, type } = moments[at]!;
  const path = shown.length === 1 ? shown[0]! : `${shown[0]!} or a file beside it`;
  throw unreadable(path, tooFar(name, `${found[`c${at}`]} ${before[type]!.unit}`), 'Parquet');
}
