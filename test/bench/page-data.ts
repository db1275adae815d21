import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { Engine } from '../../core/engine/engine.ts';
import { sql, type Sql } from '../../core/sql/sql.ts';

export const machineRows = 1000;

/**
 * Two workspaces beside what `makeData` wrote, for the page to open; both paths are told.
 *
 * - grid: its labels and its `plain`, three features
 * - machine: one label in the middle of one entity's rows, of which every third is known up to ten
 *   days late, under a TTL, so that all that the time machine draws is there
 */
export async function makePageData(engine: Engine, folder: string): Promise<{ grid: string; machine: string }> {
  const [grid, machine] = [joinPath(folder, 'grid'), joinPath(folder, 'machine')];
  for (const root of [grid, machine]) mkdirSync(root);
  writeFileSync(joinPath(grid, 'asof.yaml'), definitions('../labels', '../plain', '', ''));
  const write = async (name: string, rows: number, columns: Sql) =>
    engine.exec(
      sql`COPY (SELECT 42 AS customer_id, ${columns} FROM range(${rows}) r(i)) TO ${joinPath(machine, `${name}.parquet`)} (FORMAT parquet)`,
    );
  await write('labels', 1, sql`'2024-07-01 12:00'::TIMESTAMP AS event_timestamp, 1 AS churned`);
  await write(
    'rows',
    machineRows,
    sql`'2024-01-01'::TIMESTAMP + to_minutes((i * ${yearMinutes} // ${machineRows} + hash(i, 'minute') % 300)::BIGINT) AS event_timestamp,
  event_timestamp + to_hours(CASE WHEN i % 3 = 0 THEN (hash(i, 'late') % 240)::BIGINT ELSE 0 END) AS available,
  (hash(i, 'f0') % 100000)::DOUBLE / 100 AS f0`,
  );
  const more = '\n    available_at: available';
  writeFileSync(joinPath(machine, 'asof.yaml'), definitions('labels', 'rows', more, ', ttl: 30d'));
  return { grid, machine };
}

const yearMinutes = 366 * 24 * 60;

function definitions(labels: string, source: string, moreOfSource: string, moreOfView: string): string {
  return `project: bench
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - name: plain
    path: ${source}.parquet
    timestamp_field: event_timestamp${moreOfSource}
feature_views:
  - {name: plain, entities: [customer], source: plain${moreOfView}}
labels:
  - {name: labels, path: ${labels}.parquet, entities: [customer], timestamp_field: event_timestamp, target: churned}
`;
}
