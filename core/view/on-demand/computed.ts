import type { Engine } from '../../engine/engine.ts';
import { reasonIn } from '../../engine/engine-failure.ts';
import { AsofError, type Where } from '../../errors/asof-error.ts';
import { readExpression } from '../../model/expression.ts';
import type { ComputedFeature } from '../../model/views/on-demand-view.ts';
import { expressionSql } from '../../sql/expression.ts';
import { ident, join, sql, typeName, type Sql } from '../../sql/sql.ts';
import { duckdbType } from '../../types/feast-dtype.ts';

/** A feature that is computed, over rows of what its view reads. */
export interface BoundComputed {
  name: string;
  /** DuckDB's name of what its values are cast to. */
  type: string;
  value: Sql;
}

/** The column of what a view reads: its inputs, then its request's fields. */
export function readColumn(place: number): Sql {
  return ident(`i${place}`);
}

/** In `computedSql`, the value of a feature; null where it is null or could not be computed. */
export function computedValue(place: number): Sql {
  return sql`${ident(`c${place}`)}.v`;
}

/** In `computedSql`, whether a feature could not be computed. */
export function isFailed(place: number): Sql {
  return sql`${ident(`c${place}`)} IS NULL`;
}

/**
 * Rows of what a view reads (`i0`, `i1`, ..) with its features (`c0`, `c1`, ..): in training and in serving alike. A row on
 * which an expression fails has none, and costs the others nothing; that it is null is something else.
 */
export function computedSql(features: readonly BoundComputed[], rows: Sql): Sql {
  const values = features.map(
    ({ type, value }, i) => sql`TRY(struct_pack(v := CAST((${value}) AS ${typeName(type)}))) AS ${ident(`c${i}`)}`,
  );
  return sql`SELECT *, ${join(values)} FROM (${rows})`;
}

/**
 * Features over what their view reads, by name. Throws `definitions_invalid` for a name that is none of these and for
 * what the engine cannot compute of their types.
 */
export async function bindComputed(
  engine: Engine,
  features: readonly ComputedFeature[],
  reads: readonly { name: string; type: string }[],
  place: (field: string) => Where | undefined,
): Promise<BoundComputed[]> {
  const nulls = reads.map(({ type }, i) => sql`NULL::${typeName(type)} AS ${readColumn(i)}`);
  const rows = sql`SELECT ${nulls.length > 0 ? join(nulls) : sql`1 AS one`}`;
  const bound: BoundComputed[] = [];
  for (const feature of features) {
    try {
      const one = toComputed(feature, reads);
      await engine.columns(computedSql([one], rows));
      bound.push(one);
    } catch (error) {
      throw invalid(error, feature, place(`features/${feature.name}`));
    }
  }
  return bound;
}

/** Without asking the engine whether it can be computed. Throws `bad_option` for a name that is not read. */
export function toComputed(
  { name, dtype, expression }: ComputedFeature,
  reads: readonly { name: string }[],
): BoundComputed {
  const column = (named: string): Sql | null => {
    const exact = reads.findIndex((one) => one.name === named);
    const place = exact >= 0 ? exact : reads.findIndex((one) => one.name.toLowerCase() === named.toLowerCase());
    return place < 0 ? null : readColumn(place);
  };
  const names = reads.map((one) => one.name);
  return { name, type: duckdbType(dtype)!, value: expressionSql(readExpression(expression), column, names) };
}

function invalid(error: unknown, { name, expression }: ComputedFeature, where?: Where): unknown {
  if (!(error instanceof AsofError) || error.kind === 'environment' || error.kind === 'cancelled') return error;
  const isEngine = error.code === 'engine_failed';
  const message = `${name} cannot be computed by "${expression}": ${isEngine ? reasonIn(error) : error.title}`;
  const expected = isEngine ? 'it is an expression of DuckDB over the inputs and the request' : error.hint;
  return new AsofError('definitions_invalid', { message, expected }, { where });
}
