import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../core/engine/engine.ts';
import { ident, join, sql, typeName } from '../../../../core/sql/sql.ts';
import { rounded } from '../../../../core/view/windows/exact-sum.ts';
import { engines } from '../../../support/engines.ts';
import { Random } from '../../../support/random.ts';

describe.each(engines)('a whole number as a double, on $name', ({ open }) => {
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open({ threads: 1 }));
  });
  afterAll(() => close());

  it('is rounded to the nearest, ties to even, up to 105 bits as beyond', async () => {
    const random = new Random(7);
    const ofBits = (bits: number): bigint => {
      let whole = 1n;
      for (let bit = 1; bit < bits; bit++) whole = whole * 2n + BigInt(random.below(2));
      return whole;
    };
    const wholes = [0n, 1n, -11599471178884702n, 2n ** 53n + 1n, 2n ** 105n - 1n];
    for (let bits = 50; bits <= 105; bits++) {
      wholes.push(ofBits(bits), -ofBits(bits));
      // Half way between two doubles, and next to it.
      const half = 2n ** BigInt(bits - 54 > 0 ? bits - 54 : 0);
      const tie = (ofBits(Math.min(bits, 53)) * 2n + 1n) * half;
      if (tie < 2n ** 105n) wholes.push(tie, tie - 1n, -tie, -tie - 1n);
    }
    const huge = typeName('HUGEINT');
    const values = wholes.map((whole) => sql`(${String(whole)}::${huge})`);
    const rows = await engine.rows<{ quick: number; text: number }>(
      sql`SELECT ${rounded(ident('w'), 105)} AS quick, ${rounded(ident('w'))} AS text FROM (VALUES ${join(values)}) v(w)`,
    );
    expect(rows.map(({ quick }) => quick)).toEqual(wholes.map(Number));
    expect(rows.map(({ text }) => text)).toEqual(wholes.map(Number));
  });
});
