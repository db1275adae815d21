import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { DuplicatesReport } from '../../core/duplicates/report.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import { runCommand } from './command.ts';
import { median, type Measured } from './measure.ts';

const views = 10;
const featuresOfOne = 100;
/** Seconds, and bytes of memory at most. */
const bars = { seconds: 30, memory: 2e9 };

/** A thousand features in ten views, twenty of them another's double: `asof duplicates` as a whole process, and the most memory that it held. */
export async function measureDuplicates(folder: string, entities: number, runs: number): Promise<Measured> {
  await makeViews(folder, entities);
  const spent: { wall: number; cpu: number; memory: number }[] = [];
  for (let run = 0; run < runs; run++) spent.push(await findOnce(folder));
  const [wall, memory] = [median(spent.map((one) => one.wall)), Math.max(...spent.map((one) => one.memory))];
  return {
    what: `duplicates of ${views * featuresOfOne} features x ${entities.toLocaleString('en')} entities`,
    seconds: wall,
    first: spent[0]!.wall,
    cpu: median(spent.map((one) => one.cpu)),
    ratio: { to: 'the bar', is: Math.max(wall / bars.seconds, memory / bars.memory), atMost: 1 },
    note: `${(memory / 1e9).toFixed(2)} GB at most`,
  };
}

async function findOnce(folder: string): Promise<{ wall: number; cpu: number; memory: number }> {
  const { out, ...spent } = await runCommand(['duplicates', '-C', folder, '--json']);
  const { pairs } = JSON.parse(out) as DuplicatesReport;
  if (pairs.length !== 2 * views) throw new Error(`${pairs.length} pairs were found, and ${2 * views} are there`);
  return spent;
}

async function makeViews(folder: string, entities: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const engine = await openNative();
  try {
    for (let v = 0; v < views; v++) {
      const columns = Array.from({ length: featuresOfOne - 2 }, (_, f) => sql`${valueOf(v, f)} AS ${ident(`f${f}`)}`);
      // Two are of the next view's, in cents and equal.
      const next = (v + 1) % views;
      columns.push(sql`(${valueOf(next, 0)}) * 100 AS cents`, sql`${valueOf(next, 1)} AS again`);
      await engine.exec(
        sql`COPY (SELECT i AS customer_id, '2024-01-01'::TIMESTAMP + to_seconds(i % 86400) AS event_timestamp, ${join(columns)} FROM range(${entities}) r(i)) TO ${joinPath(folder, `v${v}.parquet`)} (FORMAT parquet)`,
      );
    }
  } finally {
    await engine.close();
  }
  const names = Array.from({ length: views }, (_, v) => `v${v}`);
  writeFileSync(
    joinPath(folder, 'asof.yaml'),
    `project: duplicates
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
${names.map((name) => `  - {name: ${name}, path: ${name}.parquet, timestamp_field: event_timestamp}`).join('\n')}
feature_views:
${names.map((name) => `  - {name: ${name}, entities: [customer], source: ${name}}`).join('\n')}
`,
  );
}

/** Sums, counts with many zeros, flags and tiers, of a hash of their names. */
function valueOf(view: number, feature: number): Sql {
  const draw = sql`(hash(i, ${`${view}/${feature}`}) % 1000003) / 1000003.0`;
  switch (feature % 5) {
    case 0:
      return sql`round(-250 * ln(${draw} + 1e-9), 2)`;
    case 1:
      return sql`CASE WHEN ${draw} < 0.8 THEN 0 ELSE floor(200 * (1 - ${draw}))::INTEGER END`;
    case 2:
      return sql`(${draw}) < 0.3`;
    case 3:
      return sql`['basic', 'plus', 'pro', 'trial'][1 + floor(4 * ${draw})::INTEGER]`;
    default:
      return sql`(${draw})::DOUBLE`;
  }
}
