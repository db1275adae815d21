import { mkdirSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { AskContext } from '../../core/ask/context.ts';
import { askDrift } from '../../core/ask/drift.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { ident, join, list, sql, type Sql } from '../../core/sql/sql.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { inTurn, type Measured } from './measure.ts';

const features = Array.from({ length: 50 }, (_, i) => `f${i}`);
const bins = 200;
/** Of these the values are others in the second half. */
const moved = 2;

/**
 * Drift of 50 numbers between two halves of a file, with floors, over time and why, against one scan of all its rows that
 * counts each of them in as many bins: what the histograms of one side of so many rows take.
 */
export async function measureDriftBar(folder: string, rows: number, runs: number): Promise<Measured[]> {
  mkdirSync(folder, { recursive: true });
  const engine = await openNative();
  try {
    const path = joinPath(folder, 'rows.parquet');
    const half = Math.floor(rows / 2);
    const columns = features.map((name, i) => sql`${valueOf(i, half)} AS ${ident(name)}`);
    const at = sql`'2024-01-01'::TIMESTAMP + to_seconds(i * ${Math.floor((26 * 604_800) / rows)})`;
    await engine.exec(
      sql`COPY (SELECT i % ${Math.ceil(half / 4)} AS customer_id, ${at} AS event_timestamp, ${join(columns)} FROM range(${rows}) r(i)) TO ${path} (FORMAT parquet)`,
    );
    const definitions = `project: drift
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: rows, path: rows.parquet, timestamp_field: event_timestamp}]
feature_views: [{name: rows_v1, entities: [customer], source: rows}]
`;
    const workspace = openWorkspace({ root: folder, text: definitions }, engine, nativeTables(engine));
    const edges = list(Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins));
    const counted = features.map((name) => sql`histogram(${ident(name)}::DOUBLE, ${edges}::DOUBLE[])::VARCHAR`);
    const middle = '2024-04-01';
    const { scan, drift } = await inTurn(runs, {
      scan: () => engine.rows(sql`SELECT ${join(counted)} FROM read_parquet(${path})`),
      drift: async () => {
        const asked = { reference: `rows_v1@..${middle}`, current: `rows_v1@${middle}..` };
        const { report } = await askDrift({ engine: workspace.engine, workspace } as AskContext, asked, {});
        if (report.drifted !== moved) throw new Error(`${report.drifted} features moved, and ${moved} were planted`);
      },
    });
    const of = `${features.length} features x ${rows.toLocaleString('en')} rows`;
    return [
      { what: `one scan of ${of}, ${bins} bins each`, seconds: scan.median, ...scan, ratio: null, note: '' },
      {
        ...{ what: `drift of ${of}`, seconds: drift.median, ...drift },
        ratio: { to: 'the scan', is: drift.cpu / scan.cpu, atMost: 1.3 },
        note: 'of processor time',
      },
    ];
  } finally {
    await engine.close();
  }
}

function valueOf(feature: number, half: number): Sql {
  const draw = sql`(hash(i, ${feature}) % 1000003) / 1000003.0::DOUBLE`;
  return feature < moved ? sql`CASE WHEN i < ${half} THEN ${draw} ELSE ${draw} * 0.7 END` : draw;
}
