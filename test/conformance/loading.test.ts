import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchValue } from '../../core/engine/batches.ts';
import type { Column } from '../../core/engine/engine.ts';
import { ident, join, sql, typeName } from '../../core/sql/sql.ts';
import { engines, type Opened } from '../support/engines.ts';

describe.each(engines)('loading batches into $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const make = (table: string, columns: readonly Column[]) =>
    opened.engine.exec(
      sql`CREATE TABLE ${ident(table)} (${join(columns.map(({ name, type }) => sql`${ident(name)} ${typeName(type)}`))})`,
    );
  const values: Record<string, BatchValue[]> = {
    BOOLEAN: [true, false, null],
    INTEGER: [-2_147_483_648, 2_147_483_647, 0],
    UINTEGER: [4_294_967_295, 0, null],
    BIGINT: [-(2n ** 63n), 2n ** 63n - 1n, 9_007_199_254_740_993n],
    UBIGINT: [2n ** 64n - 1n, 0n, null],
    FLOAT: [Math.fround(0.1), NaN, -Infinity],
    DOUBLE: [0.1 + 0.2, 5e-324, -0],
    VARCHAR: ['', 'Zoë 日本 👩‍🚀 \ufeff', 'x'.repeat(70_000)],
  };

  it('keeps every type exactly, nulls apart from empty text', async () => {
    const columns = Object.keys(values).map((type, i) => ({ name: `c "${i}`, type }));
    await make('every type', columns);
    await opened.engine.load('every type', columns, { rows: 3, columns: Object.values(values) });
    const rows = await opened.engine.rows(sql`FROM "every type"`);
    expect(rows).toEqual(
      [0, 1, 2].map((r) => Object.fromEntries(columns.map(({ name, type }) => [name, values[type]![r]]))),
    );
  });

  it('adds batches of any length, in order', async () => {
    const columns = [
      { name: 'n', type: 'BIGINT' },
      { name: 't', type: 'VARCHAR' },
    ];
    await make('many', columns);
    let next = 0;
    for (const rows of [0, 1, 2048, 2049, 5000]) {
      const all = Array.from({ length: rows }, () => next++);
      const t = all.map((n) => (n % 7 === 0 ? null : `t${n}`));
      await opened.engine.load('many', columns, { rows, columns: [all.map(BigInt), t] });
    }
    const [found] = await opened.engine.rows(
      sql`SELECT count(*)::DOUBLE AS rows, count(t)::DOUBLE AS texts, count(CASE WHEN t = 't' || n THEN 1 END)::DOUBLE AS same, max(n) AS last FROM many`,
    );
    const texts = next - Math.ceil(next / 7);
    expect(found).toEqual({ rows: next, texts, same: texts, last: BigInt(next - 1) });
  });

  it('fails in words where the table is not there', async () => {
    const columns = [{ name: 'n', type: 'BIGINT' }];
    await expect(opened.engine.load('nowhere', columns, { rows: 1, columns: [[1n]] })).rejects.toMatchObject({
      code: 'engine_failed',
    });
  });
});
