import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { examplesOf } from './causes/examples.ts';
import type { ComparedInput, ComputedPairs } from './pairs.ts';
import type { SkewCause } from './report.ts';

/** Which pairs differ: a feature's column, and the words in it of those that do not. */
export interface OddPairs {
  column: (feature: number) => Sql;
  fine: readonly string[];
}

/**
 * Of features that are computed from others, per feature: the rows that differ and in which one of its inputs, where that
 * is compared too, does. No other cause is looked for, for no row of a source has such values.
 */
export async function inputsDiffer(
  engine: Engine,
  { table, inputs }: Pick<ComputedPairs, 'table' | 'inputs'>,
  odd: OddPairs,
  run?: Run,
): Promise<SkewCause[][]> {
  const causes: SkewCause[][] = [];
  for (const [feature, read] of inputs.entries())
    causes.push(read.length === 0 ? [] : await causeOf(engine, { table, feature }, read, odd, run));
  return causes;
}

async function causeOf(
  engine: Engine,
  { table, feature }: Omit<ComparedInput, 'name'>,
  inputs: readonly ComparedInput[],
  { column, fine }: OddPairs,
  run?: Run,
): Promise<SkewCause[]> {
  const differs = (of: Sql, i: number) =>
    sql`coalesce(${of}.${column(i)} NOT IN (${join(fine.map((one) => sql`${one}`))}), FALSE)`;
  const names = inputs.map((_, i) => ident(`i${i}`));
  const joined = inputs.map((input, i) => sql`\nLEFT JOIN ${input.table} ${names[i]!} ON ${names[i]!}.n = p.n`);
  const any = inputs.map((input, i) => differs(names[i]!, input.feature));
  const each = any.map((one, i) => sql`count_if(${one})::DOUBLE AS ${names[i]!}`);
  const [found] = await engine.rows<Record<string, number> & { n: bigint | null }>(
    sql`SELECT min(p.n) AS n, count(*)::DOUBLE AS rows, ${join(each)}
FROM ${table} p${join(joined, '')}
WHERE p.entity IS NOT NULL AND isfinite(p."at") AND ${differs(sql`p`, feature)} AND (${join(any, ' OR ')})`,
    run,
  );
  const { n, rows } = found!;
  if (n === null) return [];
  const odd = inputs.filter((_, i) => found![`i${i}`]! > 0).map(({ name }) => name);
  const detail = odd.length === 1 ? `its input ${odd[0]!} differs` : `one of its inputs (${odd.join(', ')}) differs`;
  const [example] = await examplesOf(engine, { table }, feature, [n], run);
  return [{ cause: 'inputs', rows: rows!, detail, example: example! }];
}
