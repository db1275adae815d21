import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOfSql, naiveSql, type JoinFacts } from '../../../core/join/as-of.ts';
import { runJoin, trainingSetSql } from '../../../core/join/join.ts';
import { defaultJoinOptions, naiveStrategies } from '../../../core/join/request.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { sql } from '../../../core/sql/sql.ts';
import { numberedBy } from '../../../core/table/row-order.ts';
import { findPacking, type Packing } from '../../../core/view/packed-rank.ts';
import { bindRows } from '../../support/bind-rows.ts';
import { infinity } from '../../support/oracle.ts';
import { randomJoin } from '../../support/random-join.ts';

/** Every set of facts about tables that have no nulls where rows are joined. */
const factsWith = (packing: Packing | null): JoinFacts[] => {
  const all: JoinFacts[] = [];
  for (const nullFree of [false, true])
    for (const fewLabels of [false, true])
      for (const labelsPlain of [false, true])
        for (const smallKeys of [false, true]) all.push({ packing, nullFree, fewLabels, labelsPlain, smallKeys });
  return all;
};

describe('what is known of the tables before they are joined', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  it('changes what a join costs, and no pick', async () => {
    let packed = 0;
    for (let seed = 800; seed < 810; seed++) {
      const random = randomJoin(seed);
      const isWhole = ({ keys }: { keys: unknown[] }, at: bigint | null) => at !== null && !keys.includes(null);
      const labels = random.labels.filter(
        (label) => isWhole(label, label.at) && label.at !== infinity && label.at !== -infinity,
      );
      const views = random.views.map((view) => {
        const isFinite = (row: { t: bigint | null }) => row.t !== infinity && row.t !== -infinity;
        return { ...view, rows: view.rows.filter((row) => isWhole(row, row.t) && isFinite(row)) };
      });
      const plan = await bindRows(engine, labels, views, random.types);
      const joined = await runJoin(engine, plan);
      for (const planned of plan.views) {
        const packing = await findPacking(engine, planned.view);
        packed += Number(packing !== null);
        const facts = [...factsWith(null), ...(packing ? factsWith(packing) : [])].filter(
          ({ smallKeys }) => !smallKeys || planned.view.keys.every((key) => key.type === 'INTEGER'),
        );
        const asked = [
          (facts: JoinFacts) => asOfSql(plan, planned, joined.spine, facts),
          ...naiveStrategies.map((naive) => (facts: JoinFacts) => naiveSql(plan, planned, joined.spine, facts, naive)),
        ];
        for (const query of asked) {
          const [nothingKnown, ...others] = await Promise.all(
            facts.map((known) => engine.rows(sql`SELECT COLUMNS(*)::VARCHAR FROM (${query(known)})`)),
          );
          for (const picks of others) expect(picks, `seed ${seed}`).toEqual(nothingKnown);
        }
      }
      await joined.scratch.drop();
    }
    expect(packed).toBeGreaterThan(5);
  });

  it('gives one training set, whether times are wanted or only values', async () => {
    for (let seed = 840; seed < 870; seed++) {
      const random = randomJoin(seed);
      const whole = await bindRows(engine, random.labels, random.views, random.types);
      for (const views of [whole.views, whole.views.slice(0, 1)]) {
        const plan = { ...whole, views };
        const [times, values] = [await runJoin(engine, plan), await runJoin(engine, plan, {}, 'values')];
        const [full, lean] = [times, values].map(({ views: joined }) =>
          trainingSetSql(
            plan,
            joined.map(({ picks }) => picks),
          ),
        );
        expect(await engine.rows(lean!), `seed ${seed}`).toEqual(await engine.rows(full!));
        await times.scratch.drop();
        await values.scratch.drop();
      }
    }
  });

  it.each([0, 5_000_000_000])(
    'keeps the label rows in their order, on every thread, with keys from %d on',
    async (least) => {
      const rows = 400_000;
      await engine.exec(
        sql`CREATE OR REPLACE TABLE many AS SELECT ${least}::BIGINT + (hash(i) % 1000)::BIGINT AS key, make_timestamp((hash(i, 1) % 1000000)::BIGINT) AS t, i FROM range(${rows}) r(i)`,
      );
      const relation = {
        name: 'many',
        from: sql`many`,
        ...numberedBy(sql`rowid`),
        rows,
        files: [{ path: `many ${least}`, bytes: 0, modified: 0 }],
        inferred: [],
      };
      const columns = await engine.columns(sql`FROM many`);
      const keys = [{ name: 'key', column: 'key', type: 'BIGINT' }];
      const bound = {
        name: 'many',
        relation: { ...relation, columns },
        keys,
        timestamp: { column: 't', at: sql`t` },
        inferred: [],
      };
      const feature = { name: 'i', column: 'i', type: 'BIGINT', default: null };
      const view = { ...bound, created: null, available: null, ttl: null, features: [feature] };
      const plan = {
        labels: { ...bound, target: null },
        views: [{ view, features: [{ ...feature, output: 'f' }] }],
        onDemand: [],
        options: defaultJoinOptions,
      };
      const joined = await runJoin(engine, plan, {}, 'values');
      const whole = sql`SELECT row_number() OVER () - 1 AS n, * FROM (${trainingSetSql(plan, [joined.views[0]!.picks])})`;
      const [found] = await engine.rows(
        sql`SELECT count(*)::DOUBLE AS rows, count(CASE WHEN n = i AND f IS NOT NULL THEN 1 END)::DOUBLE AS placed FROM (${whole})`,
      );
      expect(found).toEqual({ rows, placed: rows });
      await joined.scratch.drop();
    },
  );
});
