import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { inStatements } from '../engine/statements.ts';
import type { PlannedView } from '../join/request.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { keyNames, rowsSql } from '../view/rows.ts';
import { sameSql, type Side } from './comparison.ts';

/** How often chance may make a row of the entity's look like the one that was served. */
const chance = 1 / 100;

/**
 * Where a log does not say which row was served, its values may: a value that differs from the offline one
 * and is exactly that of an earlier or later row of its entity is `stale` or `ahead`, and no `mismatch`.
 * A flag equals some older row by chance, so a row is believed only where all the values that it shares with
 * the log, and not with the offline row, are too much for chance together: where the product of their
 * features' chances that two values are the same, times the entity's rows, is below one in a hundred. Gives
 * the table of pairs with these classes; the times stay unknown. `rows` is at least as many as there are pairs.
 */
export async function proveRows(
  engine: Engine,
  planned: PlannedView,
  served: readonly Side[],
  { name: pairs, rows }: { name: Sql; rows: number },
  kept: Scratch,
  run?: Run,
): Promise<Sql> {
  const weights = await weigh(engine, planned, { name: pairs, rows }, run);
  const classes = planned.features.map((_, i) => {
    const name = ident(`s${i}`);
    return sql`CASE WHEN pairs.${name} = 'mismatch' AND proof.${ident(`m${i}`)} THEN CASE WHEN proof.t < pairs.off_t THEN 'stale' ELSE 'ahead' END ELSE pairs.${name} END AS ${name}`;
  });
  return kept.table(
    'pairs',
    sql`SELECT pairs.* REPLACE (${join(classes)}) FROM ${pairs} pairs LEFT JOIN (${proofSql(planned, served, pairs, weights)}) proof USING (n) ORDER BY n`,
    run,
  );
}

/** Per feature the natural logarithm of one over the chance that two entities' values are the same, as far as these pairs tell. */
async function weigh(
  engine: Engine,
  { features }: PlannedView,
  pairs: { name: Sql; rows: number },
  run?: Run,
): Promise<number[]> {
  const weights = features.map(() => 0);
  for (const some of inStatements([...features.keys()], pairs.rows)) {
    const each = some.map(
      (
        i,
      ) => sql`SELECT ${i}::INTEGER AS i, ln((coalesce(sum(c), 0) * (coalesce(sum(c), 0) - 1) + 1) / (coalesce(sum(c * (c - 1)), 0) + 1)) AS weight
FROM (SELECT count(*)::DOUBLE AS c FROM ${pairs.name} WHERE ${ident(`f${i}`)} IS NOT NULL GROUP BY ${ident(`f${i}`)})`,
    );
    for (const { i, weight } of await engine.rows<{ i: number; weight: number }>(join(each, '\nUNION ALL '), run))
      weights[i] = weight;
  }
  return weights;
}

/** Per pair the row that explains most: `t`, and m0.. for the features whose values it has. */
function proofSql(planned: PlannedView, served: readonly Side[], pairs: Sql, weights: readonly number[]): Sql {
  const { view, features } = planned;
  const keys = join(keyNames(view));
  const values = features.map(({ column }, i) => sql`${ident(column)} AS ${ident(`v${i}`)}`);
  const source = rowsSql(view, { times: ['t'], features: values });
  const isOdd = join(
    features.map((_, i) => sql`${ident(`s${i}`)} = 'mismatch'`),
    ' OR ',
  );
  const shared = features.map(({ type }, i) => {
    const [then, now] = [
      { type, value: ident(`v${i}`) },
      { type, value: ident(`f${i}`) },
    ];
    const { value } = served[i]!;
    return sql`coalesce(${value} IS NOT NULL AND ${sameSql(then, served[i]!)} AND NOT ${sameSql(then, now)}, FALSE) AS ${ident(`m${i}`)}`;
  });
  const marks = features.map((_, i) => ident(`m${i}`));
  const evidence = join(
    marks.map((mark, i) => sql`CASE WHEN ${mark} THEN ${String(weights[i]!)}::DOUBLE ELSE 0 END`),
    ' + ',
  );
  const best = sql`{'evidence': ${evidence}, 'near': -abs(epoch_us(t) - epoch_us(off_t))}`;
  const picked = marks.map((mark) => sql`arg_max(${mark}, best) AS ${mark}`);
  return sql`SELECT n, arg_max(t, best) AS t, ${join(picked)} FROM (
  SELECT *, ${best} AS best FROM (
    SELECT n, off_t, h.t, h.rows, ${join(shared)} FROM (SELECT * FROM ${pairs} WHERE ${isOdd}) o
    JOIN (SELECT *, count(*) OVER (PARTITION BY ${keys}) AS rows FROM (${source})
      SEMI JOIN (SELECT ${keys} FROM ${pairs} WHERE ${isOdd}) USING (${keys})) h USING (${keys})
    WHERE h.t <> off_t AND isfinite(h.t)
  ) WHERE ${join(marks, ' OR ')}
) WHERE best.evidence >= ln(rows / ${String(chance)}::DOUBLE) GROUP BY n`;
}
