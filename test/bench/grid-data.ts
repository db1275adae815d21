import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { Engine } from '../../core/engine/engine.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';

const asked = (labels: string) => `\`\`\`asof training-set\nlabels: ${labels}\nfeatures: ["stats:spend"]\n\`\`\`\n`;

/** A workspace whose notebook shows two training sets of so many rows: of 200 columns, and of seven, which the page can hold. */
export async function makeGridData(engine: Engine, folder: string, rows: number): Promise<string> {
  const root = joinPath(folder, 'grids');
  mkdirSync(root);
  const column = (i: number): Sql => {
    const name = ident(`f${i}`);
    if (i % 3 === 0) return sql`((hash(i, ${i}) % 1000) / 7)::FLOAT AS ${name}`;
    if (i % 3 === 1) return sql`(hash(i, ${i}) % 100)::TINYINT AS ${name}`;
    return sql`CASE (hash(i, ${i}) % 3)::INTEGER WHEN 0 THEN 'basic' WHEN 1 THEN 'plus' ELSE 'pro' END AS ${name}`;
  };
  for (const [name, columns] of [
    ['wide', 196],
    ['narrow', 3],
  ] as const)
    await engine.exec(
      sql`COPY (SELECT (hash(i) % 500000)::INTEGER AS customer_id, '2024-01-01'::TIMESTAMP + to_seconds(i * 31) AS event_timestamp,
  i % 2 AS churned, ${join(Array.from({ length: columns }, (_, i) => column(i)))} FROM range(${rows}) r(i)) TO ${joinPath(root, `${name}.parquet`)} (FORMAT parquet)`,
    );
  await engine.exec(
    sql`COPY (SELECT i AS customer_id, '2023-12-01'::TIMESTAMP AS event_timestamp, i * 0.5 AS spend FROM range(500000) r(i)) TO ${joinPath(root, 'stats.parquet')} (FORMAT parquet)`,
  );
  const labels = ['wide', 'narrow'].map(
    (name) =>
      `  - {name: ${name}, path: ${name}.parquet, entities: [customer], timestamp_field: event_timestamp, target: churned}`,
  );
  writeFileSync(
    joinPath(root, 'asof.yaml'),
    `project: grids
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.parquet, timestamp_field: event_timestamp}
feature_views:
  - {name: stats, entities: [customer], source: stats}
labels:
${labels.join('\n')}
`,
  );
  writeFileSync(joinPath(root, 'grids.md'), `---\nasof: 1\n---\n\n${asked('wide')}\n${asked('narrow')}`);
  return root;
}
