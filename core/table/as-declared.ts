import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { FileOptions, Inference, TimeOptions } from '../model/definitions.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { duckdbType } from '../types/feast-dtype.ts';
import { plural } from '../text/figures.ts';
import { declaredZones, sayZones, type DeclaredZones } from './declared-zones.ts';
import { declaredColumn, type DeclaredColumn } from './declared-type.ts';

/** Rows with their columns; `from` reads them in the source's order. */
export interface Typed {
  from: Sql;
  columns: Column[];
  inferred: Inference[];
  /** Columns of TIMESTAMP in UTC, whatever zone is declared: some of their text named one. */
  utc?: string[];
}

/** What is said of a table's columns. */
export interface DeclaredColumns extends Pick<FileOptions, 'columns' | 'unreadable' | 'read'>, TimeOptions {
  /** How messages name the table. */
  table: string;
}

interface Made extends DeclaredColumn {
  column: Column;
  type: string;
  zones: DeclaredZones | null;
}

/**
 * The same rows with the declared types; null where all columns have theirs already. Values that cannot
 * be it are looked for once: they are null where that is said, and counted, else the first is refused
 * with its row. Throws
 * `definitions_invalid` for a type that is none, and `value_unreadable`.
 */
export async function asDeclared(
  engine: Engine,
  opened: Typed,
  said: DeclaredColumns,
  run?: Run,
): Promise<Typed | null> {
  const made = await plan(engine, opened, said, run);
  if (made.length === 0) return null;
  const partial = made.filter(({ total }) => !total);
  const lost = partial.length > 0 ? await countLost(engine, opened.from, partial, run) : [];
  const worst = lost.findIndex((values) => values > 0);
  if (worst !== -1 && said.unreadable !== 'blank') throw await unreadable(engine, opened, partial[worst]!, said, run);
  const inferred = partial.flatMap(({ column }, i): Inference[] =>
    lost[i]! > 0
      ? [
          {
            what: 'unreadable',
            value: column.name,
            reason: `${plural(lost[i]!, 'value')} in it could not be read and became null`,
          },
        ]
      : [],
  );
  const zoned = made.filter(({ zones }) => zones !== null && zones.zoned > 0);
  const mixed = zoned.flatMap(({ column, type, zones }) => sayZones(column, type, zones!, said));
  const types = new Map(made.map(({ column, type }) => [column.name, type]));
  const values = made.map(({ column, value }) => sql`${value} AS ${ident(column.name)}`);
  return {
    from: sql`(SELECT * REPLACE (${join(values)}) FROM ${opened.from})`,
    columns: opened.columns.map(({ name, type }) => ({ name, type: types.get(name) ?? type })),
    inferred: [...opened.inferred, ...mixed, ...inferred],
    ...(zoned.length > 0 && { utc: zoned.map(({ column }) => column.name) }),
  };
}

async function plan(engine: Engine, { from, columns }: Typed, said: DeclaredColumns, run?: Run): Promise<Made[]> {
  const made: Made[] = [];
  for (const [name, written] of Object.entries(said.columns ?? {})) {
    const type = await canonical(engine, name, written);
    const column = columns.find((one) => one.name === name);
    // Whoever names columns says that one is not there, with its place.
    if (!column) continue;
    const zones = await declaredZones(engine, from, column, type, said, run);
    const declared = declaredColumn(column, type, said.read, said, zones);
    if (declared) made.push({ ...declared, column, type, zones });
  }
  return made;
}

/** A type, in Feast's words or DuckDB's, as DuckDB calls it. What is written comes from a file: only what can be no more than a type reaches the engine. */
async function canonical(engine: Engine, column: string, written: string): Promise<string> {
  const asked = duckdbType(written.trim()) ?? written.trim();
  const isPlain = /^[a-z_][a-z_ ]*(\( *[0-9]+ *(, *[0-9]+ *)?\))?(\[\])*$/i.test(asked);
  try {
    if (isPlain) {
      const { type } = (await engine.columns(sql`SELECT NULL::${typeName(asked)} AS x`))[0]!;
      // Wider integers than Parquet has could not be written.
      return type === 'HUGEINT' || type === 'UHUGEINT' ? 'DECIMAL(38,0)' : type;
    }
  } catch (error) {
    if (!(error instanceof AsofError) || error.code === 'cancelled') throw error;
  }
  const message = `columns: "${column}" is declared ${written}, which is no type`;
  throw new AsofError('definitions_invalid', {
    message,
    expected: 'write BIGINT, DOUBLE, "DECIMAL(10,2)", VARCHAR, DATE or the like',
  });
}

async function countLost(engine: Engine, from: Sql, made: readonly Made[], run?: Run): Promise<number[]> {
  const counts = made.map(
    ({ column, value }, i) => sql`(count(${ident(column.name)}) - count(${value}))::DOUBLE AS ${ident(`n${i}`)}`,
  );
  const [found] = await engine.rows<Record<string, number>>(sql`SELECT ${join(counts)} FROM ${from}`, run);
  return made.map((_, i) => found![`n${i}`]!);
}

/** The first value that cannot be what it is declared to be, and its row, counted from 1. */
async function unreadable(
  engine: Engine,
  { from }: Typed,
  { column, value, type }: Made,
  { table, read }: DeclaredColumns,
  run?: Run,
): Promise<AsofError> {
  const [bad] = await engine.rows<{ v: string; row: number }>(
    sql`SELECT v::VARCHAR AS v, o::DOUBLE AS row FROM (SELECT ${ident(column.name)} AS v, ${value} AS t, row_number() OVER () AS o FROM ${from})
WHERE v IS NOT NULL AND t IS NULL ORDER BY o LIMIT 1`,
    run,
  );
  const isNumber = describeType(type).kind === 'instant' && type !== 'DATE' && /^[+-]?[0-9.]+$/.test(bad!.v);
  const comma = !read?.decimal && /^[+-]?[0-9.]*,[0-9]+$/.test(bad!.v.trim());
  const hint = comma
    ? 'declare read: {decimal: ","}'
    : `declare ${isNumber ? 'its timestamp_unit or timestamp_format' : 'another type'}, or unreadable: blank to make such values null`;
  const params = { value: bad!.v, row: bad!.row, table, column: column.name, type, hint };
  return new AsofError('value_unreadable', params, { where: { column: column.name, row: bad!.row } });
}
