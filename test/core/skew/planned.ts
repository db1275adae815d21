import type { Engine } from '../../../core/engine/engine.ts';
import { defaultJoinOptions, type PlannedView } from '../../../core/join/request.ts';
import type { OnlineValue } from '../../../core/online/schema.ts';
import type { SkewPlan } from '../../../core/skew/plan-skew.ts';
import { ident, join, sql, typeName, type Sql } from '../../../core/sql/sql.ts';
import { tableOf } from '../../support/table-of.ts';

export interface SourceRow {
  k: (string | null)[];
  t: bigint | null;
  c: bigint | null;
  a: bigint | null;
  values: OnlineValue[];
}

export interface Shape {
  keys: number;
  /** Of the features. */
  types: string[];
  created: boolean;
  available: boolean;
  ttl: bigint | null;
}

/** A view over these rows, every feature asked for. Keys are text: k0, k1; features x0, x1, ... */
export async function plannedView(engine: Engine, rows: readonly SourceRow[], shape: Shape): Promise<PlannedView> {
  const keys = Array.from({ length: shape.keys }, (_, i) => ({ name: `k${i}`, column: `k${i}`, type: 'VARCHAR' }));
  const features = shape.types.map((type, i) => {
    return { name: `x${i}`, column: `x${i}`, type, default: null, output: `v__x${i}` };
  });
  const selects = rows.map(({ k, t, c, a, values }, i) => {
    const columns = [
      sql`${i} AS i`,
      ...keys.map(({ name }, n) => sql`${k[n] ?? null}::VARCHAR AS ${ident(name)}`),
      ...[instant(t), instant(c), instant(a)].map((at, n) => sql`${at} AS ${ident(['at', 'made', 'known'][n]!)}`),
      ...features.map(({ name, type }, n) => sql`${literal(type, values[n]!)} AS ${ident(name)}`),
    ];
    return sql`SELECT ${join(columns)}`;
  });
  const none = [
    sql`0 AS i`,
    ...keys.map(({ name }) => sql`'' AS ${ident(name)}`),
    ...['at', 'made', 'known'].map((name) => sql`NULL::TIMESTAMP AS ${ident(name)}`),
    ...features.map(({ name, type }) => sql`NULL::${typeName(type)} AS ${ident(name)}`),
  ];
  const all = selects.length ? join(selects, ' UNION ALL ') : sql`SELECT ${join(none)} WHERE FALSE`;
  const relation = await tableOf(engine, 'source', sql`SELECT * EXCLUDE (i) FROM (${all}) ORDER BY i`);
  const at = (column: string) => ({ column, at: ident(column) });
  return {
    view: {
      name: 'v',
      relation: { ...relation, files: [] },
      keys,
      timestamp: at('at'),
      created: shape.created ? at('made') : null,
      available: shape.available ? at('known') : null,
      ttl: shape.ttl,
      features,
      inferred: [],
    },
    features,
  };
}

export function onlinePlan(view: PlannedView, options: Partial<SkewPlan['options']> = {}): SkewPlan {
  return { project: 'p', views: [view], onDemand: [], options: { ...defaultJoinOptions, ...options }, log: null };
}

export function instant(at: bigint | null): Sql {
  return at === null ? sql`NULL::TIMESTAMP` : sql`make_timestamp(${at})`;
}

/** A value as SQL of a type. */
export function literal(type: string, value: OnlineValue): Sql {
  if (typeof value === 'bigint' && type.startsWith('TIMESTAMP')) return sql`${instant(value)}::${typeName(type)}`;
  if (Array.isArray(value)) {
    const element = type.replace(/\[\d*\]$/, '');
    return sql`[${join(value.map((one) => literal(element, one)))}]::${typeName(type)}`;
  }
  const text = value === null ? null : Object.is(value, -0) ? '-0.0' : String(value);
  return sql`(${text})::${typeName(type)}`;
}
