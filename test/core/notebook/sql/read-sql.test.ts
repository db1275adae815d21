import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowedFunctions, unrepeatable } from '../../../../core/notebook/sql/functions.ts';
import { fromBytes, fromCodePoints } from '../../../../core/notebook/sql/places.ts';
import { readSql } from '../../../../core/notebook/sql/read-sql.ts';
import { withoutEnd } from '../../../../core/notebook/sql/without-end.ts';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { sql } from '../../../../core/sql/sql.ts';
import { hostile } from './hostile.ts';

let engine: NativeEngine;
beforeAll(async () => {
  engine = await openNative();
});
afterAll(() => engine.close());

const refused = async (text: string): Promise<string[]> =>
  (await readSql(engine, text)).refusals.map(({ message, expected, at }) => `${at}: ${message} (${expected})`);

describe('the tables of a SELECT', () => {
  it.each<[string, string[]]>([
    ['SELECT 1', []],
    ['FROM spring', ['spring']],
    ['FROM Spring JOIN spring AS s USING (x)', ['spring']],
    ['SELECT spring FROM late', ['late']],
    ['SELECT list_transform([1], lambda spring: spring + 1) FROM late', ['late']],
    ['WITH spring AS (FROM late) FROM spring', ['late']],
    ['WITH spring AS (FROM spring) FROM spring', ['spring']],
    ['WITH a AS (FROM b), b AS (FROM late) FROM a, b', ['b', 'late']],
    ['WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 9) FROM r', []],
    ['WITH a AS (WITH b AS (FROM late) FROM b) FROM a, b', ['late', 'b']],
    ['FROM (WITH a AS (FROM late) FROM a) x, a', ['late', 'a']],
    ['SELECT (SELECT max(x) FROM late WHERE late.x = spring.x) FROM spring', ['late', 'spring']],
    ['FROM spring ASOF JOIN late ON spring.t >= late.t', ['spring', 'late']],
    ['FROM spring POSITIONAL JOIN late', ['spring', 'late']],
    ['FROM spring SEMI JOIN late USING (x)', ['spring', 'late']],
    ['FROM spring, LATERAL (SELECT * FROM late WHERE late.x = spring.x)', ['spring', 'late']],
    ['PIVOT spring ON x IN (1, 2) USING sum(y)', ['spring']],
    ['FROM spring PIVOT (sum(y) FOR x IN (1, 2))', ['spring']],
    ['UNPIVOT spring ON a, b', ['spring']],
    ['SUMMARIZE spring', ['spring']],
    ['FROM (SUMMARIZE spring)', ['spring']],
    ['DESCRIBE spring', ['spring']],
    ['SELECT x FROM spring UNION ALL BY NAME FROM late', ['spring', 'late']],
    ['FROM spring LIMIT (SELECT count(*) FROM late)', ['spring', 'late']],
    ['FROM unnest((SELECT list(x) FROM late))', ['late']],
    ['FROM "a ""b"".c"', ['a "b".c']],
    ['TABLE spring', ['spring']],
    ['FROM spring QUALIFY row_number() OVER (PARTITION BY x ORDER BY (SELECT 1 FROM late)) = 1', ['spring', 'late']],
    ['FROM spring SELECT x WHERE EXISTS (FROM late)', ['spring', 'late']],
    ["SELECT COLUMNS(c -> c <> 'x') FROM spring", ['spring']],
    ['SELECT * REPLACE ((SELECT max(x) FROM late) AS x) FROM spring', ['late', 'spring']],
    ["SELECT {'a': [1]}, MAP {'k': 2}, t AT TIME ZONE 'UTC', extract(year FROM t), t::DATE FROM spring;", ['spring']],
  ])('are found: %s', async (text, tables) => {
    const read = await readSql(engine, text);
    expect(read.refusals).toEqual([]);
    expect([...read.tables].sort()).toEqual([...tables].sort());
  });
});

