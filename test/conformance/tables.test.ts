import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  Field,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import { readParquet, Table as ParquetTable, writeParquet, ParquetFile } from 'parquet-wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import type { AsofError } from '../../core/errors/asof-error.ts';
import { toLine } from '../../core/errors/asof-error.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import type { Relation } from '../../core/table/relation.ts';
import { engines, enginesAndInPlace, type Opened } from '../support/engines.ts';
import { whileItRuns } from '../support/while-it-runs.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? utf8(part) : Uint8Array.from(part))));

/** An Arrow table of JavaScript arrays as a Parquet file, by a writer that is not DuckDB. */
function parquetOf(columns: Record<string, unknown[]>): Uint8Array {
  return writeParquet(ParquetTable.fromIPCStream(streamOf(columns)));
}

function streamOf(columns: Record<string, unknown[]>): Uint8Array {
  return tableToIPC(
    new Table(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, vectorFromArray(values)]))),
    'stream',
  );
}

/** Two columns of one name, which an object cannot say. */
function twice(first: string, second: string): Uint8Array {
  const fields = [first, second].map((name) => new Field(name, new Int32(), true));
  const children = fields.map(() => makeData({ type: new Int32(), length: 1, data: Int32Array.of(1) }));
  const data = makeData({ type: new Struct(fields), length: 1, nullCount: 0, children });
  return tableToIPC(new Table([new RecordBatch(new Schema(fields), data)]), 'stream');
}

