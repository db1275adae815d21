import { existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import initSqlJs, { type SqlJsDatabase, type SqlJsValue } from 'sql.js/dist/sql-wasm-inline.js';
import { AsofError } from '../../../errors/asof-error.ts';

export type SqliteValue = SqlJsValue;

/** How long a write to the file may take that is under way when it is read. */
const patienceMs = 2000;
const stepMs = 50;

/**
 * A SQLite file that somebody else writes, read into memory as it was after one of their transactions, and again when
 * it has changed. SQLite's own code reads it, compiled to WebAssembly: on Node 20 there is none, and DuckDB's extension
 * would come from the network.
 */
export class SqliteFile {
  readonly path: string;
  readonly #shown: string;
  #database: { version: string; opened: Promise<SqlJsDatabase> } | null = null;

  /** @param shown What messages call it. */
  constructor(path: string, shown: string) {
    this.path = path;
    this.#shown = shown;
  }

  /** Throws `file_missing`, `file_unreadable`. */
  async rows(sql: string, values: readonly SqliteValue[] = []): Promise<SqliteValue[][]> {
    const database = await this.#open();
    try {
      const statement = database.prepare(sql);
      try {
        statement.bind(values);
        const rows: SqliteValue[][] = [];
        while (statement.step()) rows.push(statement.get(null, { useBigInt: true }));
        return rows;
      } finally {
        statement.free();
      }
    } catch (cause) {
      throw this.#unreadable(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  /** The names of all tables. */
  async tables(): Promise<string[]> {
    return (await this.rows("SELECT name FROM sqlite_master WHERE type = 'table'")).map(([name]) => String(name));
  }

  async close(): Promise<void> {
    const held = this.#database;
    this.#database = null;
    (await held?.opened.catch(() => null))?.close();
  }

  async #open(): Promise<SqlJsDatabase> {
    const version = this.#version();
    if (this.#database?.version !== version) {
      await this.close();
      const opened = this.#read();
      this.#database = { version, opened };
      opened.catch(() => (this.#database = null));
    }
    return this.#database.opened;
  }

  async #read(): Promise<SqlJsDatabase> {
    const { Database } = await initSqlJs();
    for (let waited = 0; ; waited += stepMs) {
      const version = this.#version();
      const bytes = readFileSync(this.path);
      // While a transaction is written its journal lies beside the file, which is then neither old nor new.
      if (!existsSync(`${this.path}-journal`) && this.#version() === version) return new Database(bytes);
      if (waited >= patienceMs) throw this.#unreadable('somebody is writing it, or was cut off while doing so', null);
      await setTimeout(stepMs);
    }
  }

  #version(): string {
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (!found?.isFile()) throw new AsofError('file_missing', { path: this.#shown });
    if ((statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
      throw this.#unreadable('what was last written to it lies beside it, in a file that ends in -wal', null);
    return [found.ino, found.size, found.mtimeMs].join(' ');
  }

  #unreadable(reason: string, cause: unknown): AsofError {
    const params = {
      path: this.#shown,
      format: 'SQLite',
      reason,
      hint: 'is it a SQLite file, and does whoever writes it close it?',
    };
    return new AsofError('file_unreadable', params, { cause });
  }
}

/** A name in SQL that is taken as it is. */
export function sqliteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
