import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasValue } from '../../core/engine/batches.ts';
import { Scratch } from '../../core/engine/scratch.ts';
import { shareOf } from '../../core/engine/step.ts';
import { AsofError } from '../../core/errors/asof-error.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import { engines, type Opened } from '../support/engines.ts';
import { whileItRuns } from '../support/while-it-runs.ts';

describe.each(engines)('the engine: $name', ({ name, open }) => {
  const isWasm = name === 'DuckDB-Wasm';
  let opened: Opened;
  let engine: Opened['engine'];
  beforeAll(async () => {
    opened = await open();
    engine = opened.engine;
  });
  afterAll(() => opened.close());

  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.unreachable('it did not fail'),
      (error: unknown) => error as AsofError,
    );

  it('says what it is', () => {
    expect(name).toContain(engine.info.name);
    expect(engine.info.version).toMatch(/^v\d+\.\d+/);
    expect(engine.info.threads).toBeGreaterThan(0);
  });

  it('keeps a byte order mark that a text begins with', async () => {
    const query = sql`SELECT chr(65279) || 'a' AS short, chr(65279) || repeat('b', 30) AS long, [chr(65279) || 'c', NULL] AS list, NULL::VARCHAR AS none`;
    const marked = { short: '\ufeffa', long: `\ufeff${'b'.repeat(30)}` };
    expect(await engine.rows(query)).toMatchObject([marked]);
    for await (const { columns } of engine.batches(query))
      expect(columns).toEqual([[marked.short], [marked.long], [['\ufeffc', null]], [null]]);
  });

  it('evaluates a query over lists of texts, whatever they hold, again and again', async () => {
    const read = async (...lists: (string | null)[][]): Promise<unknown[][]> => {
      const rows: unknown[][] = [];
      const asked = ([places, texts]: readonly Sql[]) =>
        sql`SELECT n, v, v::VARCHAR = upper(v) AS same FROM (SELECT unnest(${places!})::BIGINT AS n, unnest(${texts!}) AS v)`;
      for await (const { columns } of engine.evaluate(asked, lists))
        columns[0]!.forEach((_, r) => rows.push(columns.map((column) => column[r])));
      return rows;
    };
    const odd = ["'; DROP TABLE x; --", '$1', '\ufeffA', '', null, 'Ü'];
    for (const texts of [odd, ['B'], [], [null], odd.toReversed()]) {
      const found = await read(
        texts.map((_, i) => String(i)),
        texts,
      );
      expect(found).toEqual(
        texts.map((text, i) => [BigInt(i), text, text === null ? null : text === text.toUpperCase()]),
      );
    }
    await expect(read(['one'], ['a'])).rejects.toMatchObject({ code: 'engine_failed' });
    expect(await read(['1'], ['a'])).toEqual([[1n, 'a', false]]);
  });

  it('gives doubles as they lie, with a bit a row where there is none, and nothing else', async () => {
    const found: (number | null)[][] = [];
    const query = sql`SELECT i::DOUBLE AS whole, CASE WHEN i % 3 = 0 THEN i / 4 WHEN i % 3 = 1 THEN 'nan'::DOUBLE END AS few FROM range(5000) t(i) ORDER BY i`;
    await engine.numbers(query, ({ rows, columns }) => {
      for (let row = 0; row < rows; row++)
        found.push(columns.map((one) => (hasValue(one, row) ? one.values[row]! : null)));
    });
    expect(found).toEqual(Array.from({ length: 5000 }, (_, i) => [i, [i / 4, NaN, null][i % 3]]));
    await engine.numbers(sql`SELECT 1::DOUBLE AS x WHERE false`, ({ rows }) => expect(rows).toBe(0));
    await expect(engine.numbers(sql`SELECT 1 AS x`, () => undefined)).rejects.toThrow();
  });

  it('gives small numbers as numbers, wide integers as bigint, all else as DuckDB prints it', async () => {
    const [row] = await engine.rows(sql`SELECT
      1::TINYINT AS tiny, -2::INTEGER AS small, 4000000000::UINTEGER AS unsigned, 0.5::FLOAT AS single, 0.1 + 0.2::DOUBLE AS double,
      true AS yes, NULL AS nothing, 'ü😀' AS text,
      9007199254740993::BIGINT AS big, 18446744073709551615::UBIGINT AS ubig, 170141183460469231731687303715884105727::HUGEINT AS huge,
      1.50::DECIMAL(9, 2) AS decimal, DATE '2024-03-01' AS date, TIMESTAMP '2024-03-01 09:00:00.000001' AS ts,
      TIMESTAMPTZ '2024-03-01 09:00:00+01' AS tz, TIMESTAMP_NS '2024-03-01 09:00:00.000000001' AS ns, INTERVAL 3 DAY AS span,
      [1.0::DOUBLE, NULL] AS list, {'a': 1, 'b': 'x'} AS struct, MAP {'k': 2} AS map, 'x'::ENUM ('x', 'y') AS enum, 'a'::BLOB AS blob`);
    expect(row).toEqual({
      tiny: 1,
      small: -2,
      unsigned: 4000000000,
      single: 0.5,
      double: 0.1 + 0.2,
      yes: true,
      nothing: null,
      text: 'ü😀',
      big: 9007199254740993n,
      ubig: 18446744073709551615n,
      huge: 170141183460469231731687303715884105727n,
      decimal: '1.50',
      date: '2024-03-01',
      ts: '2024-03-01 09:00:00.000001',
      tz: '2024-03-01 08:00:00+00',
      ns: '2024-03-01 09:00:00.000000001',
      span: '3 days',
      list: '[1.0, NULL]',
      struct: "{'a': 1, 'b': x}",
      map: '{k=2}',
      enum: 'x',
      blob: 'a',
    });
  });

  it('gives nulls of every type as null', async () => {
    const types = [
      'BOOLEAN',
      'INTEGER',
      'BIGINT',
      'HUGEINT',
      'DOUBLE',
      'VARCHAR',
      'DATE',
      'TIMESTAMP',
      'DECIMAL(9,2)',
      'INTEGER[]',
    ];
    const nulls = types.map((type, i) => sql`CAST(NULL AS ${{ text: type }}) AS ${ident(`c${i}`)}`);
    const [row] = await engine.rows(sql`SELECT ${join(nulls)}`);
    expect(Object.values(row!)).toEqual(types.map(() => null));
  });

  it('keeps the order of rows, and all of them', async () => {
    const rows = await engine.rows<{ i: bigint; text: string }>(
      sql`SELECT range AS i, (range / 4)::DECIMAL(18, 2) AS text FROM range(10000) ORDER BY hash(range) DESC`,
    );
    const numbers = await engine.rows<{ i: bigint }>(
      sql`SELECT range AS i FROM range(10000) ORDER BY hash(range) DESC`,
    );
    expect(rows.map(({ i }) => i)).toEqual(numbers.map(({ i }) => i));
  });

  it('names columns as asked: quotes, spaces, emoji, SQL', async () => {
    const names = [`it's`, 'a "b"', 'c.d', '😀', 'x; DROP TABLE t --', 'select'];
    const query = sql`SELECT ${join(names.map((name, i) => sql`${i}::DECIMAL(3, 1) AS ${ident(name)}`))}`;
    expect(Object.keys((await engine.rows(query))[0]!)).toEqual(names);
    expect((await engine.columns(query)).map((column) => column.name)).toEqual(names);
    expect(tableFromIPC(await engine.arrow(query)).schema.fields.map((field) => field.name)).toEqual(names);
  });

  it('tells the columns of a query without running it', async () => {
    expect(
      await engine.columns(sql`SELECT 1 AS a, error('it ran')::TIMESTAMPTZ AS b, 1.5::DECIMAL(10, 2) AS c`),
    ).toEqual([
      { name: 'a', type: 'INTEGER' },
      { name: 'b', type: 'TIMESTAMP WITH TIME ZONE' },
      { name: 'c', type: 'DECIMAL(10,2)' },
    ]);
  });

  it('gives Arrow of the same types everywhere: instants in microseconds, integers exact, the rest text', async () => {
    const table = tableFromIPC(
      await engine.arrow(sql`SELECT true AS flag, 7::INTEGER AS i, 9007199254740993::BIGINT AS big, 1.5::FLOAT AS f, 2.5::DOUBLE AS d, 'é' AS s,
        DATE '1969-12-31' AS date, TIMESTAMP '2024-03-01 09:00:00.000001' AS ts, TIMESTAMPTZ '2024-03-01 09:00:00+01' AS tz,
        TIMESTAMP_S '2024-03-01 09:00:00' AS sec, 12345678901234567890::HUGEINT AS huge, 1.50::DECIMAL(9, 2) AS dec, [1, 2] AS list`),
    );
    expect(table.schema.fields.map((field) => `${field.name}: ${field.type}`)).toEqual([
      'flag: Bool',
      'i: Int32',
      'big: Int64',
      'f: Float32',
      'd: Float64',
      's: Utf8',
      'date: Date32<DAY>',
      'ts: Timestamp<MICROSECOND>',
      'tz: Timestamp<MICROSECOND, UTC>',
      'sec: Timestamp<MICROSECOND>',
      'huge: Utf8',
      'dec: Utf8',
      'list: Utf8',
    ]);
    const raw = (column: string) => (table.getChild(column)!.data[0]!.values as BigInt64Array | Int32Array)[0];
    expect(table.getChild('flag')!.get(0)).toBe(true);
    expect(raw('big')).toBe(9007199254740993n);
    expect(raw('date')).toBe(-1);
    expect(raw('ts')).toBe(1709283600000001n);
    expect(raw('tz')).toBe(1709280000000000n);
    expect(raw('sec')).toBe(1709283600000000n);
    expect([table.getChild('huge')!.get(0), table.getChild('dec')!.get(0), table.getChild('list')!.get(0)]).toEqual([
      '12345678901234567890',
      '1.50',
      '[1, 2]',
    ]);
  });

  it('gives Arrow of many rows with nulls among them, and of none', async () => {
    const query = sql`SELECT CASE WHEN range % 3 > 0 THEN range END AS i, CASE WHEN range % 5 > 0 THEN 'v' || range END AS s,
      CASE WHEN range % 7 > 0 THEN range % 2 = 0 END AS b FROM range(5000)`;
    const table = tableFromIPC(await engine.arrow(query));
    expect(table.numRows).toBe(5000);
    for (const i of [0, 1, 2999, 3000, 4997, 4998, 4999]) {
      const row = table.get(i)!.toJSON();
      expect(row).toEqual({
        i: i % 3 > 0 ? BigInt(i) : null,
        s: i % 5 > 0 ? `v${i}` : null,
        b: i % 7 > 0 ? i % 2 === 0 : null,
      });
    }
    const none = tableFromIPC(await engine.arrow(sql`${query} LIMIT 0`));
    expect([none.numRows, none.schema.fields.length]).toEqual([0, 3]);
  });

  it('compares times in UTC, whatever zone they were written in', async () => {
    const [row] = await engine.rows<{ us: bigint; naive: bigint; bad: null }>(sql`SELECT
      epoch_us(TRY_CAST('2024-03-01T10:00:00+01:00' AS TIMESTAMPTZ)) AS us,
      epoch_us(make_timestamp(epoch_us(CAST('2024-03-01 09:00:00' AS TIMESTAMPTZ)))) AS naive,
      epoch_us(TRY_CAST('yesterday' AS TIMESTAMPTZ)) AS bad`);
    expect(row).toEqual({ us: 1709283600000000n, naive: 1709283600000000n, bad: null });
  });

  it('joins as of', async () => {
    const rows = await engine.rows(sql`SELECT l.t AS label, r.t AS pick FROM (VALUES (1, 10), (1, 5), (2, 9)) l(k, t)
      ASOF LEFT JOIN (VALUES (1, 6), (1, 10), (3, 1)) r(k, t) ON l.k = r.k AND l.t >= r.t ORDER BY ALL`);
    expect(rows).toEqual([
      { label: 5, pick: null },
      { label: 9, pick: null },
      { label: 10, pick: 10 },
    ]);
  });

  it('shares tables between statements that run at the same time', async () => {
    const scratch = new Scratch(engine);
    const table = await scratch.table('test', sql`SELECT range AS i FROM range(100)`);
    const counts = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table} WHERE i >= ${i}`),
      ),
    );
    expect(counts.map(([row]) => row!.n)).toEqual([100, 99, 98, 97, 96, 95, 94, 93]);
    await scratch.drop();
    expect((await failure(engine.rows(sql`FROM ${table}`))).code).toBe('stale_result');
  });

  const slow = sql`SELECT count(*) AS n FROM (SELECT sum(a.range * b.range) OVER (PARTITION BY a.range % 7 ORDER BY b.range) AS s FROM range(3000) a, range(1500) b)`;

  /** Ends only by being stopped. */
  const endless = sql`SELECT count(*) AS n FROM range(100000000) a, range(100000000) b WHERE a.range * b.range % 7 = 8`;

  it('stops when it is told to, at once or while it runs, and goes on with other work', async () => {
    const controller = new AbortController();
    const run = failure(engine.rows(endless, { signal: controller.signal }));
    controller.abort();
    expect((await run).code).toBe('cancelled');
    expect((await failure(whileItRuns((run) => engine.rows(endless, run)))).code).toBe('cancelled');
    expect(await engine.rows(sql`SELECT 42 AS n`)).toEqual([{ n: 42 }]);
  });

  it('does not start what is cancelled already', async () => {
    const controller = new AbortController();
    controller.abort();
    const run = engine.exec(sql`CREATE TABLE never AS SELECT 1`, { signal: controller.signal });
    expect((await failure(run)).code).toBe('cancelled');
    expect((await failure(engine.rows(sql`FROM never`))).code).toBe('engine_failed');
  });

  it('leaves no table behind when making it is cancelled', async () => {
    const scratch = new Scratch(engine);
    expect((await failure(whileItRuns((run) => scratch.table('late', endless, run)))).code).toBe('cancelled');
    await scratch.drop();
    const left = await engine.rows(sql`SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'asof_late%'`);
    expect(left).toEqual([]);
  });

  it('reports progress while it runs', async () => {
    const fractions: (number | null)[] = [];
    await engine.rows(slow, { progress: (progress) => fractions.push(shareOf(progress)) });
    expect(fractions.length).toBeGreaterThan(0);
    for (const fraction of fractions) expect(fraction === null || (fraction >= 0 && fraction <= 1)).toBe(true);
  });

  it.each([
    ['a name that is not there', sql`SELECT nope FROM range(1)`, 'Referenced column "nope" not found'],
    ['what is no SQL', sql`SELEC 1`, 'syntax error at or near'],
    ['a value that does not cast', sql`SELECT CAST('abc' AS INTEGER)`, "Could not convert string 'abc'"],
    ['an error of its own', sql`SELECT error('on purpose')`, 'on purpose'],
  ])('says in one line what DuckDB said of %s', async (_, query, said) => {
    const error = await failure(engine.rows(query));
    expect(error).toBeInstanceOf(AsofError);
    expect(error.code).toBe('engine_failed');
    expect(error.title).toContain(said);
    expect(error.title).not.toContain('\n');
    expect(error.cause).toBeDefined();
  });

  it('asks the network for nothing: what an extension would bring is an error', async () => {
    const query = isWasm ? sql`SELECT * FROM read_parquet('x.parquet')` : sql`SELECT * FROM read_xlsx('x.xlsx')`;
    expect((await failure(engine.rows(query))).title).toMatch(/not in the catalog|does not exist/);
  });
});
