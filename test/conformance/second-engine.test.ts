import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AskContext } from '../../core/ask/context.ts';
import { askAudit } from '../../core/ask/audit.ts';
import { askLeakage } from '../../core/ask/leakage.ts';
import { lookUpEntity } from '../../core/ask/look-up-entity.ts';
import { askMaterialize } from '../../core/ask/materialize.ts';
import { askSkew } from '../../core/ask/skew.ts';
import { askTrainingSet, writeTrainingSet } from '../../core/ask/training-set.ts';
import { askVerify } from '../../core/ask/verify.ts';
import { duckdbOffline } from '../../core/join/duckdb-offline.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import type { OfflineEngine } from '../../core/join/offline-engine.ts';
import { naiveStrategies } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { localWorkspaces } from '../../core/node/workspace-files.ts';
import { memoryStore } from '../../core/online/memory.ts';
import { sql } from '../../core/sql/sql.ts';
import { previewRoles } from '../../core/workbench/roles.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { bindRows } from '../support/bind-rows.ts';
import { oracleOffline } from '../support/oracle-offline.ts';
import { randomJoin } from '../support/random-join.ts';

const root = fileURLToPath(new URL('../../sample-data/churn', import.meta.url));
const instant = (day: string) => BigInt(Date.parse(day)) * 1000n;

const times = { joinKeys: ['customer_id'], timestampField: 'event_timestamp' };
const roles = [
  { file: join(root, 'data/labels.csv'), role: 'labels' as const, ...times, target: 'churned' },
  { file: join(root, 'data/support.csv'), role: 'features' as const, ...times, ttl: '90d' },
];

let engine: NativeEngine;
let folder: string;
beforeAll(async () => {
  engine = await openNative();
  folder = await mkdtemp(join(tmpdir(), 'asof-second-'));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

it('joins at random as DuckDB does, and as naively', async () => {
  for (let seed = 700; seed < 706; seed++) {
    const { labels, views, types } = randomJoin(seed);
    const plan = await bindRows(engine, labels, views, types);
    const answers: unknown[] = [];
    for (const offline of [duckdbOffline(engine), oracleOffline(engine)]) {
      const joined = await runJoin(engine, plan, {}, 'times', offline);
      const picks = joined.views.map((view) => view.picks);
      const reports: unknown[] = [];
      for (const naive of naiveStrategies) {
        const pairs = await pairUp(engine, joined, naive);
        reports.push(await leakageReport(engine, pairs));
        await pairs.scratch.drop();
      }
      answers.push({ rows: await engine.rows(trainingSetSql(plan, picks)), reports });
      await joined.scratch.drop();
    }
    expect(answers[1], `seed ${seed}`).toEqual(answers[0]);
  }
});

/** What every question about a workspace answers, where `offline` says which rows win. */
async function ask(offline: OfflineEngine): Promise<unknown> {
  const text = await localWorkspaces.readText(`${root}/asof.yaml`);
  const store = memoryStore();
  const context: AskContext = {
    engine,
    expressions: () => Promise.resolve(engine),
    offline,
    workspace: openWorkspace({ root, text }, engine, nativeTables(engine)),
    text,
    online: { use: (_, work) => work(store) },
    now: () => instant('2024-06-01'),
    version: 'test',
  };
  const asked = { labels: 'churn_labels', service: 'churn_model_v1' };
  const training = await askTrainingSet(context, asked, {});
  const rows = await engine.rows(
    trainingSetSql(
      training.joined.plan,
      training.joined.views.map(({ picks }) => picks),
    ),
  );
  await training.joined.scratch.drop();
  const file = join(folder, 'train.parquet');
  const receipt = await writeTrainingSet(context, asked, file, {});
  const written = await engine.rows(sql`SELECT * FROM read_parquet(${file})`);
  const verified = await askVerify(context, { set: file }, {});
  const audited = await askAudit(context, { ...asked, set: file }, {});
  await audited.audited.scratch.drop();
  const preview = await previewRoles({ engine, tables: nativeTables(engine), offline }, roles, {});
  const leaking = await askLeakage(context, asked, {});
  await leaking.drop();
  const runs: unknown[] = [];
  for (const end of [instant('2024-03-01'), instant('2024-05-01')])
    for (const { receipt } of await askMaterialize(context, { end }, {})) runs.push({ ...receipt, seconds: 0 });
  const customer = String(rows[0]!.customer_id);
  const { views } = await lookUpEntity(context, { entity: { customer_id: customer } }, {});
  const skewed = await askSkew(context, { service: 'churn_model_v1', asOf: instant('2024-05-15') }, {});
  await skewed.pairs.scratch.drop();
  const looked = views.map(({ features, offline }) => ({ features, offline }));
  const sets = { written, views: receipt.views, verified, audited: audited.report, preview };
  return { rows, sets, coverage: training.coverage, report: leaking.report, runs, looked, skew: skewed.report };
}

it('answers every question about a workspace as DuckDB does, and is who is asked', async () => {
  const counts = { picks: 0, snapshots: 0 };
  const oracle = oracleOffline(engine);
  const counted: OfflineEngine = {
    picks: (...given) => (counts.picks++, oracle.picks(...given)),
    snapshot: (...given) => (counts.snapshots++, oracle.snapshot(...given)),
  };
  expect(await ask(counted)).toEqual(await ask(duckdbOffline(engine)));
  // Two views: joined five times as of the labels, once of them for a file, and once naively, and one more in a
  // preview; two runs, one look-up and one comparison.
  expect(counts).toEqual({ picks: 13, snapshots: 8 });
});
