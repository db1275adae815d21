import type { Column, Engine, Run } from '../../engine/engine.ts';
import { failsAsUnreadable } from '../../engine/engine-failure.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { Inference } from '../../model/definitions.ts';
import { ident, sql, type Sql } from '../../sql/sql.ts';
import type { Declared, DeclaredType } from '../../table/arrow/declared-types.ts';
import { Refused, tooFar, unreadable } from '../../table/arrow/unreadable.ts';
import { readDeclared } from './read-declared.ts';

/** Columns that are something else than Parquet says: by name, an expression that reads them, and what is to be said of any. */
export interface BeyondParquet {
  read: Map<string, Sql>;
  said: Inference[];
}

/** The columns of each file, by the name that the user knows it by, which `nameOf` gives. */
export interface ParquetFiles {
  files: readonly { path: string; columns: readonly Column[] }[];
  nameOf: (path: string) => string;
}

/** What only DuckDB's own reader of Parquet tells apart. */
const plainer: Record<string, Sql> = { JSON: sql`VARCHAR`, 'TIME WITH TIME ZONE': sql`TIME` };

/**
 * The columns of Parquet files that are something else by the Arrow schema that their writer put beside
 * the data, where Parquet has no such type: durations are integers in it, UUIDs may be bytes. JSON is text,
 * as everywhere else. Throws `file_unreadable` where two files disagree, and where a type has no reading.
 */
export async function declaredColumns(
  engine: Engine,
  source: Sql,
  columns: readonly Column[],
  { files, nameOf }: ParquetFiles,
  run?: Run,
): Promise<BeyondParquet> {
  const read = new Map<string, Sql>();
  for (const { name, type } of columns) if (plainer[type]) read.set(name, sql`${ident(name)}::${plainer[type]}`);
  const schemas = await schemasIn(engine, source, columns, run);
  if (schemas.length === 0) return { read, said: [] };
  const { declaredTypes } = await import('../../table/arrow/declared-types.ts');
  const declared = new Map<string, { as: DeclaredType | null; file: string }>();
  const extensions = new Map<string, string>();
  for (const { file: path, schema } of schemas) {
    const file = nameOf(path);
    const found = readSchema(declaredTypes, schema, file);
    for (const [name, as] of found.types) {
      const earlier = declared.get(name);
      if (earlier && JSON.stringify(earlier.as) !== JSON.stringify(as)) throw disagreement(name, file, earlier.file);
      declared.set(name, { as, file });
    }
    for (const [name, extension] of found.extensions) extensions.set(name, extension);
  }
  const told = new Set((await filesWithSchema(engine, source, run)).map(nameOf));
  for (const { name, type } of columns) {
    const { as, file } = declared.get(name) ?? {};
    const tooLong = (value: Sql) => refusal(file!, name, value);
    const reading = as && readDeclared(type, as, ident(name), tooLong);
    if (!reading) continue;
    const silent = files.find(({ path, columns: of }) => !told.has(path) && of.some((column) => column.name === name));
    if (silent) throw disagreement(name, silent.path, file!);
    read.set(name, reading);
  }
  const { sayExtensions } = await import('../../table/arrow/extensions.ts');
  return { read, said: sayExtensions(extensions, columns) };
}

/** Only such as may tell more of these columns: what they are decoded with takes long to load. */
function schemasIn(
  engine: Engine,
  source: Sql,
  columns: readonly Column[],
  run?: Run,
): Promise<{ file: string; schema: string }[]> {
  const mayBeMore = columns.some(({ type }) => /BIGINT|BLOB/.test(type));
  const isExtension = sql`contains(from_base64(decode(value))::VARCHAR, ${':extension'})`;
  return engine.rows<{ file: string; schema: string }>(
    sql`SELECT min(file_name) AS file, decode(value) AS schema FROM parquet_kv_metadata(${source})
      WHERE decode(key) = 'ARROW:schema' AND (${mayBeMore} OR TRY(${isExtension})) GROUP BY value ORDER BY file`,
    run,
  );
}

async function filesWithSchema(engine: Engine, source: Sql, run?: Run): Promise<string[]> {
  const found = await engine.rows<{ file: string }>(
    sql`SELECT DISTINCT file_name AS file FROM parquet_kv_metadata(${source}) WHERE decode(key) = 'ARROW:schema'`,
    run,
  );
  return found.map(({ file }) => file);
}

/** A note beside the data that cannot be read is no reason not to read the data. */
function readSchema(read: (schema: Uint8Array) => Declared, base64: string, path: string): Declared {
  try {
    return read(Buffer.from(base64, 'base64'));
  } catch (cause) {
    if (cause instanceof Refused) throw unreadable(path, cause, 'Parquet');
    return { types: new Map(), extensions: new Map() };
  }
}

function refusal(path: string, column: string, value: Sql): Sql {
  const hole = '\u0001';
  const { message, hint } = tooFar(column, hole);
  const [before, after] = message.split(hole);
  return failsAsUnreadable({ path, format: 'Parquet', hint }, sql`${before!} || ${value} || ${after!}`);
}

function disagreement(column: string, path: string, other: string): AsofError {
  const reason = `its column "${column}" is not of the type that it has in ${other}`;
  const hint = 'write both with the same type';
  return new AsofError('file_unreadable', { path, format: 'Parquet', reason, hint }, { where: { file: path, column } });
}
