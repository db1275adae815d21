import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { coverage } from '../../core/join/coverage.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import type { JoinOptions, JoinPlan } from '../../core/join/request.ts';
import { sql } from '../../core/sql/sql.ts';
import { bindRows } from '../support/bind-rows.ts';
import { engines } from '../support/engines.ts';
import type { OracleLabel, OracleRow, OracleView } from '../support/oracle.ts';

/** What Feast's own tests hold of get_historical_features, and what its stores get wrong. */
describe.each(engines)('Feast compared, on $name', ({ open }) => {
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open());
  });
  afterAll(() => close());

  const now = 1_735_689_600_000_000n;
  const day = 86_400_000_000n;
  type Key = string | number | null;
  const label = (keys: Key | Key[], at: bigint, target = 0): OracleLabel => ({ keys: [keys].flat(), at, target });
  const row = (keys: Key | Key[], t: bigint, value: number | null, c: bigint | null = null): OracleRow => ({
    keys: [keys].flat(),
    t,
    c,
    a: c,
    values: [value],
  });
  const view = (rows: OracleRow[], more: Partial<OracleView> = {}): OracleView => ({
    on: (rows[0]?.keys ?? [0]).map((_, i) => i),
    rows,
    ttl: null,
    available: false,
    boundary: 'inclusive',
    embargo: 0n,
    ...more,
  });

  async function values(
    labels: OracleLabel[],
    views: OracleView[],
    options: Partial<JoinOptions> = {},
    key = 'INTEGER',
  ): Promise<unknown[][]> {
    const width = Math.max(...[...labels, ...views.flatMap((each) => each.rows)].map((each) => each.keys.length));
    const types = { keys: Array.from({ length: width }, () => key), features: ['INTEGER'] };
    const plan = await bindRows(engine, labels, views, types, options);
    return select(plan);
  }

  async function select(plan: JoinPlan): Promise<unknown[][]> {
    const joined = await runJoin(engine, plan);
    const rows = await engine.rows(
      sql`${trainingSetSql(
        plan,
        joined.views.map((each) => each.picks),
      )}`,
    );
    await joined.scratch.drop();
    return rows.map((found) => plan.views.flatMap((each) => each.features.map((feature) => found[feature.output!])));
  }

  it('breaks ties by created, and lets event time beat created', async () => {
    const rows = [
      row(1001, now, 10, now),
      row(1001, now, 20, now + day),
      row(1002, now, 30, now + day),
      row(1002, now + day, 40, now),
    ];
    expect(await values([label(1001, now + 2n * day), label(1002, now + 2n * day)], [view(rows)])).toEqual([
      [20],
      [40],
    ]);
  });

  it('leaves out what was written later when the view has an available-at, before it breaks ties', async () => {
    const rows = [
      row(1001, now, 10, now),
      row(1001, now, 20, now + 2n * day),
      row(1002, now, 30, now),
      row(1002, now, 40, now + 2n * day),
    ];
    const labels = [label(1001, now + day), label(1002, now + day)];
    expect(await values(labels, [view(rows)])).toEqual([[20], [40]]);
    expect(await values(labels, [view(rows, { available: true })])).toEqual([[10], [30]]);
  });

  it('excludes a null available-at, and keeps the label row when nothing was known', async () => {
    const rows = [row(1, now, 10, null), row(2, now, 20, now + 9n * day)];
    expect(await values([label(1, now + day), label(2, now + day)], [view(rows, { available: true })])).toEqual([
      [null],
      [null],
    ]);
  });

  it('passes the oracle of its DuckDB store: an exact TTL, an older row, a future row, a tie', async () => {
    const jan = (d: number): bigint => now + BigInt(d - 1) * day;
    const rows = [
      row(1, now - day, 11),
      row(1, jan(2), 22),
      row(1, jan(3), 33),
      row(2, jan(3), 22),
      row(3, jan(1), 10, jan(3)),
      row(3, jan(1), 20, jan(2)),
    ];
    const labels = [label(1, jan(1)), label(1, jan(2)), label(2, jan(1)), label(3, jan(3))];
    expect(await values(labels, [view(rows, { ttl: 10n * day })])).toEqual([[11], [22], [null], [10]]);
  });

  it('keeps rows whose candidates are all in the future or expired (its default store drops them), for every view', async () => {
    const rows = [row(1, now, 1), row(2, now - day, 2), row(3, now - day - 1n, 3), row(5, now + day, 5)];
    const labels = [1, 2, 3, 4, 5].map((key) => label(key, now));
    const other = view([1, 2, 3, 4, 5].map((key) => row(key, now, key * 10)));
    expect(await values(labels, [view(rows, { ttl: day }), other])).toEqual([
      [1, 10],
      [2, 20],
      [null, 30],
      [null, 40],
      [null, 50],
    ]);
  });

  it('keeps duplicate label rows with their labels (its default store collapses them)', async () => {
    const labels = [label(1, now, 0), label(1, now, 1), label(1, now, 1)];
    const plan = await bindRows(engine, labels, [view([row(1, now, 7)])], { keys: ['INTEGER'], features: ['INTEGER'] });
    const joined = await runJoin(engine, plan);
    const rows = await engine.rows(
      trainingSetSql(
        plan,
        joined.views.map((each) => each.picks),
      ),
    );
    expect(rows.map((found) => [found.target, found.view_0__f0])).toEqual([
      [0, 7],
      [1, 7],
      [1, 7],
    ]);
    await joined.scratch.drop();
  });

  it('does not mix up composite keys that concatenate to the same text (its SQL stores swap their values)', async () => {
    const labels = [label(['1', '11'], now), label(['11', '1'], now)];
    const rows = [row(['1', '11'], now, 1), row(['11', '1'], now, 2)];
    expect(await values(labels, [view(rows)], {}, 'VARCHAR')).toEqual([[1], [2]]);
  });

  it('matches nothing by a null key (its default store joins null to null)', async () => {
    expect(await values([label(null, now), label([1], now)], [view([row(null, now, 9), row(1, now, 1)])])).toEqual([
      [null],
      [1],
    ]);
    expect(await values([label([1, null], now)], [view([row([1, null], now, 9), row([1, 1], now, 1)])])).toEqual([
      [null],
    ]);
  });

  it('gives one row for exact ties (its SQL stores fan out): the one latest in the file', async () => {
    const same = Array.from({ length: 3 }, (_, i) => row(1003, now, i, now));
    expect(await values([label(1003, now)], [view(same)])).toEqual([[2]]);
    const uncreated = Array.from({ length: 200 }, (_, i) => row(1, now, i));
    expect(
      await values(
        Array.from({ length: 100 }, () => label(1, now)),
        [view(uncreated)],
      ),
    ).toEqual(Array.from({ length: 100 }, () => [199]));
  });

  it('lets a row without created lose to one with, and still be used (its SQL stores do not see it)', async () => {
    expect(await values([label(1, now)], [view([row(1, now, 1, now - day), row(1, now, 2, null)])])).toEqual([[1]]);
    expect(await values([label(1, now)], [view([row(1, now - day, 1, now), row(1, now, 2, null)])])).toEqual([[2]]);
  });

  it('takes the winning row whole: its null is not filled from an older row', async () => {
    expect(await values([label(1, now)], [view([row(1, now - day, 1), row(1, now, null)])])).toEqual([[null]]);
  });

  it('honours a TTL below a second (its SQL stores take it for no limit)', async () => {
    const rows = [row(1, now - 600_000n, 1)];
    expect(await values([label(1, now)], [view(rows, { ttl: 500_000n })])).toEqual([[null]]);
    expect(await values([label(1, now)], [view(rows, { ttl: 500_000n })], { ttl: false })).toEqual([[1]]);
  });

  it('gives the same answer whatever the order of the views', async () => {
    const labels = [label(1, now), label(2, now)];
    const [future, plain] = [view([row(1, now + day, 1)]), view([row(1, now, 3), row(2, now, 4)])];
    expect(await values(labels, [future, plain])).toEqual([
      [null, 3],
      [null, 4],
    ]);
    expect(await values(labels, [plain, future])).toEqual([
      [3, null],
      [4, null],
    ]);
  });

  it('tells expired from not yet known from no history', async () => {
    const rows = [row(1, now, 1, now), row(2, now - 9n * day, 2, now - 9n * day), row(3, now - day, 3, now + day)];
    const labels = [label(1, now), label(2, now), label(3, now), label(4, now)];
    const plan = await bindRows(engine, labels, [view(rows, { ttl: 5n * day, available: true })], {
      keys: ['INTEGER'],
      features: ['INTEGER'],
    });
    const joined = await runJoin(engine, plan);
    expect(await coverage(engine, joined)).toEqual([
      { view: 'view_0', found: 3, matched: 1, expired: 1, unknown_yet: 1, no_history: 1 },
    ]);
    await joined.scratch.drop();
  });
});
