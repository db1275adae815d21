import { sql, type Sql } from './sql.ts';
import { endless } from '../time/span.ts';

/** A TIMESTAMP as BIGINT microseconds since 1970; an infinite one as plus or minus `endless`, of which DuckDB itself makes null. */
export function micros(at: Sql): Sql {
  return sql`coalesce(epoch_us(${at}), CASE ${at} WHEN 'infinity'::TIMESTAMP THEN ${endless} WHEN '-infinity'::TIMESTAMP THEN ${-endless} END)`;
}

/** How far one TIMESTAMP lies after another, BIGINT microseconds: plus or minus `endless` where it is that far, and where that is more than fits. */
export function spanSql(from: Sql, to: Sql): Sql {
  const apart = sql`greatest(least(${micros(to)}::HUGEINT - ${micros(from)}::HUGEINT, ${endless}), ${-endless})::BIGINT`;
  const infinite = sql`CASE WHEN ${from} = ${to} THEN 0 WHEN isfinite(${from}) AND isfinite(${to}) THEN ${apart} WHEN ${to} > ${from} THEN ${endless} WHEN ${to} < ${from} THEN ${-endless} END`;
  // Nearly always enough; null where one of them is infinite, or where it does not fit.
  return sql`coalesce(TRY(epoch_us(${to}) - epoch_us(${from})), ${infinite})`;
}
