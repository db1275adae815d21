import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engine/engine.ts';
import { naiveSql } from '../../../core/join/as-of.ts';
import { joinFacts } from '../../../core/join/facts.ts';
import { runJoin } from '../../../core/join/join.ts';
import { isFuture, naivePick, peek } from '../../../core/join/naive-pick.ts';
import { naiveStrategies } from '../../../core/join/request.ts';
import { entityOfLabel } from '../../../core/join/spine.ts';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { micros } from '../../../core/sql/micros.ts';
import { sql, type Sql } from '../../../core/sql/sql.ts';
import { endless } from '../../../core/time/span.ts';
import { entityHistory } from '../../../core/view/history.ts';
import { compareRows, type SourceRow } from '../../../core/view/later.ts';
import { explain, pick, type PickRule } from '../../../core/view/pick.ts';
import { bindRows } from '../../support/bind-rows.ts';
import { oracleJoin, oracleNaive, oraclePeek } from '../../support/oracle.ts';
import { randomJoin } from '../../support/random-join.ts';

const at = (minutes: number): bigint => BigInt(minutes) * 60_000_000n;
const row = (t: number, more: Partial<SourceRow> = {}): SourceRow => ({
  t: at(t),
  c: null,
  a: null,
  order: BigInt(t),
  ...more,
});
const rule: PickRule = { boundary: 'inclusive', ttl: null, available: false, embargo: 0n };

describe('pick', () => {
  it('takes a row at the very moment, unless the boundary is strict', () => {
    const rows = [row(1), row(5)];
    expect(pick(rows, at(5), rule)).toBe(1);
    expect(pick(rows, at(5), { ...rule, boundary: 'strict' })).toBe(0);
    expect(pick(rows, at(5) - 1n, rule)).toBe(0);
  });

  it('takes a row exactly as old as the TTL, and none a microsecond older', () => {
    expect(pick([row(0)], at(10), { ...rule, ttl: at(10) })).toBe(0);
    expect(pick([row(0)], at(10) + 1n, { ...rule, ttl: at(10) })).toBe(null);
  });

  it('leaves out what was not known yet, and what is never known', () => {
    const rows = [row(1, { a: at(1) }), row(2, { a: at(9) }), row(3)];
    expect(pick(rows, at(5), { ...rule, available: true })).toBe(0);
    expect(pick(rows, at(9), { ...rule, available: true })).toBe(1);
  });

  it('leaves out what happened or became known in the embargo, and counts ages from the label', () => {
    const embargo = at(2);
    expect(pick([row(1), row(3), row(4)], at(5), { ...rule, embargo })).toBe(1);
    expect(pick([row(1), row(3)], at(5), { ...rule, embargo, boundary: 'strict' })).toBe(0);
    const known = [row(1, { a: at(3) }), row(2, { a: at(4) })];
    expect(pick(known, at(5), { ...rule, embargo, available: true })).toBe(0);
    expect(pick([row(3)], at(5), { ...rule, embargo, ttl: at(2) })).toBe(0);
    expect(pick([row(3)], at(5), { ...rule, embargo, ttl: at(2) - 1n })).toBe(null);
  });

  it('takes infinite moments for instants that no span reaches or leaves', () => {
    const [first, last] = [row(0, { t: -endless }), row(9, { t: endless })];
    expect(pick([first, last], at(5), rule)).toBe(0);
    expect(pick([first, last], endless, { ...rule, embargo: at(2) })).toBe(1);
    expect(pick([first, last], endless, { ...rule, boundary: 'strict' })).toBe(0);
    expect(pick([first], -endless, { ...rule, embargo: at(2), ttl: at(2) })).toBe(0);
    expect(pick([first], -endless, { ...rule, boundary: 'strict' })).toBe(null);
    expect(pick([row(8)], endless, { ...rule, ttl: at(2) })).toBe(null);
  });

  it('explains every row that was not chosen', () => {
    const rows = [
      row(0, { a: at(0) }),
      row(4, { a: at(4) }),
      row(5, { a: at(5) }),
      row(6, { a: at(8) }),
      row(9, { a: at(9) }),
    ];
    expect(explain(rows, at(7), { ...rule, ttl: at(4), available: true })).toEqual([
      'expired',
      'older',
      'picked',
      'unknown_yet',
      'future',
    ]);
  });
});

