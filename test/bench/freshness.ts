import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { FreshnessReport } from '../../core/freshness/report.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { sql } from '../../core/sql/sql.ts';
import { runCommand } from './command.ts';
import { spentInTurn, type Measured } from './measure.ts';

const views = 50;

/** `asof freshness` and `asof cost` as whole processes, of fifty views of so many entities each in the embedded store. */
export async function measureFreshness(folder: string, entities: number, runs: number): Promise<Measured[]> {
  mkdirSync(folder, { recursive: true });
  const engine = await openNative();
  try {
    await engine.exec(
      sql`COPY (SELECT i AS customer_id, '2024-01-01'::TIMESTAMP + to_seconds(i % 86400) AS event_timestamp, i % 97 AS spend FROM range(${entities}) r(i)) TO ${joinPath(folder, 'rows.parquet')} (FORMAT parquet)`,
    );
  } finally {
    await engine.close();
  }
  const names = Array.from({ length: views }, (_, i) => `v${i}`);
  const limits = 'freshness: {max_staleness: 24h}';
  writeFileSync(
    joinPath(folder, 'asof.yaml'),
    `project: freshness
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: rows, path: rows.parquet, timestamp_field: event_timestamp}]
feature_views:
${names.map((name) => `  - {name: ${name}, entities: [customer], source: rows, ${limits}}`).join('\n')}
`,
  );
  const filled = await runCommand(['materialize', '-C', folder, '--json']);
  const { freshness, cost } = await spentInTurn(runs, {
    freshness: async () => {
      const { out, ...spent } = await runCommand(['freshness', '-C', folder, '--json']);
      const { views: found, overdue } = JSON.parse(out) as FreshnessReport;
      const fresh = found.filter(({ state, sampled }) => state === 'fresh' && sampled > 0).length;
      if (fresh !== views || overdue !== 0) throw new Error(`${fresh} of ${views} views are fresh`);
      return spent;
    },
    cost: () => runCommand(['cost', '-C', folder, '--json']),
  });
  const of = `of ${views} views, ${(views * entities).toLocaleString('en')} records`;
  const note = `filled in ${filled.wall.toFixed(0)} s`;
  return [
    {
      ...{ what: `freshness ${of}`, seconds: freshness.median, ...freshness, note },
      ratio: { to: 'the bar', is: freshness.median / 2, atMost: 1 },
    },
    { what: `cost ${of}`, seconds: cost.median, ...cost, ratio: null, note: '' },
  ];
}
