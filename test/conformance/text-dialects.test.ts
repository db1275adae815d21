import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { AsofError } from '../../core/errors/asof-error.ts';
import type { TextOptions } from '../../core/model/definitions.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

type Cell = string | number | bigint | null;

/** How a table is written: what the options say, and what no option has to say. */
interface Written {
  options: Required<Omit<TextOptions, 'thousands' | 'comment'>> & Pick<TextOptions, 'comment'>;
  lineEnd: string;
  quoteAll: boolean;
  blanks: boolean;
  packed: boolean;
  lastEnd: boolean;
}

const written: fc.Arbitrary<Written> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', ':', '\u0001', '^'),
    quote: fc.constantFrom('"', "'", '`'),
    isBackslash: fc.boolean(),
    comment: fc.option(fc.constantFrom('#', '%'), { nil: undefined }),
    encoding: fc.constantFrom('utf-8', 'latin-1', 'utf-16le', 'utf-16be', 'shift_jis'),
    nullValues: fc.constantFrom<string[]>(['NULL'], ['', 'NA'], ['\\N', '-']),
    decimal: fc.constantFrom('.' as const, ',' as const),
    skipLines: fc.constantFrom(0, 0, 2),
    header: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    quoteAll: fc.boolean(),
    blanks: fc.boolean(),
    packed: fc.boolean(),
    lastEnd: fc.boolean(),
  })
  .filter(({ decimal, delimiter }) => decimal !== delimiter)
  .map(({ isBackslash, lineEnd, quoteAll, blanks, packed, lastEnd, ...rest }) => ({
    options: { ...rest, escape: isBackslash ? '\\' : rest.quote },
    ...{ lineEnd, quoteAll, blanks, packed, lastEnd },
  }));

const letters = fc.constantFrom(...'abXY 0;,\t|:^"\'`\\#%-_\n\r'.split(''), '\r\n', 'é', 'ö');
const words = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(''));

/** Columns of text that is surely text, of whole numbers and of fractions. */
const table = fc.array(
  fc.tuple(
    fc.option(words, { nil: null }),
    fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: null }),
    fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
  ),
  { minLength: 1, maxLength: 12 },
);

const names = ['id', 'a "b"', 'whole', 'x'];

/** What a cell's text is in that dialect. Values that would be read as null are quoted nowhere: they are left out by the caller. */
function cellText(cell: Cell, { options, quoteAll }: Written): string {
  if (cell === null) return options.nullValues[0]!;
  const text = typeof cell === 'number' ? fraction(cell).replace('.', options.decimal) : String(cell);
  const { quote, escape, delimiter } = options;
  const has = (mark: string) => text.includes(mark);
  const first = options.comment !== undefined && text.trim().startsWith(options.comment);
  const odd = [quote, delimiter, '\n', '\r'].some(has) || /^\s|\s$|^$/.test(text) || first;
  if (!quoteAll && !odd) return text;
  const escaped = escape === quote ? text : text.replaceAll(escape, escape + escape);
  return `${quote}${escaped.replaceAll(quote, escape + quote)}${quote}`;
}

function fraction(value: number): string {
  return Number.isInteger(value) && !String(value).includes('e') ? `${value}.0` : String(value);
}

function encode(text: string, encoding: string): Uint8Array {
  switch (encoding) {
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'latin-1':
      return Buffer.from(text, 'latin1');
    default:
      return Buffer.from(text);
  }
}

function write(rows: readonly (readonly Cell[])[], how: Written): Uint8Array {
  const { options, lineEnd } = how;
  const lines = [...(options.header ? [names] : []), ...rows].map((row) =>
    row.map((cell) => cellText(cell, how)).join(options.delimiter),
  );
  const between = how.blanks ? ['', ...(options.comment ? [`${options.comment} a "remark`] : [])] : [];
  const skipped = Array.from({ length: options.skipLines }, (_, i) => `line ${i} of "notes`);
  const all = [...skipped, ...lines.flatMap((line) => [...between, line])];
  const bytes = encode(all.join(lineEnd) + (how.lastEnd ? lineEnd : ''), options.encoding);
  return how.packed ? gzipSync(bytes) : bytes;
}

describe.each(enginesAndInPlace)('any table in any declared dialect, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let files = 0;

  it('reads back equal', async () => {
    await fc.assert(
      fc.asyncProperty(table, written, async (cells, how) => {
        const { nullValues, encoding, header } = how.options;
        // Text of ASCII alone is the same in every encoding but these two.
        const plain = encoding === 'shift_jis';
        const isNull = (text: string) => nullValues.includes(text);
        const rows = cells.map(([text, whole, x], i): Cell[] => {
          const said = text !== null && plain ? text.replaceAll(/[éö\\]/g, 'e') : text;
          return [BigInt(i), said === null || isNull(said) ? null : said, whole, Object.is(x, -0) ? 0 : x];
        });
        // One cell makes the column text whatever the others are.
        rows.push([BigInt(rows.length), 'so it is text', null, null]);
        const path = `table ${++files}.csv`;
        await opened.put(path, write(rows, how));
        const relation = await opened.tables.open(path, { root: opened.root, read: how.options });
        const columns = header ? names : ['column1', 'column2', 'column3', 'column4'];
        expect(relation.columns.map(({ name }) => name)).toEqual(columns);
        const read = await opened.engine.rows<Row>(
          sql`SELECT ${join(columns.map((name) => ident(name)))} FROM (SELECT ${relation.rowOrder} AS asof_order, * FROM ${relation.from}) ORDER BY asof_order`,
        );
        const types = new Map(relation.columns.map(({ name, type }) => [name, type]));
        const expected = rows.map((row) => row.map((cell, i) => asType(cell, types.get(columns[i]!)!, how)));
        const found = read.map((row) => columns.map((name) => plainCell(row[name]!, types.get(name)!)));
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

const anything = fc.string({
  unit: fc.constantFrom(...'"\\,;|\t\n\n\r\'#a1. é-'.split(''), 'NA', 'sep='),
  maxLength: 30,
});

describe.each(enginesAndInPlace)('any text at all, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let files = 0;

  it('is a table with all its rows, or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('', 'id,v\n', 'a;b\n'), anything, async (start, rest) => {
        const path = `text ${++files}.csv`;
        await opened.put(path, start + rest);
        const relation = await opened.tables.open(path, { root: opened.root }).catch((error: AsofError) => error);
        if (relation instanceof AsofError) {
          expect(relation.kind).toMatch(/^(input|data)$/);
          return;
        }
        if (relation instanceof Error) throw relation;
        const columns = join(relation.columns.map(({ name }) => ident(name)));
        const rows = await opened.engine.rows(sql`SELECT ${columns} FROM ${relation.from}`);
        expect(relation.rows).toBe(rows.length);
      }),
      { numRuns: 150 },
    );
  });
});

/** Decimals leave an engine as text. */
function plainCell(cell: Row[string], type: string): Cell {
  return type.startsWith('DECIMAL') && cell !== null ? Number(cell) : (cell as Cell);
}

/** A number that could not be told from a name is the text that was written. */
function asType(cell: Cell, type: string, { options }: Written): Cell {
  if (cell === null || type !== 'VARCHAR' || typeof cell === 'string') return cell;
  return typeof cell === 'number' ? fraction(cell).replace('.', options.decimal) : String(cell);
}
