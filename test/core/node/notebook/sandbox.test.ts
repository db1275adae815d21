import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AsofError } from '../../../../core/errors/asof-error.ts';
import type { SqlRows, SqlSandbox, SqlTable } from '../../../../core/notebook/sql/sandbox.ts';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { nativeSandbox } from '../../../../core/node/notebook/native-sandbox.ts';
import { ident, sql } from '../../../../core/sql/sql.ts';
import { sqlChild, sqlProcesses } from '../../../support/sql-child.ts';
import { bombs, fileNames, hostile } from '../../notebook/sql/hostile.ts';

const limits = { rows: 1000, bytes: 100e6, memory: 300e6, threads: 1 };
let engine: NativeEngine;
let sandbox: SqlSandbox;
beforeAll(async () => {
  engine = await openNative();
  sandbox = nativeSandbox(engine, sqlProcesses(), limits);
});
afterAll(async () => {
  await sandbox.close();
  await engine.close();
});

const spring: SqlTable = {
  name: 'spring',
  version: '1',
  query: sql`SELECT range AS x, range * 1.5 AS y FROM range(5)`,
};

async function rowsOf(text: string, tables: SqlTable[] = [spring]) {
  const found = await ran(text, tables);
  const rows = await engine.rows(sql`SELECT * FROM ${found.table}`);
  await found.drop();
  return rows.map((row) => ({ ...row }));
}

async function ran(text: string, tables: SqlTable[] = [spring]): Promise<SqlRows> {
  const found = await sandbox.run(text, tables, {});
  if ('refused' in found) throw new Error(found.refused.message);
  return found;
}

