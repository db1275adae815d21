import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';
import { tableFromIPC } from 'apache-arrow';
import { toArrowStream, type Plain } from '../engine/arrow-stream.ts';
import type { Batch, BatchLoader, BatchReader, BatchValue } from '../engine/batches.ts';
import {
  emptyRow,
  type Column,
  type Engine,
  type EngineInfo,
  type Row,
  type Run,
  type Value,
} from '../engine/engine.ts';
import { engineFailure } from '../engine/engine-failure.ts';
import { forArrow, forRows, valueKind } from '../engine/leaving-types.ts';
import { AsofError } from '../errors/asof-error.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { valuesOf } from './arrow-text.ts';
import { joinBytes } from './bytes.ts';

export interface WasmParts {
  /** A worker that runs DuckDB-Wasm's worker script. */
  worker: Worker;
  /** Where the worker finds `duckdb-eh.wasm`. */
  wasm: string;
}

/** DuckDB-Wasm in a worker: all in memory, one thread, no network, no extensions (Parquet, JSON and ICU are some). */
export interface WasmEngine extends Engine, BatchReader, BatchLoader {
  /** Lets SQL read a file by this name; a `Blob` is read piece by piece. */
  addFile(name: string, content: Blob | Uint8Array): Promise<void>;
  dropFile(name: string): Promise<void>;
  /** Puts the rows of an Arrow IPC stream into a table: a new one, or at the end of one that `create` made. */
  insertArrow(table: string, stream: Uint8Array, create: boolean): Promise<void>;
  /** As `arrow`, in the types that DuckDB has for its values: decimals, lists, structs. */
  arrowAsIs(query: Sql, run?: Run): Promise<Uint8Array>;
}

export async function openWasm({ worker, wasm }: WasmParts): Promise<WasmEngine> {
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  // DuckDB-Wasm itself never answers what was asked when its worker dies.
  const lost = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) =>
      reject(new AsofError('engine_failed', { message: event.message || 'its worker failed' })),
    );
  });
  lost.catch(() => {});
  await Promise.race([lost, db.instantiate(wasm)]);
  await db.open({ query: {} });
  const engine = new Wasm(db, lost, await db.getVersion());
  // Before anything else: a missing extension would be fetched, and trap where there is no network.
  await engine.exec(sql`SET autoload_known_extensions = false`);
  await engine.exec(sql`SET autoinstall_known_extensions = false`);
  return engine;
}

/** The end of an Arrow IPC stream. */
const end = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

class Wasm implements WasmEngine {
  readonly info: EngineInfo;
  readonly #db: AsyncDuckDB;
  readonly #lost: Promise<never>;
  readonly #idle: number[] = [];

  constructor(db: AsyncDuckDB, lost: Promise<never>, version: string) {
    this.#db = db;
    this.#lost = lost;
    this.info = { name: 'DuckDB-Wasm', version, threads: 1 };
  }

