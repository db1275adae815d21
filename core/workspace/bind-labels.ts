import type { Column, Engine, Run } from '../engine/engine.ts';
import { guessKeys } from '../infer/keys.ts';
import { readShape, type Shape } from '../infer/shape.ts';
import { guessTarget } from '../infer/target.ts';
import { guessTimes } from '../infer/times.ts';
import type { Inference, LabelTable } from '../model/definitions.ts';
import type { BoundKey, BoundLabels } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import type { PlaceOfField } from '../model/defined.ts';
import { findColumn } from './columns.ts';
import { bindInstant } from './instant.ts';
import { Attempts, type Outcome } from './outcome.ts';

/** What is known beside a label table's file. */
export interface LabelsContext {
  /** Absent for an unnamed file. */
  definition?: LabelTable;
  place: PlaceOfField;
  /** Join keys of the definition's entities: the file must have them. */
  required: readonly string[];
  /** Join keys of every entity: where the file has them they are keys too. */
  known: readonly string[];
  /** The columns that are keys where the file has them, if that is known and no guess. */
  keys?: readonly string[];
  /** Unnamed feature files that it will be joined with; asked for only where keys have to be guessed. */
  partners: () => Promise<Shape[]>;
  /** Columns that are values of features, as in a served log: neither keys nor timestamps. */
  isServed?: (column: string) => boolean;
}

/** Finds a label table's columns and guesses what is not said. */
export async function bindLabels(
  engine: Engine,
  relation: Relation,
  context: LabelsContext,
  run?: Run,
): Promise<Outcome<BoundLabels>> {
  const { definition, place } = context;
  const attempts = new Attempts();
  const inferred: Inference[] = [...relation.inferred];
  let reading: Promise<Shape> | undefined;
  const shape = (): Promise<Shape> => (reading ??= readShape(engine, relation, run).then(withoutServed));
  const withoutServed = (whole: Shape): Shape => ({
    ...whole,
    columns: whole.columns.filter(({ name }) => !context.isServed?.(name)),
  });
  const timestamp = await attempts.try(async () => {
    const field = definition?.timestampField ?? guessTimestamp(await shape(), inferred);
    const bound = await bindInstant(engine, relation, field, definition, place('timestamp_field'), run);
    inferred.push(...bound.inferred);
    return bound.instant;
  });
  const named = await attempts.try(() =>
    definition?.target === undefined ? null : findColumn(relation, definition.target, place('target')),
  );
  for (const column of Object.keys(definition?.columns ?? {}))
    await attempts.try(() => findColumn(relation, column, place('columns')));
  for (const key of context.required) await attempts.try(() => findColumn(relation, key, place('entities')));
  const taken = [timestamp?.column, named?.name].filter((name) => name !== undefined);
  const keys = await attempts.try(() => findKeys(relation, shape, context, taken, inferred));
  if (!timestamp || !keys || attempts.problems.length) return { value: null, problems: attempts.problems };
  const target =
    named ??
    (await guessTargetColumn(engine, await shape(), [...taken, ...keys.map((key) => key.column)], inferred, run));
  return { value: { name: relation.name, relation, keys, timestamp, target, inferred }, problems: [] };
}

function guessTimestamp(shape: Shape, inferred: Inference[]): string {
  const times = guessTimes(shape);
  if (times.problem) throw times.problem;
  inferred.push(...times.inferred.filter(({ what }) => what === 'timestamp_field'));
  return times.timestampField!;
}

async function guessTargetColumn(
  engine: Engine,
  shape: Shape,
  taken: readonly string[],
  inferred: Inference[],
  run?: Run,
): Promise<Column | null> {
  const guess = await guessTarget(engine, shape, taken, run);
  inferred.push(...guess.inferred);
  return guess.target === null ? null : findColumn(shape.relation, guess.target);
}

async function findKeys(
  { columns }: Relation,
  shape: () => Promise<Shape>,
  context: LabelsContext,
  taken: readonly string[],
  inferred: Inference[],
): Promise<BoundKey[]> {
  if (context.keys) return keysNamed(columns, context.keys);
  const names = columns.map((column) => column.name).filter((name) => context.known.includes(name));
  if (context.required.length > 0) return keysNamed(columns, names);
  const partners = names.length > 0 ? [] : await context.partners();
  const guess = guessKeys(await shape(), { known: context.known, partners, taken });
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
