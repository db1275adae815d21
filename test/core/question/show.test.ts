import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inline, setOwnField } from '../../../core/model/edit-text.ts';
import { splitNotebook } from '../../../core/notebook/file/parts.ts';
import { readNotebookCell, type Cell } from '../../../core/notebook/cell/cell.ts';
import { nothingShown, plainShown, type ColumnTest, type Shown } from '../../../core/question/show.ts';

function read(body: string): Cell {
  const [part] = splitNotebook(`\`\`\`asof leakage\n${body}\n\`\`\`\n`);
  return readNotebookCell(part!, 'a.asof.md', {});
}

const asked = 'labels: churn\nfeatures: [stats:spend]';

/** Names and values that YAML, parameters and variables could take for something else. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => !/[\0\uFFFD]/.test(name)),
  fc.constantFrom(
    '2020',
    'null',
    'yes',
    '-',
    '{a}',
    '{{days}}',
    'a {{b}} c',
    '${HOME}',
    '# no',
    'a: b',
    "it's",
    '1e3',
    'a\u2028b',
  ),
);
const test: fc.Arbitrary<ColumnTest> = fc
  .tuple(text, text, text, fc.constantFrom('equals', 'contains', 'between', 'up to', 'null', 'not null'))
  .map(([column, value, to, is]) => {
    if (is === 'up to') return { column, is: 'between', to };
    if (is === 'between') return { column, is, from: value, to };
    return is === 'null' || is === 'not null' ? { column, is } : { column, is: is as 'equals', value };
  });
const byColumn = { selector: ({ column }: { column: string }) => column };
const shown: fc.Arbitrary<Shown> = fc.record({
  rows: fc.constantFrom(null, 'leaked', 'all'),
  order: fc.constantFrom(null, 'peek'),
  sort: fc.uniqueArray(fc.record({ column: text, descending: fc.boolean() }), { ...byColumn, maxLength: 4 }),
  where: fc.uniqueArray(test, { ...byColumn, maxLength: 4 }),
  hide: fc.array(text, { maxLength: 4 }),
  pin: fc.uniqueArray(fc.record({ column: text, on: fc.boolean() }), { ...byColumn, maxLength: 4 }),
  width: fc.uniqueArray(fc.record({ column: text, pixels: fc.nat(9_000) }), { ...byColumn, maxLength: 4 }),
  row: fc.option(fc.nat(2_000_000)),
  feature: fc.constantFrom(null, 'stats:spend'),
  label: fc.option(fc.bigInt(-(10n ** 14n), 10n ** 15n)),
});

describe('how an answer is looked at', () => {
  it('is read as it is written, whatever columns and values are called', () => {
    fc.assert(
      fc.property(shown, (one) => {
        const body = setOwnField(`${asked}\n`, 'show', plainShown(one), ['as', 'show']);
        const cell = read(body.trimEnd());
        expect(cell.problems).toEqual([]);
        expect(cell.show).toEqual(one);
      }),
      { numRuns: 400 },
    );
  });

  it('stands behind the name of SQL, on the line of the fence', () => {
    fc.assert(
      fc.property(shown, (one) => {
        const written = inline(plainShown(one) ?? {});
        fc.pre(!written.includes('`'));
        const [part, ...others] = splitNotebook(`\`\`\`sql late beside show=${written}\nSELECT 1\n\`\`\`\n`);
        const cell = readNotebookCell(part!, 'a.asof.md', {});
        expect([others, cell.problems]).toEqual([[], []]);
        expect([cell.name, cell.beside, cell.show]).toEqual(['late', true, one]);
      }),
    );
    const [part] = splitNotebook('\n```sql late show={rowz: 1}\nSELECT 1\n```\n').slice(-1);
    expect(readNotebookCell(part!, 'a.asof.md', {}).problems[0]!.where!.line).toBe(2);
  });

  it('is nothing where it says nothing, and changes nothing of what is asked', () => {
    expect(plainShown(nothingShown)).toBeUndefined();
    expect(read(asked).show).toEqual(nothingShown);
    expect(read(`${asked}\nshow: {rows: all, row: 3}`).content).toEqual(read(asked).content);
  });

  it.each([
    ['show: {rowz: all}', 'show of the leakage cell has an unknown key "rowz"', 4],
    ['show: leaked', 'show of the leakage cell is text', 4],
    ['show:\n  sort: {a: up}', 'a of sort of show of the leakage cell is "up"', 5],
    ['show:\n  where:\n    a: {form: 1}', 'a of where of show of the leakage cell has an unknown key "form"', 6],
    ['show:\n  pin: {a: left}', 'a of pin of show of the leakage cell is text', 5],
    ['show:\n  width: {a: wide}', 'a of width of show of the leakage cell is', 5],
    ['show: {row: -1}', 'row of show of the leakage cell is the number -1', 4],
    ['show: {label: soon}', '', 4],
  ])('says in its line what is wrong with %j', (written, message, line) => {
    const [problem] = read(`${asked}\n${written}`).problems;
    expect(problem!.where).toEqual({ file: 'a.asof.md', line });
    expect(problem!.message).toContain(message);
  });
});
