import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areas } from '../../../core/leakage/auc.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { ident, sql, unsafe } from '../../../core/sql/sql.ts';
import { oracleAuc } from '../../support/oracle.ts';
import { Random } from '../../support/random.ts';

const target = { positive: sql`(y = 1)` };

describe('the area under the curve of one column', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  let tables = 0;
  /** Of `v`, over rows of (value, target). */
  async function area(type: string, rows: string, where?: string) {
    const name = ident(`t${++tables}`);
    await engine.exec(unsafe(`CREATE TABLE ${name.text} AS SELECT v::${type} AS v, y FROM (VALUES ${rows}) s(v, y)`));
    const column = { value: sql`v`, type, ...(where !== undefined && { among: unsafe(where) }) };
    const [found] = await areas(engine, { name, rows: 10 }, [column], target);
    return where === undefined ? found : found?.among;
  }

  it('is the share of pairs that it ranks rightly, a tie half of one', async () => {
    expect(await area('INTEGER', '(1, 0), (2, 0), (3, 1), (4, 1)')).toEqual({ auc: 1, rows: 4 });
    expect(await area('INTEGER', '(4, 0), (3, 0), (2, 1), (1, 1)')).toEqual({ auc: 0, rows: 4 });
    expect(await area('INTEGER', '(7, 0), (7, 1)')).toEqual({ auc: 0.5, rows: 2 });
    expect(await area('INTEGER', '(1, 0), (2, 1), (2, 0), (3, 0)')).toEqual({ auc: 0.5, rows: 4 });
    expect(await area('INTEGER', '(1, 0), (1, 0), (1, 1), (2, 1)')).toEqual({ auc: 0.75, rows: 4 });
  });

  it('is of rows that have a value and a target', async () => {
    expect(await area('INTEGER', '(1, 0), (NULL, 0), (2, NULL), (3, 1), (NULL, 1)')).toEqual({ auc: 1, rows: 2 });
    expect(await area('DOUBLE', "(1, 0), ('nan'::DOUBLE, 0), (3, 1)")).toEqual({ auc: 1, rows: 2 });
    expect(await area('FLOAT', "('-inf', 0), ('inf', 1), ('nan', 1), ('nan', 0)")).toEqual({ auc: 1, rows: 2 });
    expect(await area('INTEGER', '(1, 0), (0, 1), (3, 1)', 'v > 0')).toEqual({ auc: 1, rows: 2 });
  });

  it('is null where a class is missing, and says how many rows there were', async () => {
    expect(await area('INTEGER', '(1, 1), (2, 1)')).toEqual({ auc: null, rows: 2 });
    expect(await area('INTEGER', '(NULL, 0), (2, 1)')).toEqual({ auc: null, rows: 1 });
    expect(await area('INTEGER', '(NULL, 0), (NULL, 1)')).toEqual({ auc: null, rows: 0 });
  });

  it('takes the two zeros for one value', async () => {
    expect(await area('DOUBLE', "('-0.0', 0), ('0.0', 1)")).toEqual({ auc: 0.5, rows: 2 });
  });

  it('loses no digit of what ranks', async () => {
    const [less, more] = ['9007199254740992', '9007199254740993'];
    for (const type of ['BIGINT', 'UBIGINT', 'HUGEINT', 'DECIMAL(38,0)'])
      expect(await area(type, `(${less}, 0), (${more}, 1)`), type).toEqual({ auc: 1, rows: 2 });
    expect(await area('DECIMAL(20,3)', '(9007199254740992.001, 0), (9007199254740992.002, 1)')).toEqual({
      auc: 1,
      rows: 2,
    });
  });

  it('is of times and truth values too, and of no text or list', async () => {
    expect(await area('DATE', "('2024-01-01', 0), ('2024-01-02', 1)")).toEqual({ auc: 1, rows: 2 });
    const apart = "('2024-01-01 00:00:00.000001', 0), ('2024-01-01 00:00:00.000002', 1)";
    expect(await area('TIMESTAMP', apart)).toEqual({ auc: 1, rows: 2 });
    expect(await area('BOOLEAN', '(false, 0), (true, 1)')).toEqual({ auc: 1, rows: 2 });
    expect(await area('VARCHAR', "('a', 0), ('b', 1)")).toBeNull();
    expect(await area('INTEGER[]', '([1], 0), ([2], 1)')).toBeNull();
    expect(await area('UUID', "('6f9619ff-8b86-d011-b42d-00c04fc964ff', 0)")).toBeNull();
  });

  it('is each column’s own, however many are asked for at once', async () => {
    const random = new Random(3);
    const rows = Array.from({ length: 300 }, () => ({
      y: random.chance(0.1) ? null : random.below(2),
      values: Array.from({ length: 80 }, (_, i) => (random.chance(0.2) ? null : random.below(2 + i))),
    }));
    const types = ['INTEGER', 'DOUBLE', 'BIGINT', 'DECIMAL(5,1)'];
    const columns = Array.from({ length: 80 }, (_, i) => `v${i}`);
    const values = rows.map((row) => `(${[row.y, ...row.values].map((value) => value ?? 'NULL').join()})`);
    const cast = columns.map((name, i) => `${name}::${types[i % 4]} AS ${name}`);
    await engine.exec(
      unsafe(`CREATE TABLE wide AS SELECT y, ${cast.join()} FROM (VALUES ${values.join()}) s(y, ${columns.join()})`),
    );
    const asked = columns.map((name, i) => ({ value: ident(name), type: types[i % 4]! }));
    const found = await areas(engine, { name: sql`wide`, rows: rows.length }, asked, target);
    found.forEach((area, i) => {
      const of = rows.map((row) => row.values[i]!);
      const y = rows.map((row) => row.y);
      expect(area!.auc, columns[i]).toBeCloseTo(oracleAuc(of, y)!, 12);
      expect(area!.rows).toBe(rows.filter((row) => row.y !== null && row.values[i] !== null).length);
    });
  });

  it('counts what lies below in the order of the values, on every thread', async () => {
    await engine.exec(
      sql`CREATE TABLE many AS SELECT (hash(i) % 300000)::DOUBLE AS v, (hash(i, 1) % 3 = 0)::INTEGER AS y FROM range(400000) r(i)`,
    );
    const [area] = await areas(engine, { name: sql`many`, rows: 400_000 }, [{ value: sql`v`, type: 'DOUBLE' }], target);
    const [pairs] = await engine.rows<{ share: number }>(
      sql`SELECT (sum(below + upto)::DOUBLE / 2) / (count(*)::DOUBLE * (SELECT count(*) FROM many WHERE y = 0)) AS share FROM (
  SELECT y, count_if(y = 0) OVER (ORDER BY v) AS upto, count_if(y = 0) OVER (ORDER BY v RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS below FROM many
) WHERE y = 1`,
    );
    expect(area).toEqual({ auc: pairs!.share, rows: 400_000 });
  });
});
