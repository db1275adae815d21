import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNative, type NativeOptions } from '../../../core/node/duckdb-native.ts';
import { sql } from '../../../core/sql/sql.ts';

describe('DuckDB native', () => {
  const open = async (options?: NativeOptions) => {
    const engine = await openNative(options);
    onTestFinished(() => (existsSync(engine.tempDirectory) ? engine.close() : undefined));
    return engine;
  };

  it('has its own folder for temporary files, closed to others, and removes it', async () => {
    const engine = await open();
    expect(statSync(engine.tempDirectory).mode & 0o777).toBe(0o700);
    await engine.close();
    expect(existsSync(engine.tempDirectory)).toBe(false);
  });

  it('sweeps the folders of processes that were killed, and of no others', async () => {
    const alive = join(tmpdir(), `asof-engine-${process.ppid}-test`);
    // No process can have this number: Linux counts to 2^22.
    const dead = join(tmpdir(), 'asof-engine-99999999-test');
    for (const folder of [alive, dead]) mkdirSync(join(folder, 'spill'), { recursive: true });
    onTestFinished(() => rmSync(alive, { recursive: true }));
    await open();
    expect([existsSync(alive), existsSync(dead)]).toEqual([true, false]);
  });

  it('spills what does not fit into its memory, and finishes', async () => {
    const engine = await open({ memoryLimit: '80MB', threads: 2 });
    let spilled = false;
    const watch = () => (spilled ||= existsSync(join(engine.tempDirectory, 'spill')));
    const query = sql`SELECT sum(row)::DOUBLE AS n FROM (SELECT row_number() OVER (ORDER BY hash(range), a) AS row
      FROM (SELECT range, 'some text that takes room ' || range AS a FROM range(1500000)))`;
    const timer = setInterval(watch, 20);
    const [found] = await engine.rows<{ n: number }>(query);
    clearInterval(timer);
    expect([found!.n, spilled]).toEqual([(1_500_000 * 1_500_001) / 2, true]);
  });

  it('says that memory is short when nothing can be spilled', async () => {
    const engine = await open({ memoryLimit: '20MB' });
    const query = sql`SELECT list(range || 'x' || hash(range)) AS l FROM range(3000000)`;
    await expect(engine.exec(sql`CREATE TABLE t AS ${query}`)).rejects.toMatchObject({
      code: 'out_of_memory',
      kind: 'environment',
    });
    expect(await engine.rows(sql`SELECT 1 AS n`)).toEqual([{ n: 1 }]);
  });

  it('takes its memory limit from ASOF_MEMORY_LIMIT', async () => {
    process.env.ASOF_MEMORY_LIMIT = '123MB';
    onTestFinished(() => void delete process.env.ASOF_MEMORY_LIMIT);
    const engine = await open();
    const [row] = await engine.rows<{ limit: string }>(sql`SELECT current_setting('memory_limit') AS limit`);
    expect(row!.limit).toBe('117.3 MiB');
    process.env.ASOF_MEMORY_LIMIT = 'a lot';
    await expect(openNative()).rejects.toMatchObject({ code: 'bad_option', title: '"a lot" is not a memory limit' });
  });

  it('loads no extension that it does not carry, and runs in UTC on every connection', async () => {
    const engine = await open();
    const settings = await Promise.all(
      Array.from({ length: 4 }, () =>
        engine.rows(sql`SELECT current_setting('TimeZone') AS zone, current_setting('autoload_known_extensions') AS load,
          current_setting('autoinstall_known_extensions') AS install FROM range(100000) LIMIT 1`),
      ),
    );
    for (const [row] of settings) expect(row).toEqual({ zone: 'UTC', load: false, install: false });
  });

  it('lets more queries wait than run, and a waiting one be cancelled', async () => {
    const engine = await open();
    const slow = sql`SELECT count(*) FROM (SELECT sum(a.range) OVER (ORDER BY b.range, a.range DESC) FROM range(2000) a, range(2000) b)`;
    const stop = new AbortController();
    const running = Array.from({ length: 3 }, () =>
      engine.rows(slow, { signal: stop.signal }).catch((error: { code: string }) => error.code),
    );
    const leave = new AbortController();
    const waiting = engine.rows(sql`SELECT 1`, { signal: leave.signal }).catch((error: { code: string }) => error.code);
    const next = engine.rows(sql`SELECT 2 AS n`);
    leave.abort();
    expect(await waiting).toBe('cancelled');
    stop.abort();
    expect(await Promise.all(running)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await next).toEqual([{ n: 2 }]);
  });

  it('closes when what runs has ended', async () => {
    const engine = await open();
    const running = engine.rows(
      sql`SELECT count(*)::DOUBLE AS n FROM (SELECT hash(range) AS h FROM range(1000000) ORDER BY h)`,
    );
    await engine.close();
    expect(await running).toEqual([{ n: 1_000_000 }]);
    expect(existsSync(engine.tempDirectory)).toBe(false);
  });
});
