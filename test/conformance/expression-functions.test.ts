import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scalarFunctions } from '../../core/model/expression-words.ts';
import { readExpression } from '../../core/model/expression.ts';
import { expressionSql } from '../../core/sql/expression.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import { engines, type Opened } from '../support/engines.ts';

/** Of which the last bits may differ: the two engines have another library of mathematics. */
const close = 'exp ln log log2 log10 pow power sin cos tan cot asin acos atan atan2 sinh cosh tanh cbrt sqrt'.split(
  ' ',
);

const text = [sql`'Straße, Ünï 7'`, sql`'a-b-a'`, sql`'-'`, sql`''`];
const numbers = [sql`7`, sql`-2.5::DOUBLE`, sql`0.1::DOUBLE + 0.2`, sql`12345.678::DECIMAL(9, 3)`];
const times = [sql`TIMESTAMP '2024-02-29 23:59:59.123456'`, sql`DATE '1969-12-31'`];
const units = [sql`'day'`, sql`'week'`, sql`'month'`];
const one = (values: readonly Sql[]) => values.map((value) => [value]);
const two = (a: readonly Sql[], b: readonly Sql[]) => a.flatMap((x) => b.map((y) => [x, y]));
const half = sql`0.5::DOUBLE`;

/** What each is called with; it has to take at least one of these. */
const calls: Sql[][] = [
  [],
  ...one([...text, ...numbers, ...times, half, sql`TRUE`, sql`[3, 1, NULL, 2]`, sql`INTERVAL 3 DAY`]),
  ...two(numbers, [sql`2`, half, sql`NULL`]),
  ...two(text, [sql`'a'`, sql`'-'`, sql`2`]),
  ...two(units, times),
  [sql`[3, 1, 2]`, sql`1`],
  [sql`s`, sql`'a'`],
  [times[0]!, times[1]!],
  [text[1]!, sql`'b-a-b'`],
  [text[1]!, sql`'-'`, sql`2`],
  [text[1]!, sql`'[a-c]'`, sql`'x'`],
  [text[1]!, sql`2`, sql`2`],
  [sql`2024`, sql`2`, sql`29`],
  [sql`2024`, sql`2`, sql`29`, sql`12`, sql`30`, sql`1.5`],
  [sql`TRUE`, sql`1`, sql`2`],
  ...units.map((unit) => [unit, times[1]!, times[0]!]),
];

/** What the parser makes of it, without a function of that name. */
const syntax = ['coalesce', 'nullif', 'if', 'ifnull'];

/** How many arguments a function takes that takes any number. */
const any = 9;

describe('the functions of expressions', () => {
  const opened: Opened[] = [];
  const takes: Record<string, number[]> = {};
  beforeAll(async () => {
    for (const { open } of engines) opened.push(await open({ threads: 1 }));
    // Refusing a call costs more than answering one.
    const rows = await opened[0]!.engine.rows<{ name: string; most: number }>(
      sql`SELECT DISTINCT function_name AS name, CASE WHEN varargs IS NULL THEN len(parameters) ELSE ${any} END::DOUBLE AS most FROM duckdb_functions()`,
    );
    for (const { name, most } of rows) (takes[name] ??= []).push(most);
  });
  afterAll(async () => {
    for (const one of opened) await one.close();
  });

  it('are there in both engines, and none of them is volatile', async () => {
    for (const { engine } of opened) {
      const rows = await engine.rows<{ name: string; stability: string | null }>(
        sql`SELECT DISTINCT lower(function_name) AS name, stability FROM duckdb_functions() WHERE function_type IN ('scalar', 'macro')`,
      );
      const there = new Set(rows.map(({ name }) => name));
      expect([...scalarFunctions].filter((name) => !there.has(name) && !syntax.includes(name))).toEqual([]);
      const changing = rows.filter(({ stability }) => stability === 'VOLATILE').map(({ name }) => name);
      expect(changing.filter((name) => scalarFunctions.has(name))).toEqual([]);
    }
  });

  it.each([...scalarFunctions])('%s answers alike in both', async (name) => {
    const asked = calls
      .filter(({ length }) => !takes[name] || takes[name].some((most) => most === length || most === any))
      .map((args) => {
        const tokens = readExpression(`${name}(${join(args).text})`);
        return expressionSql(tokens, (column) => (column === 's' ? sql`{'a': 1}` : null), ['s']);
      });
    const [native, page] = opened.map(({ engine }) => (some: readonly Sql[]) => {
      const each = some.map((call, i) => sql`(${call})::VARCHAR AS ${ident(`x${i}`)}`);
      return engine.rows<Record<string, string | null>>(sql`SELECT ${join(each)}`);
    });
    const taken: Sql[] = [];
    for (const call of asked) if ((await native!([call]).catch(() => [])).length > 0) taken.push(call);
    expect(taken.length).toBeGreaterThan(0);
    const [[row], [other]] = [await native!(taken), await page!(taken)];
    for (const [i, call] of taken.entries()) {
      const [found, again] = [row![`x${i}`], other![`x${i}`]];
      if (close.includes(name) && Number.isFinite(Number(found)))
        expect(Number(again), call.text).toBeCloseTo(Number(found), 12);
      else expect(again, call.text).toBe(found);
    }
  });
});
