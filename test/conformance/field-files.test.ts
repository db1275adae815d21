import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { toLine, type AsofError } from '../../core/errors/asof-error.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import type { Relation } from '../../core/table/relation.ts';
import { engines, type Opened } from '../support/engines.ts';

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

describe.each(engines)('files of other people: $name', ({ name, open }) => {
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
  ])('a type that cannot be read is named, with its column: %s', async (path, says) => {
    expect(await refusal(path)).toMatch(says);
    // An Arrow stream that was refused once made the page refuse every later one.
    expect((await openFile('field/files/ts_s.feather')).rows).toBeGreaterThan(0);
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
