import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { AskedOnDemand } from '../model/on-demand.ts';
import { exactText } from '../online/exact-text.ts';
import type { OnlineValue } from '../online/schema.ts';
import { storedSql } from '../online/stored-sql.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { computedSql, computedValue, isFailed, readColumn, toComputed } from '../view/on-demand/computed.ts';
import type { FoundColumn, LookupStatus } from './found-column.ts';
import type { GivenField } from './request-fields.ts';

/** Of so many entities at most in one statement. */
const mostAtOnce = 2000;

/** What computing on demand needs beside what was found. */
export interface ComputeOptions {
  /** A stored feature's type by its output name, where no entity has a value; null is not known. */
  typeOf: (output: string) => string | null;
  /** The request's fields, by name. */
  request: ReadonlyMap<string, GivenField>;
  entities: number;
}

/**
 * Adds the features of on-demand views to what was found of entities, by output name, computed by the statement that
 * computes them in training, of all entities at once whatever their requests. Gives for how many each could not be.
 * A feature is `missing` or `expired` where all of its stored inputs are; its time is the oldest of theirs.
 */
export async function computeOnDemand(
  engine: Engine & BatchReader,
  asked: readonly AskedOnDemand[],
  found: Map<string, FoundColumn>,
  options: ComputeOptions,
  run?: Run,
): Promise<Map<string, number>> {
  const failed = new Map<string, number>();
  for (const one of asked) await computeView(engine, one, found, options, failed, run);
  return failed;
}

async function computeView(
  engine: Engine & BatchReader,
  { view, features, inputs, request }: AskedOnDemand,
  found: Map<string, FoundColumn>,
  { typeOf, request: given, entities }: ComputeOptions,
  failed: Map<string, number>,
  run?: Run,
): Promise<void> {
  const read = inputs.map((input) => {
    const output = `${input.view}__${input.feature}`;
    const column = found.get(output)!;
    return { column, type: column.types.find((type) => type !== null) ?? typeOf(output) };
  });
  const fields = request.map(({ name }) => given.get(name)!);
  // Of an input that was never written not even the type is known.
  const isKnown = read.every(({ type }) => type !== null);
  const bound = isKnown ? features.map((one) => toComputed(one, [...inputs, ...request])) : [];
  const columns = bound.flatMap(({ type }, i) => [storedSql(type, computedValue(i)), isFailed(i)]);
  const computed = columns.map(() => new Array<OnlineValue>(entities).fill(null));
  for (let from = 0; bound.length > 0 && from < entities; from += mostAtOnce) {
    const to = Math.min(from + mostAtOnce, entities);
    const named = columns.map((column, i) => sql`${column} AS ${readColumn(i)}`);
    // Put in their places here: a sort costs more than all that is computed.
    const query = (lists: readonly Sql[]): Sql =>
      sql`SELECT n, ${join(named)} FROM (${computedSql(bound, rowsSql(lists, read, fields))})`;
    const lists = [
      Array.from({ length: to - from }, (_, n) => String(n)),
      ...read.map(({ column }) => textsOf(column, from, to)),
      ...fields.map(({ texts }) => (texts.length === 1 ? texts : texts.slice(from, to))),
    ];
    for await (const { columns: part } of engine.evaluate(query, lists, run)) {
      const [places, ...values] = part as OnlineValue[][];
      places!.forEach((n, r) => values.forEach((column, i) => (computed[i]![from + Number(n)] = column[r]!)));
    }
  }
  const { fares, eventTimestamps } = faredAs(
    read.map(({ column }) => column),
    entities,
  );
  for (const [f, feature] of features.entries()) {
    const output = `${view.name}__${feature.name}`;
    const values = computed[2 * f] ?? new Array<OnlineValue>(entities).fill(null);
    const lacking = computed[2 * f + 1]?.filter((isLacking) => isLacking === true).length ?? 0;
    if (lacking > 0) failed.set(output, lacking);
    const statuses = fares.map((fare, e) => (fare === 'present' && values[e] === null ? 'null' : fare));
    const types = values.map(() => bound[f]?.type ?? null);
    found.set(output, { values, statuses, eventTimestamps, types });
  }
}

interface ReadInput {
  column: FoundColumn;
  type: string | null;
}

/**
 * One row an entity: `n`, and what is read; the lists are the places, the inputs' texts and the fields'. What is given is no
 * part of the text, so that another `now` is no other statement.
 */
function rowsSql([places, ...lists]: readonly Sql[], inputs: readonly ReadInput[], fields: readonly GivenField[]): Sql {
  const types = [...inputs.map(({ type }) => type ?? 'VARCHAR'), ...fields.map(({ type }) => type)];
  // One text is everybody's: a list of that would be as long as there are entities.
  const isOne = (i: number): boolean => fields[i - inputs.length]?.texts.length === 1;
  const unnested = lists.flatMap((texts, i) => (isOne(i) ? [] : [sql`unnest(${texts}) AS ${ident(`u${i}`)}`]));
  const values = lists.map((texts, i) => {
    const text = isOne(i) ? sql`(${texts})[1]` : ident(`u${i}`);
    return sql`CAST(${text} AS ${typeName(types[i]!)}) AS ${readColumn(i)}`;
  });
  const rows = join([sql`unnest(${places!})::BIGINT AS n`, ...unnested]);
  return sql`SELECT ${join([sql`n`, ...values])} FROM (SELECT ${rows})`;
}

function textsOf({ values, types }: FoundColumn, from: number, to: number): (string | null)[] {
  return values.slice(from, to).map((value, i) => {
    const type = types[from + i]!;
    // What stands in for a value, a default, has no type.
    return value === null ? null : type === null ? String(value) : exactText(describeType(type).stored, value);
  });
}

/** Of each entity, how what is computed from these fares where it is no null, and its time, the oldest of theirs. */
function faredAs(inputs: readonly FoundColumn[], entities: number) {
  const fares: LookupStatus[] = [];
  const eventTimestamps: (bigint | null)[] = [];
  for (let e = 0; e < entities; e++) {
    const times = inputs.flatMap((input) => input.eventTimestamps[e] ?? []);
    const statuses = inputs.map((input) => input.statuses[e]!);
    eventTimestamps.push(times.length === 0 ? null : times.reduce((a, b) => (a < b ? a : b)));
    const isThere = statuses.includes('present') || statuses.includes('null');
    fares.push(isThere ? 'present' : statuses.includes('expired') ? 'expired' : 'missing');
  }
  return { fares, eventTimestamps };
}
