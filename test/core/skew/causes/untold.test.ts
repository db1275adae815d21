import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { counts, partly, sizes, values } from './columns.ts';
import { found, type Plan } from './planted.ts';

const nullable = (value: string) => `CASE WHEN u(9) < 0.15 THEN NULL ELSE ${value} END`;
const flags = { type: 'BOOLEAN', value: nullable('u(1) < 0.3') };
/** Of what is no null, four of five, or half, are zero. */
const zeros = (share: number) => ({
  type: 'DOUBLE',
  value: nullable(`CASE WHEN u(2) < ${share} THEN 0 ELSE u(1) * 300 END`),
});
const stars = { type: 'BIGINT', value: nullable('1 + floor(sqrt(u(1)) * 5)') };
/** Mostly 1 and 2, and a few great ones. */
const visits = { type: 'BIGINT', value: nullable('floor((u(1) + 1e-3) ^ -0.9)') };
const ages = { type: 'BIGINT', value: '18 + floor(u(1) * 60)' };
const log: Omit<Plan, 'seed' | 'features'> = { against: 'log', rows: 3000, entities: 1000 };

/** What looks like a cause and is none, and what cannot be told: nothing is said rather than something false. */
describe('what causes are not named', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  async function said(features: { type: string; value: string; served: string }[], part = 0.2): Promise<string[][]> {
    const planted = features.map((one) => ({ ...one, served: one.served.replace('PART', String(part)) }));
    const { causes } = await found(engine, { ...log, seed: 5, features: planted });
    return causes.map((all) => all.map(({ detail }) => detail).sort());
  }

  it('tells nulls that were filled from older rows that happen to have the value', async () => {
    const filled = await said([
      { ...zeros(0.5), served: partly('coalesce(f, 0)') },
      { ...flags, served: partly('coalesce(f, FALSE)') },
    ]);
    expect(filled).toEqual([['null filled with 0'], ['null filled with false']]);
    // Either of two, by chance.
    const [two] = await said([{ ...zeros(0.5), served: 'CASE WHEN noise < 0.5 THEN 0 ELSE 1 END' }]);
    expect(two!.filter((one) => /stale|still|run/.test(one))).toEqual([]);
    const [always] = await said([{ ...flags, served: 'TRUE' }]);
    expect(always).toEqual(['null filled with true', 'true in place of false']);
  });

  it('does not take the values of others, or older ones, of which most are zero, for nulls filled with zero', async () => {
    const lent = await said([
      { ...zeros(0.8), served: partly('coalesce(f, other)') },
      { ...zeros(0.8), served: 'coalesce(f, prev)' },
    ]);
    expect(lent.flat()).not.toContain('null filled with 0');
    // Of so few nulls the values of others might all be zero too; of many they would not.
    const zero = { ...zeros(0.9), served: partly('coalesce(f, 0)') };
    expect([await said([zero], 0.1), await said([zero], 1)]).toEqual([[[]], [['null filled with 0']]]);
  });

  it('takes no sum with the row before for that row where one of both is zero', async () => {
    const sums = await said([
      { ...zeros(0.5), served: partly('f + prev') },
      { ...zeros(0.8), served: 'f + prev' },
    ]);
    expect(sums.flat().filter((one) => /stale|still|run/.test(one))).toEqual([]);
    const [older] = await said([{ ...zeros(0.8), served: partly('coalesce(prev, f)') }], 0.4);
    expect(older).toEqual([expect.stringMatching(/^stale by one version/)]);
  });

  it('says nothing of a flag that is true for some that are not: a default looks like any other rule that is true for more', async () => {
    const one = { type: 'BOOLEAN', value: 'u(1) < 0.3' };
    expect(await said([{ ...one, served: values('TRUE') }])).toEqual([[]]);
    expect(await said([{ ...one, served: 'f OR (f IS NOT NULL AND noise < 0.2)' }])).toEqual([[]]);
  });

  it('does not call one value in place of others cut to its steps, nor a logarithm', async () => {
    const features = [
      { ...zeros(0.5), served: partly('CASE WHEN noise < 0.8 THEN 0 ELSE f * 2 END') },
      { ...sizes, served: values('CASE WHEN noise < 0.8 THEN 0 ELSE f * 2 END') },
      { ...ages, served: values('CASE WHEN f > 40 THEN 0 ELSE f END') },
      { ...zeros(0.8), served: partly('CASE WHEN f = 0 THEN 1 ELSE f * noise END') },
    ];
    expect(await said(features)).toEqual([
      ['0 in place of values', '2 times as much', 'null filled with 0'],
      ['0 in place of values', '2 times as much'],
      [],
      [],
    ]);
  });

  it('takes what few whole numbers become for no constant, limit or line', async () => {
    const rounded = await said([
      { ...stars, served: partly('f * 3 // 4') },
      { ...stars, served: partly('sqrt(f)') },
      { ...visits, served: partly('round(f * 1.1)') },
      { ...visits, served: partly('f * 3 // 4') },
      { ...ages, served: partly('f % 7') },
      { ...zeros(0.5), served: partly('(f + prev) / 2') },
      { ...zeros(0.5), served: partly('floor(f / 5) * 5 + 2') },
      { type: 'DOUBLE', value: 'floor(u(1) * 3) * 10 + 5', served: partly('f + other') },
    ]);
    const isFalse = /more$|less$|cut off|in place|1\/2|times/;
    expect(rounded.flat().filter((one) => isFalse.test(one))).toEqual([]);
    // And yet each of these is one.
    const right = await said([
      { ...stars, served: partly('f + 1') },
      { ...visits, served: partly('f * 100') },
      { ...counts, served: values('least(f, 30)') },
    ]);
    expect(right).toEqual([['1 more'], ['100 times as much'], ['cut off above 30']]);
  });
});
