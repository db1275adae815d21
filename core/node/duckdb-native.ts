import {
  DuckDBInstance,
  version,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
} from '@duckdb/node-api';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch, BatchLoader, BatchReader, NumberBatch } from '../engine/batches.ts';
import type { Column, Engine, EngineInfo, Row, Run } from '../engine/engine.ts';
import { engineFailure, isFatal, restarted } from '../engine/engine-failure.ts';
import { forArrow, forRows } from '../engine/leaving-types.ts';
import { AsofError } from '../errors/asof-error.ts';
import { sql, textsParameter, type Sql } from '../sql/sql.ts';
import { appendBatch, toBatch, toNumbers } from './duckdb/batch.ts';
import { Connections } from './duckdb/connections.ts';
import { attachDisk, disk } from './duckdb/disk.ts';
import { keepByteOrderMarks } from './duckdb/keep-byte-order-marks.ts';
import { blameFile } from './duckdb/damaged-file.ts';
import { chunksOf, columnsOf, toArrowValue, readable, toRows } from './duckdb/results.ts';
import { makeTempFolder } from './duckdb/temp-folder.ts';
import { streamPrepared } from './duckdb/prepared.ts';
import { interruptOn, poll } from './duckdb/watch.ts';

export interface NativeOptions {
  /** As DuckDB reads it: `1GB`. Else ASOF_MEMORY_LIMIT, else DuckDB's own: 80 % of the machine's. */
  memoryLimit?: string;
  threads?: number;
  /** Where big work spills; else a new folder in the system's, removed on close. */
  tempDirectory?: string;
  /** A database file; in memory without one. */
  path?: string;
  /** Of one in memory: with a database on disk beside it, in `tempDirectory`. */
  disk?: boolean;
}

/** DuckDB native in this process. */
export interface NativeEngine extends Engine, BatchReader, BatchLoader {
  /** A folder for what one session needs on disk; private to the user. */
  readonly tempDirectory: string;
}

export async function openNative(options: NativeOptions = {}): Promise<NativeEngine> {
  keepByteOrderMarks();
  const own = options.tempDirectory === undefined ? makeTempFolder() : null;
  const tempDirectory = options.tempDirectory ?? own!;
  const memoryLimit = options.memoryLimit ?? process.env.ASOF_MEMORY_LIMIT;
  let lives = 0;
  const open = async (): Promise<Database> => {
    const instance = await DuckDBInstance.create(options.path ?? ':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: join(tempDirectory, 'spill'),
      ...(memoryLimit && { memory_limit: memoryLimit }),
      ...(options.threads !== undefined && { threads: String(options.threads) }),
    });
    // The one of a database that failed may still be in use.
    const besides = options.disk ? await attachDisk(instance, join(tempDirectory, `kept-${++lives}.db`)) : [];
    return { instance, connections: new Connections(instance, besides) };
  };
  try {
    const engine = new Native(open, tempDirectory, own, options.disk ? disk : null);
    await engine.start();
    return engine;
  } catch (error) {
    if (own) rmSync(own, { recursive: true, force: true });
    if (memoryLimit && /memory|unit|set config/i.test(String(error))) {
      throw new AsofError(
        'bad_option',
        { message: `"${memoryLimit}" is not a memory limit`, expected: 'write ASOF_MEMORY_LIMIT like 4GB' },
        { cause: error },
      );
    }
    throw engineFailure(error);
  }
}

/** One DuckDB, until it fails. */
interface Database {
  instance: DuckDBInstance;
  connections: Connections;
}

type Starting = (connection: DuckDBConnection) => Promise<DuckDBResult>;

function streaming({ text }: Sql): Starting {
  return (connection) => connection.stream(text);
}

class Native implements NativeEngine {
  readonly tempDirectory: string;
  restarts = 0;
  readonly disk: Sql | null;
  readonly #open: () => Promise<Database>;
  readonly #removeTemp: () => void;
  #database: Promise<Database> | null = null;
  #threads = 1;

  constructor(open: () => Promise<Database>, tempDirectory: string, own: string | null, disk: Sql | null) {
    this.#open = open;
    this.disk = disk;
    this.tempDirectory = tempDirectory;
    this.#removeTemp = () => {
      if (own) rmSync(own, { recursive: true, force: true });
    };
    process.once('exit', this.#removeTemp);
  }

