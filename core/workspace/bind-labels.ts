import type { Column, Engine, Run } from '../engine/engine.ts';
import { guessKeys } from '../infer/keys.ts';
import { readShape, type Shape } from '../infer/shape.ts';
import { guessTarget } from '../infer/target.ts';
import { guessTimes } from '../infer/times.ts';
import type { Inference, LabelTable } from '../model/definitions.ts';
import type { BoundKey, BoundLabels } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { findColumn } from './columns.ts';
import { bindInstant } from './instant.ts';

/** What is known beside a label table's file. */
export interface LabelsContext {
  /** Absent for an unnamed file. */
  definition?: LabelTable;
  /** Join keys of the definition's entities: the file must have them. */
  required: readonly string[];
  /** Join keys of every entity: where the file has them they are keys too. */
  known: readonly string[];
  /** Unnamed feature files that it will be joined with; asked for only where keys have to be guessed. */
  partners: () => Promise<Shape[]>;
}

/** Finds a label table's columns and guesses what is not said. Throws what is wrong with the first that is. */
export async function bindLabels(
  engine: Engine,
  relation: Relation,
  context: LabelsContext,
  run?: Run,
): Promise<BoundLabels> {
  const { definition } = context;
  const inferred: Inference[] = [];
  const shape = await readShape(engine, relation, run);
  let timestampField = definition?.timestampField;
  if (timestampField === undefined) {
    const times = guessTimes(shape);
    if (times.problem) throw times.problem;
    timestampField = times.timestampField!;
    inferred.push(...times.inferred.filter(({ what }) => what === 'timestamp_field'));
  }
  const timestamp = await bindInstant(engine, relation, timestampField, definition?.timestampUnit, run);
  const named = definition?.target === undefined ? null : findColumn(relation, definition.target);
  const taken = [timestampField, ...(named ? [named.name] : [])];
  const keys = await findKeys(shape, context, taken, inferred);
  const guess = named ? null : await guessTarget(engine, shape, [...taken, ...keys.map((key) => key.column)], run);
  inferred.push(...(guess?.inferred ?? []));
  const target = named ?? (guess?.target ? findColumn(relation, guess.target) : null);
  return { name: relation.name, relation, keys, timestamp, target, inferred };
}

async function findKeys(
  shape: Shape,
  context: LabelsContext,
  taken: readonly string[],
  inferred: Inference[],
): Promise<BoundKey[]> {
  const { columns } = shape.relation;
  for (const key of context.required) findColumn(shape.relation, key);
  const names = columns.map((column) => column.name).filter((name) => context.known.includes(name));
  if (context.required.length > 0) return keysNamed(columns, names);
  const partners = names.length > 0 ? [] : await context.partners();
  const guess = guessKeys(shape, { known: context.known, partners, taken });
  if (guess.problem) throw guess.problem;
  inferred.push(...guess.inferred);
  return keysNamed(columns, guess.keys);
}

/** The keys among a table's columns, in the file's order. */
export function keysNamed(columns: readonly Column[], names: readonly string[]): BoundKey[] {
  return columns
    .filter((column) => names.includes(column.name))
    .map((column) => ({ name: column.name, column: column.name, type: column.type }));
}
