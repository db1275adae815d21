import { expect, it } from 'vitest';
import { compactJson, exactJson, exactLine } from '../../../core/text/exact-json.ts';

it('is what JSON.stringify says of what JSON has', () => {
  for (const value of [
    null,
    true,
    1.5,
    'a"\u0000\ud800',
    [],
    {},
    [1, [2, { a: [], b: {} }]],
    { a: undefined, b: 'x' },
    [undefined],
  ]) {
    expect(exactJson(value)).toBe(JSON.stringify(value, null, 2));
    expect(compactJson(value)).toBe(JSON.stringify(value));
  }
});

it('keeps every digit of an integer, and the sign of zero', () => {
  expect(exactLine([9007199254740993n, -(2n ** 63n), -0, 0, NaN])).toBe(
    '[9007199254740993, -9223372036854775808, -0.0, 0, null]',
  );
  expect(compactJson({ a: [2n ** 63n, 1], b: -0, c: [-0, 'x', NaN], d: [[5n]] })).toBe(
    '{"a":[9223372036854775808,1],"b":-0.0,"c":[-0.0,"x",null],"d":[[5]]}',
  );
  expect(Object.is((JSON.parse(exactLine([-0])) as number[])[0], -0)).toBe(true);
});

it('takes no text for a number, whatever it says', () => {
  for (const text of ['\u0000integer:5', '{"$integer":"5"}', '5n', '-0.0'])
    expect(JSON.parse(exactJson({ text }))).toEqual({ text });
});

it('prints a map as an object, whatever its names', () => {
  const names = new Map([
    ['__proto__', 1n],
    ['b', 2n],
    ['1', 3n],
  ]);
  expect(exactLine(names)).toBe('{"__proto__": 1, "b": 2, "1": 3}');
  expect(compactJson(names)).toBe('{"__proto__":1,"b":2,"1":3}');
});
