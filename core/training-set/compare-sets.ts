import type { Column, Engine, Run } from '../engine/engine.ts';
import { forParquet } from '../engine/leaving-types.ts';
import { Scratch } from '../engine/scratch.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { Relation } from '../table/relation.ts';
import { isComparable } from '../types/describe-type.ts';
import type { DifferingValue, VerifiedValues } from './verify-report.ts';

/** Of a column. */
const mostExamples = 3;

/** Compares a training set that was written with the query that makes it again, row by row in their order. */
export async function compareSets(engine: Engine, set: Relation, again: Sql, run?: Run): Promise<VerifiedValues> {
  const scratch = new Scratch(engine);
  try {
    const query = forParquet(again, await engine.columns(again));
    const made = await engine.columns(query);
    const named = (as: string, columns: readonly Column[]) =>
      join(columns.map(({ name }, i) => sql`${ident(name)} AS ${ident(`${as}${i}`)}`));
    const fresh = await scratch.table(
      'again',
      sql`SELECT row_number() OVER () - 1 AS n, ${named('r', made)} FROM (${query})`,
      run,
    );
    const { rowOrder, from, columns } = set;
    const written = sql`(SELECT row_number() OVER (ORDER BY o) - 1 AS n, * FROM (SELECT ${rowOrder} AS o, ${named('s', columns)} FROM ${from}))`;
    const pairs = columns.flatMap(({ name, type }, i) => {
      const place = made.findIndex((one) => one.name === name);
      if (place === -1) return [];
      const [old, now] = [sql`s.${ident(`s${i}`)}`, sql`r.${ident(`r${place}`)}`];
      const types = { set: type, again: made[place]!.type };
      const asText = isComparable(types.set, types.again) ? sql`` : sql`::VARCHAR`;
      return [{ name, types, set: old, again: now, differs: sql`${old}${asText} IS DISTINCT FROM ${now}${asText}` }];
    });
    const both = sql`${written} s JOIN ${fresh} r ON s.n = r.n`;
    const counts = pairs.map(
      ({ differs }, i) => sql`count(CASE WHEN ${differs} THEN 1 END)::DOUBLE AS ${ident(`c${i}`)}`,
    );
    const [counted] = await engine.rows<Record<string, number>>(
      sql`SELECT (SELECT count(*) FROM ${from})::DOUBLE AS written, (SELECT count(*) FROM ${fresh})::DOUBLE AS fresh${join(
        counts.map((one) => sql`, ${one}`),
        '',
      )} FROM ${both}`,
      run,
    );
    const differing: VerifiedValues['differing'] = [];
    for (const [i, pair] of pairs.entries()) {
      const rows = counted![`c${i}`]!;
      if (rows === 0) continue;
      const examples = await engine.rows<DifferingValue>(
        sql`SELECT s.n::DOUBLE AS row, ${pair.set}::VARCHAR AS "set", ${pair.again}::VARCHAR AS again FROM ${both} WHERE ${pair.differs} ORDER BY s.n LIMIT ${mostExamples}`,
        run,
      );
      differing.push({ column: pair.name, rows, examples });
    }
    const [old, now] = [columns, made].map((all) => all.map(({ name }) => name)) as [string[], string[]];
    return {
      rows: { set: counted!.written!, again: counted!.fresh! },
      columns: {
        only_set: old.filter((name) => !now.includes(name)),
        only_again: now.filter((name) => !old.includes(name)),
        retyped: pairs.flatMap(({ name, types: { set, again } }) =>
          isComparable(set, again) ? [] : [{ column: name, set, again }],
        ),
      },
      differing,
    };
  } finally {
    await scratch.drop();
  }
}
