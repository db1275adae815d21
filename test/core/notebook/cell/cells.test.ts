import { describe, expect, it } from 'vitest';
import { toLine } from '../../../../core/errors/asof-error.ts';
import { fillSql, fillYaml } from '../../../../core/notebook/cell/put-parameters.ts';
import type { Parameters } from '../../../../core/notebook/file/parameter.ts';
import { readNotebook } from '../../../../core/notebook/notebook.ts';
import { held } from '../../../../core/question/gate.ts';

/** What one cell asks, and what is wrong with it. */
function read(text: string, given: Parameters = {}) {
  const { cells, problems } = readNotebook(text, 'n.md', given);
  const all = [...problems, ...cells.flatMap((cell) => cell.problems)].map(toLine);
  return { contents: cells.map(({ content }) => content), names: cells.map(({ name }) => name), problems: all };
}

const cell = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

describe('a cell', () => {
  it('asks the question that the command line asks', () => {
    const text = cell('asof leakage', 'as: spring', 'labels: l', 'features: ["v:a"]', 'naive: nearest', 'beside: true');
    const { cells } = readNotebook(text, 'n.md');
    expect(cells).toMatchObject([
      {
        kind: 'leakage',
        name: 'spring',
        beside: true,
        content: { kind: 'leakage', asked: { labels: 'l', features: [{ view: 'v', feature: 'a' }], naive: 'nearest' } },
      },
    ]);
  });

  it('says how it is shown: SQL behind its name, the others in their body', () => {
    const text = [
      cell('sql late collapsed', 'SELECT 1'),
      cell('asof check', 'that: late.rows == 1', 'collapsed: true'),
      cell('sql late2 beside', 'SELECT 1'),
      cell('sql late3 beside collapsed', 'SELECT 1'),
    ].join('\n');
    const { cells } = readNotebook(text, 'n.md');
    expect(cells.map(({ name, beside, collapsed, problems }) => [name, beside, collapsed, problems])).toEqual([
      ['late', false, true, []],
      [null, false, true, []],
      ['late2', true, false, []],
      ['late3', true, true, []],
    ]);
    expect(readNotebook(cell('sql late hidden', 'SELECT 1'), 'n.md').cells).toEqual([]);
  });

  it.each([
    [cell('asof data', 'table: l'), { kind: 'data', asked: { table: 'l' } }],
    [cell('sql late', 'SELECT 1'), { kind: 'sql', asked: 'SELECT 1\n' }],
    [cell('asof skew', 'service: s'), { kind: 'skew', asked: { service: 's' } }],
    [cell('asof lookup', 'features: v', 'entity: {k: 1}'), { kind: 'lookup', asked: { entities: [{ k: '1' }] } }],
    [cell('asof materialize'), { kind: 'materialize', asked: {} }],
    [
      cell('asof training-set', 'labels: l', 'ttl: false'),
      { kind: 'training-set', asked: { options: { ttl: false } } },
    ],
    [
      cell('asof plot', 'of: late', 'mark: scatter', 'x: a', 'y: b', 'by: c'),
      { kind: 'plot', asked: { of: 'late', mark: 'scatter', x: 'a', y: 'b', by: 'c' } },
    ],
    [
      cell('asof parameter', 'as: days', 'value: 7', 'choices: [7, 30]'),
      { kind: 'parameter', asked: { value: 7, choices: [7, 30] } },
    ],
    [
      cell('asof ask', 'question: Why?', 'options:', '- {text: a, because: b, right: true}', '- {text: c, because: d}'),
      {
        kind: 'ask',
        asked: { question: 'Why?', options: [{ right: true }, { text: 'c', right: false, because: 'd' }] },
      },
    ],
  ])('is read: %s', (text, content) => {
    expect(read(text)).toMatchObject({ contents: [content], problems: [] });
  });

  it('claims something of the answers of others', () => {
    const { contents, problems } = read(cell('asof check', 'that: ["spring.leak_rate == 0", train.rows >= 1000]'));
    expect(problems).toEqual([]);
    const [content] = contents;
    if (content?.kind !== 'check') throw new Error('no check');
    expect(content.asked.map(({ cell: name, text }) => [name, text])).toEqual([
      ['spring', 'spring.leak_rate == 0'],
      ['train', 'train.rows >= 1000'],
    ]);
    expect(content.asked.map(({ against }) => held(against, { leak_rate: 0.5, rows: 1000 }))).toEqual([
      ['leak_rate = 0.5'],
      [],
    ]);
  });

  it.each([
    [cell('asof leakage', 'labels: [1'), /^n\.md:3: not YAML/],
    [
      cell('asof leakage', 'labels: l', 'feetures: v'),
      'n.md:3: the leakage cell has an unknown key "feetures" (did you mean "features"? ',
    ],
    [cell('asof leakage', 'features: v'), 'n.md:2: the leakage cell has no labels (name a label table'],
    [cell('asof leekage'), 'n.md:1: there is no kind of cell called "leekage" (did you mean asof leakage?)'],
    [cell('asof forecast'), 'n.md:1: there is no kind of cell called "forecast" (this version knows: data, '],
    [cell('asof'), 'n.md:1: the cell has no kind'],
    ['x\n\n```asof data\ntable: l\n', 'n.md:3: the cell is not closed (write ``` on a line of its own)'],
    [cell('sql a'), 'n.md:1: the SQL cell a is empty (write a SELECT)'],
    [cell('asof data', 'as: a b', 'table: l'), 'n.md:2: "a b" is no name of a cell'],
    [cell('asof materialize', 'confirm: production'), 'n.md:2: the materialize cell has an unknown key "confirm"'],
    [cell('asof check', 'that: spring.leak_rate'), 'n.md:2: that "spring.leak_rate" is not a comparison'],
    [cell('asof check'), 'n.md:2: the check cell has no that'],
    [
      cell('asof plot', 'of: a', 'x: b', 'mark: line'),
      'n.md:2: the plot cell has no y (a line has a column for either axis)',
    ],
    [cell('asof plot', 'of: a', 'x: b', 'mark: pie'), 'n.md:4: mark of the plot cell is "pie"'],
    [
      cell('asof ask', 'question: q', 'options: [{text: a, because: b}]'),
      'n.md:3: 0 options of the ask cell are right',
    ],
    [cell('asof parameter', 'value: 1'), 'n.md:2: the parameter cell has no as'],
    [
      cell('asof parameter', 'as: d', 'value: 1', 'choices: [2]'),
      'n.md:3: value of the parameter cell is none of its choices',
    ],
    [
      cell('sql a', 'SELECT', '{{dys}}') + cell('asof parameter', 'as: days', 'value: 1'),
      'n.md:3: there is no parameter called "dys" (did you mean {{days}}?)',
    ],
    [cell('sql a', 'SELECT 1') + cell('sql A', 'SELECT 2'), 'n.md:4: two cells are called "A"'],
    [cell('asof data', 'table: ${HOME}'), 'n.md:2: the environment variable HOME is not set'],
  ])('says in one line what is wrong: %s', (text, line) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      typeof line === 'string' ? new RegExp(`^${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) : line,
    );
  });

  it('keeps others as they are where one is broken', () => {
    const { contents, names } = read(cell('asof data', 'as: a', 'table: [') + cell('sql b', 'SELECT 1'));
    expect([contents.map((one) => one?.kind), names]).toEqual([
      [undefined, 'sql'],
      [null, 'b'],
    ]);
  });

  it('does not read a body of a million lines', () => {
    const long = (info: string) => read(cell(info, '# nothing\n'.repeat(1_000_000), 'x')).problems;
    const line = 'n.md:1: the cell has 10000003 characters (at most 200000 are read)';
    expect([long('asof data'), long('sql a')]).toEqual([[line], [line]]);
  });
});

describe('parameters', () => {
  const front = '---\nparameters: {days: 7, tier: gold}\n---\n';

  it('stand for what the front matter, a cell or who runs it says', () => {
    const text = front + cell('sql a', 'SELECT {{days}}, {{ tier }}');
    expect(read(text).contents).toEqual([{ kind: 'sql', asked: "SELECT 7, 'gold'\n" }]);
    expect(read(text, { tier: "o'c" }).contents).toEqual([{ kind: 'sql', asked: "SELECT 7, 'o''c'\n" }]);
    const declared = cell('asof data', 'table: {{from}}') + cell('asof parameter', 'as: from', 'value: "a: b"');
    expect(read(declared).contents[0]).toEqual({ kind: 'data', asked: { table: 'a: b' } });
  });

  it('that nobody declared, or that cannot be, are refused', () => {
    expect(read(front, { dayz: 1 }).problems).toEqual([
      'n.md: there is no parameter called "dayz" (did you mean "days"? there is: days, tier)',
    ]);
    const choice = cell('asof parameter', 'as: n', 'value: 1', 'choices: [1, 2]');
    expect(read(choice, { n: 3 }).problems).toEqual(['n.md: the parameter n cannot be 3 (one of: 1, 2)']);
    expect(read(front + cell('asof parameter', 'as: days', 'value: 1')).problems).toEqual([
      'n.md:4: two parameters are called "days" (give one of them another name)',
    ]);
  });

  it.each([
    ['SELECT {{x}} -- {{x}}', 'SELECT 1 -- {{x}}'],
    ["SELECT '{{x}}', {{x}}", "SELECT '{{x}}', 1"],
    ["SELECT 'it''s {{x}}'", "SELECT 'it''s {{x}}'"],
    ["SELECT E'\\'{{x}}' || {{x}}", "SELECT E'\\'{{x}}' || 1"],
    ['SELECT "{{x}}" /* {{x}} /* a */ {{x}} */ {{x}}', 'SELECT "{{x}}" /* {{x}} /* a */ {{x}} */ 1'],
    ['SELECT $a$ {{x}} $b$ $a$, $$ {{x}} $$ , {{x}}', 'SELECT $a$ {{x}} $b$ $a$, $$ {{x}} $$ , 1'],
    ["SELECT {'a': {'b': {{x}}}}", "SELECT {'a': {'b': 1}}"],
  ])('are not looked for in texts and comments of SQL: %s', (text, filled) => {
    expect(fillSql(text, { x: 1 }).text).toBe(filled);
  });

  it.each([
    ['a: {{x}} # {{x}}', 'a: "b: c" # {{x}}'],
    ['a: "{{x}}"', 'a: "{{x}}"'],
    ["a: ['{{x}}', {{x}}]", 'a: [\'{{x}}\', "b: c"]'],
    ["a: it's {{x}}", 'a: it\'s "b: c"'],
  ])('are not looked for in quotes and comments of YAML: %s', (text, filled) => {
    expect(fillYaml(text, { x: 'b: c' }).text).toBe(filled);
  });

  it('know where a place of the text came from', () => {
    const { text, originalAt } = fillSql('a {{x}} b {{ x }} c', { x: 'long text' });
    expect(text).toBe("a 'long text' b 'long text' c");
    expect(['a', 'b', 'c'].map((letter) => originalAt(text.lastIndexOf(` ${letter}`) + 1))).toEqual([0, 8, 18]);
    expect(originalAt(text.indexOf('text'))).toBe(2);
  });
});