  async rows<T extends object = Row>(query: Sql, run?: Run): Promise<T[]> {
    const columns = await this.#describe(query);
    return toRows(await this.#run(columns ? forRows(query, columns) : query, run), columns ?? []) as T[];
  }

  async exec(statement: Sql, run?: Run): Promise<void> {
    await this.#run(statement, run);
  }

  async arrow(query: Sql, run?: Run): Promise<Uint8Array> {
    return this.#run(forArrow(query, await this.columns(query)), run);
  }

  arrowAsIs(query: Sql, run?: Run): Promise<Uint8Array> {
    return this.#run(query, run);
  }

  /** All rows lie in memory anyway: it is where this engine has its tables. */
  async *batches(query: Sql, run?: Run): AsyncIterable<Batch> {
    for (const batch of tableFromIPC(await this.#run(query, run)).batches) {
      go(run);
      const columns = batch.schema.fields.map((_, i) => valuesOf(batch.getChildAt(i)!) as BatchValue[]);
      yield { rows: batch.numRows, columns };
    }
  }

  async columns(query: Sql): Promise<Column[]> {
    const described = toRows(await this.#run(sql`DESCRIBE ${query}`), []) as {
      column_name: string;
      column_type: string;
    }[];
    return described.map((row) => ({ name: row.column_name, type: row.column_type }));
  }

  async addFile(name: string, content: Blob | Uint8Array): Promise<void> {
    // A buffer is handed over to the worker and gone here, hence the copy.
    if (content instanceof Uint8Array) await this.#db.registerFileBuffer(name, new Uint8Array(content));
    else await this.#db.registerFileHandle(name, content, DuckDBDataProtocol.BROWSER_FILEREADER, true);
  }

  async dropFile(name: string): Promise<void> {
    await this.#db.dropFile(name);
  }

  insertArrow(table: string, stream: Uint8Array, create: boolean): Promise<void> {
    return this.#onConnection((id) =>
      this.#db.insertArrowFromIPCStream(id, new Uint8Array(stream), { name: table, schema: 'main', create }),
    );
  }

  load(table: string, columns: readonly Column[], { rows, columns: values }: Batch): Promise<void> {
    const stream = toArrowStream(columns, [{ rows, values: (column) => values[column] as Plain[] }]);
    return this.insertArrow(table, stream, false);
  }

  async close(): Promise<void> {
    await this.#db.terminate();
  }

  /** Null for what DESCRIBE does not take: statements that are no query. */
  async #describe(query: Sql): Promise<Column[] | null> {
    try {
      return await this.columns(query);
    } catch (error) {
      if (error instanceof AsofError && error.title.startsWith('DuckDB: Parser Error')) return null;
      throw error;
    }
  }

  /** Step by step, never in one go: that would keep the worker from everything else, cancelling included. */
  #run(statement: Sql, run?: Run): Promise<Uint8Array> {
    const db = this.#db;
    return this.#onConnection(async (id) => {
      const parts: Uint8Array[] = [];
      try {
        let header = await db.startPendingQuery(id, statement.text);
        while (header === null) {
          go(run);
          header = await db.pollPendingQuery(id);
        }
        for (let part: Uint8Array | null = header; part?.length !== 0; part = await db.fetchQueryResults(id)) {
          go(run);
          if (part) parts.push(part);
        }
        go(run);
      } catch (error) {
        if (run?.signal?.aborted) await db.cancelPendingQuery(id);
        throw error;
      }
      return joinBytes([...parts, end]);
    }, run);
  }

  async #onConnection<T>(work: (connection: number) => Promise<T>, run?: Run): Promise<T> {
    if (run?.signal?.aborted) throw new AsofError('cancelled');
    try {
      const connection = this.#idle.pop() ?? (await Promise.race([this.#lost, this.#db.connectInternal()]));
      try {
        const answer = await Promise.race([this.#lost, work(connection)]);
        this.#idle.push(connection);
        return answer;
      } catch (error) {
        // An Arrow stream that was refused stays with its connection, and fails every later one.
        await Promise.race([this.#lost, this.#db.disconnect(connection)]);
        throw error;
      }
    } catch (error) {
      throw run?.signal?.aborted ? new AsofError('cancelled') : engineFailure(error);
    }
  }
}

function go(run?: Run): void {
  if (run?.signal?.aborted) throw new AsofError('cancelled');
  run?.progress?.({ step: 'running', fraction: null });
}

function toRows(stream: Uint8Array, columns: readonly Column[]): Row[] {
  const table = tableFromIPC(stream);
  const rows: Row[] = Array.from({ length: table.numRows }, emptyRow);
  table.schema.fields.forEach(({ name }, c) => {
    const wide = columns[c] !== undefined && valueKind(columns[c].type) === 'bigint';
    let r = 0;
    for (const value of valuesOf(table.getChildAt(c)!))
      rows[r++]![name] = wide && typeof value === 'string' ? BigInt(value) : (value as Value);
  });
  return rows;
}
