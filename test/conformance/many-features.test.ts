import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { isByPlace } from '../../core/join/by-place.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import { naiveStrategies, type JoinPlan, type NaiveStrategy, type PlannedFeature } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { sql, typeName } from '../../core/sql/sql.ts';
import { bindRows } from '../support/bind-rows.ts';
import { engines } from '../support/engines.ts';
import { randomJoin } from '../support/random-join.ts';

const copies = 40;

/** Each feature many times over, so that each view is joined by way of its rows' places. */
function manyOf(plan: JoinPlan): JoinPlan {
  const copied = (feature: PlannedFeature) =>
    Array.from({ length: copies }, (_, i) => ({
      ...feature,
      name: `${feature.name} ${i}`,
      output: `${feature.output} ${i}`,
    }));
  return { ...plan, views: plan.views.map(({ view, features }) => ({ view, features: features.flatMap(copied) })) };
}

describe.each(engines)('views of many features, on $name', ({ open }) => {
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open());
  });
  afterAll(() => close());

  const planOf = async (seed: number): Promise<JoinPlan> => {
    const { labels, views, types } = randomJoin(seed);
    const plan = await bindRows(engine, labels, views, types, { defaults: seed % 2 === 0 });
    const withDefault = (feature: PlannedFeature): PlannedFeature => ({
      ...feature,
      default: sql`TRY_CAST('1' AS ${typeName(feature.type)})`,
    });
    return { ...plan, views: plan.views.map((one) => ({ ...one, features: one.features.map(withDefault) })) };
  };

  const reportOf = async (
    plan: JoinPlan,
    naive: NaiveStrategy,
  ): Promise<{ report: LeakageReport; statements: number }> => {
    const joined = await runJoin(engine, plan);
    const pairs = await pairUp(engine, joined, naive);
    const asked = vi.spyOn(engine, 'rows');
    const report = await leakageReport(engine, pairs);
    const statements = asked.mock.calls.length;
    asked.mockRestore();
    await pairs.scratch.drop();
    await joined.scratch.drop();
    return { report, statements };
  };

  const trainingSetOf = async (plan: JoinPlan): Promise<unknown[][]> => {
    const { views, scratch } = await runJoin(engine, plan, {}, 'values');
    const query = trainingSetSql(
      plan,
      views.map(({ picks }) => picks),
    );
    const rows = await engine.rows(sql`SELECT COLUMNS(*)::VARCHAR FROM (${query})`);
    await scratch.drop();
    return rows.map(Object.values);
  };

  it('are reported each as it is alone', async () => {
    for (let seed = 1200; seed < 1204; seed++) {
      const plan = await planOf(seed);
      const many = manyOf(plan);
      expect([...plan.views.map(isByPlace), ...many.views.map(isByPlace)]).toEqual([
        ...plan.views.map(() => false),
        ...plan.views.map(() => true),
      ]);
      const naive = naiveStrategies[seed % naiveStrategies.length]!;
      const [few, all] = [await reportOf(plan, naive), await reportOf(many, naive)];
      const features = few.report.features.flatMap((feature) =>
        Array.from({ length: copies }, (_, i) => ({ ...feature, feature: `${feature.feature} ${i}` })),
      );
      expect(all.report, `seed ${seed} ${naive}`).toEqual({ ...few.report, features });
      // Not one a feature: dozens are measured at once.
      expect(all.statements, `seed ${seed} ${naive}`).toBeLessThan(few.statements + features.length / 8);
    }
  });

  it('are trained on with the same values', async () => {
    for (let seed = 1220; seed < 1223; seed++) {
      const whole = await planOf(seed);
      for (const views of [whole.views, whole.views.slice(0, 1)]) {
        const plan = { ...whole, views };
        const own = plan.labels.relation.columns.length;
        const few = await trainingSetOf(plan);
        const expected = few.map((row) => [
          ...row.slice(0, own),
          ...row.slice(own).flatMap((value) => new Array<unknown>(copies).fill(value)),
        ]);
        expect(await trainingSetOf(manyOf(plan)), `seed ${seed}`).toEqual(expected);
      }
    }
  });
});
