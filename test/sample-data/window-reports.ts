import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { runJoin } from '../../core/join/join.ts';
import type { NaiveStrategy } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { modelCost } from '../../core/leakage/model/model-cost.ts';
import type { Split } from '../../core/leakage/model/split.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import type { TrainingSetQuestion } from '../../core/question/training-set.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { lessonFile } from './questions.ts';
import { bothAreas, type CountedTwice } from './window-oracle.ts';

/** What the program says of a lesson's labels and features, and, with a split, of a model of them. */
export async function reportOf(
  id: string,
  request: TrainingSetQuestion,
  naive: NaiveStrategy,
  split?: Split,
): Promise<LeakageReport> {
  const engine = await openNative();
  try {
    const text = readFileSync(lessonFile(id, 'asof.yaml'), 'utf8');
    const workspace = openWorkspace({ root: lessonFile(id, ''), text }, engine, nativeTables(engine));
    const joined = await runJoin(engine, await planJoin(workspace, request));
    const pairs = await pairUp(engine, joined, naive);
    const report = await leakageReport(engine, pairs);
    return split ? { ...report, model: await modelCost(engine, pairs, report, split, {}) } : report;
  } finally {
    await engine.close();
  }
}

/** Leaks, changes, nulls and AUC of every feature are those of brute force. */
export function expectSame(report: LeakageReport, counted: Record<string, CountedTwice[]>): void {
  const count = (rows: CountedTwice[], holds: (row: CountedTwice) => boolean) => rows.filter(holds).length;
  expect(report.features.map(({ feature }) => feature).sort()).toEqual(Object.keys(counted).sort());
  for (const { feature, leaked_rows, changed_rows, asof_nulls, naive_nulls, auc } of report.features) {
    const rows = counted[feature]!;
    expect({ feature, leaked_rows, changed_rows, asof_nulls, naive_nulls }).toEqual({
      feature,
      leaked_rows: count(rows, (row) => row.leaks),
      changed_rows: count(rows, (row) => row.then !== row.inTheEnd),
      asof_nulls: count(rows, (row) => row.then === null),
      naive_nulls: count(rows, (row) => row.inTheEnd === null),
    });
    const areas = bothAreas(rows);
    expect([feature, auc?.common.rows]).toEqual([feature, areas.rows]);
    expect(auc?.common.asof).toBeCloseTo(areas.then, 6);
    expect(auc?.common.naive).toBeCloseTo(areas.inTheEnd, 6);
  }
}
