import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scratch } from '../../../core/engine/scratch.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import type { OnlineValue } from '../../../core/online/schema.ts';
import { proveRows } from '../../../core/skew/origin.ts';
import type { PairClass } from '../../../core/skew/report.ts';
import { ident, join, sql } from '../../../core/sql/sql.ts';
import { instant, literal, plannedView, type SourceRow } from './planned.ts';

/** What was served of an entity, and what the as-of row of its source has. */
interface Served {
  k: string;
  offAt: bigint;
  off: OnlineValue[];
  on: OnlineValue[];
}

describe('the row that a served value came from', () => {
  let engine: NativeEngine;
  let kept: Scratch;
  beforeAll(async () => {
    engine = await openNative();
    kept = new Scratch(engine);
  });
  afterAll(() => engine.close());

  const row = (k: string, t: bigint, ...values: OnlineValue[]): SourceRow => ({ k: [k], t, c: null, a: null, values });

  async function proved(rows: readonly SourceRow[], served: readonly Served[], types: string[]) {
    const shape = { keys: 1, types, created: false, available: false, ttl: null };
    const planned = await plannedView(engine, rows, shape);
    const selects = served.map(({ k, offAt, off, on }, n) => {
      const columns = types.flatMap((type, i) => [
        sql`${literal(type, off[i]!)} AS ${ident(`f${i}`)}`,
        sql`${literal(type, on[i]!)} AS ${ident(`g${i}`)}`,
        sql`${off[i] === on[i] ? 'equal' : 'mismatch'}::VARCHAR AS ${ident(`s${i}`)}`,
      ]);
      return sql`SELECT ${join([sql`${n}::BIGINT AS n`, sql`${k} AS k0`, sql`${instant(offAt)} AS off_t`, ...columns])}`;
    });
    const pairs = await kept.table('pairs', join(selects, ' UNION ALL '));
    const sides = types.map((type, i) => ({ type, value: ident(`g${i}`) }));
    const found = await proveRows(engine, planned, sides, { name: pairs, rows: 1000 }, kept);
    const rowsFound = await engine.rows<Record<string, PairClass>>(sql`FROM ${found} ORDER BY n`);
    return rowsFound.map((one) => types.map((_, i) => one[`s${i}`]!));
  }

  /** Entities whose values are all their own: what two have in common by chance is nothing. */
  const others: Served[] = Array.from({ length: 40 }, (_, i) => {
    const values = [1000.5 + i];
    return { k: `other${i}`, offAt: 50n, off: values, on: values };
  });

  it('is an earlier one whose very value was served, or a later one', async () => {
    const rows = [row('a', 10n, 1.25), row('a', 50n, 2.5), row('a', 90n, 3.75)];
    const of = async (on: number) =>
      (await proved(rows, [{ k: 'a', offAt: 50n, off: [2.5], on: [on] }, ...others], ['DOUBLE']))[0];
    expect(await of(1.25)).toEqual(['stale']);
    expect(await of(3.75)).toEqual(['ahead']);
    expect(await of(1.250001)).toEqual(['mismatch']);
    expect(await of(2.5)).toEqual(['equal']);
  });

  it('is of the same entity', async () => {
    const rows = [row('a', 50n, 2.5), row('b', 10n, 1.25)];
    const found = await proved(rows, [{ k: 'a', offAt: 50n, off: [2.5], on: [1.25] }, ...others], ['DOUBLE']);
    expect(found[0]).toEqual(['mismatch']);
  });

  it('is not believed where chance would do: a flag equals some older row', async () => {
    const rows = [row('a', 10n, 0), row('a', 50n, 1)];
    const flags = Array.from({ length: 40 }, (_, i): Served => {
      const values = [i % 2];
      return { k: `other${i}`, offAt: 50n, off: values, on: values };
    });
    expect((await proved(rows, [{ k: 'a', offAt: 50n, off: [1], on: [0] }, ...flags], ['INTEGER']))[0]).toEqual([
      'mismatch',
    ]);
  });

  it('is not believed where an entity has so many rows that one of them is alike', async () => {
    const many = Array.from({ length: 500 }, (_, i) => row('a', BigInt(i), i === 3 ? 1.25 : -i));
    const served = { k: 'a', offAt: 600n, off: [2.5], on: [1.25] };
    expect((await proved([...many, row('a', 600n, 2.5)], [served, ...others], ['DOUBLE']))[0]).toEqual(['mismatch']);
  });

  it('counts all values that it shares together, and claims only those', async () => {
    const [types, flag] = [['INTEGER', 'DOUBLE', 'DOUBLE'], 0];
    const rows = [row('a', 10n, flag, 7.5, 3.25), row('a', 50n, 1, 8.5, 4.25)];
    const mixed = others.map((one, i) => {
      const values = [i % 2, one.off[0]!, one.off[0]!];
      return { ...one, off: values, on: values };
    });
    const found = await proved(rows, [{ k: 'a', offAt: 50n, off: [1, 8.5, 4.25], on: [0, 7.5, 99] }, ...mixed], types);
    expect(found[0]).toEqual(['stale', 'stale', 'mismatch']);
  });

  it('is never a null, which any row may lack', async () => {
    const rows = [row('a', 10n, null), row('a', 50n, 2.5)];
    const found = await proved(rows, [{ k: 'a', offAt: 50n, off: [2.5], on: [null] }, ...others], ['DOUBLE']);
    expect(found[0]).toEqual(['mismatch']);
  });

  it('is the nearer of two that explain as much', async () => {
    const rows = [row('a', 10n, 1.25), row('a', 50n, 2.5), row('a', 60n, 1.25)];
    const found = await proved(rows, [{ k: 'a', offAt: 50n, off: [2.5], on: [1.25] }, ...others], ['DOUBLE']);
    expect(found[0]).toEqual(['ahead']);
  });
});
