import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scratch } from '../../../core/engine/scratch.ts';
import { skewPicture, type SkewPicture } from '../../../core/skew/picture/picture.ts';
import { roundNumber, roundSeconds } from '../../../core/text/round-width.ts';
import type { ViewPairs } from '../../../core/skew/pairs.ts';
import { sql, unsafe, type Sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { tableOf } from '../../support/table-of.ts';

describe.each(engines)('the picture of one feature, $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  /** Rows `(offline, online, class, hours of age)`; the moment is noon. */
  async function picture(rows: string, types: [string, string]): Promise<SkewPicture> {
    const { engine } = opened;
    const query: Sql = sql`SELECT (row_number() OVER () - 1)::BIGINT AS n, 'id=' || (row_number() OVER ()) AS entity,
  TIMESTAMP '2024-06-01 12:00' AS "at", TIMESTAMP '2024-06-01 12:00' - to_minutes((age * 60)::INTEGER) AS off_t,
  TIMESTAMP '2024-06-01 12:00' - to_minutes((age * 60)::INTEGER) AS on_t, f0::${unsafe(types[0])} AS f0, g0::${unsafe(types[1])} AS g0, s0
FROM (${unsafe(rows)}) AS t(f0, g0, s0, age)`;
    const table = await new Scratch(engine).table('pairs_test', query);
    const relation = await tableOf(engine, 'stats', sql`SELECT 1 AS x`);
    const at = sql`now()`;
    const view = { name: 'stats', relation, keys: [], timestamp: { column: 't', at }, created: null, available: null };
    const feature = { name: 'x', column: 'x', type: types[0], default: null, output: 'stats__x' };
    const planned = { view: { ...view, ttl: null, features: [], inferred: [] }, features: [feature] };
    const pairs: ViewPairs = { planned, computed: null, table, rows: 0, neither: 0, servedTypes: [types[1]] };
    return skewPicture(engine, pairs, 0);
  }

  it('draws each class of numbers, however few it has', async () => {
    const { kind, points, pairs } = await picture(
      `SELECT range, range, 'equal', 1 FROM range(5000) UNION ALL VALUES (1, 2, 'stale', 1), (NULL, 0, 'mismatch', 1), (1, NULL, 'missing_online', 1)`,
      ['DOUBLE', 'DOUBLE'],
    );
    expect([kind, pairs, points!.n.length]).toEqual(['number', 5002, 802]);
    const stale = points!.class.indexOf('stale');
    expect([points!.offline[stale], points!.online[stale]]).toEqual([1, 2]);
    const filled = points!.class.indexOf('mismatch');
    expect([points!.offline[filled], points!.online[filled]]).toEqual([null, 0]);
    expect(points!.class).not.toContain('missing_online');
  });

  it('bins differences by round steps from zero, equal pairs left out', async () => {
    const { differences } = await picture(
      `VALUES (10, 10, 'equal', 1), (10, 20, 'mismatch', 1), (10, 12, 'stale', 1), (10, 0, 'mismatch', 1)`,
      ['DOUBLE', 'DOUBLE'],
    );
    const { edges, mismatch, stale, beyond, commonest } = differences!;
    expect(commonest).toBeNull();
    expect(edges).toContain(0);
    expect([edges[0], edges.at(-1)]).toEqual([-10, 10]);
    expect([mismatch[0], mismatch.at(-1), stale[edges.indexOf(2)], beyond]).toEqual([1, 1, 1, 0]);
  });

  it('takes the difference of integers that a double would round as it is', async () => {
    const { differences } = await picture(
      `VALUES (9100000000028077, 9100000000028076, 'mismatch', 1), (9100000000028161, 9100000000028160, 'mismatch', 1)`,
      ['BIGINT', 'BIGINT'],
    );
    expect(differences!.commonest).toEqual({ difference: -1, rows: 2 });
  });

  it('shows a constant offset of instants as one bin, in hours', async () => {
    const { kind, differences } = await picture(
      `SELECT TIMESTAMP '2024-05-01' + to_hours(range::INTEGER), TIMESTAMP '2024-05-01' + to_hours(range::INTEGER - 5), 'mismatch', 1 FROM range(50)`,
      ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'],
    );
    expect([kind, differences!.edges[0], differences!.mismatch[0]]).toEqual(['instant', -18_000, 50]);
    expect(differences!.commonest).toEqual({ difference: -18_000, rows: 50 });
  });

  it('keeps what is infinite and what is no number out', async () => {
    const numbers = await picture(`VALUES ('NaN', 1, 'mismatch', 1), ('Infinity', 2, 'mismatch', 1)`, [
      'DOUBLE',
      'DOUBLE',
    ]);
    expect([numbers.points!.offline, numbers.differences]).toEqual([[null, null], null]);
    const instants = await picture(`VALUES ('infinity', '2024-01-01', 'mismatch', 1)`, ['TIMESTAMP', 'TIMESTAMP']);
    expect([instants.points!.offline, instants.differences]).toEqual([[null], null]);
  });

  it('crosses few categories, and of many gives the commonest changes', async () => {
    const few = await picture(
      `SELECT 'basic', 'basic', 'equal', 1 FROM range(5) UNION ALL SELECT 'pro', NULL, 'mismatch', 1 FROM range(3)`,
      ['VARCHAR', 'VARCHAR'],
    );
    expect(few.categories).toEqual({
      values: ['basic', 'pro', null],
      cells: [
        { offline: 'basic', online: 'basic', rows: 5 },
        { offline: 'pro', online: null, rows: 3 },
      ],
      others: 0,
    });
    const many = await picture(
      `SELECT 'a' || range % 20, 'A' || range % 20, 'mismatch', 1 FROM range(50) UNION ALL SELECT 'x', 'x', 'equal', 1 FROM range(9)`,
      ['VARCHAR', 'VARCHAR'],
    );
    const { values, cells, others } = many.categories!;
    expect([values, cells.length, cells[0], others]).toEqual([[], 9, { offline: 'a0', online: 'A0', rows: 3 }, 23]);
  });

  it('compares categories where the two sides have types of different kinds', async () => {
    const { kind, categories } = await picture(`VALUES (1, 'one', 'mismatch', 1)`, ['BIGINT', 'VARCHAR']);
    expect([kind, categories!.cells]).toEqual(['category', [{ offline: '1', online: 'one', rows: 1 }]]);
  });

  it('counts how pairs fare by age: on a ladder where ages spread, in equal steps where they do not', async () => {
    const { ages } = await picture(
      `SELECT 1, 1, CASE WHEN range >= 48 THEN 'stale' ELSE 'equal' END, range + 0.5 FROM range(96)`,
      ['DOUBLE', 'DOUBLE'],
    );
    const hour = 3600;
    expect(ages!.edges.map((edge) => edge / hour)).toEqual([1, 3, 6, 12, 24, 48, 72, 120]);
    expect(ages!.pairs.reduce((sum, n) => sum + n, 0)).toBe(96);
    const two = ages!.edges.indexOf(48 * hour);
    expect([ages!.of, ages!.stale[two], ages!.pairs[two], ages!.stale[two - 1]]).toEqual(['online', 24, 24, 0]);
    const close = await picture(`SELECT 1, 1, 'equal', 100 + range / 3 FROM range(96)`, ['DOUBLE', 'DOUBLE']);
    expect(close.ages!.pairs.reduce((sum, n) => sum + n, 0)).toBe(96);
    expect(close.ages!.edges.length).toBeGreaterThan(4);
    const alike = await picture(`SELECT 1, 1, 'equal', 1000 FROM range(9)`, ['DOUBLE', 'DOUBLE']);
    expect(alike.ages).toMatchObject({ edges: [41 * 24 * hour, 42 * 24 * hour], pairs: [9] });
  });

  it('has nothing to draw where no side meets the other', async () => {
    const { pairs, points, differences, ages } = await picture(`VALUES (1, NULL, 'missing_online', 1)`, [
      'DOUBLE',
      'DOUBLE',
    ]);
    expect([pairs, points!.n, differences, ages]).toEqual([0, [], null, null]);
  });
});

describe('round steps', () => {
  it('are 1, 2 and 5 times a power of ten, and a clock’s for seconds', () => {
    expect([0.0011, 3, 5, 70, 1e300].map(roundNumber)).toEqual([0.002, 5, 5, 100, 1e300]);
    expect([0.3, 40, 700, 5000, 100_000].map(roundSeconds)).toEqual([0.5, 60, 900, 7200, 172_800]);
  });
});
