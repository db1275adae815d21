import { afterEach, describe, expect, it } from 'vitest';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { Scratch } from '../../../core/engine/scratch.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { Results } from '../../../core/results/results.ts';
import { bytesOfTables, Room } from '../../../core/results/room.ts';
import { ident, sql } from '../../../core/sql/sql.ts';
import { engines } from '../../support/engines.ts';
import { rowsOf } from '../workbench/setup.ts';

let engine: Engine;
afterEach(() => engine.close());

const run = {};
const all = { filter: 'all', sort: { by: 'number' } };
const few = { filter: 'even', sort: { by: 'number', columns: [{ column: 'sum', descending: true }] } };

/** Answers of a thousand rows each, with a type that Parquet does not keep; room for two of them. */
async function keeper(opened: Engine) {
  engine = opened;
  const make = async (results: Results<string>, owner: string, name?: string) => {
    const scratch = new Scratch(engine);
    const table = await scratch.table(
      'numbers',
      sql`SELECT range AS n, (range * 3)::HUGEINT AS sum, ${owner} AS whose FROM range(1000)`,
    );
    const rows = {
      ...{ from: table, number: 'n', rows: 1000, columns: ['n', 'sum', 'whose'] },
      ...{ filters: { even: sql`n % 2 = 0` }, orders: { number: ident('n') } },
    };
    const held = { answer: owner, tables: { rows }, scratches: [scratch] };
    const result = await results.hold({ owner, name }, held, run);
    return { result, bytes: await bytesOfTables(engine, [table], run) };
  };
  const { bytes } = await make(new Results(engine, new Room(Infinity)), 'm');
  const results = new Results<string>(engine, new Room(bytes * 2.5));
  const page = async (result: string, how: typeof all | typeof few = all) =>
    rowsOf(await results.rows({ result, ...how, from: 2, count: 2 }, run));
  const where = () =>
    engine.rows<{ on_disk: boolean; tables: bigint }>(
      sql`SELECT database_name = 'asof_disk' AS on_disk, count(*) AS tables FROM duckdb_tables() WHERE table_name LIKE 'asof_numbers%' GROUP BY ALL ORDER BY ALL`,
    );
  return { results, make: (owner: string, name?: string) => make(results, owner, name), page, where };
}

describe('answers that have no room', () => {
  it('are moved to disk, and read from there as before', async () => {
    const { results, make, page, where } = await keeper(await openNative({ disk: true }));
    const made = [];
    for (const owner of ['a', 'b', 'c', 'd', 'e']) made.push(await make(owner));
    expect(await where()).toEqual([
      { on_disk: false, tables: 3n },
      { on_disk: true, tables: 3n },
    ]);
    for (const [i, { result }] of made.entries()) {
      const whose = 'abcde'[i];
      expect(await page(result)).toMatchObject([
        { n: 2, whose },
        { n: 3, whose },
      ]);
      expect((await page(result, few)).map((row) => row.n)).toEqual([994, 992]);
      expect(await results.locate({ result, ...few, row: 992 }, run)).toEqual({ position: 3 });
    }
    await results.releaseAll();
    expect(await where()).toEqual([{ on_disk: false, tables: 1n }]);
  });

  it('are read while they are moved', async () => {
    const { make, page } = await keeper(await openNative({ disk: true }));
    const { result } = await make('a');
    const reading = Promise.all(Array.from({ length: 30 }, () => page(result)));
    for (const owner of ['b', 'c', 'd']) await make(owner);
    for (const rows of await reading) expect(rows.map((row) => row.n)).toEqual([2, 3]);
  });

  it.each(engines)('without a disk, that used longest ago goes: $name', async ({ open }) => {
    const opened = await open();
    const { results, make, page } = await keeper(opened.engine);
    const [a, b] = [await make('a'), await make('b')];
    await page(a.result);
    const c = await make('c');
    await expect(page(b.result)).rejects.toMatchObject({ code: 'stale_result' });
    expect([(await page(a.result)).length, (await page(c.result)).length]).toEqual([2, 2]);
    await results.releaseAll();
  });

  it('lose their orders first, which are made again when they are read', async () => {
    const { results, make, page } = await keeper(await openNative());
    const { result } = await make('a');
    const orders = () =>
      engine.rows<{ n: bigint }>(sql`SELECT count(*) AS n FROM duckdb_tables() WHERE table_name LIKE 'asof_arranged%'`);
    for (let i = 0; i < 12; i++)
      await results.arrange(
        { result, filter: 'even', sort: { by: 'number', columns: [{ column: 'n', descending: i % 2 === 0 }] } },
        run,
      );
    expect(await orders()).toEqual([{ n: 2n }]);
    await make('b');
    expect(await page(result, few)).toMatchObject([{ n: 994 }, { n: 992 }]);
  });
});

describe('a name', () => {
  it('is that of the rows that its owner has now, and no other owner’s', async () => {
    const { results, make } = await keeper(await openNative());
    await make('a', 'late');
    await make('a', 'late');
    const named = results.named('late')!;
    expect(await engine.rows(sql`SELECT max(sum) AS most FROM ${named.from}`)).toEqual([{ most: 2997n }]);
    await expect(make('b', 'late')).rejects.toMatchObject({ code: 'bad_option' });
    await results.release('a');
    expect(results.named('late')).toBeNull();
  });
});
