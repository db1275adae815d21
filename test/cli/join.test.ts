import { readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { ask, asof, folderOf, start, workspace, type Finished } from './run-asof.ts';

async function read(path: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = await connection.runAndReadAll(`SELECT * FROM '${path}'`);
  return rows.getRowObjectsJson();
}

describe('asof join', () => {
  it('writes the training set and says how the label rows fared', async () => {
    const folder = folderOf(workspace);
    const { status, out } = await asof(folder, 'join', ...ask, '--out', 'set.parquet', '--json');
    expect(JSON.parse(out)).toEqual({
      rows: 4,
      columns: 5,
      out: 'set.parquet',
      seconds: expect.any(Number) as number,
      views: [{ view: 'spend_v1', matched: 2, expired: 1, unknown_yet: 0, no_history: 1 }],
    });
    expect(status).toBe(0);
    expect(await read(join(folder, 'set.parquet'))).toMatchObject([
      { customer_id: '1', bought: '1', spend_v1__spend: '10', spend_v1__tier: 'a' },
      { customer_id: '2', spend_v1__spend: '20' },
      { customer_id: '3', spend_v1__spend: null },
      { customer_id: '4', spend_v1__spend: null },
    ]);
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('heeds its options', async () => {
    const folder = folderOf(workspace);
    const options = ['--short-names', '--with-timestamps', '--no-ttl', '--boundary', 'strict'];
    await asof(folder, 'join', ...ask, ...options, '--out', 'set.parquet');
    const rows = await read(join(folder, 'set.parquet'));
    expect(rows[2]).toMatchObject({ spend: '30', tier: 'c', spend_v1__event_timestamp: '2024-01-01 00:00:00' });
  });

  it('prints SQL that a plain DuckDB runs to the same file, and runs nothing', async () => {
    const folder = folderOf(workspace);
    await asof(folder, 'join', ...ask, '--out', 'set.parquet');
    const { out } = await asof(folder, 'join', ...ask, '--sql', '--out', 'plain.parquet');
    expect(readdirSync(folder)).not.toContain('plain.parquet');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(out);
    expect(await read(join(folder, 'plain.parquet'))).toEqual(await read(join(folder, 'set.parquet')));
  });

  it('takes unnamed files, relative to the current folder, and says what it guessed', async () => {
    const folder = folderOf(workspace);
    const { status, err } = await asof(
      join(folder, 'data'),
      ...['join', '--labels', 'orders.csv', '--features', 'spend.csv:spend', '--out', 'set.parquet'],
    );
    expect(status).toBe(0);
    expect(err).toMatch(/spend\.csv: timestamp field = at \(.+\)/);
    expect(await read(join(folder, 'data', 'set.parquet'))).toMatchObject([{ spend__spend: '10' }, {}, {}, {}]);
  });

  it('never replaces what it reads', async () => {
    const folder = folderOf(workspace);
    await asof(folder, 'join', ...ask, '--out', 'set.parquet');
    const again = ['join', '--labels', 'set.parquet', '--features', 'data/spend.csv:tier', '--out', 'set.parquet'];
    expect(await asof(folder, ...again)).toMatchObject({
      status: 2,
      err: expect.stringContaining('would replace what it is made from') as string,
    });
  });

  it('cannot write into a folder that is not there: status 3', async () => {
    const { status, err } = await asof(folderOf(workspace), 'join', ...ask, '--out', 'nowhere/set.parquet');
    expect([status, err]).toEqual([3, expect.stringContaining('its folder does not exist') as string]);
  });

  it('leaves nothing behind when Ctrl-C stops it half-way', async () => {
    const folder = folderOf();
    await mkdir(join(folder, 'out'));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = `SELECT (i * 7919) % 100000 AS customer_id, TIMESTAMP '2024-01-01' + to_seconds(i % 9000000) AS at, i AS v FROM range(6000000) t(i)`;
    await connection.run(`COPY (${rows}) TO '${folder}/views.parquet'`);
    await connection.run(
      `COPY (SELECT customer_id, "at" FROM '${folder}/views.parquet' LIMIT 3000000) TO '${folder}/labels.parquet'`,
    );
    const out = () => readdirSync(join(folder, 'out'));
    const asked = ['join', '--labels', 'labels.parquet', '--features', 'views.parquet', '--out', 'out/set.parquet'];
    const stopHalfWay = async (): Promise<Finished> => {
      const { child, finished } = start(folder, ...asked);
      await expect.poll(out, { interval: 5 }).toHaveLength(1);
      child.kill('SIGSTOP');
      // On a busy machine it may have been done before it was seen to begin.
      const isDone = out().includes('set.parquet');
      child.kill(isDone ? 'SIGKILL' : 'SIGINT');
      child.kill('SIGCONT');
      const ended = await finished;
      if (!isDone) return ended;
      rmSync(join(folder, 'out', 'set.parquet'));
      return stopHalfWay();
    };
    const { status, err } = await stopHalfWay();
    expect(err).toMatch(/asof: cancelled\n$/);
    expect(status).toBe(130);
    expect(out()).toEqual([]);
  });
});
