import type { AggregateFunction } from '../../model/views/aggregations.ts';
import { ident, join, sql, typeName, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { describeType } from '../../types/describe-type.ts';
import { rowInOrder } from '../later.ts';
import type { Boundary } from '../moment.ts';
import type { Aggregated, AggregatedPart } from './aggregated.ts';
import { observedBy, type Observed, type WindowFeature } from './events.ts';
import { countsIn } from './reasons.ts';
import { deviation } from './stddev.ts';
import { totalOf, type ColumnFacts } from './total.ts';

/**
 * @param facts of the column; of no meaning where rows are counted
 * @param i tells its columns from those of another feature
 * @param whose text, over the parts, that says what cannot be computed: `view:feature of customer_id 7`
 */
export function aggregated(
  fn: AggregateFunction,
  observed: Observed,
  facts: ColumnFacts,
  i: number,
  whose: Sql,
): Aggregated {
  const { value, type } = observed;
  const prefix = `p${i}`;
  const one = ident(prefix);
  switch (fn) {
    case 'count':
      return {
        parts: [{ name: one, added: sql`1::BIGINT` }],
        levels: [],
        runs: true,
        value: sql`coalesce(${one}, 0)::BIGINT`,
      };
    case 'count_distinct':
      return taking(
        one,
        (counts) => sql`count(DISTINCT ${value}) FILTER (${counts})`,
        sql`coalesce(${one}, 0)::BIGINT`,
      );
    case 'first':
    case 'last':
      return atEnd(fn, value, type!, one);
    case 'min':
    case 'max': {
      const merged = { by: fn === 'min' ? sql`min` : sql`max`, value: comparable(value, type!) };
      const taken = (counts: Sql): Sql => sql`${merged.by}(CASE WHEN ${counts} THEN ${merged.value} END)`;
      return { parts: [{ name: one, taken, merged }], levels: [], slides: true, value: one };
    }
    case 'sum': {
      const { parts, levels, runs, sum, count } = totalOf(value, type!, facts, prefix, whose);
      return { parts, levels, ...(runs && { runs }), value: sql`CASE WHEN ${count} > 0 THEN ${sum} END` };
    }
    case 'mean': {
      const { parts, levels, runs, double, count } = totalOf(value, type!, facts, prefix, whose);
      return { parts, levels, ...(runs && { runs }), value: sql`CASE WHEN ${count} > 0 THEN ${double} / ${count} END` };
    }
    case 'stddev':
      return deviation(value, type!, facts, prefix);
  }
}

/** A part over events for which a condition holds. */
function partSql(part: AggregatedPart, counts: Sql): Sql {
  // A number is made only of an event that counts: of most that are read none does.
  const over = 'added' in part ? sql`sum(CASE WHEN ${counts} THEN ${part.added} END)` : part.taken(counts);
  return sql`${over} AS ${part.name}`;
}

function taking(name: Sql, taken: (counts: Sql) => Sql, value: Sql = name): Aggregated {
  return { parts: [{ name, taken }], levels: [], slides: true, value };
}

/** DuckDB loses the sign of a zero on its way through `arg_max` by more than one column. */
function atEnd(fn: 'first' | 'last', value: Sql, type: string, name: Sql): Aggregated {
  const isFloat = describeType(type).family === 'float';
  const carried = isFloat ? sql`{'v': ${value}, 'negative': signbit(${value})}` : value;
  const end = fn === 'first' ? sql`arg_min` : sql`arg_max`;
  const taken = (counts: Sql): Sql => sql`${end}(${carried}, ${rowInOrder}) FILTER (${counts})`;
  if (!isFloat) return taking(name, taken);
  return taking(name, taken, sql`CASE WHEN ${name}.v = 0 AND ${name}.negative THEN -${name}.v ELSE ${name}.v END`);
}

/** DuckDB takes NaN for the greatest, and of -0.0 and 0.0 whichever comes first. */
function comparable(value: Sql, type: string): Sql {
  if (describeType(type).family !== 'float') return value;
  return sql`CASE WHEN NOT isnan(${value}) THEN ${value} + 0::${typeName(type)} END`;
}

/** The aggregates of several features, whichever events count. */
export function aggregatesOf(
  view: BoundView,
  features: readonly WindowFeature[],
  facts: readonly ColumnFacts[],
  keys: readonly Sql[],
): Aggregated[] {
  const observed = observedBy(features);
  return features.map(({ name, aggregate }, i) =>
    aggregated(aggregate.function, observed[i]!, facts[i]!, i, sayWhose(view, name, keys)),
  );
}

/** The aggregates of several features at a moment, over `events` called e. */
export function aggregatesAt(
  view: BoundView,
  features: readonly WindowFeature[],
  facts: readonly ColumnFacts[],
  keys: readonly Sql[],
  at: Sql,
  boundary: Boundary,
): { all: Aggregated[]; counts: Sql[]; parts: Sql[] } {
  const observed = observedBy(features);
  const all = aggregatesOf(view, features, facts, keys);
  const counts = features.map(
    ({ aggregate }, i) => sql`${observed[i]!.on} AND ${countsIn(view, aggregate.window, at, boundary)}`,
  );
  return { all, counts, parts: partsSql(all, counts) };
}

/** The parts of several, each over the events that count for it. */
export function partsSql(all: readonly Aggregated[], counts: readonly Sql[]): Sql[] {
  return all.flatMap(({ parts }, i) => parts.map((part) => partSql(part, counts[i]!)));
}

/** What the values of several are computed from: their parts, with each level over the one before. To go behind FROM. */
export function leveled(parts: Sql, all: readonly Aggregated[]): Sql {
  const depth = Math.max(0, ...all.map(({ levels }) => levels.length));
  let query = parts;
  for (let level = 0; level < depth; level++) {
    const named = all.flatMap(({ levels }) => levels[level] ?? []);
    query = sql`SELECT *, ${join(named.map(({ name, sql: value }) => sql`${value} AS ${name}`))} FROM (${query})`;
  }
  return sql`(${query})`;
}

/** For `aggregated`: a feature and, by the columns that hold its view's keys, the entity. */
function sayWhose(view: BoundView, feature: string, keys: readonly Sql[]): Sql {
  const entity = view.keys.map(({ name }, i) => sql`${`${name} `} || ${keys[i]!}::VARCHAR`);
  const named = `${view.name}:${feature}`;
  return keys.length === 0 ? sql`${named}` : sql`${`${named} of `} || ${join(entity, " || ', ' || ")}`;
}
