import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative } from '../../../../core/node/duckdb-native.ts';
import type { Engine } from '../../../../core/engine/engine.ts';
import type { ColumnSort, ColumnTest } from '../../../../core/question/show.ts';
import { Results } from '../../../../core/results/results.ts';
import { Room } from '../../../../core/results/room.ts';
import { ident, sql } from '../../../../core/sql/sql.ts';
import { readPage } from '../../../../renderer/ui/grid/arrow-page.ts';
import { LocalTable } from '../../../../renderer/ui/grid/local/local-table.ts';
import { Random } from '../../../support/random.ts';

/** Few values of each type, so that there are ties, with what is odd among them. */
const values = {
  name: [
    null,
    '',
    'a',
    'A',
    'aa',
    'customer_0001',
    'customer_0002',
    'customer_00021',
    'ß',
    'é',
    '顧客',
    '😀',
    'z',
    ' a',
  ],
  x: [null, 'NaN', 'Infinity', '-Infinity', '0', '-0.0', '1.5', '-1.5', '1e300', '5e-324', '0.1'],
  f: [null, 'NaN', '0.1', '0.25', '-3', '16777217'],
  i: [null, '0', '-1', '2147483647', '-2147483648', '7'],
  tiny: [null, '-128', '127', '0'],
  big: [
    null,
    '9007199254740993',
    '9007199254740992',
    '-9223372036854775808',
    '9223372036854775807',
    '-1',
    '4294967296',
  ],
  ubig: [null, '18446744073709551615', '0', '4294967296', '9223372036854775808'],
  day: [null, '1969-12-31', '1970-01-01', '2024-02-29', '0001-01-01'],
  at: [null, '1969-12-31 23:59:59.999999', '2024-01-01 10:00', '2024-01-01 10:00:00.000001', '2024-06-01'],
  zoned: [null, '2024-01-01 10:00:00+00', '2024-01-01 12:00:00+00'],
  yes: [null, 'true', 'false'],
};
const types = {
  ...{ name: 'VARCHAR', x: 'DOUBLE', f: 'FLOAT', i: 'INTEGER', tiny: 'TINYINT', big: 'BIGINT', ubig: 'UBIGINT' },
  ...{ day: 'DATE', at: 'TIMESTAMP', zoned: 'TIMESTAMP WITH TIME ZONE', yes: 'BOOLEAN' },
};
const names = Object.keys(values) as (keyof typeof values)[];
const count = 1500;

