import { DuckDBInstance } from '@duckdb/node-api';
import { statSync } from 'node:fs';
import { ident, sql } from '../../../sql/sql.ts';
import { before, type FromChild, type Limited, type SqlJob, type ToChild } from './job.ts';

/*
 * Runs SQL of users, one statement after the other, each in a DuckDB of its own that can reach nothing but its
 * tables. DuckDB's limit of memory does not hold for all functions, and some cannot be interrupted: so the process
 * watches itself, and whoever started it kills it. It ends itself by a signal, for an exit waits for DuckDB's threads.
 */

const watchMs = 25;
const interruptMs = 20;

let stopping = false;

function say(message: FromChild): void {
  process.send!(message);
}

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('disconnect', end);
process.on('message', (message: ToChild) => {
  if (message.is === 'stop') stopping = true;
  else void perform(message.job).then(say);
});
say({ is: 'ready' });

async function perform(job: SqlJob): Promise<FromChild> {
  stopping = false;
  const { memory, threads, bytes } = job.limits;
  const instance = await DuckDBInstance.create(':memory:', {
    errors_as_json: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    home_directory: job.temp,
    temp_directory: job.temp,
    max_temp_directory_size: `${bytes}B`,
    memory_limit: `${memory}B`,
    threads: String(threads),
  });
  const connection = await instance.connect();
  const watching = setInterval(() => watch(job), watchMs);
  const interrupting = setInterval(() => stopping && connection.interrupt(), interruptMs);
  try {
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    for (const [i, { name, file }] of job.tables.entries()) {
      await connection.run(sql`ATTACH ${file} AS ${ident(`in${i}`)} (READ_ONLY)`.text);
      await connection.run(sql`CREATE VIEW ${ident(name)} AS FROM ${ident(`in${i}`, 'main', 'r')}`.text);
    }
    await connection.run(sql`ATTACH ${job.out} AS out (BLOCK_SIZE 16384, STORAGE_VERSION 'latest')`.text);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    // On lines of its own, because its last may be a comment.
    await connection.run(`${before}${job.text}\n) LIMIT ${job.limits.rows + 1}`);
    const counted = await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM out.main.r');
    await connection.run('DETACH out');
    // What was written in less time than it takes to be seen.
    watch(job);
    return { is: 'done', rows: counted.getRows()[0]![0] as number };
  } catch (error) {
    return { is: 'failed', message: error instanceof Error ? error.message : String(error) };
  } finally {
    clearInterval(watching);
    clearInterval(interrupting);
    connection.closeSync();
    instance.closeSync();
  }
}

function watch({ out, limits }: SqlJob): void {
  if (process.memoryUsage.rss() > limits.memory * 1.5) endOver('memory');
  const written = [out, `${out}.wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  if (written[0]! + written[1]! > limits.bytes) endOver('disk');
}

/** Says why, and ends once that is on its way. */
function endOver(limit: Limited): void {
  process.send!({ is: 'over', limit } satisfies FromChild, end);
}
