import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { materializeView } from '../../../../core/materialize/materialize.ts';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { nativeTables } from '../../../../core/node/tables.ts';
import { memoryStore } from '../../../../core/online/memory.ts';
import { planSkew } from '../../../../core/skew/plan-skew.ts';
import { compareSkew } from '../../../../core/skew/skew.ts';
import { parseInstant } from '../../../../core/time/instant.ts';
import { openWorkspace } from '../../../../core/workspace/workspace.ts';
import { permit } from '../../../support/put-records.ts';

const root = join(import.meta.dirname, '../../../../sample-data/churn');
const run = parseInstant('2024-05-10');

let engine: NativeEngine;
beforeAll(async () => {
  engine = await openNative();
});
afterAll(() => engine.close());

/** The churn lesson, materialized at one moment and compared at another. */
async function compared(asOf: string) {
  const text = readFileSync(join(root, 'asof.yaml'), 'utf8');
  const tables = nativeTables(engine);
  const workspace = openWorkspace({ root, text }, engine, tables);
  const store = memoryStore();
  const plan = await planSkew(workspace, { service: 'churn_model_v1', log: null });
  const options = { project: plan.project, start: null, end: run, permit, now: () => run };
  for (const { view } of plan.views) await materializeView({ engine, tables, store }, view, options);
  const answer = await compareSkew({ engine, store }, plan, {
    asOf: parseInstant(asOf),
    tolerance: null,
    sample: null,
  });
  await answer.pairs.scratch.drop();
  return answer.report.features;
}

it('finds nothing at the moment of the run', async () => {
  for (const { match_rate, looks_like } of await compared('2024-05-10'))
    expect([match_rate, looks_like]).toEqual([1, []]);
});

it('tells ten days later which run all that is stale is of, late rows, corrections and expired records among it', async () => {
  for (const { feature, stale, mismatch, looks_like } of await compared('2024-05-20')) {
    const [first, ...others] = looks_like;
    expect(first, feature).toMatchObject({ cause: 'run', detail: 'an earlier run, as of 10 May 2024 00:00' });
    // Two records hold a value that was corrected after the run.
    expect(stale - first!.rows, feature).toBe(feature === 'total_spend_30d' ? 2 : 0);
    expect(
      others.map(({ rows, detail }) => [rows, detail]),
      feature,
    ).toEqual(mismatch > 0 ? [[mismatch, 'the row before its correction']] : []);
  }
});
