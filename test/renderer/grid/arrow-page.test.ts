import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql, type Sql } from '../../../core/sql/sql.ts';
import { readPage } from '../../../renderer/ui/grid/arrow-page.ts';
import { toCell } from '../../../renderer/ui/grid/cell.ts';
import { engines, type Opened } from '../../support/engines.ts';

describe.each(engines)('a page from $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => (opened = await open()));
  afterAll(() => opened.close());

  async function cellOf(value: Sql, decimals = 0) {
    const column = readPage(await opened.engine.arrow(sql`SELECT ${value} AS v`)).column('v')!;
    return toCell(column, column.at(0), decimals);
  }

  it('gives timestamps to the microsecond, the seconds only where there are some', async () => {
    expect(await cellOf(sql`TIMESTAMP '2024-05-01 09:00:00.123457'`)).toEqual({
      text: '2024-05-01 09:00:00.123457',
      title: '2024-05-01 09:00:00.123457',
    });
    expect((await cellOf(sql`TIMESTAMP '1923-05-01 09:00:00'`)).text).toBe('1923-05-01 09:00');
    expect((await cellOf(sql`DATE '2024-02-29'`)).text).toBe('2024-02-29');
  });

  it('keeps 64-bit integers exact, and says true and false', async () => {
    expect((await cellOf(sql`9007199254740993::BIGINT`)).text).toBe('9007199254740993');
    expect((await cellOf(sql`TRUE`)).text).toBe('true');
  });

  it('shows floats at a sensible precision with the whole value behind', async () => {
    expect(await cellOf(sql`(0.1::DOUBLE + 0.2::DOUBLE)`)).toEqual({ text: '0.3', title: '0.30000000000000004' });
    expect(await cellOf(sql`372::DOUBLE`, 2)).toEqual({ text: '372.00', title: '372' });
    expect((await cellOf(sql`'nan'::DOUBLE`)).text).toBe('NaN');
    expect((await cellOf(sql`12345678901.5::DOUBLE`, 2)).text).toBe('1.2346e10');
  });

  it('shows decimals and lists as DuckDB prints them', async () => {
    expect((await cellOf(sql`1.230::DECIMAL(10,3)`)).text).toBe('1.230');
    expect((await cellOf(sql`[1, 2]`)).text).toBe('[1, 2]');
  });

  it('says null in a word, and one line of a long text', async () => {
    expect(await cellOf(sql`NULL::VARCHAR`)).toEqual({ text: 'null', tone: 'null' });
    const cell = await cellOf(sql`${'line\none'.repeat(60)}`);
    expect(cell.text).not.toContain('\n');
    expect(cell.title).toBe('line\none'.repeat(60));
  });
});
