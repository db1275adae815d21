import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOfSql, naiveSql, type JoinFacts } from '../../../core/join/as-of.ts';
import { runJoin } from '../../../core/join/join.ts';
import { naiveStrategies } from '../../../core/join/request.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { sql } from '../../../core/sql/sql.ts';
import { bindRows } from '../../support/bind-rows.ts';
import { randomJoin } from '../../support/random-join.ts';

/** Every set of facts about tables that have neither ties nor nulls where rows are joined. */
const allFacts: JoinFacts[] = [];
for (const unique of [false, true])
  for (const nullFree of [false, true])
    for (const fewLabels of [false, true])
      for (const labelsNullFree of [false, true]) allFacts.push({ unique, nullFree, fewLabels, labelsNullFree });

describe('what is known of the tables before they are joined', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  it('changes what a join costs, and no pick', { timeout: 60_000 }, async () => {
    for (let seed = 800; seed < 820; seed++) {
      const random = randomJoin(seed);
      const isWhole = ({ keys }: { keys: unknown[] }, at: bigint | null) => at !== null && !keys.includes(null);
      const labels = random.labels.filter((label) => isWhole(label, label.at));
      const views = random.views.map((view) => {
        const whole = view.rows.filter((row) => isWhole(row, row.t));
        return { ...view, rows: [...new Map(whole.map((row) => [`${row.keys.join()} ${row.t}`, row])).values()] };
      });
      const plan = await bindRows(engine, labels, views, random.types);
      const joined = await runJoin(engine, plan);
      for (const planned of plan.views) {
        const asked = [
          (facts: JoinFacts) => asOfSql(plan, planned, joined.spine, facts),
          ...naiveStrategies.map((naive) => (facts: JoinFacts) => naiveSql(plan, planned, joined.spine, facts, naive)),
        ];
        for (const query of asked) {
          const [nothingKnown, ...others] = await Promise.all(
            allFacts.map((facts) => engine.rows(sql`SELECT COLUMNS(*)::VARCHAR FROM (${query(facts)})`)),
          );
          for (const picks of others) expect(picks, `seed ${seed}`).toEqual(nothingKnown);
        }
      }
      await joined.scratch.drop();
    }
  });
});