  get info(): EngineInfo {
    return { name: 'DuckDB native', version: version(), threads: this.#threads };
  }

  async start(): Promise<void> {
    const [row] = await this.rows<{ threads: bigint }>(sql`SELECT current_setting('threads')::BIGINT AS threads`);
    this.#threads = Number(row!.threads);
  }

  rows<T extends object = Row>(query: Sql, run?: Run): Promise<T[]> {
    return this.#blaming(query, run, async (connection) => {
      const { result, columns } = await readable(connection, query, forRows, run?.signal);
      return toRows(result, columns) as T[];
    });
  }

  exec(statement: Sql, run?: Run): Promise<void> {
    return this.#blaming(statement, run, async (connection) => {
      await connection.run(statement.text);
    });
  }

  arrow(query: Sql, run?: Run): Promise<Uint8Array> {
    return this.#blaming(query, run, async (connection) => {
      const { result } = await readable(connection, query, forArrow, run?.signal);
      const batches = chunksOf(result).map((chunk) => ({
        rows: chunk.rowCount,
        values: (i: number) => chunk.getColumnValues(i).map(toArrowValue),
      }));
      const { toArrowStream } = await import('../engine/arrow-stream.ts');
      return toArrowStream(columnsOf(result), batches);
    });
  }

  async *batches(query: Sql, run?: Run): AsyncIterable<Batch> {
    for await (const chunk of this.#chunks(query, streaming(query), run)) yield toBatch(chunk);
  }

  async *evaluate(
    query: (lists: readonly Sql[]) => Sql,
    lists: readonly (readonly (string | null)[])[],
    run?: Run,
  ): AsyncIterable<Batch> {
    const prepared = query(lists.map((_, i) => textsParameter(i)));
    const start: Starting = (connection) => streamPrepared(connection, prepared.text, lists);
    for await (const chunk of this.#chunks(prepared, start, run)) yield toBatch(chunk);
  }

  async numbers(query: Sql, take: (batch: NumberBatch) => void, run?: Run): Promise<void> {
    for await (const chunk of this.#chunks(query, streaming(query), run)) take(toNumbers(chunk));
  }

  load(table: string, columns: readonly Column[], batch: Batch): Promise<void> {
    return this.#onConnection(undefined, (connection) => appendBatch(connection, table, columns, batch));
  }

  async columns(query: Sql): Promise<Column[]> {
    const rows = await this.rows<{ column_name: string; column_type: string }>(sql`DESCRIBE ${query}`);
    return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
  }

  async close(): Promise<void> {
    const { instance, connections } = await this.#current();
    await connections.end();
    instance.closeSync();
    process.removeListener('exit', this.#removeTemp);
    this.#removeTemp();
  }

  async *#chunks(query: Sql, start: Starting, run?: Run): AsyncIterable<DuckDBDataChunk> {
    const signal = run?.signal;
    const database = this.#current();
    const { connections } = await database;
    const connection = await connections.take(signal);
    const stopListening = interruptOn(connection, signal);
    try {
      const result = await start(connection);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (signal?.aborted) throw new AsofError('cancelled');
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk;
      }
    } catch (error) {
      throw await blameFile(
        (look) => this.#onConnection(run, (another) => another.run(look.text)),
        await this.#failure(error, database, signal),
        query,
      );
    } finally {
      stopListening.settle();
      connections.give(connection);
    }
  }

  async #blaming<T>(
    statement: Sql,
    run: Run | undefined,
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#onConnection(run, work);
    } catch (error) {
      throw await blameFile(
        (query) => this.#onConnection(run, (connection) => connection.run(query.text)),
        error,
        statement,
      );
    }
  }

  async #onConnection<T>(run: Run | undefined, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const signal = run?.signal;
    const database = this.#current();
    const { connections } = await database;
    const connection = await connections.take(signal);
    const running = work(connection);
    const stopPolling = poll(connection, run);
    const stopListening = interruptOn(connection, signal);
    const settled = running.then(noop, noop).finally(() => {
      stopPolling();
      stopListening.settle();
      connections.give(connection);
    });
    try {
      const answer = await Promise.race([running, stopListening.givenUp]);
      await settled;
      if (signal?.aborted) throw new AsofError('cancelled');
      return answer;
    } catch (error) {
      throw await this.#failure(error, database, signal);
    }
  }

  async #failure(error: unknown, database: Promise<Database>, signal?: AbortSignal): Promise<AsofError> {
    if (signal?.aborted) return new AsofError('cancelled');
    if (!isFatal(error)) return engineFailure(error);
    await this.#restart(database);
    return restarted(error);
  }

  /** Whoever else met the same end finds the new database; the old one is let go when nothing runs in it. */
  async #restart(ended: Promise<Database>): Promise<void> {
    if (this.#database !== ended) return;
    this.restarts++;
    this.#database = null;
    const { instance, connections } = await ended;
    connections.close().then(() => instance.closeSync(), noop);
    await this.#current();
  }

  /** Where it could not be opened anew, the next to ask tries again. */
  #current(): Promise<Database> {
    if (this.#database) return this.#database;
    const opening = this.#open();
    this.#database = opening;
    opening.catch(() => {
      if (this.#database === opening) this.#database = null;
    });
    return opening;
  }
}

function noop(): void {}
