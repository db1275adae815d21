import type { Column, Engine, Run } from '../../engine/engine.ts';
import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { Opened } from '../../table/file-tables.ts';
import { provenanceKey } from '../../table/relation.ts';
import { escapeGlob } from '../../table/glob.ts';
import { countedOrder, filesOrder, numberedBy } from '../../table/row-order.ts';
import { isVariant, mostDigits, tooPrecise, unreadable } from '../../table/arrow/unreadable.ts';
import { columnName, pandasIndex } from '../../table/row-numbers.ts';
import { fileColumn } from '../../table/partitions.ts';
import { unlikeColumns } from '../../table/unlike-columns.ts';
import { requireUniqueColumns } from '../../table/unique-columns.ts';
import { declaredColumns } from './declared-types.ts';
import { refuseNoMoments } from './no-moments.ts';

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
  const own = await columnsOfEach(engine, source, nameOf, run);
  for (const { path, columns } of own)
    requireUniqueColumns(
      path,
      columns.map(({ name }) => name),
    );
  // What is a folder's name would replace the file's own column.
  const raw =
    files.length === 1
      ? sql`read_parquet(${source}, hive_partitioning = false)`
      : sql`read_parquet(${source}, union_by_name = true, hive_partitioning = false)`;
  const found = await engine.columns(sql`SELECT * FROM ${raw}`);
  const variant = found.find(({ type }) => type === 'VARIANT');
  if (variant) throw unreadable(shown[0]!, isVariant(variant.name), 'Parquet');
  const { read: declared, said } = await declaredColumns(engine, source, found, { files: own, nameOf }, run);
  await refuseNoMoments(engine, source, found, shown, run);
  const star = starOf(declared, namelessIn(own, found));
  const from = star === null ? raw : sql`(SELECT ${star} FROM ${raw})`;
  const columns = star === null ? found : await engine.columns(sql`SELECT * FROM ${from}`);
  requireUniqueColumns(
    shown[0]!,
    columns.map(({ name }) => name),
  );
  const [metadata] = await engine.rows<{ rows: number }>(
    sql`SELECT sum(num_rows)::DOUBLE AS rows FROM parquet_file_metadata(${source})`,
    run,
  );
  const order = star !== null ? countedOrder : rowOrder(columns, files.length);
  const notes = await notesOf(engine, files[0]!, run);
  const index = pandasIndex(notes.get('pandas')).map((column) => ({ column, kind: 'pandas' as const }));
  const provenance = files.length === 1 ? notes.get(provenanceKey) : undefined;
  const read = numbered ? numberedSql(source, files, columns, star ?? sql`*`) : from;
  return {
    from: read,
    ...order,
    columns,
    rows: metadata!.rows,
    inferred: [...unlikeColumns(own, found), ...said],
    ...(index.length > 0 && { index }),
    ...(provenance !== undefined && { provenance }),
  };
}

/** A file's own column of that name hides the virtual one, and then each file is read on its own. */
function numberedSql(source: Sql, files: readonly Sql[], columns: readonly Column[], star: Sql): Sql {
  const of = (file: Sql, number: Sql) =>
    sql`SELECT ${star}, ${number} AS ${ident(fileColumn)} FROM read_parquet(${file}, union_by_name = true, hive_partitioning = false)`;
  const isTaken = columns.some(({ name }) => name.toLowerCase() === 'file_index');
  if (!isTaken) return sql`(${of(source, sql`file_index`)})`;
  return sql`(${join(
    files.map((file, i) => of(file, sql`${i}`)),
    ' UNION ALL BY NAME ',
  )})`;
}

/** All columns, some of them by an expression or under another name; null where they are as they are. */
function starOf(declared: ReadonlyMap<string, Sql>, renamed: ReadonlyMap<string, string>): Sql | null {
  if (declared.size + renamed.size === 0) return null;
  const pairs = (from: Iterable<[Sql, string]>) =>
    join([...from].map(([value, name]) => sql`${value} AS ${ident(name)}`));
  const types =
    declared.size > 0 ? sql` REPLACE (${pairs([...declared].map(([name, value]) => [value, name]))})` : empty;
  const names =
    renamed.size > 0 ? sql` RENAME (${pairs([...renamed].map(([was, name]) => [ident(was), name]))})` : empty;
  return sql`*${types}${names}`;
}

/** DuckDB gives a column without a name one of its own: that one, and what it is called here. */
function namelessIn(own: readonly { columns: Column[] }[], found: readonly Column[]): Map<string, string> {
  const names = new Set(own.flatMap(({ columns }) => columns.map(({ name }) => name)));
  if (!names.has('')) return new Map();
  return new Map(found.flatMap(({ name }, i) => (names.has(name) ? [] : [[name, columnName('', i)] as const])));
}

/** A file's own column of that name would hide the virtual one. */
function rowOrder(columns: readonly Column[], files: number): Pick<Opened, 'rowOrder' | 'rowNumber'> {
  const taken = columns.some(({ name }) => ['file_index', 'file_row_number'].includes(name.toLowerCase()));
  if (taken) return countedOrder;
  return files === 1 ? numberedBy(sql`file_row_number`) : filesOrder;
}

/** What programs have written into a file's metadata: pandas, and this one. */
async function notesOf(engine: Engine, file: Sql, run?: Run): Promise<Map<string, string>> {
  const found = await engine.rows<{ key: string; value: string }>(
    sql`SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${file}) WHERE key IN ('pandas'::BLOB, ${provenanceKey}::BLOB)`,
    run,
  );
  return new Map(found.map(({ key, value }) => [key, value]));
}

/** As in each file, by its name as the user knows it: DuckDB renames what is there twice. Of nested ones the type is their name. */
async function columnsOfEach(
  engine: Engine,
  source: Sql,
  shown: (path: string) => string,
  run?: Run,
): Promise<{ path: string; columns: Column[] }[]> {
  const rows = await engine.rows<{
    file_name: string;
    name: string;
    children: number | null;
    precision: number | null;
    type: string | null;
  }>(
    sql`SELECT file_name, name, num_children::DOUBLE AS children, "precision"::DOUBLE AS "precision", duckdb_type AS type FROM parquet_schema(${source})`,
    run,
  );
  const files = new Map<string, Column[]>();
  // Depth first: of the root's children only, each followed by its own.
  const open: number[] = [];
  for (const { file_name, name, children, precision, type } of rows) {
    // DuckDB would read such a decimal as another number.
    if (precision !== null && precision > mostDigits)
      throw unreadable(shown(file_name), tooPrecise(name, precision), 'Parquet');
    if (!files.has(file_name)) {
      files.set(file_name, []);
      open.length = 0;
    } else {
      if (open.length === 1) files.get(file_name)!.push({ name, type: type ?? 'nested' });
      open[open.length - 1]!--;
    }
    if (children) open.push(children);
    while (open.length > 1 && open.at(-1) === 0) open.pop();
  }
  return [...files].map(([path, columns]) => ({ path: shown(path), columns }));
}
