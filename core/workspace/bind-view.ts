import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { guessKeys } from '../infer/keys.ts';
import { readShape, type Shape } from '../infer/shape.ts';
import { guessTimes } from '../infer/times.ts';
import type { Feature, FeatureView, Inference, Source } from '../model/definitions.ts';
import { stem } from '../model/path.ts';
import { sql, typeName, type Sql } from '../sql/sql.ts';
import type { BoundFeature, BoundKey, BoundView } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { findNamed, nameColumns, type NamedColumns } from './columns.ts';
import { bindInstant } from './instant.ts';

/** What is known beside a feature view's file. */
export interface ViewContext {
  /** Absent for an unnamed file used as a view. */
  definition?: FeatureView;
  /** Absent for an unnamed file used as a source. */
  source?: Source;
  /** The join keys of the definition's entities. */
  joinKeys: readonly string[];
  /** Join keys of every entity, for a guess. */
  known: readonly string[];
  /** The label table that it will be joined to, for a guess. */
  labels: Shape | null;
}

/** Finds a feature view's columns and guesses what is not said. Throws what is wrong with the first that is. */
export async function bindView(
  engine: Engine,
  relation: Relation,
  context: ViewContext,
  run?: Run,
): Promise<BoundView> {
  const { definition, source } = context;
  const inferred: Inference[] = [];
  const columns = nameColumns(relation, source?.fieldMapping);
  const shape = source && definition ? null : await readShape(engine, relation, run);
  const fields = source ?? guessFields(shape!, inferred);
  const instant = (name: string) =>
    bindInstant(engine, relation, findNamed(columns, name).name, source?.timestampUnit, run);
  const timestamp = await instant(fields.timestampField);
  const created = fields.createdTimestampField ? await instant(fields.createdTimestampField) : null;
  const available = fields.availableAt ? await instant(fields.availableAt) : null;
  const times = [timestamp, created, available].flatMap((time) => time?.column ?? []);
  const keys = definition
    ? context.joinKeys.map((name) => boundKey(name, findNamed(columns, name)))
    : guessViewKeys(shape!, context, times, inferred);
  const features = definition?.features
    ? await bindFeatures(engine, relation, columns, definition.features, run)
    : everyFeature(columns, [...times, ...keys.map((key) => key.column)], inferred);
  return {
    name: definition?.name ?? stem(relation.name),
    relation,
    keys,
    timestamp,
    created,
    available,
    ttl: definition?.ttl ?? null,
    features,
    inferred,
  };
}

type Fields = Pick<Source, 'timestampField' | 'createdTimestampField' | 'availableAt'>;

function guessFields(shape: Shape, inferred: Inference[]): Fields {
  const times = guessTimes(shape);
  if (times.problem) throw times.problem;
  inferred.push(...times.inferred);
  return {
    timestampField: times.timestampField!,
    createdTimestampField: times.created ?? undefined,
    availableAt: times.available ?? undefined,
  };
}

function guessViewKeys(shape: Shape, context: ViewContext, taken: string[], inferred: Inference[]): BoundKey[] {
  const labelColumns = context.labels?.relation.columns.map((column) => column.name);
  const known = context.known.filter((key) => labelColumns?.includes(key) ?? true);
  const guess = guessKeys(shape, { known, partners: context.labels ? [context.labels] : [], taken });
  if (guess.problem) throw guess.problem;
  inferred.push(...guess.inferred);
  return guess.keys.map((name) =>
    boundKey(
      name,
      shape.relation.columns.find((column) => column.name === name)!,
    ),
  );
}

function boundKey(name: string, column: Column): BoundKey {
  return { name, column: column.name, type: column.type };
}

function everyFeature({ columns }: NamedColumns, taken: readonly string[], inferred: Inference[]): BoundFeature[] {
  const features = columns
    .filter(({ column }) => !taken.includes(column.name))
    .map(({ name, column }) => ({ name, column: column.name, type: column.type, default: null }));
  const value = features.map((feature) => feature.name).join(', ');
  inferred.push({ what: 'features', value, reason: 'every column that is not a key or a timestamp' });
  return features;
}

async function bindFeatures(
  engine: Engine,
  relation: Relation,
  columns: NamedColumns,
  features: readonly Feature[],
  run?: Run,
): Promise<BoundFeature[]> {
  const bound: BoundFeature[] = [];
  for (const feature of features) {
    const column = findNamed(columns, feature.name);
    const otherwise = feature.default === undefined ? null : await typedDefault(engine, relation, feature, column, run);
    bound.push({ name: feature.name, column: column.name, type: column.type, default: otherwise });
  }
  return bound;
}

/** The default as a literal of the column's type. Throws `definitions_invalid` where it is none. */
async function typedDefault(
  engine: Engine,
  relation: Relation,
  feature: Feature,
  column: Column,
  run?: Run,
): Promise<Sql> {
  // From text, which DuckDB casts to every type.
  const literal = String(feature.default);
  const type = typeName(column.type);
  const [tried] = await engine.rows<{ ok: boolean }>(
    sql`SELECT TRY_CAST(${literal} AS ${type}) IS NOT NULL AS ok`,
    run,
  );
  if (tried!.ok) return sql`CAST(${literal} AS ${type})`;
  const message = `the default of feature "${feature.name}" is "${feature.default}", which is no ${column.type}`;
  const expected = `write a value of the type that ${relation.name}.${column.name} has`;
  throw new AsofError('definitions_invalid', { message, expected }, { where: { column: column.name } });
}
