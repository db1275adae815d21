import type { Column, Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { Opened } from '../../table/file-tables.ts';
import { escapeGlob } from '../../table/glob.ts';
import { countedOrder, filesOrder, numberedBy } from '../../table/row-order.ts';
import { mostDigits, tooPrecise } from '../../table/arrow/columns.ts';
import { unreadable } from '../../table/arrow/read-arrow.ts';
import { pandasIndex } from '../../table/row-numbers.ts';
import { fileColumn } from '../../table/partitions.ts';
import { requireUniqueColumns } from '../../table/unique-columns.ts';
import { declaredColumns } from './declared-types.ts';

/** What is read, what the user knows it as where that is something else, and whether rows tell of their file: `fileColumn`. */
export interface ParquetAsked {
  paths: readonly string[];
  shown?: readonly string[];
  numbered?: boolean;
}

/** Reads footers only. Columns of several files are matched by name. */
export async function openParquet(
  engine: Engine,
  { paths, shown = paths, numbered = false }: ParquetAsked,
  run?: Run,
): Promise<Opened> {
  const files = paths.map((path) => sql`${escapeGlob(path)}`);
  const source = files.length === 1 ? files[0]! : sql`[${join(files)}]`;
  const nameOf = (path: string) => shown[paths.indexOf(path)] ?? path;
  for (const [path, names] of await rawNames(engine, source, nameOf, run)) {
    requireUniqueColumns(nameOf(path), names);
  }
  // What is a folder's name would replace the file's own column.
  const raw =
    files.length === 1
      ? sql`read_parquet(${source}, hive_partitioning = false)`
      : sql`read_parquet(${source}, union_by_name = true, hive_partitioning = false)`;
  const found = await engine.columns(sql`SELECT * FROM ${raw}`);
  const declared = await declaredColumns(engine, source, found, run);
  const from = declared.size ? as(raw, declared) : raw;
  const columns = declared.size ? await engine.columns(sql`SELECT * FROM ${from}`) : found;
  requireUniqueColumns(
    shown[0]!,
    columns.map(({ name }) => name),
  );
  const [metadata] = await engine.rows<{ rows: number }>(
    sql`SELECT sum(num_rows)::DOUBLE AS rows FROM parquet_file_metadata(${source})`,
    run,
  );
  const order = declared.size ? countedOrder : rowOrder(columns, files.length);
  const index = await pandasIndexOf(engine, files[0]!, run);
  const read = numbered ? numberedSql(source, files, columns, declared) : from;
  return { from: read, ...order, columns, rows: metadata!.rows, inferred: [], ...(index.length > 0 && { index }) };
}

/** A file's own column of that name hides the virtual one, and then each file is read on its own. */
function numberedSql(
  source: Sql,
  files: readonly Sql[],
  columns: readonly Column[],
  declared: ReadonlyMap<string, Sql>,
): Sql {
  const types = [...declared].map(([name, expression]) => sql`${expression} AS ${ident(name)}`);
  const replaced = types.length > 0 ? sql`* REPLACE (${join(types)})` : sql`*`;
  const of = (file: Sql, number: Sql) =>
    sql`SELECT ${replaced}, ${number} AS ${ident(fileColumn)} FROM read_parquet(${file}, union_by_name = true, hive_partitioning = false)`;
  const isTaken = columns.some(({ name }) => name.toLowerCase() === 'file_index');
  if (!isTaken) return sql`(${of(source, sql`file_index`)})`;
  return sql`(${join(
    files.map((file, i) => of(file, sql`${i}`)),
    ' UNION ALL BY NAME ',
  )})`;
}

function as(from: Sql, columns: ReadonlyMap<string, Sql>): Sql {
  const read = [...columns].map(([name, expression]) => sql`${expression} AS ${ident(name)}`);
  return sql`(SELECT * REPLACE (${join(read)}) FROM ${from})`;
}

/** A file's own column of that name would hide the virtual one. */
function rowOrder(columns: readonly Column[], files: number): Pick<Opened, 'rowOrder' | 'rowNumber'> {
  const taken = columns.some(({ name }) => ['file_index', 'file_row_number'].includes(name.toLowerCase()));
  if (taken) return countedOrder;
  return files === 1 ? numberedBy(sql`file_row_number`) : filesOrder;
}

async function pandasIndexOf(engine: Engine, file: Sql, run?: Run): Promise<NonNullable<Opened['index']>> {
  const [found] = await engine.rows<{ value: string }>(
    sql`SELECT decode(value) AS value FROM parquet_kv_metadata(${file}) WHERE key = 'pandas'::BLOB`,
    run,
  );
  return pandasIndex(found?.value).map((column) => ({ column, kind: 'pandas' }));
}

/** As in each file: DuckDB renames what is there twice. */
async function rawNames(
  engine: Engine,
  source: Sql,
  shown: (path: string) => string,
  run?: Run,
): Promise<Map<string, string[]>> {
  const rows = await engine.rows<{
    file_name: string;
    name: string;
    children: number | null;
    precision: number | null;
  }>(
    sql`SELECT file_name, name, num_children::DOUBLE AS children, "precision"::DOUBLE AS "precision" FROM parquet_schema(${source})`,
    run,
  );
  const names = new Map<string, string[]>();
  // Depth first: of the root's children only, each followed by its own.
  const open: number[] = [];
  for (const { file_name, name, children, precision } of rows) {
    // DuckDB would read such a decimal as another number.
    if (precision !== null && precision > mostDigits)
      throw unreadable(shown(file_name), tooPrecise(name, precision), 'Parquet');
    if (!names.has(file_name)) {
      names.set(file_name, []);
      open.length = 0;
    } else {
      if (open.length === 1) names.get(file_name)!.push(name);
      open[open.length - 1]!--;
    }
    if (children) open.push(children);
    while (open.length > 1 && open.at(-1) === 0) open.pop();
  }
  return names;
}
