import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLine } from '../../../../core/errors/asof-error.ts';
import { linkCells } from '../../../../core/notebook/graph/graph.ts';
import { after, inOrder } from '../../../../core/notebook/graph/order.ts';
import { askedText, staleBecause, type AnswerKey } from '../../../../core/notebook/graph/stale.ts';
import { readNotebook } from '../../../../core/notebook/notebook.ts';
import { readSql } from '../../../../core/notebook/sql/read-sql.ts';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { fileNames } from '../sql/hostile.ts';

let engine: NativeEngine;
beforeAll(async () => {
  engine = await openNative();
});
afterAll(() => engine.close());

const cell = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

async function link(...cells: string[]) {
  const { cells: read } = readNotebook(cells.join(''), 'n.md');
  const graph = await linkCells(read, 'n.md', ['labels', 'Stats_v1'], (text) => readSql(engine, text));
  return {
    order: graph.order,
    needs: graph.cells.map(({ dependsOn }) => dependsOn),
    tables: graph.cells.map(({ tables }) => tables),
    problems: graph.cells.flatMap(({ problems }) => problems.map(toLine)),
  };
}

describe('linkCells', () => {
  it('finds what cells use of each other and of the workspace', async () => {
    const graph = await link(
      cell('asof check', 'that: [spring.leak_rate == 0, late.rows > 0]'),
      cell('sql late', 'FROM Spring JOIN stats_v1 USING (x) WHERE d > {{days}}'),
      cell('asof leakage', 'as: spring', 'labels: labels', 'features: stats_v1'),
      cell('asof parameter', 'as: days', 'value: 7'),
      cell('asof plot', 'of: late', 'mark: bar', 'x: a'),
    );
    expect(graph).toEqual({
      order: [2, 3, 1, 0, 4],
      needs: [[2, 1], [3, 2], [], [], [1]],
      tables: [[], ['Stats_v1'], [], [], []],
      problems: [],
    });
  });

  it.each([
    [
      [cell('sql a', 'FROM b'), cell('sql b', 'FROM c'), cell('sql c', 'FROM a')],
      ['1', '4', '7'].map(
        (line) => `n.md:${line}: cells use each other: a → b → c → a (let one of them use another name)`,
      ),
    ],
    [[cell('sql a', 'FROM a')], ['n.md:1: cells use each other: a → a (let one of them use another name)']],
    [
      [cell('sql a', 'FROM lables')],
      ['n.md:1: there is no table or cell called "lables" (did you mean "labels"? there is: a, labels, Stats_v1)'],
    ],
    [
      [cell('asof check', 'as: c', 'that: x.rows > 0')],
      ['n.md:1: there is no cell called "x" (did you mean "c"? there is: c)'],
    ],
    [
      [cell('sql a', 'FROM m'), cell('asof materialize', 'as: m')],
      ['n.md:1: "m" is a materialize cell and has no rows (name one with rows, or a table)'],
    ],
    [
      [cell('sql labels', 'SELECT 1')],
      ['n.md:1: there is a table called "labels" in the workspace (give the cell another name)'],
    ],
    [[cell('sql a', 'SELECT 1,', "  'x' y z")], ['n.md:3: not SQL: syntax error at or near "z"']],
    [
      [cell('asof parameter', 'as: p', 'value: "a\\nb"'), cell('sql a', 'SELECT {{p}},', 'foo()')],
      ['n.md:7: foo() is not for cells (it does not exist, or it reads more than its arguments)'],
    ],
  ])('says what is wrong: %s', async (cells, problems) => {
    expect((await link(...cells)).problems).toEqual(problems);
  });

  it.each(fileNames)('takes no name for a file: %s', async (text) => {
    expect((await link(cell('sql a', text))).problems).toHaveLength(1);
  });
});

describe('an order', () => {
  const graphs = fc
    .array(fc.array(fc.nat(11), { maxLength: 3 }), { maxLength: 12 })
    .map((all) => all.map((needs) => [...new Set(needs.filter((one) => one < all.length))]));

  it('has each thing once, behind what it needs, unless they are in or behind a circle', () => {
    fc.assert(
      fc.property(graphs, (needs) => {
        const { order, circles } = inOrder(needs);
        expect([...order].sort((a, b) => a - b)).toEqual(needs.map((_, i) => i));
        for (const circle of circles)
          circle.forEach((one, i) => expect(needs[one]).toContain(circle[(i + 1) % circle.length]));
        const stuck = new Set([...circles.flat(), ...after(circles.flat(), needs)]);
        needs.forEach((mine, i) => {
          if (!stuck.has(i)) for (const one of mine) expect(order.indexOf(one)).toBeLessThan(order.indexOf(i));
        });
      }),
      { seed: 1 },
    );
  });

  it('is that of the file where it can be', () => {
    expect(inOrder([[], [], []]).order).toEqual([0, 1, 2]);
    expect(inOrder([[2], [], []]).order).toEqual([1, 2, 0]);
  });

  it('knows all that comes after', () => {
    expect(after([0], [[], [0], [1], []])).toEqual([1, 2]);
  });
});

describe('an answer', () => {
  const key: AnswerKey = {
    ...{ kind: 'sql', asked: 'x', files: { l: '1' }, definitions: '1', inputs: '' },
    ...{ cells: { a: '1' }, engine: 'DuckDB 1' },
  };

  it.each<[Partial<AnswerKey>, string[]]>([
    [{}, []],
    [{ asked: 'y' }, ['the cell changed']],
    [{ files: { l: '2' } }, ['the file of l changed']],
    [{ files: { l: '1', m: '1' } }, ['the file of m changed']],
    [{ cells: { a: '2' }, engine: 'DuckDB 2' }, ['a changed', 'it was computed by DuckDB 1']],
  ])('is stale because of what differs: %o', (now, because) => {
    expect(staleBecause(key, { ...key, ...now })).toEqual(because);
  });

  it('is the same for a question that was written in another order', () => {
    expect(askedText({ b: 1n, a: { d: [1], c: null } })).toBe(askedText({ a: { c: null, d: [1] }, b: 1n }));
    expect(askedText({ a: 1n })).not.toBe(askedText({ a: 1 }));
  });
});
