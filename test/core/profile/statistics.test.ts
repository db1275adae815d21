import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberStatistics } from '../../../core/profile/statistics.ts';
import { sql, type Sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';

describe.each(engines)('statistics of numbers, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const measure = async (query: Sql) =>
    numberStatistics(opened.engine, sql`(${query})`, await opened.engine.columns(query), {});

  it('are as numpy has them: std of a sample, quantiles by interpolation', async () => {
    const found = await measure(sql`SELECT unnest([3, 1, 2, 10, NULL]) AS x, 'a' AS word`);
    expect([...found.keys()]).toEqual(['x']);
    const { std, p99, ...others } = found.get('x')!;
    expect(others).toEqual({ min: 1, max: 10, not_finite: 0, mean: 4, p25: 1.75, p50: 2.5, p75: 4.75 });
    expect(std).toBeCloseTo(4.08248290463863, 12);
    expect(p99).toBeCloseTo(9.79, 12);
  });

  it('leave out what is infinite or no number, and say of how many', async () => {
    const found = await measure(sql`SELECT unnest(['NaN', 'Infinity', '-Infinity', '4', NULL])::DOUBLE AS x`);
    expect(found.get('x')).toMatchObject({ not_finite: 3, mean: 4, std: null, min: 4, p50: 4, max: 4 });
  });

  it('have no squares that are infinite, of the largest numbers', async () => {
    const found = await measure(sql`SELECT unnest([1e308, -1e308, 1e308])::DOUBLE AS x`);
    const { mean, std, p50 } = found.get('x')!;
    expect([mean! / 1e308, std! / 1e308, p50]).toEqual([expect.closeTo(1 / 3, 9), expect.closeTo(1.1547005, 6), 1e308]);
  });

  it('are null where there is no number, and of more columns than are read at once', async () => {
    const none = await measure(sql`SELECT NULL::DOUBLE AS x FROM range(3)`);
    expect(none.get('x')).toMatchObject({ mean: null, std: null, min: null, p99: null, not_finite: 0 });
    const many = await measure(sql`SELECT * FROM (VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9)) t(a, b, c, d, e, f, g, h, i)`);
    expect([...many.values()].map(({ mean }) => mean)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
