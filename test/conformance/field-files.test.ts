import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Dictionary, Field, Int8, List, Schema, Table, tableToIPC, Utf8 } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { toLine, type AsofError } from '../../core/errors/asof-error.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import type { Relation } from '../../core/table/relation.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

const fixture = (path: string) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
const long = 'a longer text than twelve bytes, é';

/** What the columns of feather/make_types.py are, on every engine: the type, and the values of three rows. */
const everyType: Record<string, [string, ...unknown[]]> = {
  timestamp: ['TIMESTAMP', '2024-03-01 09:00:00', null, '1969-12-31 23:59:59'],
  timestamp_ns: ['TIMESTAMP_NS', '2024-03-01 09:00:00', null, '1969-12-31 23:59:59'],
  zoned: ['TIMESTAMP WITH TIME ZONE', '2024-03-01 09:00:00+00', null, '1969-12-31 23:59:59+00'],
  duration: ['INTERVAL', '25:01:01', null, '-25:01:01'],
  time: ['TIME', '01:02:03', null, '00:00:00'],
  date: ['DATE', '2024-03-01', null, '1969-12-31'],
  decimal32: ['DECIMAL(7,2)', '1.50', null, '-2.25'],
  decimal64: ['DECIMAL(15,2)', '1.50', null, '-2.25'],
  decimal128: ['DECIMAL(20,2)', '1.50', null, '-2.25'],
  decimal256: ['DECIMAL(38,2)', '1.50', null, '-2.25'],
  float16: ['FLOAT', 1.5, null, -(2 ** -24)],
  uint64: ['UBIGINT', 2n ** 64n - 1n, null, 0n],
  text: ['VARCHAR', 'a', null, long],
  binary: ['BLOB', '\\x00a', null, '\\xFF'.repeat(13)],
  fixed_binary: ['BLOB', 'ab', null, '\\xFF\\xFE'],
  uuid: ['UUID', '30313233-3435-3637-3839-616263646566', null, 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  nothing: ['INTEGER', null, null, null],
  list: ['BIGINT[]', '[1, 2]', null, '[]'],
  fixed_list: ['BIGINT[]', '[1, 2]', null, '[3, 4]'],
  list_of_views: ['VARCHAR[]', '[a]', null, `['${long}', NULL]`],
  struct: ['STRUCT(t TIMESTAMP, n TINYINT)', "{'t': '2024-03-01 09:00:00', 'n': 1}", null, "{'t': NULL, 'n': NULL}"],
  map: ['MAP(VARCHAR, BIGINT)', '{k=1}', null, '{}'],
  number: ['BIGINT', 1n, null, 3n],
  category_of_seconds: ['TIMESTAMP', '2024-03-01 09:00:00', null, '1969-12-31 23:59:59'],
  runs: ['VARCHAR', 'a', null, null],
  struct_of_seconds: ['STRUCT(t TIMESTAMP)', "{'t': '2024-03-01 09:00:00'}", null, "{'t': NULL}"],
};
const alike: Record<string, string> = {
  ['__proto__']: 'number',
  constructor: 'number',
  category: 'text',
  category_of_views: 'text',
  large_text: 'text',
  text_view: 'text',
  large_binary: 'binary',
  binary_view: 'binary',
  large_list: 'list',
  list_view: 'list',
};

function expected(column: string): [string, ...unknown[]] {
  const family = column.replace(/(?:32|64)?_(?:s|ms|us|ns)$|^(date)(?:32|64)$/, '$1');
  for (const name of [column, alike[column], family]) {
    if (name && Object.hasOwn(everyType, name)) return everyType[name]!;
  }
  return expect.unreachable(column);
}

describe.each(enginesAndInPlace)('files of other people: $name', ({ name, open }) => {
  const isWasm = name === 'DuckDB-Wasm';
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const openFile = async (path: string) => {
    const name = path.replaceAll('/', ' ');
    await opened.put(name, fixture(path));
    return opened.tables.open(name, { root: opened.root });
  };
  const openText = async (path: string, content: string | Uint8Array) => {
    await opened.put(path, content);
    return opened.tables.open(path, { root: opened.root });
  };
  const rowsOf = ({ from, rowOrder }: Relation) =>
    opened.engine.rows<Row>(
      sql`SELECT * EXCLUDE (asof_order) FROM (SELECT ${rowOrder} AS asof_order, * FROM ${from}) ORDER BY asof_order`,
    );
  const refusal = async (path: string) => {
    const error = await openFile(path).then(
      () => expect.unreachable(`${path} opened`),
      (error: unknown) => error as AsofError,
    );
    expect([error.code, error.kind]).toEqual(['file_unreadable', 'input']);
    expect(toLine(error)).toContain(path.split('/').at(-1));
    return toLine(error);
  };

  it.each(['types.feather', 'types.parquet'])('every type of Arrow keeps what it says: %s', async (path) => {
    const table = await openFile(`feather/${path}`);
    const rows = await rowsOf(table);
    const found = table.columns.map(({ name, type }) => [name, type, ...rows.map((row) => row[name])]);
    expect(found).toEqual(table.columns.map(({ name }) => [name, ...expected(name)]));
    expect(table.columns.map((column) => column.name)).toContain('__proto__');
  });

  it('what polars writes is read: text in views, categories of such', async () => {
    const stats = await rowsOf(await openFile('field/cases/15b-polars-ipc-plain/stats.arrow'));
    expect(stats.map(({ user_id, v }) => [user_id, v])).toEqual([
      ['a', 1.5],
      ['b', 2.5],
    ]);
    const labels = await openFile('field/cases/15-categorical/labels.arrow');
    expect(labels.columns[0]).toEqual({ name: 'user_id', type: 'VARCHAR' });
    expect((await rowsOf(labels)).map((row) => row.user_id)).toEqual(['a', 'b']);
  });

  it('seconds are timestamps, and leave as such', async () => {
    const table = await openFile('field/files/ts_s.feather');
    const times = table.columns.filter(({ type }) => type === 'TIMESTAMP');
    expect(times).not.toHaveLength(0);
    const { path } = await opened.tables.writeParquet(
      sql`SELECT * FROM ${table.from}`,
      `${opened.root}/out.parquet`,
      {},
    );
    if (isWasm) await opened.put('out.parquet', await opened.written(path));
    const back = await opened.tables.open('out.parquet', { root: opened.root });
    expect(back.columns).toEqual(table.columns);
    expect(await rowsOf(back)).toEqual(await rowsOf(table));
  });

  it.each([
    ['field/files/union.feather', /its column "\w+" is a union/],
    ['field/files/dec256.parquet', /its column "\w+" is a decimal of \d+ digits; 38 is the most/],
    ['feather/interval.feather', /its column "v" is an interval/],
    ['feather/negative-scale.feather', /its column "v" is a decimal of negative scale/],
    ...['feather', 'parquet'].flatMap((ending): [string, RegExp][] => [
      [`feather/int128.${ending}`, /its column "a" is an integer of 128 bits \(write it as decimal128 or int64\)/],
      [
        `feather/no-time-us.${ending}`,
        /its column "t" is a time that no microseconds hold \(-9223372036854775808 us\)/,
      ],
      [
        `feather/no-time-ns.${ending}`,
        /its column "t" is a time that no microseconds hold \(-9223372036854775808 ns\)/,
      ],
      [
        `feather/no-time-zoned.${ending}`,
        /its column "t" is a time that no microseconds hold \(-9223372036854775806 us\)/,
      ],
    ]),
    ['feather/variant.parquet', /its column "v" is a variant/],
  ])('a type that cannot be read is named, with its column: %s', async (path, says) => {
    expect(await refusal(path)).toMatch(says);
    // An Arrow stream that was refused once made the page refuse every later one.
    expect((await openFile('field/files/ts_s.feather')).rows).toBeGreaterThan(0);
  });

  it.each(['feather', 'parquet'])(
    'times without end are infinite, and what is too far away is refused: %s',
    async (ending) => {
      const rows = await rowsOf(await openFile(`feather/endless.${ending}`));
      expect(rows.map(({ t }) => t)).toEqual(['infinity', '-infinity', '1970-01-01 00:00:00.001']);
      const asked = async () => rowsOf(await openFile(`feather/too-far.${ending}`));
      expect(await asked().catch((error: AsofError) => error)).toMatchObject({ code: 'file_unreadable' });
    },
  );

  it.each(['feather', 'parquet'])(
    'a duration that no microseconds hold is refused, with its column: %s',
    async (ending) => {
      const asked = async () => rowsOf(await openFile(`feather/far-duration.${ending}`));
      const error = (await asked().catch((error: AsofError) => error)) as AsofError;
      expect([error.code, error.kind]).toEqual(['file_unreadable', 'input']);
      expect(toLine(error)).toMatch(
        /far-duration\.\w+ cannot be read as \w+: its column "d" is a time that no microseconds hold \(9400000000000 s\)/,
      );
    },
  );

  it.each(['feather', 'parquet'])('durations within lists, structs and maps are such: %s', async (ending) => {
    const table = await openFile(`feather/nested-times.${ending}`);
    expect(table.columns).toEqual([
      { name: 'list', type: 'INTERVAL[][]' },
      { name: 'struct', type: 'STRUCT(x TINYINT, y STRUCT(z INTERVAL))' },
      { name: 'map', type: 'MAP(VARCHAR, INTERVAL)' },
      { name: 'fixed', type: 'INTERVAL[]' },
    ]);
    expect(await rowsOf(table)).toEqual([
      {
        list: "[['25:01:01'], NULL]",
        struct: "{'x': 5, 'y': {'z': '00:00:00.000001'}}",
        map: "{k='00:00:00.005'}",
        fixed: "['00:00:00.000001', '00:00:00.000002']",
      },
      { list: null, struct: null, map: null, fixed: null },
    ]);
  });

  it.each(['feather', 'parquet'])(
    'it is said where more is meant than the values that are stored: %s',
    async (ending) => {
      const table = await openFile(`feather/extensions.${ending}`);
      const [row] = await rowsOf(table);
      expect(row).toEqual({ month: 648n, flag: 1, own: 'a', json: '{}' });
      expect(table.inferred.map(({ what, value, reason }) => [what, value, reason.split(',')[0]])).toEqual([
        ['type of month', 'BIGINT', 'its file says that it is pandas.period'],
        ['type of flag', 'TINYINT', 'its file says that it is arrow.bool8'],
        ['type of own', 'VARCHAR', 'its file says that it is their.own'],
      ]);
    },
  );

  it('a file without rows has its columns, categories too', async () => {
    const word = new Dictionary(new Utf8(), new Int8());
    const columns = { c: word, l: new List(new Field('item', word, true)), n: new Int8() };
    const schema = new Schema(Object.entries(columns).map(([name, type]) => new Field(name, type, true)));
    const table = await openText('nothing.arrow', tableToIPC(new Table(schema), 'file'));
    expect(table.columns.map(({ type }) => type)).toEqual(['VARCHAR', 'VARCHAR[]', 'TINYINT']);
    expect(await rowsOf(table)).toEqual([]);
  });

  it('numbers in one Parquet file are no durations because they are in another', async () => {
    const { tables, root, put, written } = opened;
    await put('spans/a.parquet', fixture('feather/nested-times.parquet'));
    const { path } = await tables.writeParquet(sql`SELECT [5::BIGINT, 6::BIGINT] AS fixed`, `${root}/b.parquet`, {});
    await put('spans/b.parquet', await written(path));
    const asked = async () => rowsOf(await tables.open('spans', { root }));
    expect(await asked().catch((error: AsofError) => error)).toMatchObject({ code: 'file_unreadable' });
  });

  it('times in 96 bits are of the year that they are, before 1677 and after 2262 too', async () => {
    const table = await openFile('feather/int96.parquet');
    expect(table.columns[1]).toEqual({ name: 't', type: 'TIMESTAMP' });
    const times = ['9999-12-31 00:00:00', '1600-01-01 00:00:00', '2024-03-01 09:00:00.123456', null];
    expect((await rowsOf(table)).map(({ t }) => t)).toEqual(times);
    const within = openFile('feather/int96-within.parquet').then(rowsOf);
    if (isWasm) expect(toLine((await within.catch((error: AsofError) => error)) as AsofError)).toContain('INT96');
    else expect((await within)[0]!.l).toContain("'9999-12-31 00:00:00', '1600-01-01 00:00:00'");
  });

  it('what Parquet calls a UUID, JSON and a time with a zone is the same everywhere', async () => {
    const table = await openFile('feather/duckdb.parquet');
    expect(table.columns).toEqual([
      { name: 'u', type: 'UUID' },
      { name: 'j', type: 'VARCHAR' },
      { name: 't', type: 'TIME' },
    ]);
    expect(await rowsOf(table)).toEqual([{ u: '0b6b7f2a-0000-4000-8000-000000000001', j: '{"a":1}', t: '23:02:03' }]);
  });

  it.each([
    ['months', 'an interval', '1 year 2 months 3 days'],
    ['months-within', 'an interval', '[1 year 2 months 3 days]'],
    ['uuid-within', 'of UUIDs within it', "{'u': [0b6b7f2a-0000-4000-8000-000000000001]}"],
  ])('what the page would make something else of is refused there, with its column: %s', async (name, what, value) => {
    const path = `feather/${name}.parquet`;
    if (isWasm) expect(await refusal(path)).toContain(`its column "v" is ${what}`);
    else expect(await rowsOf(await openFile(path))).toEqual([{ v: value }]);
  });

  it('UUIDs within lists are such where their writer says so twice', async () => {
    const table = await openFile('feather/uuid-said.parquet');
    expect(table.columns).toEqual([{ name: 'v', type: 'UUID[]' }]);
    expect(await rowsOf(table)).toEqual([{ v: '[0b6b7f2a-0000-4000-8000-000000000001]' }]);
  });

  it.each(['feather', 'parquet'])('a column without a name is called as pandas calls it: %s', async (ending) => {
    const table = await openFile(`feather/nameless.${ending}`);
    expect(table.columns.map(({ name }) => name)).toEqual(['b', 'Unnamed: 1', 'C0']);
    expect((await rowsOf(table)).map((row) => row['Unnamed: 1'])).toEqual([3n, 4n]);
  });

  it('a key that a record lacks is null, whatever its name', async () => {
    const rows = await rowsOf(await openFile('field/files/constructor.jsonl'));
    expect(rows.map((row) => [row.constructor, row.toString])).toEqual([
      ['McLaren', 'x'],
      [null, null],
    ]);
    const odd = '{"__proto__":{"a":1},"id":1}\n{"__proto__":2,"hasOwnProperty":3,"id":2}\n{"id":3}\n';
    const table = await openText('odd.jsonl', odd);
    expect(table.columns.map((column) => column.name)).toEqual(['__proto__', 'id', 'hasOwnProperty']);
    expect((await rowsOf(table)).map((row) => [row['__proto__'], row.id, row.hasOwnProperty])).toEqual([
      ['{"a":1}', 1n, null],
      ['2', 2n, 3n],
      [null, 3n, null],
    ]);
  });

  it('keys stand in the order of the text, and within a value as often as there', async () => {
    const table = await openText(
      'keys.jsonl',
      '{"b":1,"10":2,"o":{"z":1,"9":2,"z":[{"x":1,"x":2}]}}\n{"10":5,"9":0,"b":3}\n',
    );
    expect(table.columns.map(({ name }) => name)).toEqual(['b', '10', 'o', '9']);
    expect((await rowsOf(table)).map((row) => [row['10'], row.o])).toEqual([
      [2n, '{"z":1,"9":2,"z":[{"x":1,"x":2}]}'],
      [5n, null],
    ]);
  });

  it('integers of 64 bits without a sign are exact, as values and as ids', async () => {
    const [row] = await rowsOf(await openFile('field/files/u64.jsonl'));
    expect(row!.v).toBe(2n ** 64n - 1n);
    const ids = '{"id":18446744073709551615}\n{"id":18446744073709551614}\n{"id":-3}\n';
    const table = await openText('ids.jsonl', ids);
    expect(table.columns).toEqual([{ name: 'id', type: 'HUGEINT' }]);
    expect((await rowsOf(table)).map(({ id }) => id)).toEqual([2n ** 64n - 1n, 2n ** 64n - 2n, -3n]);
    const { path } = await opened.tables.writeParquet(
      sql`SELECT * FROM ${table.from}`,
      `${opened.root}/ids.parquet`,
      {},
    );
    if (isWasm) await opened.put('ids.parquet', await opened.written(path));
    const back = await rowsOf(await opened.tables.open('ids.parquet', { root: opened.root }));
    expect(back.map(({ id }) => id)).toEqual(['18446744073709551615', '18446744073709551614', '-3']);
  });

  it('no digit of an integer in JSON is lost beside a fraction', async () => {
    const table = await openText(
      'long.jsonl',
      '{"d":9007199254740993,"f":9007199254740992,"t":123456789012345678901234567890,"e":9007199254740993}\n{"d":0.5,"f":0.5,"t":7,"e":1e-30}\n',
    );
    expect(table.columns).toEqual([
      { name: 'd', type: 'DECIMAL(17,1)' },
      { name: 'f', type: 'DOUBLE' },
      { name: 't', type: 'VARCHAR' },
      { name: 'e', type: 'VARCHAR' },
    ]);
    expect((await rowsOf(table)).map(({ d, f, t, e }) => [d, f, t, e].map(String))).toEqual([
      ['9007199254740993.0', '9007199254740992', '123456789012345678901234567890', '9007199254740993'],
      ['0.5', '0.5', '7', '1e-30'],
    ]);
    expect(table.inferred).toEqual([
      { what: 'type of t', value: 'text', reason: 'some of its numbers have more digits than 64 bits hold' },
      {
        what: 'type of e',
        value: 'text',
        reason: 'some of its numbers have more digits than are kept beside an exponent',
      },
    ]);
  });

  it('nor of a fraction beside an integer of 19 digits', async () => {
    const written = ['1234567890123456789', '4.196937365789658', '9.293421881719857', '-4.289111554484126'];
    const table = await openText('both.jsonl', written.map((v) => `{"v":${v}}\n`).join(''));
    expect((await rowsOf(table)).map(({ v }) => String(v))).toEqual([
      '1234567890123456789.000000000000000',
      '4.196937365789658',
      '9.293421881719857',
      '-4.289111554484126',
    ]);
  });

  it('nor where another file or a text file has the fraction', async () => {
    const { tables, root, put } = opened;
    await put('long/a.jsonl', '{"v":9007199254740993}\n');
    await put('long/b.jsonl', '{"v":0.5}\n');
    const rows = await rowsOf(await tables.open('long', { root }));
    expect(rows.map(({ v }) => v)).toEqual(['9007199254740993.0', '0.5']);
    expect((await rowsOf(await openText('long.csv', 'v\n9007199254740993\n0.5\n'))).map(({ v }) => v)).toEqual([
      '9007199254740993.0',
      '0.5',
    ]);
  });

  it('columns that are of unlike types in Parquet files of one folder are said', async () => {
    const { engine, tables, root, put, written } = opened;
    const files = { a: sql`SELECT 1 AS v, 'x' AS w`, b: sql`SELECT 'n/a' AS v, 'y' AS w` };
    for (const [name, query] of Object.entries(files)) {
      const { path } = await tables.writeParquet(query, `${root}/unlike-${name}.parquet`, {});
      if (isWasm) await put(`unlike-${name}.parquet`, await written(path));
    }
    const table = await tables.open('unlike-*.parquet', { root });
    expect((await rowsOf(table)).map(({ v }) => v)).toEqual(['1', 'n/a']);
    expect(table.inferred).toEqual([
      {
        what: 'type of v',
        value: 'text',
        reason: 'it is INTEGER in unlike-a.parquet and VARCHAR in unlike-b.parquet',
      },
    ]);
    expect(await engine.rows(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  it.each([
    ['comments', '# made on 1 March\n# by hand, of all\nid,v\n1,5\n2,6\n', 'comment: "#"'],
    ['single quotes', "id,v\n1,'a,b'\n2,'c'\n", `quote: "'"`],
    ['a title', 'All of March\n\nid,v\n1,5\n2,6\n', 'skip_lines: 1'],
  ])('what would read a text file with %s is hinted at', async (what, content, option) => {
    const error = await openText(`${what}.csv`, content).catch((error: AsofError) => error);
    expect((error as AsofError).hint).toBe(`with read: {${option}} of it in asof.yaml it has 2 rows of 2 columns`);
  });

  it.each(['id,t,v\n1,2024-03-01,1,234\n2,2024-03-02,2,345\n', 'id,v\n1,1,234\n2,2,345\n'])(
    'nothing is hinted at that would take a row for the names: %j',
    async (content) => {
      const error = await openText('thousands.csv', content).catch((error: AsofError) => error);
      expect((error as AsofError).hint).toBe('correct that line');
    },
  );

  it('nothing is hinted at that would not read it', async () => {
    const error = await openText('odd.csv', "# one\nid,v\n1,'a,b'\n2,'c'\n").catch((error: AsofError) => error);
    expect((error as AsofError).hint).not.toContain('read: {');
  });

  it('single quotes around all values are said, with what takes them off', async () => {
    const said = async (content: string) => (await openText('quotes.csv', content)).inferred;
    const reason = `all values there stand in single quotes, which read: {quote: "'"} of its source takes off`;
    expect(await said("id,v\n'1',5\n'2',6\n")).toEqual([{ what: 'quote', value: 'id', reason }]);
    expect(await said("id,v\n'1',5\n'2,6\n")).toEqual([]);
  });

  it('records of JSON may go over several lines', async () => {
    expect(await rowsOf(await openFile('field/files/one_object.json'))).toEqual([
      { id: 1n, event_timestamp: '2024-03-01', v: 5n },
    ]);
    const table = await openText('several.json', '{\n "a": "}{"\n}\n\n{ "a": [1,\n2] } {"a": "\\""}\n');
    expect((await rowsOf(table)).map(({ a }) => a)).toEqual(['}{', '[1,2]', '"']);
  });

  it('JSON that is nested too deeply is refused, and the engine lives', async () => {
    const deep = gunzipSync(fixture('field/files/deep200000.jsonl.gz'));
    for (const [path, content] of [
      ['deep.jsonl', deep],
      ['deep.json', `[{"a":1},\n{"a":${'['.repeat(2000)}${']'.repeat(2000)}}]`],
    ] as const) {
      const error = await openText(path, content).catch((error: AsofError) => error);
      expect(toLine(error as AsofError)).toMatch(
        /deep\.jsonl? cannot be read as JSON: line \d: its brackets are nested/,
      );
    }
    const brackets = await openText('shallow.jsonl', `{"a":"${'['.repeat(5000)}"}\n{"a":"\\"${'{'.repeat(5000)}"}\n`);
    expect(brackets.rows).toBe(2);
  });

  it("damage that is found while reading is the file's, wherever it is found", async () => {
    const path = 'field/files/damaged_engine_failed.parquet';
    const asked = async () => {
      const table = await openFile(path);
      const columns = table.columns.map(({ name }) => sql`max(${ident(name)})`);
      await opened.engine.rows(sql`SELECT ${join(columns)} FROM ${table.from}`);
    };
    const error = await asked().catch((error: AsofError) => error);
    expect(error).toMatchObject({ code: 'file_unreadable', kind: 'input' });
    expect(toLine(error!)).toContain('damaged_engine_failed.parquet cannot be read as Parquet: it is');
    expect(await opened.engine.rows(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  it('a file that stops its reader is refused, and the next file is read', async () => {
    const asked = async () => rowsOf(await openFile('field/files/page_hang.parquet'));
    for (let i = 0; i < 2; i++)
      expect(await asked().catch((error: AsofError) => error)).toMatchObject({ code: 'file_unreadable' });
    expect(await rowsOf(await openFile('feather/types.parquet'))).toHaveLength(3);
  });

  it('numbers of 16 bits are read', async () => {
    const table = await openFile('field/files/f16.parquet');
    expect(table.columns.map(({ type }) => type)).toContain('FLOAT');
    expect(await rowsOf(table)).not.toHaveLength(0);
  });
});
