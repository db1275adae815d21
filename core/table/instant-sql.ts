import type { Column } from '../engine/engine.ts';
import type { TimestampUnit } from '../model/definitions.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { typeFamily } from './type-family.ts';

/** An expression that reads a column as TIMESTAMP in UTC with microseconds. */
export interface InstantSql {
  at: Sql;
  /** Null only where the column is. Else values that are no instant are null too, and have to be looked for. */
  total: boolean;
}

/** How a column is read as instants (spec section 3), or null where its type has none. Numbers need a unit. */
export function instantSql(column: Column, unit?: TimestampUnit): InstantSql | null {
  const value = ident(column.name);
  switch (typeFamily(column.type)) {
    case 'timestamp':
      return { at: column.type === 'TIMESTAMP' ? value : sql`${value}::TIMESTAMP`, total: true };
    case 'timestamp with zone':
      // A cast would need ICU, which DuckDB-Wasm does not have.
      return { at: sql`make_timestamp(epoch_us(${value}))`, total: true };
    case 'date':
      return { at: sql`${value}::TIMESTAMP`, total: true };
    case 'text':
      return { at: textInstant(column.type === 'VARCHAR' ? value : sql`${value}::VARCHAR`), total: false };
    case 'integer':
      return unit ? { at: epochInstant(value, unit), total: false } : null;
    default:
      return null;
  }
}

/** Whether text names a zone behind its time: `Z`, `+01:00`, ` UTC`. */
export function hasZone(text: Sql): Sql {
  return sql`regexp_matches(${text}, ${':[0-9]{2}([.][0-9]+)?[ ]*([A-Za-z]|[+-][0-9])'})`;
}

/** Text as TIMESTAMP in UTC. Cast to that, DuckDB would ignore the offset; cast to TIMESTAMPTZ, text without one is UTC. */
export function textInstant(text: Sql): Sql {
  return sql`make_timestamp(epoch_us(TRY_CAST(replace(trim(${text}), ' UTC', 'Z') AS TIMESTAMPTZ)))`;
}

const perSecond: Record<TimestampUnit, bigint> = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n };
/** The years 1 to 9999, in seconds. Outside them the unit is wrong. */
const years = { first: -62_135_596_800n, last: 253_402_300_799n };

function epochInstant(value: Sql, unit: TimestampUnit): Sql {
  const scale = perSecond[unit];
  const within = sql`${value} BETWEEN ${years.first * scale} AND ${years.last * scale}`;
  // Rounded down, so that what lies before 1970 does not come out later than it was.
  const micros =
    unit === 'ns'
      ? sql`(${value}::BIGINT - (${value}::BIGINT % 1000 + 1000) % 1000) // 1000`
      : sql`${value}::BIGINT * ${1_000_000n / scale}`;
  return sql`CASE WHEN ${within} THEN make_timestamp(${micros}) END`;
}