describe('a table in the page', () => {
  let engine: Engine;
  let results: Results<null>;
  let local: LocalTable;
  let result: string;
  beforeAll(async () => {
    engine = await openNative();
    const random = new Random(7);
    const lines = Array.from({ length: count }, (_, n) => [
      String(n),
      ...names.map((name) => random.one<string | null>(values[name])),
    ]);
    const columns = ['n', ...names];
    const rows = sql`(SELECT ${{ text: columns.map((name) => `CAST("${name}" AS ${name === 'n' ? 'BIGINT' : types[name as 'x']}) AS "${name}"`).join(', ') }} FROM (VALUES ${{
      text: lines
        .map((line) => `(${line.map((text) => (text === null ? 'NULL' : `'${text}'`)).join(', ')})`)
        .join(', '),
    }}) AS t(${{ text: columns.map((name) => `"${name}"`).join(', ') }}))`;
    await engine.exec(sql`CREATE TABLE odd AS FROM ${rows}`);
    results = new Results<null>(engine, new Room(Infinity));
    const table = {
      from: ident('odd'),
      number: 'n',
      rows: count,
      columns,
      filters: {},
      orders: { number: ident('n') },
    };
    result = await results.hold({}, { answer: null, tables: { table }, scratches: [] }, {});
    const base = { result, filter: 'all', sort: { by: 'number' } };
    const arranged = await results.arrange(base, {});
    const page = (from: number) => results.rows({ ...base, from, count: 700 }, {});
    local = new LocalTable([await page(0), await page(700), await page(1400)], arranged.columns);
  });
  afterAll(() => engine?.close());

  async function both(order: ColumnSort[], where: ColumnTest[]): Promise<[number[] | null, number[]]> {
    const asked = { result, filter: 'all', sort: { by: 'number', columns: order }, where };
    await results.arrange(asked, {});
    const page = readPage(await results.rows({ ...asked, from: 0, count }, {}));
    const there = Array.from({ length: page.rows }, (_, row) => Number(page.columns[0]!.at(row)));
    const here = local.explore({ order, where });
    return [here && [...here], there];
  }

  it.each(names)('is ordered by %s as the engine orders it, in both directions', async (column) => {
    for (const descending of [false, true]) {
      const [here, there] = await both([{ column, descending }], []);
      expect(here).toEqual(there);
    }
  });

  it.each(names)('is cut down by %s as the engine does it', async (column) => {
    const written = values[column].filter((value) => value !== null);
    let answered = 0;
    for (const value of written) {
      const tests: ColumnTest[] = [
        { column, is: 'equals', value },
        { column, is: 'between', from: value },
        { column, is: 'between', to: value, from: written[0] },
        { column, is: 'not null' },
        ...(column === 'name' ? [{ column, is: 'contains' as const, value }] : []),
      ];
      for (const test of tests) {
        const [here, there] = await both([], [test]);
        if (here === null) continue;
        answered++;
        expect([test, here]).toEqual([test, there]);
      }
    }
    expect(answered).toBeGreaterThanOrEqual(written.length);
  });

  it('is ordered by several columns and cut down by several, whatever they are', async () => {
    const random = new Random(11);
    for (let i = 0; i < 60; i++) {
      const order = Array.from({ length: random.below(4) }, () => {
        return { column: random.one(names), descending: random.below(2) === 1 };
      });
      const where = Array.from({ length: random.below(3) }, (): ColumnTest => {
        const column = random.one(names);
        const from = random.one(values[column].filter((value) => value !== null));
        return random.below(3) === 0 ? { column, is: 'null' } : { column, is: 'between', from };
      });
      const [here, there] = await both(order, where);
      if (here !== null) expect([order, where, here]).toEqual([order, where, there]);
    }
  });

  it('leaves to the engine what only that can read', () => {
    expect(local.explore({ order: [], where: [{ column: 'i', is: 'equals', value: '1.5' }] })).toBeNull();
    expect(local.explore({ order: [], where: [{ column: 'at', is: 'equals', value: 'May 1' }] })).toBeNull();
    expect(local.explore({ order: [{ column: 'other' }], where: [] })).toBeNull();
  });

  it('gives pages, numbers and places of its order', () => {
    const rows = local.explore({
      order: [{ column: 'big', descending: true }],
      where: [{ column: 'yes', is: 'equals', value: 'true' }],
    })!;
    const page = local.pageOf(rows, 10, 5);
    expect(page.rows).toBe(5);
    expect(Number(page.column('n')!.at(0))).toBe(rows[10]);
    expect(local.positionOf(rows, rows[10]!)).toBe(10);
    expect(local.sayOrder(rows)).toMatchObject({ rows: rows.length, first: rows[0] });
    expect(local.pageOf(rows, rows.length - 2, 5).rows).toBe(2);
  });

  it('is looked through in its order, both ways', () => {
    const rows = local.explore({ order: [{ column: 'name' }], where: [] })!;
    const first = local.find(rows, 'CUSTOMER_0002', ['name', 'x'], { row: -1, column: 'x' }, false)!;
    expect(local.page.column('name')!.at(rows[first.row]!)).toBe('customer_0002');
    expect(local.find(rows, 'customer_0002', ['name'], { row: first.row, column: 'name' }, true)).toBeNull();
    const last = local.find(rows, 'customer_0002', ['name'], { row: rows.length, column: '' }, true)!;
    expect(local.page.column('name')!.at(rows[last.row]!)).toBe('customer_00021');
  });
});
