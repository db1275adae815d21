import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../engine/engine.ts';
import { AsofError, toWire } from '../../errors/asof-error.ts';
import type { Refusal } from '../../notebook/sql/gate.ts';
import { fromBytes } from '../../notebook/sql/places.ts';
import type { SqlRows, SqlSandbox, SqlTable } from '../../notebook/sql/sandbox.ts';
import { withoutEnd } from '../../notebook/sql/without-end.ts';
import { ident, sql } from '../../sql/sql.ts';
import { plural } from '../../text/figures.ts';
import type { NativeEngine } from '../duckdb-native.ts';
import { before, type SqlLimits } from './sql/job.ts';
import { SqlProcesses } from './sql/processes.ts';

const usual: SqlLimits = { rows: 1_000_000, bytes: 2e9, memory: 1e9, threads: 2 };

/** Runs SQL in child processes. Tables go there, and results come back, as files of DuckDB's: no type is lost. */
export function nativeSandbox(
  engine: NativeEngine,
  processes = new SqlProcesses(),
  limits: Partial<SqlLimits> = {},
): SqlSandbox {
  processes.warm();
  return new NativeSandbox(engine, processes, { ...usual, ...limits });
}

class NativeSandbox implements SqlSandbox {
  static #count = 0;
  readonly #engine: NativeEngine;
  readonly #processes: SqlProcesses;
  readonly #limits: SqlLimits;
  readonly #folder: string;
  /** Files of tables, by version; of results, by the name that they have in the engine. */
  readonly #files = new Map<string, Promise<string>>();

  constructor(engine: NativeEngine, processes: SqlProcesses, limits: SqlLimits) {
    this.#engine = engine;
    this.#processes = processes;
    this.#limits = limits;
    this.#folder = join(engine.tempDirectory, `sql-${++NativeSandbox.#count}`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  async run(text: string, tables: readonly SqlTable[], run: Run): Promise<SqlRows | { refused: Refusal }> {
    const name = this.#name();
    const out = join(this.#folder, `${name}.duckdb`);
    const temp = join(this.#folder, `${name}-temp`);
    mkdirSync(temp, { mode: 0o700 });
    try {
      const files = [];
      for (const table of tables) files.push({ name: table.name, file: await this.#fileOf(table, run) });
      const job = { text: withoutEnd(text), tables: files, out, temp, limits: this.#limits };
      const end = await this.#processes.run(job, run.signal);
      if (end.is === 'failed') {
        const refused = said(end.message, text, this.#limits);
        await remove(out);
        return { refused };
      }
      if (end.rows > this.#limits.rows) {
        throw new AsofError('sql_too_big', { limit: plural(this.#limits.rows, 'row') });
      }
      return await this.#attach(name, out, end.rows);
    } catch (error) {
      await remove(out);
      throw error;
    } finally {
      rmSync(temp, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    this.#processes.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #attach(name: string, file: string, rows: number): Promise<SqlRows> {
    const table = ident(name, 'main', 'r');
    await this.#engine.exec(sql`ATTACH ${file} AS ${ident(name)} (READ_ONLY)`);
    this.#files.set(table.text, Promise.resolve(file));
    const drop = async (): Promise<void> => {
      this.#files.delete(table.text);
      await this.#engine.exec(sql`DETACH DATABASE IF EXISTS ${ident(name)}`);
      await remove(file);
    };
    return { table, rows, columns: await this.#engine.columns(sql`SELECT * FROM ${table}`), drop };
  }

  /** Made once a version; a result has its file. */
  async #fileOf(table: SqlTable, run: Run): Promise<string> {
    const { query, version } = table;
    const result = [...this.#files.keys()].find((one) => query.text === `SELECT * FROM ${one}`);
    const key = result ?? version;
    const known = this.#files.get(key);
    const making = known ?? this.#export(query, run);
    if (!known) {
      this.#files.set(key, making);
      making.catch(() => this.#files.delete(key));
    }
    try {
      return await making;
    } catch (error) {
      // Whoever began it was stopped; who waits for the same was not.
      if (run.signal?.aborted || toWire(error).code !== 'cancelled') throw error;
      return this.#fileOf(table, run);
    }
  }

  async #export(query: SqlTable['query'], run: Run): Promise<string> {
    const name = this.#name();
    const file = join(this.#folder, `${name}.duckdb`);
    await this.#engine.exec(sql`ATTACH ${file} AS ${ident(name)} (STORAGE_VERSION 'latest')`, run);
    try {
      await this.#engine.exec(sql`CREATE TABLE ${ident(name, 'main', 'r')} AS ${query}`, run);
    } finally {
      await this.#engine.exec(sql`DETACH ${ident(name)}`);
    }
    return file;
  }

  #name(): string {
    return `asof_sql_${++NativeSandbox.#count}`;
  }
}

/** What DuckDB said, as JSON behind a prefix or none, of the text alone. Throws what is no fault of the text. */
function said(message: string, text: string, limits: SqlLimits): Refusal {
  const from = message.indexOf('{');
  const { exception_type: type = '', exception_message: full = message, position } = parsed(message.slice(from));
  if (/out of memory/i.test(type)) {
    const limit = `${Math.round(limits.memory / 1e6)} MB of memory`;
    throw new AsofError('sql_too_big', { limit }, { cause: message });
  }
  if (/No space left|max_temp_directory_size/i.test(full))
    throw new AsofError('disk_full', { path: 'temporary files' });
  const at = position === undefined ? null : Math.min(text.length, fromBytes(text, Number(position) - before.length));
  const [first = '', ...others] = full.split('\n');
  const candidates = others.find((line) => /^(?:Candidate bindings|Did you mean)/.test(line)) ?? '';
  return { message: first.trim(), expected: candidates.trim(), at };
}

function parsed(text: string): Record<string, string | undefined> {
  try {
    return JSON.parse(text) as Record<string, string | undefined>;
  } catch {
    return {};
  }
}

async function remove(file: string): Promise<void> {
  await Promise.all([rm(file, { force: true }), rm(`${file}.wal`, { force: true })]);
}
