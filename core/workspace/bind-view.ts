import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError, type Where } from '../errors/asof-error.ts';
import { guessKeys } from '../infer/keys.ts';
import { readShape, type Shape } from '../infer/shape.ts';
import { guessTimes } from '../infer/times.ts';
import type { Feature, FeatureView } from '../model/views/feature-view.ts';
import type { Inference, Source } from '../model/definitions.ts';
import { stem } from '../model/path.ts';
import { sql, typeName } from '../sql/sql.ts';
import type { BoundFeature, BoundKey, BoundView, Instant } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import type { PlaceOfField } from '../model/defined.ts';
import { findColumn, findNamed, nameColumns, type NamedColumns } from './columns.ts';
import { unlistedFeatures, type LabelPart } from './every-feature.ts';
import { bindAggregation } from './bind-aggregation.ts';
import { bindInstant } from './instant.ts';
import { Attempts, type Outcome } from './outcome.ts';

/** What is known beside a feature view's file. */
export interface ViewContext {
  /** Absent for an unnamed file used as a view. */
  definition?: FeatureView;
  place: PlaceOfField;
  /** Absent for an unnamed file used as a source. */
  source?: Source;
  sourcePlace: PlaceOfField;
  /** The join keys of the definition's entities. */
  joinKeys: readonly string[];
  /** Join keys of every entity, for a guess. */
  known: readonly string[];
  /** The label table that it will be joined to, for a guess. */
  labels: Shape | null;
  /** What label tables have that is no feature. */
  parts: readonly LabelPart[];
}

type Fields = Pick<Source, 'timestampField' | 'createdTimestampField' | 'availableAt'>;

/** Finds a feature view's columns and guesses what is not said. */
export async function bindView(
  engine: Engine,
  relation: Relation,
  context: ViewContext,
  run?: Run,
): Promise<Outcome<BoundView>> {
  const { definition, source } = context;
  const attempts = new Attempts();
  const inferred: Inference[] = [...relation.inferred];
  const mapping = source?.fieldMapping ?? {};
  for (const column of Object.keys(mapping))
    await attempts.try(() => findColumn(relation, column, context.sourcePlace('field_mapping')));
  for (const column of Object.keys(source?.columns ?? {}))
    await attempts.try(() => findColumn(relation, column, context.sourcePlace('columns')));
  const columns = nameColumns(relation, mapping);
  const shape = source && definition ? null : await readShape(engine, relation, run);

  const fields = source ?? (await attempts.try(() => guessFields(shape!, inferred)));
  const instant = async (field: string, name: string | undefined) => {
    if (name === undefined) return null;
    const where = context.sourcePlace(field);
    const bound = await attempts.try(() =>
      bindInstant(engine, relation, findNamed(columns, name, where).name, { ...source, rounding: 'up' }, where, run),
    );
    inferred.push(...(bound?.inferred ?? []));
    return bound?.instant ?? null;
  };
  const timestamp = await instant('timestamp_field', fields?.timestampField);
  const created = await instant('created_timestamp_field', fields?.createdTimestampField);
  const available = after(timestamp, source?.availableAfter) ?? (await instant('available_at', fields?.availableAt));
  const times = [timestamp, created, available].flatMap((time) => time?.column ?? []);

  const keys: BoundKey[] = [];
  for (const name of context.joinKeys) {
    const column = await attempts.try(() => findNamed(columns, name, context.place('entities')));
    if (column) keys.push(boundKey(name, column));
  }
  if (!definition) keys.push(...((await attempts.try(() => guessViewKeys(shape!, context, times, inferred))) ?? []));

  const features: BoundFeature[] = [];
  for (const aggregation of definition?.aggregations ?? []) {
    const where = context.place(`aggregations/${aggregation.name}`);
    const bound = await attempts.try(() => bindAggregation(engine, columns, aggregation, where));
    if (bound) features.push(bound);
  }
  for (const feature of definition?.aggregations ? [] : (definition?.features ?? [])) {
    const where = context.place(`features/${feature.name}`);
    const bound = await attempts.try(() => bindFeature(engine, columns, feature, where, run));
    if (bound) features.push(bound);
  }
  const leftOut: BoundFeature[] = [];
  if (!definition?.features) {
    const every = unlistedFeatures(relation, columns, [...times, ...keys.map((key) => key.column)], context.parts);
    features.push(...every.features);
    leftOut.push(...every.leftOut);
    inferred.push(...every.inferred);
  }

  const dedupeBy: string[] = [];
  for (const name of definition?.aggregations ? (source?.dedupeBy ?? []) : []) {
    const column = await attempts.try(() => findNamed(columns, name, context.sourcePlace('dedupe_by')));
    if (column) dedupeBy.push(column.name);
  }

  return attempts.outcome(() => ({
    name: definition?.name ?? stem(relation.name),
    relation,
    keys,
    timestamp: timestamp!,
    created,
    available,
    ttl: definition?.ttl ?? null,
    features,
    ...(dedupeBy.length > 0 && { dedupeBy }),
    leftOut,
    inferred,
  }));
}

function after(event: Instant | null, delay: bigint | undefined): Instant | null {
  if (!event || delay === undefined) return null;
  return { column: event.column, at: sql`(${event.at} + to_microseconds(${delay}))`, after: delay };
}

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
  const others = context.labels?.relation.columns.map((column) => column.name) ?? [];
  return guess.keys.map((column) => boundKey(nameIn(others, column), findColumn(shape.relation, column)));
}

/** A key's name in the labels, which may differ in case. */
function nameIn(names: readonly string[], column: string): string {
  if (names.includes(column)) return column;
  return names.find((name) => name.toLowerCase() === column.toLowerCase()) ?? column;
}

function boundKey(name: string, column: Column): BoundKey {
  return { name, column: column.name, type: column.type };
}

/** Throws `column_missing`, and `definitions_invalid` for a default that is not of the column's type. */
async function bindFeature(
  engine: Engine,
  columns: NamedColumns,
  feature: Feature,
  where?: Where,
  run?: Run,
): Promise<BoundFeature> {
  const column = findNamed(columns, feature.name, where);
  const bound = { name: feature.name, column: column.name, type: column.type };
  if (feature.default === undefined) return { ...bound, default: null };
  // From text, which DuckDB casts to every type.
  const literal = String(feature.default);
  const type = typeName(column.type);
  const [tried] = await engine.rows<{ ok: boolean }>(
    sql`SELECT TRY_CAST(${literal} AS ${type}) IS NOT NULL AS ok`,
    run,
  );
  if (tried!.ok) return { ...bound, default: sql`CAST(${literal} AS ${type})` };
  const message = `the default of feature "${feature.name}" is "${literal}", which is no ${column.type}`;
  const expected = `write a value of the type that ${columns.relation.name}.${column.name} has`;
  throw new AsofError('definitions_invalid', { message, expected }, { where: { ...where, column: column.name } });
}
