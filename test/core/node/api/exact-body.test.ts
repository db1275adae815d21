import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exactIntegers } from '../../../../core/node/api/exact-body.ts';

it('keeps each digit of an integer, and changes nothing else', () => {
  const big = '[9007199254740993, -9007199254740993, 12, 0.1234567890123456789, 1e300, "9007199254740993\\""]';
  expect(exactIntegers(big)).toBe(
    '["9007199254740993", "-9007199254740993", 12, 0.1234567890123456789, 1e300, "9007199254740993\\""]',
  );
});

it('reads what JSON has as JSON does, where it is of doubles', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const unsafe = (_: string, value: unknown) =>
        typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
          ? String(value)
          : value;
      expect(JSON.parse(exactIntegers(text), unsafe)).toEqual(JSON.parse(text, unsafe));
    }),
  );
});
