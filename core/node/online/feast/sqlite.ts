import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { FeastFields } from '../../../online/feast/records.ts';
import { startsWith } from '../../../online/feast/entity-key.ts';
import type { FeastBytes, FeastSize } from '../../../online/feast/feast-bytes.ts';
import type { ShownRecord, StoreInfo } from '../../../online/online-store.ts';
import { printBytes } from '../../../online/print-bytes.ts';
import { parseInstant } from '../../../time/instant.ts';
import { SqliteFile, sqliteName, type SqliteValue } from './sqlite-file.ts';

/** Feast's records in SQLite: a table per view, a row per entity and feature. A null is no bytes at all, as in Redis. */
export function openFeastSqlite(path: string, project: string, root: string): FeastBytes {
  return new FeastSqlite(new SqliteFile(resolve(root, path), path), project);
}

class FeastSqlite implements FeastBytes {
  readonly info: StoreInfo;
  readonly #file: SqliteFile;
  readonly #project: string;

  constructor(file: SqliteFile, project: string) {
    this.#file = file;
    this.#project = project;
    this.info = { kind: 'feast-sqlite', address: file.path, warnings: [] };
  }

  async *keys(view: string, prefix: Uint8Array): AsyncIterable<Uint8Array[]> {
    const rows = await this.#of(view, (table) => `SELECT DISTINCT entity_key FROM ${table}`);
    const keys = rows.flatMap(([key]) => (key instanceof Uint8Array && startsWith(key, prefix) ? [key] : []));
    // In no order, so that the first of them are a sample.
    const places = new Map(keys.map((key) => [key, createHash('md5').update(key).digest('hex')]));
    yield keys.sort((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
  }

  async read(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastFields | null)[]> {
    const found: (FeastFields | null)[] = [];
    for (const key of keys) {
      const rows = await this.#rowsOf(view, key);
      const times = rows.map(([, , t]) => instantOf(t ?? null)).filter((t) => t !== null);
      const created = rows.map(([, , , c]) => instantOf(c ?? null)).filter((c) => c !== null);
      const value = (name: string) => rows.find(([feature]) => feature === name)?.[1];
      found.push(
        rows.length === 0
          ? null
          : { t: latest(times), c: latest(created), values: names.map((name) => bytesOf(value(name))) },
      );
    }
    return found;
  }

  async featureNames(view: string): Promise<string[]> {
    const rows = await this.#of(view, (table) => `SELECT DISTINCT feature_name FROM ${table} ORDER BY feature_name`);
    return rows.map(([name]) => String(name));
  }

  async show(view: string, key: Uint8Array): Promise<ShownRecord> {
    const rows = await this.#rowsOf(view, key);
    const lines = rows.map(([name, value]) => `${String(name)} ${printBytes(bytesOf(value) ?? new Uint8Array())}`);
    return { command: null, raw: lines.length > 0 ? lines.join('\n') : null };
  }

  /** Of the rows alone: what pages and indices add is of the file. */
  async sizes(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastSize | null)[]> {
    const sizes: (FeastSize | null)[] = [];
    for (const key of keys) {
      const rows = await this.#rowsOf(view, key);
      const size = (row: SqliteValue[]): number => String(row[0]).length + (bytesOf(row[1])?.length ?? 0);
      const values = names.map((name) => {
        const row = rows.find(([feature]) => feature === name);
        return row && bytesOf(row[1]) ? size(row) : null;
      });
      const [name, times] = [key.length * rows.length, 16 * rows.length];
      const all = rows.reduce((sum, row) => sum + size(row), name + times);
      sizes.push(rows.length === 0 ? null : { all, name, values });
    }
    return sizes;
  }

  async bytes(): Promise<number> {
    const [file] = await this.#file.rows('SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()');
    return Number(file![0]);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #rowsOf(view: string, key: Uint8Array): Promise<SqliteValue[][]> {
    const query = (table: string) =>
      `SELECT feature_name, value, event_ts, created_ts FROM ${table} WHERE entity_key = ? ORDER BY feature_name`;
    return this.#of(view, query, [key]);
  }

  /** Of a view that was never applied there is no table, and no row. */
  async #of(view: string, query: (table: string) => string, values: SqliteValue[] = []): Promise<SqliteValue[][]> {
    const table = `${this.#project}_${view}`;
    if (!(await this.#file.tables()).includes(table)) return [];
    return this.#file.rows(query(sqliteName(table)), values);
  }
}

function bytesOf(value: SqliteValue | undefined): Uint8Array | null {
  return value instanceof Uint8Array ? value : null;
}

/** Whole seconds, or text of an earlier Feast. Microseconds. */
function instantOf(value: SqliteValue): bigint | null {
  if (typeof value === 'bigint' || typeof value === 'number') return BigInt(Math.trunc(Number(value))) * 1_000_000n;
  return typeof value === 'string' ? parseInstant(value) : null;
}

/** All rows of a record are written together. */
function latest(times: readonly bigint[]): bigint | null {
  return times.length === 0 ? null : times.reduce((a, b) => (a > b ? a : b));
}
