import type { Column, Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { ident, sql, type Sql } from '../../sql/sql.ts';
import { declaredTypes, type DeclaredType } from '../../table/arrow/declared-types.ts';

/** How each is read, by what DuckDB takes it for. */
const readers: Record<string, Record<DeclaredType, ((column: Sql) => Sql) | null>> = {
  BIGINT: {
    'duration s': (x) => sql`to_microseconds(${x} * 1000000)`,
    'duration ms': (x) => sql`to_microseconds(${x} * 1000)`,
    'duration us': (x) => sql`to_microseconds(${x})`,
    'duration ns': (x) => sql`to_microseconds(${x} // 1000)`,
    uuid: null,
  },
  BLOB: {
    'duration s': null,
    'duration ms': null,
    'duration us': null,
    'duration ns': null,
    uuid: (x) => sql`CAST(${x} AS UUID)`,
  },
};

/**
 * The columns of Parquet files that are something else by the Arrow schema that their writer put beside
 * the data, where Parquet has no such type: durations are integers in it, UUIDs may be bytes. By name,
 * an expression that reads them. Throws `file_unreadable` where two files disagree.
 */
export async function declaredColumns(
  engine: Engine,
  source: Sql,
  columns: readonly Column[],
  run?: Run,
): Promise<Map<string, Sql>> {
  if (!columns.some(({ type }) => readers[type])) return new Map();
  const schemas = await engine.rows<{ file: string; schema: string }>(
    sql`SELECT min(file_name) AS file, decode(value) AS schema FROM parquet_kv_metadata(${source}) WHERE decode(key) = 'ARROW:schema' GROUP BY value`,
    run,
  );
  const declared = new Map<string, { as: DeclaredType | null; file: string }>();
  for (const { file, schema } of schemas) {
    for (const [name, as] of typesIn(schema)) {
      const earlier = declared.get(name);
      if (earlier && earlier.as !== as) throw disagreement(name, file, earlier.file);
      declared.set(name, { as, file });
    }
  }
  const found = new Map<string, Sql>();
  for (const { name, type } of columns) {
    const as = declared.get(name)?.as;
    const read = as && readers[type]?.[as];
    if (read) found.set(name, read(ident(name)));
  }
  return found;
}

/** A note beside the data that cannot be read is no reason not to read the data. */
function typesIn(base64: string): Map<string, DeclaredType | null> {
  try {
    return declaredTypes(Buffer.from(base64, 'base64'));
  } catch {
    return new Map();
  }
}

function disagreement(column: string, path: string, other: string): AsofError {
  const reason = `its column "${column}" is not of the type that it has in ${other}`;
  const hint = 'write both with the same type';
  return new AsofError('file_unreadable', { path, format: 'Parquet', reason, hint }, { where: { file: path, column } });
}
