import type { Engine } from '../../core/engine/engine.ts';
import { defaultJoinOptions, type JoinOptions, type JoinPlan, type PlannedView } from '../../core/join/request.ts';
import { ident, join, sql, unsafe, type Sql } from '../../core/sql/sql.ts';
import type { Instant } from '../../core/table/bound.ts';
import type { Relation } from '../../core/table/relation.ts';
import { numberedBy } from '../../core/table/row-order.ts';
import { infinity, type OracleLabel, type OracleView } from './oracle.ts';

let tables = 0;

/** A label table and views made from an oracle's rows, bound as if they had been opened. Features are f0, f1, ..; keys key0, .. */
export async function bindRows(
  engine: Engine,
  labels: OracleLabel[],
  views: OracleView[],
  types: { keys: string[]; features: string[] },
  options: Partial<JoinOptions> = {},
): Promise<JoinPlan> {
  const keys = types.keys.map((type, i) => ({ name: `key${i}`, column: `key${i}`, type }));
  const labelColumns = [
    ...keys.map((key) => [key.name, key.type]),
    ['event_timestamp', 'TIMESTAMP'],
    ['target', 'INTEGER'],
  ] as [string, string][];
  const labelRelation = await tableOf(
    engine,
    'labels',
    labelColumns,
    labels.map((label) => [...label.keys, instant(label.at), label.target]),
  );
  const planned: PlannedView[] = [];
  for (const [v, view] of views.entries()) {
    const joined = view.on.map((i, j) => ({ name: `key${i}`, column: `own${j}`, type: types.keys[i]! }));
    const features = types.features.map((type, i) => ({
      name: `f${i}`,
      column: `f${i}`,
      type,
      default: null,
      output: `view_${v}__f${i}`,
    }));
    const columns = [
      ...joined.map((key) => [key.column, key.type]),
      ['ts', 'TIMESTAMP'],
      ['created', 'TIMESTAMP'],
      ['known', 'TIMESTAMP'],
      ...features.map((feature) => [feature.name, feature.type]),
    ] as [string, string][];
    const rows = view.rows.map((row) => [...row.keys, instant(row.t), instant(row.c), instant(row.a), ...row.values]);
    const relation = await tableOf(engine, `view_${v}`, columns, rows);
    planned.push({
      view: {
        name: `view_${v}`,
        relation,
        keys: joined,
        timestamp: at('ts'),
        created: at('created'),
        available: view.available ? at('known') : null,
        ttl: view.ttl,
        features,
        inferred: [],
      },
      features,
    });
  }
  return {
    labels: {
      name: 'labels',
      relation: labelRelation,
      keys,
      timestamp: at('event_timestamp'),
      target: { name: 'target', type: 'INTEGER' },
      inferred: [],
    },
    views: planned,
    onDemand: [],
    options: {
      ...defaultJoinOptions,
      boundary: views[0]?.boundary ?? 'inclusive',
      embargo: views[0]?.embargo ?? 0n,
      ...options,
    },
  };
}

function at(column: string): Instant {
  return { column, at: ident(column) };
}

function instant(at: bigint | null): Sql {
  if (at === null) return sql`NULL`;
  if (at === infinity || at === -infinity) return sql`${at > 0n ? 'infinity' : '-infinity'}::TIMESTAMP`;
  return sql`make_timestamp(${at})`;
}

export type Value = string | number | boolean | null;

/** A relation of rows given by their columns' names; what is not given is null. */
export function tableOfValues(
  engine: Engine,
  name: string,
  columns: [string, string][],
  rows: Record<string, Value>[],
): Promise<Relation> {
  const values = rows.map((row) =>
    columns.map(([column, type]) => {
      const value = row[column] ?? null;
      return typeof value === 'string' ? sql`${value}::${unsafe(type)}` : sql`${value}`;
    }),
  );
  return tableOf(engine, name, columns, values);
}

async function tableOf(
  engine: Engine,
  name: string,
  columns: [string, string][],
  rows: (Sql | string | number | null)[][],
): Promise<Relation> {
  const table = ident(`${name}_${++tables}`);
  await engine.exec(
    sql`CREATE TABLE ${table} (${join(columns.map(([column, type]) => sql`${ident(column)} ${unsafe(type)}`))})`,
  );
  for (let i = 0; i < rows.length; i += 2000) {
    const values = rows.slice(i, i + 2000).map((row) => sql`(${join(row.map((value) => sql`${value}`))})`);
    await engine.exec(sql`INSERT INTO ${table} VALUES ${join(values)}`);
  }
  return {
    name,
    from: table,
    ...numberedBy(sql`rowid`),
    columns: columns.map(([column, type]) => ({ name: column, type })),
    rows: rows.length,
    files: [{ path: table.text, bytes: 0, modified: 0 }],
    inferred: [],
  };
}
