import type { Column } from '../engine/engine.ts';
import type { TimeOptions, TimestampUnit } from '../model/definitions.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { formatInstant } from '../time/instant.ts';
import type { ZoneClocks } from '../time/zone.ts';
import { describeType } from '../types/describe-type.ts';

/** An expression that reads a column as TIMESTAMP in UTC with microseconds. */
export interface InstantSql {
  at: Sql;
  /** Null only where the column is. Else values that are no instant are null too, and have to be looked for. */
  total: boolean;
  /** Some values may have no zone, and are what `clocks` show. */
  local: boolean;
}

/** Where numbers are finer than a microsecond: a label's time is rounded down and a row's up, so that no row counts before it was true. */
export type Rounding = 'down' | 'up';

/**
 * How a column is read as instants (spec sections 2.2 and 3), or null where its type has none: numbers
 * need a unit or a format. `clocks` are those of the declared zone.
 */
export function instantSql(
  column: Column,
  times: TimeOptions = {},
  clocks?: ZoneClocks,
  rounding: Rounding = 'down',
): InstantSql | null {
  const { timestampUnit: unit, timestampFormats: formats } = times;
  const value = ident(column.name);
  const toUtc = (local: Sql): Sql => (clocks ? toUtcSql(local, clocks) : local);
  const family = describeType(column.type).family;
  switch (family) {
    case 'timestamp':
    case 'date': {
      const plain = column.type === 'TIMESTAMP' ? value : sql`${value}::TIMESTAMP`;
      return { at: toUtc(plain), total: true, local: true };
    }
    case 'timestamp with zone':
      // A cast would need ICU, which DuckDB-Wasm does not have.
      return { at: sql`make_timestamp(epoch_us(${value}))`, total: true, local: false };
    case 'text': {
      const text = column.type === 'VARCHAR' ? value : sql`${value}::VARCHAR`;
      if (formats) return { at: formatted(text, formats, toUtc), total: false, local: true };
      const iso = textInstant(text, clocks && toUtc);
      const number = sql`TRY_CAST(${text} AS DECIMAL(28, 9))`;
      const at = unit ? sql`coalesce(${epochInstant(number, 'decimal', unit, rounding)}, ${iso})` : iso;
      return { at, total: false, local: true };
    }
    case 'integer':
    case 'decimal':
    case 'float': {
      if (formats) return { at: formatted(digits(value, family), formats, toUtc), total: false, local: true };
      return unit
        ? { at: epochInstant(value, family as NumberFamily, unit, rounding), total: false, local: false }
        : null;
    }
    default:
      return null;
  }
}

/** Whether a time is none that a wrong unit or format gives. */
export function isUsual(at: Sql): Sql {
  return sql`(${at} BETWEEN '1990-01-01'::TIMESTAMP AND '2100-01-01'::TIMESTAMP)`;
}

/** Whether text names a zone behind its time: `Z`, `+01:00`, ` UTC`. */
export function hasZone(text: Sql): Sql {
  return sql`regexp_matches(${text}, ${':[0-9]{2}([.][0-9]+)?[ ]*([A-Za-z]|[+-][0-9])'})`;
}

/** A zone as it stands behind a time: UTC, or its offset. No place on earth is sixteen hours from it. */
export const zonePattern = '(Z|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)';

/**
 * Text as TIMESTAMP in UTC. Cast to that, DuckDB would ignore the offset; cast to TIMESTAMPTZ, text without one is UTC.
 * Null where a zone has a name but UTC or GMT: BST is Bangladesh's to one engine, and nothing to the other.
 */
export function textInstant(text: Sql, toUtc?: (local: Sql) => Sql): Sql {
  const trimmed = sql`trim(${text})`;
  const named = sql`replace(replace(${trimmed}, ' UTC', 'Z'), ' GMT', 'Z')`;
  // A cast wants seconds before a zone, which Java leaves out, and nothing between them.
  const full = sql`regexp_replace(${named}, ${`([T ][0-9]{2}:[0-9]{2}) *${zonePattern}$`}, '\\1:00\\2')`;
  const zoned = sql`regexp_replace(${full}, ${` +${zonePattern}$`}, '\\1')`;
  const clock = sql`substr(${trimmed}, 14)`;
  // Most end in a digit and have no offset, or in the Z of a time with seconds, and need no more.
  const isLocal = sql`right(${trimmed}, 1) <= '9' AND NOT (contains(${clock}, '+') OR contains(${clock}, '-'))`;
  const isUtc = sql`right(${trimmed}, 1) = 'Z' AND substr(${trimmed}, 17, 1) = ':' AND right(${trimmed}, 2) <> ' Z'`;
  const isRead = sql`lower(${trimmed}) IN ('infinity', '-infinity', 'epoch') OR regexp_matches(${named}, ${`${zonePattern}$`})`;
  const read = sql`CASE WHEN ${isLocal} OR ${isUtc} THEN ${trimmed} WHEN ${isRead} THEN ${zoned} END`;
  // At the end of what a TIMESTAMP holds, one engine's cast to a zone is an error.
  const last = sql`CASE WHEN regexp_full_match(${trimmed}, '[0-9]{6}-[-0-9]+([ T][:.0-9]+)?') THEN TRY_CAST(${trimmed} AS TIMESTAMP) END`;
  const utc = sql`coalesce(make_timestamp(epoch_us(TRY(TRY_CAST(${read} AS TIMESTAMPTZ)))), ${last})`;
  return toUtc ? sql`CASE WHEN ${hasZone(text)} THEN ${utc} ELSE ${toUtc(utc)} END` : utc;
}

