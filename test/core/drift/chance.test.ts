import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureDrift } from '../../../core/drift/drift.ts';
import type { ComparedSides } from '../../../core/drift/report.ts';
import type { BatchReader } from '../../../core/engine/batches.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { join, sql, type Sql } from '../../../core/sql/sql.ts';

const thresholds = { psi: 0.1, ks: 0.1, nullRate: 0.01 };
const normal = sql`sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())`;
/** Distributions of one value each. */
const shapes: Record<string, { type: string; value: Sql }> = {
  normal: { type: 'DOUBLE', value: normal },
  skewed: { type: 'DOUBLE', value: sql`-ln(1 - random())` },
  'heavy tails': { type: 'DOUBLE', value: sql`tan(pi() * (random() - 0.5))` },
  'few integers': { type: 'INTEGER', value: sql`floor(random() * 5)::INTEGER` },
  'mostly zero': { type: 'DOUBLE', value: sql`CASE WHEN random() < 0.7 THEN 0 ELSE random() END` },
  'with nulls': { type: 'DOUBLE', value: sql`CASE WHEN random() < 0.3 THEN NULL ELSE random() END` },
  categories: { type: 'VARCHAR', value: sql`chr(97 + floor(random() * random() * 12)::INTEGER)` },
  'many categories': { type: 'VARCHAR', value: sql`'c' || floor(random() * 300)` },
};
const pairsOf = 25;

describe('chance', () => {
  let engine: Engine & BatchReader;
  beforeAll(async () => {
    engine = await openNative({ threads: 1 });
    await engine.rows(sql`SELECT setseed(0.42)`);
  });
  afterAll(() => engine.close());

  /** Compares samples, each feature a shape of `shapes`; `entities`: of rows whose values are their entity's. */
  async function compare(sizes: [number, number], values: readonly Sql[], types: readonly string[], each = 1) {
    const sides = [];
    for (const [which, rows] of [['reference', sizes[0]] as const, ['current', sizes[1]] as const]) {
      const columns = values.map((value, i) => sql`(${value})::${{ text: types[i]! }} AS ${{ text: `x${i}` }}`);
      const own = sql`SELECT range AS entity, ${join(columns)} FROM range(${rows})`;
      const table = { text: `chance_${which}` };
      await engine.exec(sql`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM (${own}), range(${each})`);
      sides.push({ name: which, rows: table, unit: sql`entity`, order: sql`(entity, range)`, at: null, entity: null });
    }
    const features = types.map((type, i) => {
      const column = { name: `x${i}`, type };
      return { view: 'v', feature: `x${i}`, reference: column, current: column };
    });
    const { features: found } = await measureDrift(
      engine,
      { reference: sides[0]!, current: sides[1]! },
      features,
      thresholds,
    );
    return found;
  }

  const moved = (found: readonly ComparedSides[]): number => found.filter(({ drifted }) => drifted).length;

  it('moves at most 1.5 % of a thousand features that did not change', async () => {
    const values = Object.values(shapes).flatMap(({ value }) => Array.from({ length: pairsOf }, () => value));
    const types = Object.values(shapes).flatMap(({ type }) => Array.from({ length: pairsOf }, () => type));
    let alarms = 0;
    const sizes: [number, number][] = [
      [40, 40],
      [100, 100],
      [60, 400],
      [400, 150],
      [1500, 1500],
    ];
    for (const size of sizes) alarms += moved(await compare(size, values, types));
    expect(values.length * sizes.length).toBe(1000);
    expect(alarms).toBeLessThanOrEqual(15);
  });

  it('takes rows of one entity that are alike for as few as its entities are', async () => {
    const values = Array.from({ length: 30 }, () => normal);
    const types = values.map(() => 'DOUBLE');
    expect(moved(await compare([60, 60], values, types, 40))).toBeLessThanOrEqual(2);
  });

  it('finds what was planted', async () => {
    const shifted = (by: number) => sql`${normal} + ${by}`;
    const engineSides = async (from: Sql, to: Sql, rows: number) => {
      await engine.exec(
        sql`CREATE OR REPLACE TABLE planted AS SELECT range AS i, ${from} AS a, ${to} AS b FROM range(${rows})`,
      );
      const side = (name: string, column: string) => ({
        ...{ name, unit: sql`i`, order: sql`i`, at: null, entity: null },
        rows: sql`(SELECT i, ${{ text: column }} AS x FROM planted)`,
      });
      const column = (await engine.columns(sql`SELECT a AS x FROM planted`))[0]!;
      const features = [{ view: 'v', feature: 'x', reference: column, current: column }];
      const found = await measureDrift(
        engine,
        { reference: side('r', 'a'), current: side('c', 'b') },
        features,
        thresholds,
      );
      return found.features[0]!;
    };
    expect(await engineSides(normal, shifted(0.5), 400)).toMatchObject({ drifted: true });
    expect(await engineSides(normal, shifted(0.3), 2000)).toMatchObject({ drifted: true });
    expect(await engineSides(normal, shifted(0.02), 50_000)).toMatchObject({ drifted: false });
    const gold = (share: number) => sql`CASE WHEN random() < ${share} THEN 'gold' ELSE 'basic' END`;
    expect(await engineSides(gold(0.31), gold(0.12), 1000)).toMatchObject({ drifted: true });
    const nulls = (share: number) => sql`CASE WHEN random() < ${share} THEN NULL ELSE random() END`;
    expect(await engineSides(nulls(0.02), nulls(0.08), 2000)).toMatchObject({
      drifted: true,
      why: expect.stringContaining('null rate') as string,
    });
  });
});