describe.each(enginesAndInPlace)('tables from files: $name', ({ name, open }) => {
  const isWasm = name === 'DuckDB-Wasm';
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const openFile = async (path: string, content?: string | Uint8Array) => {
    if (content !== undefined) await opened.put(path, content);
    return opened.tables.open(path, { root: opened.root });
  };
  const rowsOf = ({ from, rowOrder }: Relation) =>
    opened.engine.rows<Row>(
      sql`SELECT * EXCLUDE (asof_order) FROM (SELECT ${rowOrder} AS asof_order, * FROM ${from}) ORDER BY asof_order`,
    );
  const typesOf = ({ columns }: Relation) => Object.fromEntries(columns.map((column) => [column.name, column.type]));
  const failure = async (path: string, content?: string | Uint8Array) =>
    openFile(path, content).then(
      () => expect.unreachable(`${path} opened`),
      (error: unknown) => error as AsofError,
    );

  describe('a CSV file', () => {
    it('gets the narrowest type that every value has', async () => {
      const table = await openFile(
        'types.csv',
        'id,x,flag,day,at,zoned,text,code,long,none\n' +
          '1,1.5,true,2024-03-01,2024-03-01 09:00:00,2024-03-01T09:00:00Z,a,007,12345678901234567890,\n' +
          '-2,2,False,2024-03-02,2024-03-02T10:00,2024-03-01 09:00:00.25+01:00,"b, ""c""",042,2,\n' +
          ',,,,,,,,,\n',
      );
      expect(typesOf(table)).toEqual({
        id: 'BIGINT',
        x: 'DOUBLE',
        flag: 'BOOLEAN',
        day: 'DATE',
        at: 'TIMESTAMP',
        zoned: 'TIMESTAMP WITH TIME ZONE',
        text: 'VARCHAR',
        code: 'VARCHAR',
        long: 'VARCHAR',
        none: 'VARCHAR',
      });
      // A line of delimiters is no row.
      expect(table.rows).toBe(2);
      expect(await rowsOf(table)).toEqual([
        {
          id: 1n,
          x: 1.5,
          flag: true,
          day: '2024-03-01',
          at: '2024-03-01 09:00:00',
          zoned: '2024-03-01 09:00:00+00',
          text: 'a',
          code: '007',
          long: '12345678901234567890',
          none: null,
        },
        {
          id: -2n,
          x: 2,
          flag: false,
          day: '2024-03-02',
          at: '2024-03-02 10:00:00',
          zoned: '2024-03-01 08:00:00.25+00',
          text: 'b, "c"',
          code: '042',
          long: '2',
          none: null,
        },
      ]);
    });

    it('keeps as text what would be a guess: day and month, zones in some rows only, a word among numbers', async () => {
      const table = await openFile(
        'guesses.csv',
        'a,b,c\n01/02/2024,2024-03-01T09:00:00,1\n03/04/2024,2024-03-01T09:00:00+01:00,many\n',
      );
      expect(typesOf(table)).toEqual({ a: 'VARCHAR', b: 'VARCHAR', c: 'VARCHAR' });
      expect((await rowsOf(table))[1]).toEqual({ a: '03/04/2024', b: '2024-03-01T09:00:00+01:00', c: 'many' });
    });

    it('looks at every row for the types, not at the first ones', async () => {
      const numbers = Array.from({ length: 30_000 }, (_, i) => `${i},${i}`).join('\n');
      const table = await openFile('late.csv', `a,b\n${numbers}\n30000,0.5\n`);
      expect(typesOf(table)).toEqual({ a: 'BIGINT', b: 'DOUBLE' });
      expect((await rowsOf(table)).at(-1)).toEqual({ a: 30000n, b: 0.5 });
    });

    it('keeps names as they are: quotes, spaces, dots, emoji, SQL', async () => {
      const names = ['a "quoted", one', 'two words', 'a.b', '😀', 'x"; DROP TABLE t; --', "it's", 'select'];
      const header = names.map((column) => `"${column.replaceAll('"', '""')}"`).join(',');
      const table = await openFile('names.csv', `${header}\n1,2,3,4,5,6,7\n`);
      expect(table.columns.map((column) => column.name)).toEqual(names);
      expect(Object.values((await rowsOf(table))[0]!)).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    });

    it.each([
      ['ends of lines of Windows', 'a,b\r\n1,2\r\n'],
      ['a byte order mark', '\ufeffa,b\n1,2\n'],
      ['no last line end', 'a,b\n1,2'],
      ['semicolons', 'a;b\n1;2\n'],
      ['empty lines', 'a,b\n\n1,2\n\n\n'],
      ['spaces around', 'a, b\n 1, 2\n'],
    ])('is read with %s', async (what, content) => {
      expect(await rowsOf(await openFile(`${what}.csv`, content))).toEqual([{ a: 1n, b: 2n }]);
    });

    it('may have line ends within quotes, hashes and tabs', async () => {
      const rows = await rowsOf(await openFile('odd.csv', 'a,b\n"x\ny",# no comment\n"t\tt",\'\n'));
      expect(rows).toEqual([
        { a: 'x\ny', b: '# no comment' },
        { a: 't\tt', b: "'" },
      ]);
    });

    it('may have a header and nothing else', async () => {
      const table = await openFile('header.csv', 'id,event_timestamp\n');
      expect([table.rows, typesOf(table)]).toEqual([0, { id: 'VARCHAR', event_timestamp: 'VARCHAR' }]);
      expect(await rowsOf(table)).toEqual([]);
    });

    it('with tabs is a TSV file', async () => {
      expect(await rowsOf(await openFile('t.tsv', 'a\tb\n1\t"x, y"\n'))).toEqual([{ a: 1n, b: 'x, y' }]);
    });

    it.each<[string, string | Uint8Array, number, string]>([
      ['too few values', 'a,b\n1,2\n3\n4,5\n', 3, '1 value where the header has 2'],
      ['too many values', 'a,b\n1,2\n3,4,5\n', 3, '3 values where the header has 2'],
      ['too few values far down', `a,b\n${'1,2\n'.repeat(50_000)}3\n`, 50_002, '1 value where the header has 2'],
      ['a byte that is not UTF-8', bytes('a,b\n1,x\n2,', [0xe9], '\n'), 3, 'not UTF-8'],
      ['such a byte far down', bytes(`a,b\n${'1,x\n'.repeat(50_000)}2,`, [0xff], '\n'), 50_002, 'not UTF-8'],
      ['such a byte in its header', bytes('a,b', [0xe9], '\n1,x\n'), 1, 'not UTF-8'],
      ['a quote that stays open', 'a,b\n1,"x\n2,y\n', 2, 'a quote that is not closed'],
    ])('with %s is refused with the line', async (what, content, line, says) => {
      const error = await failure(`bad ${what}.csv`, content);
      expect([error.code, error.where?.line]).toEqual(['file_unreadable', line]);
      expect(toLine(error)).toContain(`line ${line}: `);
      expect(toLine(error)).toContain(says);
      expect(toLine(error)).toContain(`bad ${what}.csv`);
      expect(toLine(error)).not.toContain('\n');
    });

    it('may end its lines in different ways', async () => {
      const rows = await rowsOf(await openFile('ends.csv', 'a,b\r\n1,2\n3,4\r\n'));
      expect(rows).toEqual([
        { a: 1n, b: 2n },
        { a: 3n, b: 4n },
      ]);
    });

    it.each([
      ['the same name', 'id,t,id\n1,2,3\n'],
      ['a name in two cases', 'id,t,ID\n1,2,3\n'],
    ])('with %s twice is refused', async (what, content) => {
      const error = await failure(`${what}.csv`, content);
      expect(error.code).toBe('columns_duplicated');
      expect(toLine(error)).toMatch(/more than one column called "id" \(rename one of them, or say .*header: false/i);
    });

    it.each(['', ' \n\n'])('with nothing in it (%j) is empty', async (content) => {
      expect((await failure(`empty ${content.length}.csv`, content)).code).toBe('file_empty');
    });
  });

  describe('a JSON file', () => {
    const objects = [
      {
        id: 1,
        x: 0.5,
        yes: true,
        s: 'a',
        at: '2024-03-01T09:00:00Z',
        day: '2024-03-01',
        deep: { a: [1] },
        number: '12',
      },
      {
        id: 9007199254740993n,
        x: 2,
        yes: null,
        s: 'b "c", é',
        at: '2024-03-01T09:00:00+01:00',
        day: null,
        more: 1,
        number: '7',
      },
    ];
    const text = (object: object) =>
      JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? `<${value}>` : value)).replaceAll(
        /"<|>"/g,
        '',
      );
    const expected = [
      {
        id: 1n,
        x: 0.5,
        yes: true,
        s: 'a',
        at: '2024-03-01 09:00:00+00',
        day: '2024-03-01',
        deep: '{"a":[1]}',
        number: '12',
        more: null,
      },
      {
        id: 9007199254740993n,
        x: 2,
        yes: null,
        s: 'b "c", é',
        at: '2024-03-01 08:00:00+00',
        day: null,
        deep: null,
        number: '7',
        more: 1n,
      },
    ];

    it.each([
      ['lines.jsonl', `${objects.map(text).join('\n')}\n`],
      ['lines.ndjson', objects.map(text).join('\n\n')],
      ['lines.json', `${objects.map(text).join('\n')}\n`],
      ['array.json', `[${objects.map(text).join(',\n ')}]`],
    ])('is read as objects, one a row: %s', async (path, content) => {
      const table = await openFile(path, content);
      expect(typesOf(table)).toEqual({
        id: 'BIGINT',
        x: 'DOUBLE',
        yes: 'BOOLEAN',
        s: 'VARCHAR',
        at: 'TIMESTAMP WITH TIME ZONE',
        day: 'DATE',
        deep: 'VARCHAR',
        number: 'VARCHAR',
        more: 'BIGINT',
      });
      expect(table.rows).toBe(2);
      expect(await rowsOf(table)).toEqual(expected);
    });

    it.each<[string, string | Uint8Array, number]>([
      ['a line that is cut off', '{"a":1}\n{"a":\n{"a":3}\n', 2],
      ['a line that is no object', '{"a":1}\n{"a":2}\n3\n', 3],
      ['a byte that is not UTF-8', bytes('{"a":"x"}\n{"a":"', [0xff], '"}\n'), 2],
    ])('with %s is refused with the line', async (what, content, line) => {
      const error = await failure(`${what}.jsonl`, content);
      expect([error.code, error.where?.line]).toEqual(['file_unreadable', line]);
      expect(toLine(error)).toContain(`line ${line}: `);
    });

    it('of lines that are an array is refused with what to say', async () => {
      const error = await failure('array.jsonl', ' [{"a":1},\n{"a":2}]\n');
      expect(toLine(error)).toMatch(
        /cannot be read as JSON lines: it is an array of records, and not a record a line \(say format: json of it/,
      );
    });

    it('that is an array cut off is refused', async () => {
      expect((await failure('cut.json', '[{"a":1},{"a":2}')).code).toBe('file_unreadable');
    });

    it('whose names differ only in case is refused', async () => {
      expect((await failure('case.jsonl', '{"id":1,"ID":2}\n')).code).toBe('columns_duplicated');
    });

    it('with nothing in it is empty', async () => {
      expect((await failure('blank.jsonl', ' \n\n')).code).toBe('file_empty');
    });
  });

  describe('a Parquet file', () => {
    it('keeps its types, rows and names', async () => {
      const table = await openFile(
        'a "b" 😀.parquet',
        parquetOf({ 'id; --': [1n, 2n], "it's": ['é', null], x: [0.5, -1], t: [new Date(0), null] }),
      );
      expect(typesOf(table)).toMatchObject({ 'id; --': 'BIGINT', "it's": 'VARCHAR', x: 'DOUBLE' });
      expect(table.rows).toBe(2);
      expect((await rowsOf(table)).map(({ t: _, ...row }) => row)).toEqual([
        { 'id; --': 1n, "it's": 'é', x: 0.5 },
        { 'id; --': 2n, "it's": null, x: -1 },
      ]);
    });

    it('may have no rows', async () => {
      const table = await openFile('none.parquet', parquetOf({ id: [1n] }));
      const query = sql`SELECT * FROM ${table.from} LIMIT 0`;
      const { path } = await opened.tables.writeParquet(query, `${opened.root}/no rows.parquet`, {});
      const none = await openFile('no rows.parquet', isWasm ? await opened.written(path) : undefined);
      expect([none.rows, typesOf(none), await rowsOf(none)]).toEqual([0, { id: 'BIGINT' }, []]);
    });

    it.each([
      ['text', utf8('id,v\n1,2\n')],
      ['a stub', utf8('PAR1')],
      ['cut off', parquetOf({ id: Array.from({ length: 100 }, (_, i) => BigInt(i)) }).slice(0, 200)],
      ['a broken footer', bytes('PAR1', 'x'.repeat(40), [10, 0, 0, 0], 'PAR1')],
    ])('that is %s is refused', async (what, content) => {
      const error = await failure(`${what}.parquet`, content);
      expect([error.code, error.kind]).toEqual(['file_unreadable', 'input']);
      expect(toLine(error)).toContain(`${what}.parquet cannot be read as Parquet`);
    });

    it.each([
      ['id', 'id'],
      ['id', 'ID'],
    ])('with columns called %s and %s is refused', async (first, second) => {
      const error = await failure(
        `${first}${second}.parquet`,
        writeParquet(ParquetTable.fromIPCStream(twice(first, second))),
      );
      expect(error.code).toBe('columns_duplicated');
    });

    it('may have columns that are called like what the engine adds', async () => {
      const content = parquetOf({ file_row_number: [7n, 7n], file_index: [1n, 1n], rowid: [5n, 5n], i: [0n, 1n] });
      const rows = await rowsOf(await openFile('virtual.parquet', content));
      expect(rows.map(({ i }) => i)).toEqual([0n, 1n]);
    });
  });

  describe('an Arrow file', () => {
    const content = { id: [1n, 2n, null], s: ['a', 'é', null] };
    const rows = [
      { id: 1n, s: 'a' },
      { id: 2n, s: 'é' },
      { id: null, s: null },
    ];
    const stream = streamOf(content);

    it.each([
      ['a stream', 'stream.arrow', stream],
      ['a file', 'js.feather', tableToIPC(tableFromIPC(stream), 'file')],
    ])('is read: %s', async (_, path, file) => {
      const table = await openFile(path, file);
      expect([table.rows, typesOf(table)]).toEqual([3, { id: 'BIGINT', s: 'VARCHAR' }]);
      expect(await rowsOf(table)).toEqual(rows);
    });

    const fixture = (path: string) => readFileSync(new URL(`../fixtures/feather/${path}`, import.meta.url));

    it('is read packed with LZ4, as pandas writes it', async () => {
      const table = await openFile('lz4.feather', fixture('lz4.feather'));
      expect(typesOf(table)).toEqual({ id: 'BIGINT', at: 'TIMESTAMP', tier: 'VARCHAR', note: 'VARCHAR', x: 'DOUBLE' });
      const found = await rowsOf(table);
      expect(found).toHaveLength(3000);
      expect(found[0]).toEqual({ id: 0n, at: null, tier: 'basic', note: null, x: 0 });
      expect(found[2999]).toEqual({ id: 4081n, at: '2024-03-01 00:49:59', tier: null, note: 'éééé2999', x: 374.875 });
      expect(found.every(({ id }, i) => id === BigInt((i * 7919) % 5000))).toBe(true);
    });

    it('is read packed with ZSTD, which gives the same', async () => {
      const rows = await rowsOf(await openFile('zstd.feather', fixture('zstd.feather')));
      expect(rows).toEqual(await rowsOf(await openFile('lz4.feather', fixture('lz4.feather'))));
    });

    it.each<[string, Uint8Array, RegExp]>([
      ['damaged', fixture('lz4.feather').fill(0xff, 3000, 4000), /cannot be read as Arrow/],
      ['text', utf8('id,v\n1,2\n'), /it is not an Arrow file/],
      ['cut off', tableToIPC(tableFromIPC(stream), 'file').slice(0, 100), /its end is missing/],
      ['an old one', utf8('FEA1........'), /Feather version 1/],
    ])('that is %s is refused', async (what, file, says) => {
      const error = await failure(`${what}.feather`, file);
      expect(error.code).toBe('file_unreadable');
      expect(toLine(error)).toMatch(says);
    });

    it('with a name twice is refused', async () => {
      const error = await failure('twice.arrow', twice('a', 'a'));
      expect(error.code).toBe('columns_duplicated');
      expect(toLine(error)).toContain('twice.arrow has more than one column called "a"');
    });
  });

  describe('many files', () => {
    it('are one table, in the order of their names, columns matched by name', async () => {
      await opened.put('parts/b.parquet', parquetOf({ id: [3n, 4n], extra: ['x', 'y'] }));
      await opened.put('parts/a.parquet', parquetOf({ id: [1n, 2n] }));
      await opened.put('parts/c.txt', 'no');
      const table = await openFile('parts/*.parquet');
      expect(table.files.map(({ path }) => path.split('/').at(-1))).toEqual(['a.parquet', 'b.parquet']);
      expect(table.rows).toBe(4);
      expect((await rowsOf(table)).map(({ id, extra }) => [id, extra])).toEqual([
        [1n, null],
        [2n, null],
        [3n, 'x'],
        [4n, 'y'],
      ]);
      const said = { what: 'null in some files', value: 'extra', reason: 'a.parquet has no such column' };
      expect(table.inferred).toEqual([said]);
    });

    it('of CSV with unlike names say which of them lack what', async () => {
      await opened.put('uneven/a.csv', 'id,v,x\n1,2,3\n');
      await opened.put('uneven/b.csv', 'id,w\n1,2\n');
      await opened.put('uneven/c.csv', 'ID,w\n1,2\n'.toLowerCase());
      expect((await openFile('uneven/*.csv')).inferred).toEqual([
        { what: 'null in some files', value: 'v, x', reason: 'b.csv and 1 other file have no such column' },
        { what: 'null in some files', value: 'w', reason: 'a.csv has no such column' },
      ]);
    });

    it('says of JSON too which columns some of several files lack, and nothing of records that lack some', async () => {
      await opened.put('unlike-json/a.jsonl', '{"id":1,"v":1}\n{"id":2}\n');
      await opened.put('unlike-json/b.jsonl', '{"id":3,"w":5}\n');
      const { inferred } = await opened.tables.open('unlike-json/*.jsonl', { root: opened.root });
      expect(inferred.filter(({ what }) => what === 'null in some files')).toEqual([
        { what: 'null in some files', value: 'v', reason: 'b.jsonl has no such column' },
        { what: 'null in some files', value: 'w', reason: 'a.jsonl has no such column' },
      ]);
      await opened.put('like-json/a.json', '[{"id":1,"v":1},{"id":2}]');
      await opened.put('like-json/b.json', '[{"v":2,"id":4}]');
      const like = await opened.tables.open('like-json/*.json', { root: opened.root });
      expect(like.inferred.filter(({ what }) => what === 'null in some files')).toEqual([]);
    });

    it('of CSV may have the same header or not, and have one type for a column', async () => {
      await opened.put('days/1.csv', 'id,v\n1,2\n');
      await opened.put('days/2.csv', 'id,v\n3,4.5\n');
      expect(await rowsOf(await openFile('days/*.csv'))).toEqual([
        { id: 1n, v: 2 },
        { id: 3n, v: 4.5 },
      ]);
      await opened.put('days/3.csv', 'v;id\n6;x\n');
      expect(await rowsOf(await openFile('days/?.csv'))).toEqual([
        { id: '1', v: 2 },
        { id: '3', v: 4.5 },
        { id: 'x', v: 6 },
      ]);
    });

    it('are found in folders below, by ranges and by nothing but their place', async () => {
      for (const path of ['deep/2024/01/a.csv', 'deep/2024/02/b.csv', 'deep/2025/c.csv', 'deep/d.csv'])
        await opened.put(path, `f\n${path}\n`);
      const names = async (glob: string) =>
        (await openFile(glob)).files.map(({ path }) => path.slice(opened.root.length + 1));
      expect(await names('deep/**/*.csv')).toEqual([
        'deep/2024/01/a.csv',
        'deep/2024/02/b.csv',
        'deep/2025/c.csv',
        'deep/d.csv',
      ]);
      expect(await names('deep/*/*/[a-b].csv')).toEqual(['deep/2024/01/a.csv', 'deep/2024/02/b.csv']);
      expect(await names('deep/202[!4]/*.csv')).toEqual(['deep/2025/c.csv']);
      expect(await names('./deep/*.csv')).toEqual(['deep/d.csv']);
    });

    it.each(['a[1].csv', 'b*.csv', 'c?.csv'])(
      'are not meant by the name of a file that looks like a glob: %s',
      async (path) => {
        await opened.put('a1.csv', 'x\n0\n');
        await opened.put('bb.csv', 'x\n0\n');
        await opened.put('cc.csv', 'x\n0\n');
        expect(await rowsOf(await openFile(path, 'x\n1\n'))).toEqual([{ x: 1n }]);
        expect(await rowsOf(await openFile(path.replace('csv', 'parquet'), parquetOf({ x: [2n] })))).toEqual([
          { x: 2n },
        ]);
      },
    );

    it('of several formats are refused', async () => {
      await opened.put('mixed/a.csv', 'x\n1\n');
      await opened.put('mixed/b.parquet', parquetOf({ x: [1n] }));
      expect(toLine(await failure('mixed/*'))).toMatch(/files of several formats/);
    });

    it('that are not there are missing', async () => {
      const error = await failure('nowhere/*.parquet');
      expect([error.code, toLine(error)]).toEqual([
        'file_missing',
        expect.stringContaining('no such file: nowhere/*.parquet'),
      ]);
    });
  });

  it('names the file that was probably meant', async () => {
    await opened.put('customer_stats.csv', 'a\n1\n');
    const error = await failure('custmer_stats.csv');
    expect(error.code).toBe('file_missing');
    expect(toLine(error)).toContain('did you mean "');
    expect(toLine(error)).toContain('customer_stats.csv"');
  });

  it('does not guess what an unknown ending means', async () => {
    expect((await failure('data.xlsx', 'x')).code).toBe('source_unsupported');
    expect((await failure('data', 'x')).code).toBe('file_kind_unknown');
  });

  it('reads a version of a file once, and a new version anew', async () => {
    const first = await openFile('version.csv', 'a\n1\n');
    expect((await openFile('version.csv')).from).toEqual(first.from);
    await opened.tables.verify(first);
    const second = await openFile('version.csv', 'a\n1\n22\n');
    expect([second.rows, await rowsOf(second)]).toEqual([2, [{ a: 1n }, { a: 22n }]]);
    await opened.tables.verify(second);
    const stale = await opened.tables.verify(first).catch((error: AsofError) => error.code);
    expect(stale).toBe('file_changed');
  });

  it('opens a file once for all who ask at the same time', async () => {
    await opened.put('together.csv', 'a\n1\n');
    const tables = await Promise.all(Array.from({ length: 4 }, () => openFile('together.csv')));
    expect(new Set(tables.map(({ from }) => from.text)).size).toBe(1);
  });

  it('does not cancel one opening for the sake of another', async () => {
    await opened.put('shared.csv', `a,b\n${'1,2\n'.repeat(200_000)}`);
    const controller = new AbortController();
    const cancelled = opened.tables
      .open('shared.csv', { root: opened.root }, { signal: controller.signal })
      .catch((error: AsofError) => error.code);
    const kept = openFile('shared.csv');
    controller.abort();
    expect(await cancelled).toBe('cancelled');
    expect((await kept).rows).toBe(200_000);
  });

  it('hashes files as everybody does', async () => {
    const content = 'a\n1\n';
    const table = await openFile('hashed.csv', content);
    const [hash] = await opened.tables.hash(table);
    expect(hash).toEqual({
      path: table.files[0]!.path,
      bytes: 4,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });
});

describe.each(engines)('Parquet that is written: $name', ({ name, open }) => {
  const isWasm = name === 'DuckDB-Wasm';
  let opened: Opened;
  let other: Opened;
  beforeAll(async () => {
    opened = await open();
    other = await engines.find((engine) => engine.name !== name)!.open();
  });
  afterAll(async () => {
    await opened.close();
    await other.close();
  });

  const query = sql`SELECT range AS id, 'é' || range AS text, CASE WHEN range % 2 = 0 THEN range / 4 END AS x, range % 2 = 0 AS even,
    DATE '2024-03-01' + range::INTEGER AS day, TIMESTAMP '2024-03-01 09:00:00.000001' + to_seconds(range) AS at,
    TIMESTAMPTZ '2024-03-01 09:00:00+00' AS zoned, (range / 8)::DECIMAL(9, 2) AS price, [range, range + 1] AS list
    FROM range(2500) ORDER BY range DESC`;

  it('is read back by another reader: rows in order, types, metadata', async () => {
    const metadata = { 'asof.sql': `SELECT "a", 'b'\n-- é`, 'asof.version': '0.1.0' };
    const receipt = await opened.tables.writeParquet(query, `${opened.root}/out put.parquet`, metadata);
    const file = await opened.written(receipt.path);
    expect(receipt).toEqual({ path: `${opened.root}/out put.parquet`, bytes: file.length, rows: 2500 });

    const read = await ParquetFile.fromFile(new Blob([file as BlobPart]));
    expect(Object.fromEntries(read.metadata().fileMetadata().keyValueMetadata())).toMatchObject(metadata);
    expect(tableFromIPC(readParquet(file).intoIPCStream()).numRows).toBe(2500);

    await other.put('in.parquet', file);
    const table = await other.tables.open('in.parquet', { root: other.root });
    expect(table.columns).toEqual([
      { name: 'id', type: 'BIGINT' },
      { name: 'text', type: 'VARCHAR' },
      { name: 'x', type: 'DOUBLE' },
      { name: 'even', type: 'BOOLEAN' },
      { name: 'day', type: 'DATE' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'zoned', type: 'TIMESTAMP WITH TIME ZONE' },
      { name: 'price', type: 'DECIMAL(9,2)' },
      { name: 'list', type: 'BIGINT[]' },
    ]);
    const rows = (from: Opened, source: typeof query) => from.engine.rows(source);
    const back = sql`SELECT * EXCLUDE (o) FROM (SELECT ${table.rowOrder} AS o, * FROM ${table.from}) ORDER BY o`;
    expect(await rows(other, back)).toEqual(await rows(opened, query));
  });

  it('has columns of any name', async () => {
    const odd = ['a "b"', "it's", '😀', 'x; --'];
    const columns = odd.map((column, i) => `${i} AS ${ident(column).text}`).join(', ');
    const { path } = await opened.tables.writeParquet({ text: `SELECT ${columns}` }, `${opened.root}/odd.parquet`, {});
    expect(
      tableFromIPC(readParquet(await opened.written(path)).intoIPCStream()).schema.fields.map((field) => field.name),
    ).toEqual(odd);
  });

  it('does not appear when writing is cancelled or fails', async () => {
    const path = `${opened.root}/never.parquet`;
    const slow = sql`SELECT hash(range) AS h, random() AS r FROM range(${isWasm ? 2_000_000 : 50_000_000}) ORDER BY h, r`;
    const writing = whileItRuns((run) => opened.tables.writeParquet(slow, path, {}, run));
    expect(await writing.catch((error: AsofError) => error.code)).toBe('cancelled');
    const failing = opened.tables.writeParquet(sql`SELECT error('half-way') FROM range(3)`, path, {});
    expect(await failing.catch((error: AsofError) => error.code)).toBe('engine_failed');
    await expect(opened.written(path)).rejects.toThrow();
  });
});
