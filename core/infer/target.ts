import type { Engine, Run } from '../engine/engine.ts';
import type { Inference } from '../model/definitions.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { measure, type Measures } from '../table/text/measure.ts';
import { doubt } from './doubt.ts';
import { targetNameStrength } from './names.ts';
import type { Shape, ShapedColumn } from './shape.ts';

export interface TargetGuess {
  target: string | null;
  inferred: Inference[];
}

/** How many rows are looked at for how many values a column has. */
const looked = 10_000;

/** Guesses a label table's target: by name, else the boolean, else the only column left, else the only one with two values. */
export async function guessTarget(
  engine: Engine,
  shape: Shape,
  taken: readonly string[],
  run?: Run,
): Promise<TargetGuess> {
  const free = shape.columns.filter((column) => !taken.includes(column.name) && !column.isTime && !column.index);
  const strongest = Math.max(0, ...free.map((column) => targetNameStrength(column.name)));
  const named = strongest > 0 ? free.filter((column) => targetNameStrength(column.name) === strongest) : [];
  if (named.length) return guess(named, 'named like a target');
  const booleans = free.filter((column) => column.family === 'boolean');
  if (booleans.length) return guess(booleans, 'true or false');
  if (free.length === 1) return guess(free, 'the only column that is neither key nor timestamp');
  const binary = await withTwoValues(engine, shape, free, run);
  return binary.length ? guess(binary, 'it has two values') : { target: null, inferred: [] };
}

function guess([first, ...others]: readonly ShapedColumn[], reason: string): TargetGuess {
  const target = first!.name;
  return { target, inferred: [{ what: 'target', value: target, reason: `${reason}${doubt(others)}` }] };
}

async function withTwoValues(
  engine: Engine,
  shape: Shape,
  columns: readonly ShapedColumn[],
  run?: Run,
): Promise<ShapedColumn[]> {
  if (columns.length === 0) return [];
  const names = join(columns.map(({ name }) => sql`${ident(name)}::VARCHAR AS ${ident(name)}`));
  const { figures } = await measure(
    engine,
    sql`(SELECT ${names} FROM ${shape.relation.from} LIMIT ${looked})`,
    columns.map(({ name }) => ({ name, measures: distinctMeasures })),
    run,
  );
  return columns.filter((_, i) => figures[i]!.values === 2);
}

const distinctMeasures: Measures = { values: (x) => sql`count(DISTINCT ${x})::DOUBLE` };
