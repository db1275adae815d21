import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverage } from '../../core/join/coverage.ts';
import { runJoin } from '../../core/join/join.ts';
import { naiveStrategies } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import { leakageSentence } from '../../core/leakage/sentence.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import type { TrainingSetQuestion } from '../../core/question/training-set.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { lessons } from '../../sample-data/lessons.ts';
import { Oracle, type Question } from './oracle.ts';
import { customerStats, lessonsFolder, logins, originDelays, sales, support } from './questions.ts';

interface Asked {
  id: string;
  labels: string;
  views: Record<string, Question>;
  /** What the sentence over its leakage cell says at least. */
  says: string[];
}

const asked: Asked[] = [
  {
    id: 'three-rows',
    labels: 'labels',
    views: { logins_v1: logins },
    says: ['1 of 1 row', 'by 4 days'],
  },
  {
    id: 'churn',
    labels: 'churn_labels',
    views: { customer_stats_v1: customerStats, support_v1: support },
    says: ['526 of 1,000 rows', 'flatters total_spend_30d by +0.22 AUC'],
  },
  {
    id: 'flights',
    labels: 'flight_labels',
    views: { origin_delays_v1: originDelays },
    says: ['4,970 of 5,000 rows', 'flatters mean_delay_3h by +0.06 AUC'],
  },
  {
    id: 'same-number-twice',
    labels: 'labels',
    views: { sales_v1: sales },
    says: ['16 of 16 rows', 'by 11 days'],
  },
];

let engine: NativeEngine;
let oracle: Oracle;
beforeAll(async () => {
  engine = await openNative();
  oracle = await Oracle.open();
});
afterAll(async () => {
  oracle.close();
  await engine.close();
});

function planned(id: string, request: TrainingSetQuestion) {
  const root = join(lessonsFolder, id);
  const text = readFileSync(join(root, 'asof.yaml'), 'utf8');
  return planJoin(openWorkspace({ root, text }, engine, nativeTables(engine)), request);
}

describe.each(asked)('$id, asked of the program', ({ id, labels, views, says }) => {
  const cases = Object.keys(views).flatMap((view) => naiveStrategies.map((naive) => ({ view, naive })));

  // By brute force 5,000 labels against 15,000 rows each take long with the strategies that flights is not about.
  test.each(cases.filter(({ naive }) => id !== 'flights' || naive === 'event-time'))(
    '$view, $naive: the figures that brute force gives',
    async ({ view, naive }) => {
      const question = views[view]!;
      const features = question.features.map((feature) => ({ view, feature }));
      const joined = await runJoin(engine, await planned(id, { labels, features }));
      const report = await leakageReport(engine, await pairUp(engine, joined, naive));
      const [before, after] = [await oracle.figures(question, naive), await oracle.figures(question, 'as-of')];
      const [fared] = await coverage(engine, joined);

      expect(report).toMatchObject({ rows: before.rows, leaked_rows: before.leaked });
      expect(fared!.expired + fared!.unknown_yet + fared!.no_history).toBe(after.unmatched);
      for (const { feature, naive_nulls, asof_nulls, auc } of report.features) {
        const [then, now] = [before.features[feature]!, after.features[feature]!];
        expect({ feature, naive_nulls, asof_nulls }).toEqual({
          feature,
          naive_nulls: then.nulls,
          asof_nulls: now.nulls,
        });
        expect(auc?.naive ?? null).toEqual(then.auc === null ? null : expect.closeTo(then.auc, 9));
        expect(auc?.asof ?? null).toEqual(now.auc === null ? null : expect.closeTo(now.auc, 9));
      }
      const max = Math.max(0, ...report.features.map((one) => one.peek_seconds?.max ?? 0));
      expect(max / 3600).toBeCloseTo(before.peek?.max ?? 0, 6);
    },
  );

  test('the sentence over its leakage cell tells what the lesson is about', async () => {
    const { naive } = lessons.find((lesson) => lesson.id === id)!;
    const features = Object.keys(views).map((view) => ({ view, feature: '*' }));
    const joined = await runJoin(engine, await planned(id, { labels, features }));
    const report = await leakageReport(engine, await pairUp(engine, joined, naive));
    const sentence = leakageSentence(report).map((phrase) => phrase.text);
    for (const fact of says) expect(sentence.join('')).toContain(fact);
  });
});