/** What stands in the way: the refusal, or the code of what was thrown. */
async function outcome(text: string, signal?: AbortSignal): Promise<string> {
  try {
    const found = await sandbox.run(text, [spring], signal ? { signal } : {});
    if ('refused' in found) return `refused: ${found.refused.message}`;
    await found.drop();
    return 'answered';
  } catch (error) {
    if (error instanceof AsofError) return error.code;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the sandbox', () => {
  it('runs a SELECT over its tables, and the result is a table of the engine', async () => {
    expect(await rowsOf('SELECT x, y FROM Spring WHERE x > 2 ORDER BY x DESC; -- done')).toEqual([
      { x: 4n, y: '6.0' },
      { x: 3n, y: '4.5' },
    ]);
    const late = await ran('SUMMARIZE spring');
    expect([late.rows, late.columns[0]]).toEqual([2, { name: 'column_name', type: 'VARCHAR' }]);
    await late.drop();
  });

  it('gives one result to the next, and loses no type', async () => {
    const first = await ran(
      "SELECT sum(x) AS s, INTERVAL 1 MICROSECOND AS i, [1, NULL] AS l, 'a'::ENUM('a', 'b') AS e FROM spring",
    );
    expect(first.columns.map(({ type }) => type)).toEqual(['HUGEINT', 'INTERVAL', 'INTEGER[]', "ENUM('a', 'b')"]);
    const table = { name: 'first', version: 'f', query: sql`SELECT * FROM ${first.table}` };
    expect(await rowsOf('SELECT s + 1 AS s FROM first', [table])).toEqual([{ s: 11n }]);
    await first.drop();
  });

  it('reads a table anew where its version is another', async () => {
    const table = (version: string, rows: number): SqlTable => ({
      name: 't',
      version,
      query: sql`SELECT * FROM range(${rows})`,
    });
    const count = (one: SqlTable) => rowsOf('SELECT count(*)::INT AS n FROM t', [one]);
    expect([await count(table('a', 2)), await count(table('b', 3)), await count(table('a', 4))]).toEqual([
      [{ n: 2 }],
      [{ n: 3 }],
      [{ n: 2 }],
    ]);
  });

  it('knows the place of what the engine does not accept', async () => {
    const text = "SELECT 'é😀',\n  z\nFROM spring";
    expect(await sandbox.run(text, [spring], {})).toMatchObject({
      refused: { message: expect.stringContaining('"z" not found') as string, at: text.indexOf('z') },
    });
    expect(await outcome("SELECT 'a'::INT")).toMatch(/^refused: Could not convert string 'a'/);
    expect(await outcome('FROM late')).toMatch(/^refused: Table with name late does not exist/);
  });

  it('refuses by itself what a gate would have refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asof-hostile-'));
    const secret = join(folder, 'secret.csv');
    writeFileSync(secret, 'a,b\n1,2\n');
    const reaching = [...hostile, ...fileNames].filter((text) =>
      /read_|glob|sniff|\.csv|\.parquet|https?:|s3:|passwd/.test(text),
    );
    const more = [
      `FROM '${secret}'`,
      `SELECT * FROM read_csv('${secret}')`,
      `FROM glob('${folder}/*')`,
      `SELECT 1); COPY (SELECT 1) TO '${join(folder, 'out')}'; --`,
      `1); ATTACH '${join(folder, 'x')}'; --`,
    ];
    const answered: string[] = [];
    for (const text of [...reaching, ...more]) if ((await outcome(text)) === 'answered') answered.push(text);
    // Nobody asks for what is in it.
    expect(answered).toEqual(["WITH x AS (FROM glob('/*')) FROM spring"]);
    expect(readdirSync(folder)).toEqual(['secret.csv']);
  });

  it('has nothing of this process in its environment', async () => {
    expect(await outcome("SELECT getenv('PATH')")).toMatch(/^refused/);
  });

  it.each(bombs)('survives %s', async (text) => {
    const stop = new AbortController();
    const results = () =>
      readdirSync(engine.tempDirectory, { recursive: true }).filter((name) => /duckdb$/.test(String(name)));
    const before = new Set(results());
    const running = outcome(text, stop.signal);
    // The file of its result is there just before it begins. Some end by themselves at a limit first.
    const begun = vi.waitUntil(() => results().some((name) => !before.has(name)), { timeout: 300_000 });
    await Promise.race([begun.catch(() => undefined), running]);
    stop.abort();
    expect(await running).toMatch(/^(?:cancelled|sql_too_big|disk_full|refused: )/);
    expect(await rowsOf('SELECT 1 AS x')).toEqual([{ x: 1 }]);
  });

  it('has limits of rows, memory and disk', async () => {
    expect(await outcome('FROM range(1000)')).toBe('answered');
    expect(await outcome('FROM range(1001)')).toBe('sql_too_big');
  });

  it.each([
    // Less than the process has before it begins, so that its watch has to end it.
    [{ memory: 40e6 }, '40 MB of memory', 'SELECT count(*) FROM range(1000000) a, range(1000000) b'],
    [{ bytes: 10e3 }, '0 MB on disk', "SELECT repeat('x', 1000) || range AS x FROM range(1000)"],
  ])('ends the process that takes more than it may: %o', async (least, said, text) => {
    const other = nativeSandbox(engine, sqlProcesses(), { ...limits, ...least });
    const asked = other.run(text, [spring], {});
    await expect(asked).rejects.toThrow(`stopped because it takes more than ${said}`);
    await other.close();
  });

  it('leaves no process behind when whoever started it is killed in the middle of a statement', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asof-orphan-'));
    const job = { text: bombs[0]!, tables: [], out: join(folder, 'out'), temp: folder, limits };
    const { script, execArgv } = sqlChild;
    const program = `
      import { fork } from 'node:child_process';
      const options = { execArgv: ${JSON.stringify(execArgv)}, stdio: 'ignore', serialization: 'advanced' };
      const child = fork(${JSON.stringify(script)}, [], options);
      child.send({ is: 'run', job: ${JSON.stringify(job)} });
      console.log(child.pid);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 2] });
    const [said] = (await once(parent.stdout!, 'data')) as [Buffer];
    const child = Number(said.toString());
    onTestFinished(() => {
      if (isAlive(child)) process.kill(child, 'SIGKILL');
    });
    // Its last file before the statement begins.
    await vi.waitUntil(() => existsSync(job.out), { timeout: 300_000 });
    parent.kill('SIGKILL');
    await vi.waitUntil(() => !isAlive(child), { timeout: 300_000 });
  });

  it('leaves no file of what failed, and none when it closes', async () => {
    const other = nativeSandbox(engine, sqlProcesses(), limits);
    await other.run('SELECT z', [spring], {});
    const folder = readdirSync(engine.tempDirectory)
      .filter((name) => name.startsWith('sql-'))
      .sort()
      .at(-1)!;
    expect(readdirSync(join(engine.tempDirectory, folder))).toHaveLength(1);
    await other.close();
    expect(existsSync(join(engine.tempDirectory, folder))).toBe(false);
  });

  it('answers who waits for a table that another had begun to hand over and stopped', async () => {
    const stop = new AbortController();
    const slow: SqlTable = { ...spring, version: 'slow', query: sql`SELECT count(*) AS x FROM range(50000000)` };
    const first = sandbox
      .run('SELECT x FROM spring', [slow], { signal: stop.signal })
      .catch((error: AsofError) => error.code);
    const second = ran('SELECT x FROM spring', [slow]);
    stop.abort();
    expect(await first).toBe('cancelled');
    expect((await second).rows).toBe(1);
  });

  it('stops before it began', async () => {
    expect(await outcome('SELECT 1', AbortSignal.abort())).toBe('cancelled');
  });

  it('takes names as they are', async () => {
    const table = { name: 'a "b"; DROP', version: 'q', query: sql`SELECT 1 AS ${ident('x"y')}` };
    expect(await rowsOf('FROM "a ""b""; DROP"', [table])).toEqual([{ 'x"y': 1 }]);
  });
});
