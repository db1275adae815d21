import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnTest } from '../../../core/question/show.ts';
import { Results } from '../../../core/results/results.ts';
import { Room } from '../../../core/results/room.ts';
import type { TableSort } from '../../../core/results/table.ts';
import { ident, sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { rowsOf } from '../workbench/setup.ts';

const rows = sql`(SELECT * FROM (VALUES
  (0, 'Ada', 1.5::DOUBLE, 3::BIGINT, '2024-01-01 10:00'::TIMESTAMP, 1.10::DECIMAL(9,2), true, [1, 2]),
  (1, 'ada', 'NaN'::DOUBLE, NULL, '2024-01-02'::TIMESTAMP, 10.00, false, [3]),
  (2, NULL, -0.0::DOUBLE, 9007199254740993, NULL, NULL, NULL, NULL),
  (3, '50% off_x', 'inf'::DOUBLE, 3, '2024-01-01 10:00:00.000001'::TIMESTAMP, 9.90, true, [1, 2])
) AS t(n, name, x, big, "at", price, yes, list))`;
const columns = ['n', 'name', 'x', 'big', 'at', 'price', 'yes', 'list'];

describe.each(engines)('rows that are explored, $name', ({ open }) => {
  let opened: Opened;
  let results: Results<null>;
  let result: string;
  beforeAll(async () => {
    opened = await open();
    results = new Results<null>(opened.engine, new Room(Infinity));
    const table = { from: rows, number: 'n', rows: 4, columns, filters: {}, orders: { number: ident('n') } };
    result = await results.hold({}, { answer: null, tables: { table }, scratches: [] }, {});
  });
  afterAll(() => opened?.close());

  async function ask(where: ColumnTest[], sort: TableSort = { by: 'number' }): Promise<unknown[]> {
    const asked = { result, filter: 'all', sort, where };
    const { rows: count } = await results.arrange(asked, {});
    const found = rowsOf(await results.rows({ ...asked, from: 0, count: 10 }, {})).map(({ n }) => n);
    expect(count).toBe(found.length);
    return found;
  }

  it('are those of which all tests hold', async () => {
    expect(await ask([{ column: 'name', is: 'contains', value: 'AD' }])).toEqual([0, 1]);
    expect(await ask([{ column: 'name', is: 'contains', value: '% OFF_' }])).toEqual([3]);
    expect(await ask([{ column: 'name', is: 'equals', value: 'ada' }])).toEqual([1]);
    expect(await ask([{ column: 'name', is: 'null' }])).toEqual([2]);
    expect(await ask([{ column: 'big', is: 'equals', value: '9007199254740993' }])).toEqual([2]);
    expect(await ask([{ column: 'x', is: 'equals', value: '0' }])).toEqual([2]);
    expect(await ask([{ column: 'x', is: 'between', from: '1' }])).toEqual([0, 1, 3]);
    expect(await ask([{ column: 'price', is: 'between', from: '1.1', to: '9.9' }])).toEqual([0, 3]);
    expect(await ask([{ column: 'at', is: 'equals', value: '2024-01-01 10:00' }])).toEqual([0]);
    expect(await ask([{ column: 'yes', is: 'equals', value: 'true' }])).toEqual([0, 3]);
    expect(await ask([{ column: 'list', is: 'equals', value: '[1, 2]' }])).toEqual([0, 3]);
    const both: ColumnTest[] = [
      { column: 'big', is: 'not null' },
      { column: 'at', is: 'between', to: '2024-01-01 12:00' },
    ];
    expect(await ask(both)).toEqual([0, 3]);
  });

  it('stand by one column and then the next, nulls last', async () => {
    const by = (...sorts: [string, boolean][]) =>
      ask([], { by: 'number', columns: sorts.map(([column, descending]) => ({ column, descending })) });
    expect(await by(['big', false], ['x', true])).toEqual([3, 0, 2, 1]);
    expect(await by(['big', true], ['name', false])).toEqual([2, 3, 0, 1]);
    expect(await by(['x', false])).toEqual([2, 0, 3, 1]);
    expect(await by(['name', true])).toEqual([1, 0, 3, 2]);
  });

  it('refuse a value that is none of the column, and a column that is not there', async () => {
    await expect(ask([{ column: 'at', is: 'equals', value: 'soon' }])).rejects.toMatchObject({
      code: 'bad_option',
      message: '"soon" is no TIMESTAMP',
    });
    await expect(ask([{ column: 'z', is: 'null' }])).rejects.toMatchObject({ code: 'unknown_name' });
  });

  it('are looked through cell by cell, both ways, in their order', async () => {
    const asked = { result, filter: 'all', sort: { by: 'number', columns: [{ column: 'name' }] }, where: [] };
    const find = async (row: number, column: string, back = false) =>
      results.find({ ...asked, text: 'a', columns: ['name', 'x', 'yes'], from: { row, column }, back }, {});
    expect(await find(-1, 'yes')).toEqual({ row: 1, column: 'name' });
    expect(await find(1, 'name')).toEqual({ row: 2, column: 'name' });
    expect(await find(2, 'name')).toEqual({ row: 2, column: 'x' });
    expect(await find(2, 'x')).toEqual({ row: 2, column: 'yes' });
    expect(await find(2, 'yes')).toBeNull();
    expect(await find(2, 'x', true)).toEqual({ row: 2, column: 'name' });
    expect(await find(2, 'name', true)).toEqual({ row: 1, column: 'name' });
  });
});
