import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { AskedOnDemand } from '../model/on-demand.ts';
import { exactText } from '../online/exact-text.ts';
import type { OnlineValue } from '../online/schema.ts';
import { storedSql } from '../online/stored-sql.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { computedSql, computedValue, isFailed, readColumn, toComputed } from '../view/on-demand/computed.ts';
import type { LookedUp, LookupStatus } from './lookup.ts';
import type { GivenField } from './request-fields.ts';

/** Of so many entities at most in one statement. */
const mostAtOnce = 2000;

/** What computing on demand needs beside what was found. */
export interface ComputeOptions {
  /** A stored feature's type by its output name, where no entity has a value; null is not known. */
  typeOf: (output: string) => string | null;
  /** The request's fields, by name. */
  request: ReadonlyMap<string, GivenField>;
}

/**
 * Adds the features of on-demand views to what was found of each entity, by output name, computed by the statement that
 * computes them in training. Gives for how many entities each could not be. A feature is `missing` or `expired`
 * where all of its stored inputs are; its time is the oldest of theirs.
 */
export async function computeOnDemand(
  engine: Engine & BatchReader,
  asked: readonly AskedOnDemand[],
  found: Record<string, LookedUp>[],
  options: ComputeOptions,
  run?: Run,
): Promise<Map<string, number>> {
  const failed = new Map<string, number>();
  for (const one of asked) {
    for (let from = 0; from < found.length; from += mostAtOnce)
      await computeView(engine, one, found.slice(from, from + mostAtOnce), options, failed, run);
  }
  return failed;
}

async function computeView(
  engine: Engine & BatchReader,
  { view, features, inputs, request }: AskedOnDemand,
  found: Record<string, LookedUp>[],
  { typeOf, request: given }: ComputeOptions,
  failed: Map<string, number>,
  run?: Run,
): Promise<void> {
  const outputs = inputs.map((input) => `${input.view}__${input.feature}`);
  const types = outputs.map(
    (output) => found.find((one) => one[output]!.type !== null)?.[output]!.type ?? typeOf(output),
  );
  const fields = request.map(({ name }) => given.get(name)!);
  // Of an input that was never written not even the type is known.
  const bound = types.includes(null) ? [] : features.map((one) => toComputed(one, [...inputs, ...request]));
  const columns = bound.flatMap(({ type }, i) => [storedSql(type, computedValue(i)), isFailed(i)]);
  const computed: OnlineValue[][] = columns.map(() => []);
  if (bound.length > 0) {
    const named = columns.map((column, i) => sql`${column} AS ${readColumn(i)}`);
    // Put in their places here: a sort costs more than all that is computed.
    const query = (lists: readonly Sql[]): Sql =>
      sql`SELECT n, ${join(named)} FROM (${computedSql(bound, rowsSql(lists, types, fields))})`;
    const lists = [
      found.map((_, n) => String(n)),
      ...outputs.map((output) => found.map((one) => textOf(one[output]!))),
      ...fields.map(({ text }) => [text]),
    ];
    for await (const { columns: read } of engine.evaluate(query, lists, run)) {
      const [places, ...values] = read as OnlineValue[][];
      places!.forEach((n, r) => values.forEach((column, i) => (computed[i]![Number(n)] = column[r]!)));
    }
  }
  for (const [f, feature] of features.entries()) {
    const output = `${view.name}__${feature.name}`;
    const type = bound[f]?.type ?? null;
    found.forEach((one, e) => {
      const value = computed[2 * f]?.[e] ?? null;
      if (computed[2 * f + 1]?.[e] === true) failed.set(output, (failed.get(output) ?? 0) + 1);
      one[output] = {
        value,
        type,
        ...faredAs(
          outputs.map((name) => one[name]!),
          value,
        ),
      };
    });
  }
}

/** One row an entity: `n`, and what is read. What is given to all is no part of the text, so that another `now` is no other statement. */
function rowsSql(lists: readonly Sql[], types: readonly (string | null)[], fields: readonly GivenField[]): Sql {
  const columns = lists.slice(0, 1 + types.length);
  const unnested = columns.map((values, i) => sql`unnest(${values}) AS ${ident(`u${i}`)}`);
  const read = [
    ...types.map((type, i) => sql`CAST(${ident(`u${i + 1}`)} AS ${typeName(type ?? 'VARCHAR')})`),
    ...fields.map(({ type }, i) => sql`CAST((${lists[columns.length + i]!})[1] AS ${typeName(type)})`),
  ];
  return sql`SELECT ${join([sql`u0::BIGINT AS n`, ...read.map((value, i) => sql`${value} AS ${readColumn(i)}`)])} FROM (SELECT ${join(unnested)})`;
}

function textOf({ value, type }: LookedUp): string | null {
  // What stands in for a value, a default, has no type.
  return value === null ? null : type === null ? String(value) : exactText(describeType(type).stored, value);
}

function faredAs(
  inputs: readonly LookedUp[],
  value: OnlineValue,
): { status: LookupStatus; eventTimestamp: bigint | null } {
  const times = inputs.flatMap(({ eventTimestamp }) => eventTimestamp ?? []);
  const eventTimestamp = times.length === 0 ? null : times.reduce((a, b) => (a < b ? a : b));
  const isThere = inputs.some(({ status }) => status === 'present' || status === 'null');
  const isExpired = inputs.some(({ status }) => status === 'expired');
  const status = isThere ? (value === null ? 'null' : 'present') : isExpired ? 'expired' : 'missing';
  return { status, eventTimestamp };
}