describe('the gate', () => {
  it.each(hostile)('refuses %s', async (text) => {
    expect(await refused(text)).not.toEqual([]);
  });

  it.each([
    ["FROM query_table('spring')", '5: query_table() is not for cells (write the name of the table itself)'],
    [
      "FROM read_csv('x.csv')",
      /^5: read_csv\(\) is not for cells \(.*name the file in asof\.yaml or in a data cell\)$/,
    ],
    ["SELECT 'é😀', summ(x) FROM spring", '14: summ() is not for cells (did you mean sum()?)'],
    ["SELECT 'é😀' FROM spring WHER y", /^30: not SQL: syntax error at or near "y"/],
    ['PIVOT spring ON x', /write one SELECT; PIVOT needs its values/],
    ['SELECT 1; SELECT 2', 'null: there is more than one statement (write one SELECT a cell)'],
    [
      'FROM main.spring',
      '5: "main.spring" is in another database or schema (a cell reads tables of the workspace and results of cells: write spring)',
    ],
  ])('says what to write instead: %s', async (text, line) => {
    const [first] = await refused(text);
    if (typeof line === 'string') expect(first).toBe(line);
    else expect(first).toMatch(line);
  });

  it('does not end with SQL that is nested deeply', async () => {
    for (const [open, close] of [
      ['(', ')'],
      ['(SELECT ', ')'],
      ['[', ']'],
      ['abs(', ')'],
    ])
      expect(await refused(`SELECT ${open!.repeat(50_000)}1${close!.repeat(50_000)}`)).toHaveLength(1);
    expect(await engine.rows(sql`SELECT 1 AS x`)).toEqual([{ x: 1 }]);
  });

  it('knows every function that the engine has', async () => {
    const found = await engine.rows<{ name: string; stability: string | null }>(
      sql`SELECT lower(function_name) AS name, max(stability) AS stability FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro') GROUP BY ALL`,
    );
    const refusedOnes =
      /^(?:current_\w+|pg_\w+|has_\w+|json_(?:de)?serialize_\w+|getvariable|nextval|currval|sleep_ms|setseed|write_log|stats|version|user|session_user|in_search_path|txid_current|get_block_size|parse_duckdb_log_message|error|\w*_description)$/;
    const names = found.map(({ name }) => name);
    expect(names.filter((name) => !allowedFunctions.has(name) && !refusedOnes.test(name))).toEqual([]);
    expect([...allowedFunctions].filter((name) => !names.includes(name))).toEqual(['unnest']);
    expect(names.filter((name) => allowedFunctions.has(name) && refusedOnes.test(name))).toEqual([]);
    const moving = found.filter(({ stability }) => stability !== null && stability !== 'CONSISTENT');
    expect(moving.filter(({ name }) => allowedFunctions.has(name) && !unrepeatable.has(name))).toEqual([]);
  });

  it.each([
    ['SELECT random()', false],
    ['SELECT now()', false],
    ['SELECT current_date', false],
    ['FROM spring USING SAMPLE 10', false],
    ['SELECT x FROM spring', true],
  ])('knows what gives the same again: %s', async (text, repeatable) => {
    expect((await readSql(engine, text)).isRepeatable).toBe(repeatable);
  });
});

describe('places', () => {
  it('are counted in UTF-16 units', () => {
    const text = "SELECT 'é😀', y";
    expect(fromBytes(text, 17)).toBe(text.indexOf('y'));
    expect(fromCodePoints(text, 13)).toBe(text.indexOf('y'));
    expect([fromBytes(text, 999), fromCodePoints(text, 0)]).toEqual([text.length, 0]);
  });

  it.each([
    ['SELECT 1;', 'SELECT 1 '],
    ['SELECT 1; ; -- x;', 'SELECT 1    -- x;'],
    ["SELECT ';'", "SELECT ';'"],
    ['SELECT 1 /* ; */;\n', 'SELECT 1 /* ; */ \n'],
  ])('stay where they are without a semicolon: %s', (text, without) => expect(withoutEnd(text)).toBe(without));
});
