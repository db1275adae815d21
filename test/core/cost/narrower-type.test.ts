import { describe, expect, it } from 'vitest';
import { narrowerType } from '../../../core/cost/narrower-type.ts';
import type { OnlineValue } from '../../../core/online/schema.ts';

const many = (of: (i: number) => OnlineValue) => Array.from({ length: 30 }, (_, i) => of(i));

describe('a narrower type', () => {
  it.each<[string, string, (i: number) => OnlineValue, string | null, number]>([
    ['floats that are integers', 'DOUBLE', (i) => i - 5, 'INTEGER', 4],
    ['floats that are all 0 or 1', 'DOUBLE', (i) => i % 2, 'BOOLEAN', 7],
    ['floats that 32 bits hold', 'DOUBLE', (i) => i / 4, 'FLOAT', 4],
    ['NaN and infinities, which 32 bits hold', 'DOUBLE', (i) => (i === 3 ? NaN : i === 4 ? Infinity : i), 'FLOAT', 4],
    ['minus zero, which no integer is', 'DOUBLE', (i) => (i === 0 ? -0 : i), 'FLOAT', 4],
    ['floats that need their bits', 'DOUBLE', (i) => i / 7, null, 0],
    ['32-bit floats that are integers', 'FLOAT', (i) => i, null, 0],
    ['small integers of 64 bits', 'BIGINT', (i) => BigInt(-i), 'INTEGER', 4],
    ['large integers', 'BIGINT', (i) => BigInt(2 ** 31 + i), null, 0],
    ['integers that are 0 or 1', 'INTEGER', (i) => i % 2, 'BOOLEAN', 3],
    ['texts of digits', 'VARCHAR', (i) => String(i + 100), 'INTEGER', 3],
    ['texts of one digit, which take no more', 'VARCHAR', (i) => String((i % 9) + 1), 'INTEGER', 1],
    ['texts with zeros in front', 'VARCHAR', (i) => `00${i}`, null, 0],
    ['texts', 'VARCHAR', (i) => `a${i}`, null, 0],
    ['decimals, which are texts', 'DECIMAL(9,2)', () => '10', null, 0],
    ['truths', 'BOOLEAN', (i) => i % 2 === 0, null, 0],
    ['instants', 'TIMESTAMP', (i) => BigInt(i), null, 0],
    ['nulls alone', 'DOUBLE', () => null, null, 0],
  ])('of %s', (_, type, of, expected, saved) => {
    const found = narrowerType(type, many(of));
    expect([found?.type ?? null, found?.saved ?? 0]).toEqual([expected, saved]);
  });

  it('is not told of a few values', () => {
    expect(narrowerType('DOUBLE', [1, 2, 3])).toBeNull();
  });
});
