import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNested } from '../../../core/lookup/nested-text.ts';
import { plainValue } from '../../../core/lookup/plain-value.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { sql } from '../../../core/sql/sql.ts';
import { exactLine } from '../../../core/text/exact-json.ts';

let engine: NativeEngine;
beforeAll(async () => {
  engine = await openNative({ threads: 1 });
});
afterAll(() => engine.close());

/** What is stored of an expression, as JSON on one line. */
async function said(expression: ReturnType<typeof sql>): Promise<string> {
  const [row] = await engine.rows<{ text: string; type: string }>(
    sql`SELECT (v)::VARCHAR AS text, typeof(v) AS type FROM (SELECT ${expression} AS v)`,
  );
  return exactLine(plainValue(row!.text, row!.type));
}

it.each([
  [sql`{'a': 1, 'b c': NULL, 'd': 12.50::DECIMAL(9, 2)}`, '{"a": 1, "b c": null, "d": "12.50"}'],
  [
    sql`{'a"b (': true, 'x''y': [1, NULL], 'big': 9007199254740993}`,
    '{"a\\"b (": true, "x\'y": [1, null], "big": 9007199254740993}',
  ],
  [sql`MAP {'k': 1, 'x=y': 2, '': 3, '__proto__': 4}`, '{"k": 1, "x=y": 2, "": 3, "__proto__": 4}'],
  [sql`MAP {1: {'a': 'x'}}`, '{"1": {"a": "x"}}'],
  [
    sql`{'t': TIMESTAMP '2024-03-01 09:00:00.5', 'd': DATE '2024-03-01', 'n': 'nan'::DOUBLE, 'z': -0.0::DOUBLE}`,
    '{"t": "2024-03-01T09:00:00.5Z", "d": "2024-03-01", "n": "NaN", "z": -0.0}',
  ],
  [
    sql`{'m': MAP {'a': ['p', 'q, r']}, 'e': []::INTEGER[], 'f': MAP {}::MAP(VARCHAR, INTEGER)}`,
    '{"m": {"a": ["p", "q, r"]}, "e": [], "f": {}}',
  ],
  [
    sql`{'inner': {'x': 'NULL', 'y': NULL}, 'none': NULL::STRUCT(a INTEGER)}`,
    '{"inner": {"x": "NULL", "y": null}, "none": null}',
  ],
  // Without names there is no object.
  [sql`row(1, 'a')`, '"(1, a)"'],
])('reads what DuckDB prints of a struct or a map: %s', async (expression, json) => {
  expect(await said(expression)).toBe(json);
});

it('brings back any text that lies in one', async () => {
  const pieces = [
    '\\',
    "'",
    '"',
    ',',
    ', ',
    ':',
    '=',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    'NULL',
    'a',
    ' ',
    '\n',
    'é',
    '\ufeff',
  ];
  for (let i = 0; i < pieces.length ** 2; i++) {
    const text = pieces[i % pieces.length]! + pieces[Math.floor(i / pieces.length)]!;
    expect(await said(sql`{'a': ${text}, 'l': [${text}]}`), text).toBe(exactLine({ a: text, l: [text] }));
    expect(await said(sql`MAP {${text}: ${text}}`), text).toBe(exactLine(new Map([[text, text]])));
  }
});

it('leaves as text what is not printed so', () => {
  for (const text of ['', '{', "{'a': 1", "{'b': 1}", "{'a': 1} ", '[1]'])
    expect(readNested(text, 'STRUCT(a INTEGER)')).toBeNull();
  expect(plainValue('?', 'STRUCT(a INTEGER)')).toBe('?');
});

it('gives lists element by element, and numbers that JSON has not by their names', () => {
  expect(exactLine(plainValue([1n, null, 2n], 'BIGINT[]'))).toBe('[1, null, 2]');
  expect(exactLine(plainValue(["{'a': 1}", null], 'STRUCT(a INTEGER)[]'))).toBe('[{"a": 1}, null]');
  expect(exactLine(plainValue([NaN, -Infinity, -0], 'DOUBLE[]'))).toBe('["NaN", "-Infinity", -0.0]');
  expect(exactLine(plainValue(0n, 'TIMESTAMP'))).toBe('"1970-01-01T00:00:00Z"');
  expect(exactLine(plainValue('1.50', 'DECIMAL(9,2)'))).toBe('"1.50"');
});
