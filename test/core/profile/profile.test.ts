import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayStep } from '../../../core/engine/step.ts';
import { profileTable } from '../../../core/profile/profile.ts';
import type { ColumnProfile, TableProfile } from '../../../core/profile/report.ts';
import type { Profiled } from '../../../core/profile/roles.ts';
import { ident, sql, type Sql } from '../../../core/sql/sql.ts';
import { countedOrder } from '../../../core/table/row-order.ts';
import { engines, type Opened } from '../../support/engines.ts';

describe.each(engines)('a profile, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  /** Profiles a query's rows: key `k`, event timestamp `t`. */
  const profile = async (query: Sql, more: Partial<Profiled> = {}): Promise<TableProfile> => {
    const from = sql`(${query})`;
    const columns = await opened.engine.columns(query);
    const relation = { name: 'rows', from, ...countedOrder, columns, rows: null, files: [], inferred: [] };
    const type = columns.find(({ name }) => name === 't')!.type;
    const at = type === 'VARCHAR' ? sql`make_timestamp(epoch_us(TRY_CAST("t" AS TIMESTAMPTZ)))` : ident('t');
    const keys = [{ name: 'k', column: 'k', type: 'BIGINT' }];
    return profileTable(opened.engine, { name: 'rows', relation, keys, timestamp: { column: 't', at }, ...more });
  };
  const column = (found: TableProfile, name: string): ColumnProfile =>
    found.columns.find((each) => each.name === name)!;
  const time = sql`TIMESTAMP '2024-03-01' + to_days(range::INTEGER) AS t`;

  it('counts nulls and different values, and finds the ends', async () => {
    const found = await profile(sql`SELECT range AS k, ${time}, CASE WHEN range % 4 > 0 THEN range % 7 END AS v,
      CASE WHEN range % 2 = 0 THEN 'word ' || range % 3 END AS s, range % 3 = 0 AS b FROM range(100)`);
    expect(found.rows).toBe(100);
    expect(found.columns.map(({ name, type, role }) => [name, type, role])).toEqual([
      ['k', 'BIGINT', 'join key'],
      ['t', 'TIMESTAMP', 'event timestamp'],
      ['v', 'BIGINT', 'column'],
      ['s', 'VARCHAR', 'column'],
      ['b', 'BOOLEAN', 'column'],
    ]);
    const facts = found.columns.map(({ nulls, distinct, min, max }) => [nulls, distinct, min, max]);
    expect(facts).toEqual([
      [0, 100, '0', '99'],
      [0, 100, '2024-03-01 00:00:00', '2024-06-08 00:00:00'],
      [25, 7, '0', '6'],
      [50, 3, 'word 0', 'word 2'],
      [0, 2, 'false', 'true'],
    ]);
    expect(tableFromIPC(found.head).numRows).toBe(50);
  });

  it('puts numbers and timestamps into bins of one width that hold every value', async () => {
    const found = await profile(
      sql`SELECT range AS k, ${time}, range::DOUBLE AS x, (range % 5)::SMALLINT AS few, 7 AS same FROM range(1, 201)`,
    );
    const x = column(found, 'x').bins;
    expect(x.map(({ count }) => count)).toEqual([10, ...Array.from({ length: 18 }, () => 10), 10]);
    expect([x[0]!.label, x.at(-1)!.label]).toEqual(['1 to 10.95', '190.05 to 200']);
    const sum = (name: string) => column(found, name).bins.reduce((total, { count }) => total + count, 0);
    expect(['k', 't', 'x', 'few', 'same'].map(sum)).toEqual([200, 200, 200, 200, 200]);
    expect(column(found, 'few').bins).toEqual(['0', '1', '2', '3', '4'].map((label) => ({ label, count: 40 })));
    expect(column(found, 'same').bins).toEqual([{ label: '7', count: 200 }]);
    expect(column(found, 't').bins[0]!.label).toBe('2024-03-02 to 2024-03-11 22:48');
  });

  it('leaves infinite values and NaN out of the bins', async () => {
    const found = await profile(sql`SELECT range AS k, ${time},
      CASE range WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'Infinity'::DOUBLE ELSE range::DOUBLE END AS x FROM range(6)`);
    expect(column(found, 'x').bins.reduce((total, { count }) => total + count, 0)).toBe(4);
    expect(column(found, 'x').nulls).toBe(0);
  });

  it('has the very large and the very small', async () => {
    const found =
      await profile(sql`SELECT range AS k, ${time}, CASE range WHEN 0 THEN -1.7e308 ELSE 1.7e308 END::DOUBLE AS x,
      (9223372036854775000 + range)::BIGINT AS big, range::HUGEINT * 10000000000000000000 AS huge, (range / 4)::DECIMAL(18, 4) AS price FROM range(4)`);
    for (const name of ['x', 'big', 'huge', 'price']) {
      expect(
        column(found, name).bins.reduce((total, { count }) => total + count, 0),
        name,
      ).toBe(4);
    }
    expect(column(found, 'huge').max).toBe('30000000000000000000');
    expect(column(found, 'price').max).toBe('0.7500');
  });

  it('finds the commonest words, with exact counts, among few and among many', async () => {
    const found = await profile(sql`SELECT range AS k, ${time},
      CASE WHEN range % 2 = 0 THEN 'even' WHEN range % 3 = 0 THEN 'three' ELSE 'rest' END AS few,
      CASE WHEN range % 2 = 0 THEN 'it''s "common"' ELSE 'w' || (range % 1000) END AS many,
      'id-' || range AS id FROM range(3000)`);
    expect(column(found, 'few').bins).toEqual([
      { label: 'even', count: 1500 },
      { label: 'rest', count: 1000 },
      { label: 'three', count: 500 },
    ]);
    expect(column(found, 'many').bins[0]).toEqual({ label: `it's "common"`, count: 1500 });
    expect(column(found, 'many').bins[1]!.count).toBe(3);
    expect(column(found, 'id').bins).toEqual([]);
    expect(column(found, 'many').distinct).toBe(501);
  });

  it('takes lists, structs, blobs and times of day as text', async () => {
    const found =
      await profile(sql`SELECT range AS k, ${time}, [range] AS l, {'a': range % 2} AS s, 'x'::BLOB AS b, TIME '10:00:00' AS clock,
      MAP {'a': range % 2} AS m, INTERVAL 3 DAY AS i FROM range(6)`);
    expect(column(found, 's').bins).toEqual([
      { label: "{'a': 0}", count: 3 },
      { label: "{'a': 1}", count: 3 },
    ]);
    expect(column(found, 'm').bins).toHaveLength(2);
    expect(column(found, 'clock').bins).toEqual([{ label: '10:00:00', count: 6 }]);
    expect([column(found, 'l').min, column(found, 'i').max, column(found, 'b').distinct]).toEqual(['[0]', '3 days', 1]);
  });

  it('says of an empty table that it is empty', async () => {
    const found = await profile(sql`SELECT range AS k, ${time}, 'x' AS s, 1.5 AS x FROM range(0)`);
    expect(found.rows).toBe(0);
    for (const { nulls, distinct, min, max, bins } of found.columns)
      expect([nulls, distinct, min, max, bins]).toEqual([0, 0, null, null, []]);
    expect(found.timestamp).toEqual({
      first: null,
      last: null,
      nulls: 0,
      tiedRows: 0,
      granularity: 'day',
      mixedZones: false,
    });
    expect(tableFromIPC(found.head).numRows).toBe(0);
  });

  it('says of empty columns that they are empty', async () => {
    const found = await profile(
      sql`SELECT NULL::BIGINT AS k, NULL::TIMESTAMP AS t, NULL::VARCHAR AS s, NULL::DOUBLE AS x, NULL::BOOLEAN AS b FROM range(3)`,
    );
    for (const { nulls, distinct, min, max, bins } of found.columns)
      expect([nulls, distinct, min, max, bins]).toEqual([3, 0, null, null, []]);
    expect(found.timestamp).toMatchObject({ first: null, last: null, nulls: 3, tiedRows: 0 });
  });

  it('has columns of any name and length, and cuts long words', async () => {
    const names = ['it\'s "so"', '😀', 'n'.repeat(300), 'x; --', 'map0'];
    const columns = names.map((name, i) => `repeat('${i}', 100000) AS ${ident(name).text}`).join(', ');
    const found = await profile(sql`SELECT range AS k, ${time}, ${{ text: columns }} FROM range(2)`);
    expect(found.columns.slice(2).map(({ name }) => name)).toEqual(names);
    expect(found.columns[2]!.bins).toEqual([{ label: '0'.repeat(200), count: 2 }]);
  });

  it('knows what each column is for', async () => {
    const at = (name: string) => ({ column: name, at: ident(name) });
    const feature = { name: 'f', column: 'f', type: 'INTEGER', default: null };
    const query = sql`SELECT 1 AS k, TIMESTAMP '2024-03-01' AS t, TIMESTAMP '2024-03-02' AS c, TIMESTAMP '2024-03-03' AS a, 1 AS f, true AS y`;
    const view = await profile(query, { created: at('c'), available: at('a'), features: [feature] });
    expect(view.columns.map(({ role }) => role)).toEqual([
      'join key',
      'event timestamp',
      'created timestamp',
      'available at',
      'feature',
      'column',
    ]);
    const labels = await profile(query, { target: { name: 'y', type: 'BOOLEAN' } });
    expect(column(labels, 'y').role).toBe('target');
  });

  describe('of the event timestamp', () => {
    const of = async (values: string) =>
      (await profile(sql`SELECT k, t FROM (VALUES ${{ text: values }}) rows(k, t)`)).timestamp!;

    it('has its ends in microseconds, its nulls, and rows that tie', async () => {
      const found =
        await of(`(1, TIMESTAMP '2024-03-01'), (1, TIMESTAMP '2024-03-01'), (2, TIMESTAMP '2024-03-01'), (1, NULL), (1, NULL),
        (NULL, TIMESTAMP '2024-03-01'), (NULL, TIMESTAMP '2024-03-01'), (3, TIMESTAMP '2024-03-05'), (3, TIMESTAMP '2024-03-05'), (3, TIMESTAMP '2024-03-05')`);
      expect(found).toEqual({
        first: 1709251200000000n,
        last: 1709596800000000n,
        nulls: 2,
        tiedRows: 5,
        granularity: 'day',
        mixedZones: false,
      });
    });

    it.each([
      ['day', '2024-03-02 00:00:00'],
      ['hour', '2024-03-01 05:00:00'],
      ['minute', '2024-03-01 00:07:00'],
      ['second', '2024-03-01 00:00:01'],
      ['millisecond', '2024-03-01 00:00:00.5'],
      ['microsecond', '1969-12-31 23:59:59.999999'],
    ])('tells the coarsest unit: %s', async (unit, instant) => {
      expect((await of(`(1, TIMESTAMP '2024-03-01'), (2, TIMESTAMP '${instant}')`)).granularity).toBe(unit);
    });

    it.each([
      ['2024-03-01T09:00:00+01:00', '2024-03-01T09:00:00', true],
      ['2024-03-01T09:00:00Z', '2024-03-01', true],
      ['2024-03-01T09:00:00Z', '2024-03-01T09:00:00+01:00', false],
      ['2024-03-01T09:00:00', '2024-03-01', false],
    ])('sees that zones are mixed: %s and %s', async (first, second, mixed) => {
      expect((await of(`(1, '${first}'), (2, '${second}')`)).mixedZones).toBe(mixed);
    });
  });

  it('can be stopped, and says what it does', async () => {
    const controller = new AbortController();
    const steps = new Set<string>();
    const relation = {
      name: 'rows',
      from: sql`(SELECT range AS k, TIMESTAMP '2024-03-01' + to_seconds(range) AS t, hash(range) AS h FROM range(5000000))`,
      rowOrder: sql`k`,
      rowNumber: null,
      columns: [{ name: 'h', type: 'UBIGINT' }],
      rows: null,
      files: [],
      inferred: [],
    };
    const table = { name: 'big', relation, keys: [], timestamp: { column: 't', at: ident('t') } };
    const run = profileTable(opened.engine, table, {
      signal: controller.signal,
      progress: (progress) => {
        steps.add(sayStep(progress));
        controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect([...steps]).toEqual(['profiling big']);
  });
});
