import type { Column, Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { ident, join, list, sql, type Sql } from '../sql/sql.ts';
import { binCounts, binEdges, binLabels, placeOf, scaleOf, type Scale } from './range.ts';
import type { TableProfile, ValueProfile } from './report.ts';
import { roleOf, type Profiled } from './roles.ts';
import { profileTimestamp } from './timestamp.ts';

/** Columns with at most so many different values are counted exactly. */
const exactDistinct = 5000;
/** Columns with at most so many have all their values counted to find the commonest. */
const fewValues = 200;
const commonest = 10;
const longest = 200;

/** A column, and what the first scan says of it. */
interface Summary {
  column: Column;
  scale: Scale | null;
  nulls: number;
  distinct: number;
  min: string | null;
  max: string | null;
  /** Ends of the line that its finite values lie on. */
  low: number | null;
  high: number | null;
}

/**
 * Profiles every column in two scans (a third where a column has many different words) and the
 * timestamp in two more. Counts in bins come from the histogram aggregate: one scan for all columns.
 */
export async function profileTable(engine: Engine, table: Profiled, run?: Run): Promise<TableProfile> {
  const step = stepOf(run, 'profiling', table.name);
  const { rows, columns } = await profileColumns(engine, table, step);
  return {
    table: table.name,
    rows,
    columns: columns.map(({ name, type, ...values }) => ({ name, type, role: roleOf(table, name), ...values })),
    timestamp:
      table.timestamp && (await profileTimestamp(engine, { ...table, timestamp: table.timestamp }, rows, step)),
    head: await engine.arrow(sql`SELECT * FROM ${table.relation.from} LIMIT 50`, step),
  };
}

/** The same of a relation's columns alone. */
export async function profileColumns(
  engine: Engine,
  table: Readable,
  run: Run,
): Promise<{ rows: number; columns: ValueProfile[] }> {
  const { rows, summaries } = await summarise(engine, table, run);
  const counts = rows > 0 ? await countValues(engine, table, rows, summaries, run) : summaries.map(() => null);
  return { rows, columns: summaries.map((summary, i) => toProfile(summary, counts[i]!)) };
}

/** What has rows, of which nothing else is known. */
interface Readable {
  relation: { from: Sql; columns: readonly Column[] };
}

async function summarise(
  engine: Engine,
  { relation }: Readable,
  run: Run,
): Promise<{ rows: number; summaries: Summary[] }> {
  const scaled = relation.columns.map((column) => ({ column, scale: scaleOf(column) }));
  const items = scaled.flatMap(({ column, scale }, i) => {
    const name = ident(column.name);
    const plain = scale || column.type === 'BOOLEAN';
    const hashed = plain || column.type === 'VARCHAR' ? name : text(column);
    const ordered = plain ? name : text(column);
    const place = scale ? placeOf(column, scale) : sql`NULL::DOUBLE`;
    return [
      sql`(count(*) - count(${name}))::DOUBLE AS ${ident(`nulls${i}`)}`,
      sql`approx_count_distinct(${hashed})::DOUBLE AS ${ident(`distinct${i}`)}`,
      sql`min(${ordered})::VARCHAR AS ${ident(`min${i}`)}`,
      sql`max(${ordered})::VARCHAR AS ${ident(`max${i}`)}`,
      sql`min(${place}) AS ${ident(`low${i}`)}`,
      sql`max(${place}) AS ${ident(`high${i}`)}`,
    ];
  });
  const query = sql`SELECT ${join([sql`count(*)::DOUBLE AS n`, ...items])} FROM ${relation.from}`;
  const [found] = await engine.rows<Record<string, number | string | null>>(query, run);
  const summaries = scaled.map(({ column, scale }, i) => {
    const of = <T>(what: string) => found![`${what}${i}`] as T;
    const [nulls, distinct] = [of<number>('nulls'), of<number>('distinct')];
    return {
      column,
      scale,
      nulls,
      distinct,
      min: of<string | null>('min'),
      max: of<string | null>('max'),
      low: of<number | null>('low'),
      high: of<number | null>('high'),
    };
  });
  return { rows: found!.n as number, summaries };
}

/** What is counted of a column: exact distinct values, or null, and counts by key in the map's order. */
interface Counts {
  distinct: number | null;
  counts: [key: string, count: number][];
}

async function countValues(
  engine: Engine,
  { relation }: Readable,
  rows: number,
  summaries: Summary[],
  run: Run,
): Promise<Counts[]> {
  const items = summaries.flatMap(({ column, scale, distinct, low, high, nulls }, i) => {
    const [map, exact] = [ident(`map${i}`), ident(`distinct${i}`)];
    const counted = distinct <= exactDistinct ? sql`count(DISTINCT ${ident(column.name)})::DOUBLE` : sql`NULL::DOUBLE`;
    const counts = () => {
      if (scale && low !== null && high !== null) return binCounts(placeOf(column, scale), binEdges(low, high, scale));
      if (scale || nulls === rows || isName(distinct, rows)) return sql`NULL::MAP(VARCHAR, UBIGINT)`;
      if (distinct <= fewValues) return sql`histogram(${text(column)})`;
      return sql`map_from_entries(list_transform(approx_top_k(${text(column)}, ${commonest}), lambda v: {'k': v, 'v': 0::UBIGINT}))`;
    };
    return [sql`${counts()} AS ${map}`, sql`${counted} AS ${exact}`];
  });
  const found = await readMaps(engine, sql`SELECT ${join(items)} FROM ${relation.from}`, summaries.length, run);
  return recount(engine, relation.from, summaries, found, run);
}

/** The words that an approximate search found get their exact counts. */
async function recount(
  engine: Engine,
  from: Sql,
  summaries: readonly Summary[],
  found: Counts[],
  run: Run,
): Promise<Counts[]> {
  const guessed = found.map(({ counts }) => counts.length > 0 && counts.every(([, n]) => n === 0));
  if (!guessed.includes(true)) return found;
  const items = summaries.flatMap(({ column }, i) => {
    const words = list(found[i]!.counts.map(([word]) => word));
    const map = guessed[i]
      ? sql`histogram(CASE WHEN list_contains(${words}, ${text(column)}) THEN ${text(column)} END)`
      : sql`NULL::MAP(VARCHAR, UBIGINT)`;
    return [sql`${map} AS ${ident(`map${i}`)}`, sql`NULL::DOUBLE AS ${ident(`distinct${i}`)}`];
  });
  const exact = await readMaps(engine, sql`SELECT ${join(items)} FROM ${from}`, summaries.length, run);
  return found.map((counts, i) => (guessed[i] ? { ...counts, counts: exact[i]!.counts } : counts));
}

/** Reads one row of `map<i>`, `distinct<i>`: the maps one entry a row, in their order. */
async function readMaps(engine: Engine, query: Sql, columns: number, run: Run): Promise<Counts[]> {
  const parts = Array.from({ length: columns }, (_, i) => {
    const map = ident(`map${i}`);
    return sql`SELECT ${i} AS i, NULL AS k, ${ident(`distinct${i}`)} AS n FROM scan
      UNION ALL SELECT ${i}, unnest(map_keys(${map}))::VARCHAR, unnest(map_values(${map}))::DOUBLE FROM scan`;
  });
  const rows = await engine.rows<{ i: number; k: string | null; n: number | null }>(
    sql`WITH scan AS MATERIALIZED (${query}) ${join(parts, ' UNION ALL ')}`,
    run,
  );
  const found: Counts[] = Array.from({ length: columns }, () => ({ distinct: null, counts: [] }));
  for (const { i, k, n } of rows) {
    if (k === null) found[i]!.distinct = n;
    else found[i]!.counts.push([k, n!]);
  }
  return found;
}

function toProfile(summary: Summary, counted: Counts | null): ValueProfile {
  const { column, scale, nulls, distinct, min, max, low, high } = summary;
  const counts = counted?.counts ?? [];
  const profile = {
    ...column,
    nulls,
    distinct: counted?.distinct ?? distinct,
    min,
    max,
  };
  if (scale && low !== null && high !== null) {
    const labels = binLabels(low, binEdges(low, high, scale), scale);
    return { ...profile, bins: labels.map((label, i) => ({ label, count: counts[i]?.[1] ?? 0 })) };
  }
  const sorted = counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, commonest);
  return { ...profile, bins: sorted.map(([label, count]) => ({ label, count })) };
}

/** Nearly all different: there is no commonest value. */
function isName(distinct: number, rows: number): boolean {
  return distinct > fewValues && distinct > 0.9 * rows;
}

function text({ name }: Column): Sql {
  return sql`left(${ident(name)}::VARCHAR, ${longest})`;
}
