import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, list, sql, type Sql } from '../../sql/sql.ts';

/** Figures of one column, by name: aggregates over its text, each a DOUBLE or VARCHAR. */
export type Measures = Record<string, (text: Sql) => Sql>;
export type Figures = Record<string, number | string | null>;

/** From here on a statement with an aggregate for each column takes longer than one over all their values. */
const wide = 100;

/** The figures of several columns, each with its own measures, in one pass where the table is not wide; and the rows. */
export async function measure(
  engine: Engine,
  from: Sql,
  columns: readonly { name: string; measures: Measures }[],
  run?: Run,
): Promise<{ figures: Figures[]; rows: number }> {
  return columns.length > wide ? measureWide(engine, from, columns, run) : measureNarrow(engine, from, columns, run);
}

async function measureNarrow(
  engine: Engine,
  from: Sql,
  columns: readonly { name: string; measures: Measures }[],
  run?: Run,
): Promise<{ figures: Figures[]; rows: number }> {
  const asked = columns.flatMap(({ name, measures }, i) =>
    Object.entries(measures).map(([figure, of]) => sql`${of(ident(name))} AS ${ident(`${figure}${i}`)}`),
  );
  const [found] = await engine.rows<Figures>(
    sql`SELECT ${join([sql`count(*)::DOUBLE AS n`, ...asked])} FROM ${from}`,
    run,
  );
  const figures = columns.map(({ measures }, i) =>
    Object.fromEntries(Object.keys(measures).map((figure) => [figure, found![`${figure}${i}`]!])),
  );
  return { figures, rows: found!.n as number };
}

/** The values of all columns with the same measures become rows, so that the statement does not grow with their number. */
async function measureWide(
  engine: Engine,
  from: Sql,
  columns: readonly { name: string; measures: Measures }[],
  run?: Run,
): Promise<{ figures: Figures[]; rows: number }> {
  const figures: Figures[] = columns.map(() => ({}));
  const places = columns.map((_, i) => i);
  let all = 0;
  for (const measures of new Set(columns.map((column) => column.measures))) {
    const own = places.filter((i) => columns[i]!.measures === measures);
    const values = join(own.map((i) => ident(columns[i]!.name)));
    const asked = join(Object.entries(measures).map(([figure, of]) => sql`${of(sql`v`)} AS ${ident(figure)}`));
    const found = await engine.rows<Figures & { i: number; rows: number }>(
      sql`SELECT i::DOUBLE AS i, count(*)::DOUBLE AS rows, ${asked} FROM (SELECT unnest([${values}]) AS v, unnest(${list(own)}) AS i FROM ${from}) GROUP BY i`,
      run,
    );
    for (const { i, rows, ...row } of found) {
      figures[i] = row;
      all = rows;
    }
    // Without rows there are no groups.
    if (found.length === 0)
      for (const i of own) figures[i] = Object.fromEntries(Object.keys(measures).map((key) => [key, null]));
  }
  return { figures, rows: all };
}