/** What clocks show, as UTC. A sum, and not a CASE of all changes: what is read is then read once. */
function toUtcSql(local: Sql, { offset, changes }: ZoneClocks): Sql {
  let before = offset;
  const parts = [sql`${offset}`];
  for (const change of changes) {
    const shown = formatInstant(change.from);
    parts.push(sql`(${local} >= ${shown}::TIMESTAMP)::BIGINT * ${change.offset - before}`);
    before = change.offset;
  }
  return sql`(${local} - to_microseconds(${join(parts, ' + ')}))`;
}

/** The first format that fits a value reads it. */
function formatted(text: Sql, formats: readonly string[], toUtc: (local: Sql) => Sql): Sql {
  // As microseconds: with %z, one engine gives TIMESTAMPTZ and the other TIMESTAMP.
  const reading = (format: string) => sql`make_timestamp(epoch_us(try_strptime(trim(${text}), ${format})))`;
  const isNear = sql`NOT regexp_matches(${text}, ':[0-9]{2}([.][0-9]+)? *[+-](1[6-9]|[2-9][0-9])')`;
  const readings = formats.flatMap((format) => {
    if (namedZone.test(format))
      return ['UTC', 'GMT', 'Z'].map((name) => reading(format.replace(namedZone, `$1${name}`)));
    return format.includes('%z') ? [sql`CASE WHEN ${isNear} THEN ${reading(format)} END`] : [toUtc(reading(format))];
  });
  return readings.length === 1 ? readings[0]! : sql`coalesce(${join(readings)})`;
}

/** A zone's name: one engine takes BST for Bangladesh's, the other takes any for UTC. */
const namedZone = /((?:^|[^%])(?:%%)*)%Z/;

/** Numbers as the text that a format reads: 20240309. */
function digits(value: Sql, family: string): Sql {
  return family === 'integer' ? sql`${value}::VARCHAR` : sql`TRY_CAST(${value} AS BIGINT)::VARCHAR`;
}

type NumberFamily = 'integer' | 'decimal' | 'float';

const perSecond: Record<TimestampUnit, bigint> = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n };
/** The years 1 to 9999, in seconds. Outside them the unit is wrong. */
const years = { first: -62_135_596_800n, last: 253_402_300_799n };
const greatest = 2n ** 63n - 1n;

/** Whole numbers and decimals are exact, and rounded to microseconds as asked; a float is the microsecond nearest to it. */
function epochInstant(value: Sql, family: NumberFamily, unit: TimestampUnit, rounding: Rounding): Sql {
  const scale = perSecond[unit];
  const [first, last] = [years.first * scale, years.last * scale];
  const within = sql`${value} BETWEEN ${first < -greatest ? -greatest : first} AND ${last > greatest ? greatest : last}`;
  return sql`CASE WHEN ${within} THEN make_timestamp(${microseconds(value, family, scale, rounding)}) END`;
}

/** `scale`: how many of the unit a second has. */
function microseconds(value: Sql, family: NumberFamily, scale: bigint, rounding: Rounding): Sql {
  const finer = scale > 1_000_000n;
  const factor = 1_000_000n / scale;
  const whole = sql`${value}::BIGINT`;
  switch (family) {
    case 'integer': {
      if (!finer) return sql`${whole} * ${factor}`;
      // `//` rounds towards 0.
      const part = sql`${whole} % 1000`;
      return rounding === 'down'
        ? sql`${whole} // 1000 - (${part} < 0)::BIGINT`
        : sql`${whole} // 1000 + (${part} > 0)::BIGINT`;
    }
    case 'decimal': {
      const exact = finer
        ? sql`${value}::DECIMAL(28, 9) * 0.001`
        : sql`${value}::DECIMAL(28, 9) * ${factor}::DECIMAL(7, 0)`;
      return rounding === 'down' ? sql`floor(${exact})::BIGINT` : sql`ceil(${exact})::BIGINT`;
    }
    case 'float':
      return finer ? sql`round(${value}::DOUBLE / 1000)::BIGINT` : sql`round(${value}::DOUBLE * ${factor})::BIGINT`;
  }
}
