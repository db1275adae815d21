import type { Column, Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';

/** A type that a column of text may have, and what all its values have to be for that. */
interface Candidate {
  type: string;
  holds: (text: Sql) => Sql;
}

const date = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const clock = '[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?';

/** The narrowest first. Leading zeros and more than 15 digits mean a name, not a number. */
const numbers: Candidate[] = [
  { type: 'BIGINT', holds: (x) => sql`TRY_CAST(${x} AS BIGINT)::VARCHAR = trim(${x})` },
  {
    type: 'DOUBLE',
    holds: (x) =>
      sql`TRY_CAST(${x} AS DOUBLE) IS NOT NULL AND NOT regexp_matches(trim(${x}), '^[+-]?(0[0-9]|[0-9]{16,}$)')`,
  },
];

/**
 * ISO 8601 only: 01/02/2024 stays text rather than becoming January or February by guess. Values with
 * and without a zone in one column stay text too, so that whoever reads the column can see it.
 */
const times: Candidate[] = [
  { type: 'DATE', holds: (x) => sql`regexp_full_match(${x}, ${date}) AND TRY_CAST(${x} AS DATE) IS NOT NULL` },
  {
    type: 'TIMESTAMP',
    holds: (x) => sql`regexp_full_match(${x}, ${`${date}([ T]${clock})?`}) AND TRY_CAST(${x} AS TIMESTAMP) IS NOT NULL`,
  },
  {
    type: 'TIMESTAMP WITH TIME ZONE',
    holds: (x) =>
      sql`regexp_full_match(${x}, ${`${date}[ T]${clock}( ?UTC|Z|[+-][0-9]{2}(:?[0-9]{2})?)`}) AND TRY_CAST(${x} AS TIMESTAMPTZ) IS NOT NULL`,
  },
];

const booleans: Candidate[] = [{ type: 'BOOLEAN', holds: (x) => sql`lower(${x}) IN ('true', 'false')` }];

/** A look at some values spares the full check of what cannot be. */
const looks: { like: RegExp; candidates: Candidate[] }[] = [
  { like: /^\s*[+-]?[0-9.]|^\s*[+-]?(nan|inf)/i, candidates: numbers },
  { like: /^(true|false)$/i, candidates: booleans },
];
const timeLike = /^[0-9]{4}-[0-9]{2}-[0-9]{2}/;
const everything = [...booleans, ...numbers, ...times];
const lookedAt = 200;

/**
 * The types of columns of text, such that every value fits: the narrowest of BOOLEAN, BIGINT, DOUBLE,
 * DATE, TIMESTAMP, TIMESTAMP WITH TIME ZONE, else VARCHAR. Reads all of `from`, so that nothing
 * depends on where in the file the odd value is. In `timesOnly` columns, numbers stay text.
 */
export async function textTypes(
  engine: Engine,
  from: Sql,
  names: readonly string[],
  run?: Run,
  timesOnly = false,
): Promise<{ columns: Column[]; rows: number }> {
  const head = await engine.rows<Record<string, string | null>>(sql`SELECT * FROM ${from} LIMIT ${lookedAt}`, run);
  const plans = names.map((name) => ({
    name,
    candidates: plausible(
      head.map((row) => row[name] ?? null),
      timesOnly,
    ),
  }));
  // Every column is counted, text too: a column that is not asked for is not read, so its bad bytes would not show.
  const counts = plans.flatMap(({ name, candidates }, i) => [
    sql`count(${ident(name)})::DOUBLE AS ${ident(`n${i}`)}`,
    ...candidates.map(
      ({ holds }, k) => sql`count(CASE WHEN ${holds(ident(name))} THEN 1 END)::DOUBLE AS ${ident(`c${i}_${k}`)}`,
    ),
  ]);
  const [found] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join([sql`count(*)::DOUBLE AS n`, ...counts])} FROM ${from}`,
    run,
  );
  const columns = plans.map(({ name, candidates }, i) => {
    const values = found![`n${i}`];
    const fitting = values ? candidates.find((_, k) => found![`c${i}_${k}`] === values) : undefined;
    return { name, type: fitting?.type ?? 'VARCHAR' };
  });
  return { columns, rows: found!.n! };
}

function plausible(values: readonly (string | null)[], timesOnly: boolean): Candidate[] {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return timesOnly ? times : everything;
  if (known.every((value) => timeLike.test(value))) return times;
  if (timesOnly) return [];
  return looks.find(({ like }) => known.every((value) => like.test(value)))?.candidates ?? [];
}
