import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOfSql, naiveSql, type JoinFacts } from '../../../core/join/as-of.ts';
import { runJoin } from '../../../core/join/join.ts';
import type { JoinOptions, NaiveStrategy } from '../../../core/join/request.ts';
import { joinFacts, unknownFacts } from '../../../core/join/facts.ts';
import { sql, type Sql } from '../../../core/sql/sql.ts';
import { findPacking } from '../../../core/view/packed-rank.ts';
import { bindRows } from '../../support/bind-rows.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { infinity, type OracleRow } from '../../support/oracle.ts';
import type { Boundary } from '../../../core/view/moment.ts';

/** [key, t, value, c, a]; a time that is left out is null. */
type Row = [key: number | null, t: bigint | null, value: string, c?: bigint | null, a?: bigint | null];
interface Asked extends Partial<JoinOptions> {
  /** Microseconds; null is no limit. */
  within?: bigint | null;
  boundary?: Boundary;
  available?: boolean;
}

const day = 86_400_000_000n;
const fewLabels: JoinFacts = { ...unknownFacts, fewLabels: false };

/** Each rule of spec section 3, one row away from where it changes its mind; with whatever the join knows. */
describe.each(engines)('the rules of the join, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  async function planOf(rows: Row[], at: bigint | null, asked: Asked, key: number | null) {
    const { within = null, boundary = 'inclusive', available = false, embargo = 0n, ...options } = asked;
    const source = rows.map(([one, t, value, c = null, a = null]): OracleRow => ({
      keys: [one],
      t,
      c,
      a,
      values: [value],
    }));
    const view = { on: [0], rows: source, ttl: within, available, boundary, embargo };
    const types = { keys: ['INTEGER'], features: ['VARCHAR'] };
    return bindRows(opened.engine, [{ keys: [key], at, target: 0 }], [view], types, options);
  }

  /** The picked value, or why there is none. */
  async function join(rows: Row[], at: bigint | null, asked: Asked = {}, key: number | null = 1): Promise<string> {
    const plan = await planOf(rows, at, asked, key);
    const joined = await runJoin(opened.engine, plan);
    const found: string[] = [];
    const packed = { ...fewLabels, packing: await findPacking(opened.engine, plan.views[0]!.view) };
    for (const facts of [
      unknownFacts,
      fewLabels,
      packed,
      await joinFacts(opened.engine, plan, plan.views[0]!.view, joined.labels),
    ]) {
      const picks = asOfSql(plan, plan.views[0]!, joined.spine, facts);
      const [row] = await opened.engine.rows<{ status: string; v: string | null }>(
        sql`SELECT status::VARCHAR AS status, view_0__f0 AS v FROM (${picks})`,
      );
      found.push(row!.status === 'matched' ? (row!.v ?? 'null') : row!.status);
    }
    expect(new Set(found).size, found.join()).toBe(1);
    await joined.scratch.drop();
    return found[0]!;
  }

  async function naive(strategy: NaiveStrategy, rows: Row[], at: bigint | null, asked: Asked = {}) {
    const plan = await planOf(rows, at, asked, 1);
    const joined = await runJoin(opened.engine, plan);
    const picks = naiveSql(plan, plan.views[0]!, joined.spine, unknownFacts, strategy);
    const [row] = await opened.engine.rows<{ v: string | null }>(sql`SELECT view_0__f0 AS v FROM (${picks})`);
    await joined.scratch.drop();
    return row!.v;
  }

  it('1: a row at the moment counts, unless the boundary is strict', async () => {
    const rows: Row[] = [
      [1, 10n, 'before'],
      [1, 20n, 'at'],
    ];
    expect(await join(rows, 20n)).toBe('at');
    expect(await join(rows, 19n)).toBe('before');
    expect(await join(rows, 20n, { boundary: 'strict' })).toBe('before');
    expect(await join(rows, 21n, { boundary: 'strict' })).toBe('at');
    expect(await join(rows, 9n)).toBe('no_history');
    expect(await join(rows, 10n, { boundary: 'strict' })).toBe('no_history');
  });

  it('1: what lacks a key or a time matches nothing', async () => {
    expect(await join([[1, null, 'timeless']], 20n)).toBe('no_history');
    expect(await join([[null, 10n, 'nobody']], 20n, {}, null)).toBe('no_history');
    expect(await join([[1, 10n, 'mine']], 20n, {}, null)).toBe('no_history');
    expect(await join([[1, 10n, 'mine']], null)).toBe('no_history');
    expect(await join([[1, -infinity, 'ever']], null)).toBe('no_history');
    expect(await join([[1, 10n, 'mine']], null, { boundary: 'strict' })).toBe('no_history');
    expect(await join([[1, -infinity, 'ever']], 20n)).toBe('ever');
    expect(await join([[1, infinity, 'never']], 20n)).toBe('no_history');
    expect(await join([[1, infinity, 'end']], infinity)).toBe('end');
    expect(await join([[1, infinity, 'end']], infinity, { boundary: 'strict' })).toBe('no_history');
    expect(await join([[1, -infinity, 'ever']], -infinity, { boundary: 'strict' })).toBe('no_history');
    const ever: Row[] = [[1, -infinity, 'ever', null, -infinity]];
    expect(await join(ever, -infinity, { boundary: 'strict', available: true })).toBe('no_history');
  });

  it.each([true, false])(
    '1: a label that lacks one of two keys matches nothing, with available_at %s',
    async (available) => {
      const pairs = [
        [1, null],
        [null, 1],
        [1, 2],
        [2, null],
        [null, null],
      ];
      // DuckDB errs in large joins alone.
      const labels = Array.from({ length: 600 }, () => pairs.map((keys) => ({ keys, at: 20n, target: 0 }))).flat();
      const row = (keys: (number | null)[]): OracleRow => ({ keys, t: 10n, c: null, a: 10n, values: [keys.join()] });
      const rows = [...pairs, [1, 5], [5, 1], [2, 5], [6, null]].map(row);
      const view = { on: [0, 1], rows, ttl: null, available, boundary: 'inclusive' as const, embargo: 0n };
      const plan = await bindRows(opened.engine, labels, [view], {
        keys: ['INTEGER', 'INTEGER'],
        features: ['VARCHAR'],
      });
      const joined = await runJoin(opened.engine, plan);
      const picked = async (query: Sql) => {
        const ordered = sql`SELECT view_0__f0 AS v FROM (${query}) ORDER BY label_row`;
        return (await opened.engine.rows<{ v: string | null }>(ordered)).map(({ v }) => v);
      };
      for (const facts of [
        unknownFacts,
        fewLabels,
        await joinFacts(opened.engine, plan, plan.views[0]!.view, joined.labels),
      ])
        for (const query of [
          asOfSql(plan, plan.views[0]!, joined.spine, facts),
          naiveSql(plan, plan.views[0]!, joined.spine, facts, 'latest'),
        ])
          expect(await picked(query)).toEqual(labels.map(({ keys }) => (keys.includes(null) ? null : '1,2')));
      await joined.scratch.drop();
    },
  );

  it('2: a row as old as the TTL counts, and none a microsecond older', async () => {
    const rows: Row[] = [[1, 10n, 'old']];
    expect(await join(rows, 15n, { within: 5n })).toBe('old');
    expect(await join(rows, 16n, { within: 5n })).toBe('expired');
    expect(await join(rows, 16n, { within: 5n, ttl: false })).toBe('old');
    // The newest counts or none does: no older one takes its place.
    expect(await join([[1, 9n, 'older'], ...rows], 16n, { within: 5n })).toBe('expired');
  });

  it('3: a row counts from when it was known, and one that never was never does', async () => {
    const known = { available: true };
    const rows: Row[] = [
      [1, 1n, 'early', null, 1n],
      [1, 2n, 'late', null, 9n],
      [1, 3n, 'never', null, null],
    ];
    expect(await join(rows, 8n, known)).toBe('early');
    expect(await join(rows, 9n, known)).toBe('late');
    expect(await join(rows, 9n, { ...known, boundary: 'strict' })).toBe('late');
    expect(await join(rows, 9n)).toBe('never');
    expect(await join([[1, 5n, 'foretold', null, 1n]], 4n, known)).toBe('no_history');
    expect(await join([[1, 5n, 'foretold', null, 1n]], 5n, known)).toBe('foretold');
    expect(await join([[1, 5n, 'foretold', null, 1n]], 5n, { ...known, boundary: 'strict' })).toBe('no_history');
    expect(await join([[1, 5n, 'foretold', null, 1n]], 6n, { ...known, boundary: 'strict' })).toBe('foretold');
    expect(await join([[1, 2n, 'late', null, 9n]], 8n, known)).toBe('unknown_yet');
    expect(await join([[1, 2n, 'never', null, null]], 8n, known)).toBe('unknown_yet');
    expect(await join([[1, 2n, 'late', null, 9n]], 1n, known)).toBe('no_history');
    expect(await join([[1, 2n, 'late', null, 9n]], 9n, { ...known, within: 6n })).toBe('expired');
  });

  it('4: the greatest time wins, then the greatest created, null the least, then the last row', async () => {
    for (const available of [false, true]) {
      const pick = (...rows: Row[]) =>
        join(
          rows.map(([key, t, value, c]): Row => [key, t, value, c, t]),
          20n,
          { available },
        );
      expect(await pick([1, 11n, 'newer', 1n], [1, 10n, 'older', 9n])).toBe('newer');
      expect(await pick([1, 10n, 'corrected', 5n], [1, 10n, 'first', 4n])).toBe('corrected');
      expect(await pick([1, 10n, 'written', 5n], [1, 10n, 'unknown', null])).toBe('written');
      expect(await pick([1, 10n, 'ages ago', -5n], [1, 10n, 'unknown', null])).toBe('ages ago');
      expect(await pick([1, 10n, 'one', 5n], [1, 10n, 'other', 5n])).toBe('other');
      expect(await pick([1, 10n, 'one', null], [1, 10n, 'other', null])).toBe('other');
    }
  });

  it('4: of rows that became known out of order, the newest that was known by then', async () => {
    const rows: Row[] = [
      [1, 3n, 'third', null, 4n],
      [1, 1n, 'first', null, 6n],
      [1, 2n, 'second', 1n, 5n],
      [1, 2n, 'second again', 0n, 7n],
    ];
    const at = (moment: bigint) => join(rows, moment, { available: true });
    expect(await Promise.all([3n, 4n, 5n, 6n, 7n].map(at))).toEqual([
      'unknown_yet',
      'third',
      'third',
      'third',
      'third',
    ]);
    expect(await join(rows.slice(1), 7n, { available: true })).toBe('second');
  });

  it('5: a default stands where nothing qualifies, and not in the place of a null that does', async () => {
    const plan = await planOf([[1, 10n, 'x']], 20n, { defaults: true }, 1);
    const [planned] = plan.views;
    planned!.features[0]!.default = sql`'basic'`;
    const joined = await runJoin(opened.engine, { ...plan, views: [planned!] });
    const value = async (ttl: bigint | null, at: bigint, cell: string | null) => {
      const { relation } = planned!.view;
      await opened.engine.exec(sql`UPDATE ${relation.from} SET f0 = ${cell}`);
      await opened.engine.exec(sql`UPDATE ${joined.spine} SET label_time = make_timestamp(${at})`);
      planned!.view.ttl = ttl;
      const picks = asOfSql(plan, planned!, joined.spine, unknownFacts);
      return (await opened.engine.rows<{ v: string | null }>(sql`SELECT view_0__f0 AS v FROM (${picks})`))[0]!.v;
    };
    expect(await value(null, 20n, 'x')).toBe('x');
    expect(await value(null, 9n, 'x')).toBe('basic');
    expect(await value(5n, 20n, 'x')).toBe('basic');
    expect(await value(null, 20n, null)).toBe(null);
    await joined.scratch.drop();
  });

  it('with an embargo what happened or became known in it does not count, and ages are from the label', async () => {
    const rows: Row[] = [[1, 10n, 'x', null, 12n]];
    expect(await join(rows, 15n, { embargo: 5n })).toBe('x');
    expect(await join(rows, 14n, { embargo: 5n })).toBe('no_history');
    expect(await join(rows, 15n, { embargo: 5n, boundary: 'strict' })).toBe('no_history');
    expect(await join(rows, 16n, { embargo: 5n, boundary: 'strict' })).toBe('x');
    expect(await join(rows, 17n, { embargo: 5n, available: true })).toBe('x');
    expect(await join(rows, 16n, { embargo: 5n, available: true })).toBe('unknown_yet');
    expect(await join(rows, 14n, { embargo: 5n, available: true })).toBe('no_history');
    expect(await join(rows, 16n, { embargo: 5n, within: 6n })).toBe('x');
    expect(await join(rows, 17n, { embargo: 5n, within: 6n })).toBe('expired');
  });

  it('naive joins err as they are known to', async () => {
    const rows: Row[] = [
      [1, 10n, 'past', null, 40n],
      [1, day - 1n, 'that day'],
      [1, day, 'next day'],
      [1, 9n * day, 'last'],
    ];
    expect(await naive('latest', rows, 20n)).toBe('last');
    expect(await naive('latest', rows, null)).toBe('last');
    expect(await naive('same-day', rows, 20n)).toBe('that day');
    expect(await naive('same-day', rows, day)).toBe('next day');
    expect(await naive('same-day', rows, -1n)).toBe(null);
    expect(await naive('event-time', rows, 20n, { available: true })).toBe('past');
    expect(await naive('event-time', rows, 10n, { boundary: 'strict' })).toBe(null);
    expect(await naive('event-time', rows, 15n, { within: 5n })).toBe('past');
    expect(await naive('event-time', rows, 16n, { within: 5n })).toBe(null);
    expect(await naive('event-time', rows, 14n, { embargo: 5n })).toBe(null);
    const apart: Row[] = [
      [1, 10n, 'before'],
      [1, 20n, 'after'],
    ];
    expect(await naive('nearest', apart, 15n)).toBe('before');
    expect(await naive('nearest', apart, 16n)).toBe('after');
    expect(await naive('nearest', apart, 1n)).toBe('before');
    expect(await naive('nearest', apart, null)).toBe(null);
  });
});
