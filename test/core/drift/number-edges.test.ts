import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberEdges } from '../../../core/drift/number-edges.ts';
import { sql, type Sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';

describe.each(engines)('the edges of bins, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open({ threads: 1 });
  });
  afterAll(() => opened.close());

  const edgesOf = async (value: Sql, rows: number) => {
    const both = sql`(SELECT i % 2 AS side, hash(i) AS place, ${value} AS v0 FROM range(${2 * rows}) t(i))`;
    const [found] = await numberEdges(opened.engine, both, [0], rows, {});
    return found!;
  };

  it('are the quantiles of the reference that DuckDB tells, and its deviation', async () => {
    const value = sql`CASE WHEN i % 7 <> 0 THEN (hash(i) % 1009)::DOUBLE ** 3 END`;
    const { fine, deciles, deviation } = await edgesOf(value, 900);
    const [told] = await opened.engine.rows<{ half: number; ninth: number; deviation: number }>(
      sql`SELECT quantile_cont(x, 0.5) AS half, quantile_cont(x, 0.9) AS ninth, stddev_pop(x) AS deviation FROM (SELECT ${value} AS x FROM range(1800) t(i) WHERE i % 2 = 0)`,
    );
    expect(deciles).toHaveLength(9);
    expect([deciles[4], deciles[8]]).toEqual([told!.half, told!.ninth]);
    expect(deviation).toBeCloseTo(told!.deviation, 0);
    expect(deciles.every((one) => fine.includes(one))).toBe(true);
    expect(fine).toEqual([...fine].sort((a, b) => a - b));
  });

  it('are of some rows where there are many, the same at each time', async () => {
    const value = sql`(i // 2)::DOUBLE`;
    const { deciles } = await edgesOf(value, 250_000);
    deciles.forEach((one, i) => expect(Math.abs(one - 25_000 * (i + 1))).toBeLessThan(2500));
    expect(deciles).not.toContain(125_000 - 0.5);
    expect(await edgesOf(value, 250_000)).toMatchObject({ deciles });
  });

  it('are none without values, one of a constant, and without a deviation where no number holds it', async () => {
    expect(await edgesOf(sql`NULL::DOUBLE`, 50)).toEqual({ fine: [], deciles: [], deviation: 0 });
    expect(await edgesOf(sql`7::DOUBLE`, 50)).toEqual({ fine: [7], deciles: [7], deviation: 0 });
    expect(await edgesOf(sql`CASE WHEN i % 4 = 0 THEN 1e308 ELSE -1e308 END`, 50)).toMatchObject({ deviation: 0 });
  });
});
