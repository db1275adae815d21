import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { Engine } from '../../core/engine/engine.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';

export const featureNames = Array.from({ length: 20 }, (_, i) => `f${String(i).padStart(2, '0')}`);
export const lookedUpViews = ['first_v1', 'second_v1', 'third_v1'];
/** Entities that are looked up among. */
export const lookedUpEntities = 20_000;
export const end = '2024-12-31';

/**
 * A workspace with entities of 20 numeric features, each a row, and three views over fewer of them
 * to look up in. Values are hashes of the row's number.
 */
export async function makeOnlineData(engine: Engine, folder: string, entities: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const features = featureNames.map((name) => sql`(hash(i, ${name}) % 100000)::DOUBLE / 100 AS ${ident(name)}`);
  for (const [name, rows] of [
    ['accounts', entities],
    ['few', Math.min(entities, lookedUpEntities)],
  ] as const) {
    const columns = [
      sql`i AS customer_id`,
      sql`'2024-01-01'::TIMESTAMP + to_seconds(i % 10000000) AS event_timestamp`,
      ...features,
    ];
    const path = joinPath(folder, `${name}.parquet`);
    await engine.exec(sql`COPY (SELECT ${join(columns)} FROM range(${rows}) r(i)) TO ${path} (FORMAT parquet)`);
  }
}

/** Where the values go: `{type: embedded}`, or a Redis. */
export function defineOnline(folder: string, onlineStore: string): void {
  const view = (name: string, source: string) => `  - {name: ${name}, entities: [customer], source: ${source}}\n`;
  const text = `project: bench
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: accounts, path: accounts.parquet, timestamp_field: event_timestamp}
  - {name: few, path: few.parquet, timestamp_field: event_timestamp}
feature_views:
${view('accounts_v1', 'accounts')}${lookedUpViews.map((name) => view(name, 'few')).join('')}
  - name: computed_v1
    on_demand: true
    inputs: ["first_v1:f00", "second_v1:f01"]
    features: [{name: ratio, dtype: Float64, expression: "ln(f00 + 1) / (f01 + 1)"}]
online_store: ${onlineStore}
`;
  writeFileSync(joinPath(folder, 'asof.yaml'), text);
}
