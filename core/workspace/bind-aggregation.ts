import type { Engine } from '../engine/engine.ts';
import { reasonIn } from '../engine/engine-failure.ts';
import { AsofError, type Where } from '../errors/asof-error.ts';
import type { Aggregation } from '../model/views/aggregations.ts';
import { readExpression } from '../model/expression.ts';
import { expressionSql } from '../sql/expression.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { BoundFeature } from '../table/bound.ts';
import { resultType } from '../view/windows/result-type.ts';
import { findNamed, type NamedColumns } from './columns.ts';

/**
 * Finds what an aggregate observes. Throws `column_missing`, and `definitions_invalid` for a function that a column of
 * that type does not have, and for a filter that names no column or is no condition.
 */
export async function bindAggregation(
  engine: Engine,
  columns: NamedColumns,
  { name, function: fn, column: named, window, filter }: Aggregation,
  where?: Where,
): Promise<BoundFeature> {
  const column = named === undefined ? null : findNamed(columns, named, where);
  const type = resultType(fn, column?.type ?? null);
  if (type === null) {
    const message = `there is no ${fn} of ${columns.relation.name}.${named}, which is ${column!.type}`;
    throw invalid(message, 'take another column, or count, min, max, first, last or count_distinct', where);
  }
  const condition = filter === undefined ? null : await bindFilter(engine, columns, filter, where);
  return { name, column: name, type, default: null, aggregate: { function: fn, column, window, filter: condition } };
}

async function bindFilter(engine: Engine, columns: NamedColumns, filter: string, where?: Where): Promise<Sql> {
  const names = columns.columns.map(({ name }) => name);
  const column = (name: string): Sql | null => {
    const found =
      columns.columns.find((one) => one.name === name) ??
      columns.columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return found ? ident(found.column.name) : null;
  };
  try {
    const condition = expressionSql(readExpression(filter), column, names);
    const [found] = await engine.columns(sql`SELECT (${condition}) AS held FROM ${columns.relation.from}`);
    if (found!.type === 'BOOLEAN') return condition;
    throw new AsofError('bad_option', {
      message: `it is ${found!.type}`,
      expected: 'write a condition, which is true or false',
    });
  } catch (error) {
    if (!(error instanceof AsofError) || error.kind === 'environment' || error.kind === 'cancelled') throw error;
    const isEngine = error.code === 'engine_failed';
    const hint = isEngine ? 'it is an expression of DuckDB over the columns of the source' : error.hint;
    throw invalid(`the filter "${filter}" cannot be used: ${isEngine ? reasonIn(error) : error.title}`, hint, where);
  }
}

function invalid(message: string, expected: string, where?: Where): AsofError {
  return new AsofError('definitions_invalid', { message, expected }, { where });
}