describe('naivePick', () => {
  const rows = [row(10), row(20), row(30)];
  it('nearest takes the past row where two are as near', () => {
    expect(naivePick(rows, at(25), 'nearest', rule)).toBe(1);
    expect(naivePick(rows, at(26), 'nearest', rule)).toBe(2);
    expect(naivePick(rows, at(1), 'nearest', rule)).toBe(0);
  });

  it('same-day takes the last row of the day, also before 1970', () => {
    const day = 24 * 60;
    const old = [row(-day - 1), row(-day), row(-1), row(0)];
    expect(naivePick(old, at(-day + 5), 'same-day', rule)).toBe(2);
    expect(naivePick(old, at(5), 'same-day', rule)).toBe(3);
  });

  it('gives null where the entity has no rows', () => {
    for (const strategy of naiveStrategies) expect(naivePick([], at(5), strategy, rule)).toBe(null);
  });
});

describe('the pure picks, the SQL and the oracle', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  it('agree at every label of random joins', async () => {
    for (let seed = 500; seed < 530; seed++) {
      const { labels, views, types } = randomJoin(seed);
      const plan = await bindRows(engine, labels, views, types);
      const joined = await runJoin(engine, plan);
      for (const [v, { planned, picks }] of joined.views.entries()) {
        const facts = await joinFacts(engine, plan, planned.view, joined.labels);
        const view = views[v]!;
        const asof = await times(
          engine,
          sql`SELECT ${micros(sql`CASE WHEN status = 'matched' THEN t END`)} AS t FROM ${picks}`,
        );
        const naive = await Promise.all(
          naiveStrategies.map((strategy) =>
            times(
              engine,
              sql`SELECT ${micros(sql`t`)} AS t FROM (${naiveSql(plan, planned, joined.spine, facts, strategy)})`,
            ),
          ),
        );
        for (const [i, label] of labels.entries()) {
          if (label.at === null || i % 7) continue;
          const entity = entityOfLabel(plan, planned.view, joined.spine, i);
          const history = (limit: number) =>
            entityHistory(engine, planned.view, planned.features, { ...entity, limit });
          const { rows, total } = await history(1000);
          const { boundary, ttl, available, embargo } = view;
          const pickRule = { boundary, ttl, available, embargo };
          expect([...rows].sort(compareRows)).toEqual(rows);
          expect(total).toBe(rows.length);
          const few = await history(2);
          const places = few.rows.map((row) => rows.findIndex(({ order }) => order === row.order));
          const gaps = places.flatMap((place, at) => (place - (places[at - 1] ?? -1) > 1 ? [at] : []));
          expect(few.leftOut).toEqual(gaps);
          const winner = pick(rows, label.at, pickRule);
          const chosen = oracleJoin(label, view).row;
          expect(winner === null ? null : rows[winner]!.t, `seed ${seed}`).toBe(asof[i]);
          expect(winner === null ? null : rows[winner]!.texts).toEqual(
            chosen && chosen.values.map((value) => (value === null ? null : String(value))),
          );
          naiveStrategies.forEach((strategy, s) => {
            const index = naivePick(rows, label.at!, strategy, pickRule);
            expect(index === null ? null : rows[index]!.t, `seed ${seed} ${strategy}`).toBe(naive[s]![i]);
            const expected = oraclePeek(label, oracleNaive(label, view, strategy), view);
            const found =
              index === null || !isFuture(rows[index]!, label.at!, pickRule)
                ? null
                : peek(rows[index]!, label.at!, pickRule);
            expect(found, `seed ${seed} ${strategy}`).toBe(expected);
          });
        }
      }
      await joined.scratch.drop();
    }
  });
});

async function times(engine: Engine, query: Sql): Promise<(bigint | null)[]> {
  return (await engine.rows<{ t: bigint | null }>(query)).map((found) => found.t);
}
