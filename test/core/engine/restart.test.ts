import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openWasm } from '../../../core/browser/duckdb-wasm.ts';
import { Scratch } from '../../../core/engine/scratch.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { toLine, type AsofError } from '../../../core/errors/asof-error.ts';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { nativeTables } from '../../../core/node/tables.ts';
import { sql, type Sql } from '../../../core/sql/sql.ts';
import { startWasmWorker, wasmFile } from '../../support/wasm-worker.ts';
import { writeFile } from 'node:fs/promises';

const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: AsofError) => error,
  );

/** That the engine answers again, has nothing of before, and says so. */
async function expectAnotherLife(engine: Engine, held: Sql): Promise<void> {
  expect(await engine.rows(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  expect((await failureOf(engine.rows(sql`SELECT * FROM ${held}`)))?.code).toBe('stale_result');
  await engine.exec(sql`CREATE TABLE again AS SELECT 1 AS one`);
  expect(await engine.rows(sql`FROM again`)).toEqual([{ one: 1 }]);
}

describe('an engine whose database fails', () => {
  let close: () => Promise<void>;
  afterEach(() => close());

  it('is opened anew: DuckDB native', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asof-test-'));
    const engine = await openNative();
    close = async () => {
      await engine.close();
      await rm(folder, { recursive: true });
    };
    await writeFile(join(folder, 'a.csv'), 'a\n1\n');
    const tables = nativeTables(engine, { loadText: true });
    const before = await tables.open('a.csv', { root: folder });
    const held = await new Scratch(engine).table('held', sql`SELECT 1 AS one`);
    // DuckDB's own way to make a checkpoint fail, which invalidates the database.
    const name = join(folder, 'x.db');
    await engine.exec(sql`ATTACH ${name} AS x`);
    await engine.exec(sql`CREATE TABLE x.t AS SELECT range AS i FROM range(1000)`);
    await engine.exec(sql`SET debug_checkpoint_abort = 'before_header'`);
    const failure = await failureOf(engine.exec(sql`CHECKPOINT x`));
    expect(failure).toMatchObject({ code: 'engine_restarted', kind: 'environment' });
    expect(toLine(failure!)).toMatch(/^DuckDB failed and was opened anew: Checkpoint failed.*ask again\)$/);
    expect(engine.restarts).toBe(1);
    await expectAnotherLife(engine, held);
    const after = await tables.open('a.csv', { root: folder });
    expect(after.from).not.toEqual(before.from);
    expect(await engine.rows(sql`SELECT * FROM ${after.from}`)).toEqual([{ a: 1n }]);
  });

  it('is opened anew: DuckDB-Wasm, when its worker dies', async () => {
    const workers: Worker[] = [];
    const worker = () => {
      workers.push(startWasmWorker());
      return workers.at(-1)!;
    };
    const engine = await openWasm({ worker, wasm: wasmFile });
    close = () => engine.close();
    const held = await new Scratch(engine).table('held', sql`SELECT 1 AS one`);
    // Nothing that its script can read: it throws.
    workers[0]!.postMessage(null);
    expect((await failureOf(engine.rows(sql`SELECT 2 AS two`)))?.code).toBe('engine_restarted');
    expect([engine.restarts, workers.length]).toEqual([1, 2]);
    await expectAnotherLife(engine, held);
  });
});
