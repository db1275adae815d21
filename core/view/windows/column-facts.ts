import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { foundOut } from '../../table/found-out.ts';
import { describeType } from '../../types/describe-type.ts';
import type { WindowFeature } from './events.ts';
import type { ColumnFacts } from './total.ts';

/** What has to be known of the columns of some features before they are added up, a feature each, in their order. Read once. */
export async function columnFacts(
  engine: Engine,
  { relation }: BoundView,
  features: readonly WindowFeature[],
  run?: Run,
): Promise<ColumnFacts[]> {
  const columns = features.flatMap(({ aggregate: { column } }) => (column && isNumber(column.type) ? [column] : []));
  const names = [...new Set(columns.map(({ name }) => name))];
  const found = await foundOut(relation, ['magnitude', ...names], async () => {
    const asked = names.map((name, i) => {
      const size = sql`abs(${ident(name)}::DOUBLE)`;
      return sql`min(${size}) FILTER (${size} > 0) AS ${ident(`least${i}`)}, max(${size}) FILTER (isfinite(${size})) AS ${ident(`most${i}`)}, coalesce(bool_or(NOT isfinite(${size})), FALSE) AS ${ident(`odd${i}`)}`;
    });
    const [row] = await engine.rows<Record<string, number | boolean | null>>(
      sql`SELECT ${join([sql`count(*)::DOUBLE AS n`, ...asked])} FROM ${relation.from}`,
      run,
    );
    return row!;
  });
  return features.map(({ aggregate: { column } }) => {
    const i = column ? names.indexOf(column.name) : -1;
    if (i < 0) return { least: null, most: null, rows: found.n as number, nonFinite: false };
    const exponent = (size: unknown): number | null =>
      typeof size === 'number' && size > 0 && Number.isFinite(size) ? Math.floor(Math.log2(size)) : null;
    return {
      least: exponent(found[`least${i}`]),
      most: exponent(found[`most${i}`]),
      rows: found.n as number,
      nonFinite: found[`odd${i}`] as boolean,
    };
  });
}

function isNumber(type: string): boolean {
  return ['integer', 'decimal', 'float', 'boolean'].includes(describeType(type).family);
}
