import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';
import { tableFromIPC, type RecordBatch } from 'apache-arrow';
import { toArrowStream, type ArrowValue } from '../engine/arrow-stream.ts';
import type { Batch, BatchLoader, BatchReader, BatchValue, NumberBatch } from '../engine/batches.ts';
import {
  emptyRow,
  type Column,
  type Engine,
  type EngineInfo,
  type Row,
  type Run,
  type Value,
} from '../engine/engine.ts';
import { engineFailure, isFatal, isFault, restarted } from '../engine/engine-failure.ts';
import { forArrow, forRows } from '../engine/leaving-types.ts';
import { AsofError } from '../errors/asof-error.ts';
import { list, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { valuesOf } from './arrow-text.ts';
import { joinBytes } from '../text/join-bytes.ts';

export interface WasmParts {
  /** Starts a worker that runs DuckDB-Wasm's worker script. */
  worker: () => Worker;
  /** Where the worker finds `duckdb-eh.wasm`. */
  wasm: string;
  /** Why neither came, after they did not run; null where they did come. */
  lacking?: () => Promise<AsofError | null>;
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

export async function openWasm(parts: WasmParts): Promise<WasmEngine> {
  const database = await openDatabase(parts);
  return new Wasm(parts, database, await database.db.getVersion());
}

/** One DuckDB-Wasm, until it fails. */
interface Database {
  db: AsyncDuckDB;
  /** Rejects when the worker dies: DuckDB-Wasm itself never answers what was asked then. */
  lost: Promise<never>;
  idle: number[];
}

async function openDatabase({ worker: start, wasm, lacking }: WasmParts): Promise<Database> {
  const worker = start();
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  const lost = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) =>
      reject(new Error(`FATAL Error: ${event.message || 'its worker failed'}`)),
    );
  });
  lost.catch(() => {});
  try {
    await Promise.race([lost, db.instantiate(wasm)]);
    await db.open({ query: {} });
    // Before anything else: a missing extension would be fetched, and trap where there is no network.
    const connection = await db.connectInternal();
    for (const setting of ['autoload_known_extensions', 'autoinstall_known_extensions'])
      await db.runQuery(connection, `SET ${setting} = false`);
    return { db, lost, idle: [connection] };
  } catch (error) {
    throw (await lacking?.()) ?? engineFailure(error);
  }
}

/** The end of an Arrow IPC stream. */
const end = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

class Wasm implements WasmEngine {
  readonly info: EngineInfo;
  restarts = 0;
  readonly disk = null;
  readonly #parts: WasmParts;
  #database: Promise<Database>;

  constructor(parts: WasmParts, database: Database, version: string) {
    this.#parts = parts;
    this.#database = Promise.resolve(database);
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

  evaluate(
    query: (lists: readonly Sql[]) => Sql,
    lists: readonly (readonly (string | null)[])[],
    run?: Run,
  ): AsyncIterable<Batch> {
    return this.batches(query(lists.map((values) => sql`${list(values)}::VARCHAR[]`)), run);
  }

  numbers(query: Sql, take: (batch: NumberBatch) => void, run?: Run): Promise<void> {
    let schema: Uint8Array | null = null;
    return this.#eachPart(
      query,
      (part) => {
        schema ??= part;
        const { batches } = tableFromIPC(part === schema ? joinBytes([part, end]) : joinBytes([schema, part, end]));
        for (const batch of batches) take(toNumbers(batch));
      },
      run,
    );
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
    const { db } = await this.#database;
    if (content instanceof Uint8Array) await db.registerFileBuffer(name, new Uint8Array(content));
    else await db.registerFileHandle(name, content, DuckDBDataProtocol.BROWSER_FILEREADER, true);
  }

  async dropFile(name: string): Promise<void> {
    await (await this.#database).db.dropFile(name);
  }

  insertArrow(table: string, stream: Uint8Array, create: boolean): Promise<void> {
    return this.#onConnection((id, db) =>
      db.insertArrowFromIPCStream(id, new Uint8Array(stream), { name: table, schema: 'main', create }),
    );
  }

  load(table: string, columns: readonly Column[], { rows, columns: values }: Batch): Promise<void> {
    const stream = toArrowStream(columns, [{ rows, values: (column) => values[column] as ArrowValue[] }]);
    return this.insertArrow(table, stream, false);
  }

  async close(): Promise<void> {
    await (await this.#database).db.terminate();
  }

  /** Null for what DESCRIBE does not take: statements that are no query. */
  async #describe(query: Sql): Promise<Column[] | null> {
    try {
      return await this.columns(query);
    } catch (error) {
      if (isFault(error, 'syntax')) return null;
      throw error;
    }
  }

  async #run(statement: Sql, run?: Run): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    await this.#eachPart(statement, (part) => parts.push(part), run);
    return joinBytes([...parts, end]);
  }

  /**
   * The parts of a stream without its end, the schema first. Step by step, never in one go: that would keep the worker from
   * everything else, cancelling included.
   */
  #eachPart(statement: Sql, take: (part: Uint8Array) => void, run?: Run): Promise<void> {
    return this.#onConnection(async (id, db) => {
      try {
        let header = answered(await db.startPendingQuery(id, statement.text));
        while (header === null) {
          go(run);
          header = answered(await db.pollPendingQuery(id));
        }
        for (
          let part: Uint8Array | null = header;
          part?.length !== 0;
          part = answered(await db.fetchQueryResults(id))
        ) {
          go(run);
          if (part) take(part);
        }
        go(run);
      } catch (error) {
        if (run?.signal?.aborted) await db.cancelPendingQuery(id);
        throw error;
      }
    }, run);
  }

  async #onConnection<T>(work: (connection: number, db: AsyncDuckDB) => Promise<T>, run?: Run): Promise<T> {
    if (run?.signal?.aborted) throw new AsofError('cancelled');
    const database = this.#database;
    let open: Database | undefined;
    try {
      open = await database;
      return await onConnection(open, work);
    } catch (error) {
      if (run?.signal?.aborted) throw new AsofError('cancelled');
      if (open && !isFatal(error)) throw engineFailure(error);
      await this.#restart(database);
      throw restarted(error);
    }
  }

  /** Whoever else met the same end finds the new database; where that does not open, the next to ask tries again. */
  async #restart(ended: Promise<Database>): Promise<void> {
    if (this.#database !== ended) return;
    this.restarts++;
    this.#database = openDatabase(this.#parts);
    await ended.then(
      ({ db }) => db.terminate(),
      () => undefined,
    );
    await this.#database;
  }
}

async function onConnection<T>(
  { db, lost, idle }: Database,
  work: (connection: number, db: AsyncDuckDB) => Promise<T>,
): Promise<T> {
  const connection = idle.pop() ?? (await Promise.race([lost, db.connectInternal()]));
  try {
    const answer = await Promise.race([lost, work(connection, db)]);
    idle.push(connection);
    return answer;
  } catch (error) {
    // An Arrow stream that was refused stays with its connection, and fails every later one.
    if (!isFatal(error)) await Promise.race([lost, db.disconnect(connection)]);
    throw error;
  }
}

/** DuckDB-Wasm answers nothing, at once and for ever, when its worker was ended meanwhile. */
function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error('FATAL Error: its worker was ended');
  return answer;
}

function go(run?: Run): void {
  if (run?.signal?.aborted) throw new AsofError('cancelled');
  run?.progress?.({ phase: 'running' });
}

/** Throws where a column is not DOUBLE. */
function toNumbers(batch: RecordBatch): NumberBatch {
  const columns = batch.schema.fields.map(({ name, type }, i) => {
    const data = batch.getChildAt(i)!.data[0]!;
    const values: unknown = data.values;
    if (!(values instanceof Float64Array)) throw new Error(`column ${name} is ${type}, not DOUBLE`);
    return { values, valid: data.nullCount > 0 ? data.nullBitmap : null };
  });
  return { rows: batch.numRows, columns };
}

function toRows(stream: Uint8Array, columns: readonly Column[]): Row[] {
  const table = tableFromIPC(stream);
  const rows: Row[] = Array.from({ length: table.numRows }, emptyRow);
  table.schema.fields.forEach(({ name }, c) => {
    const wide = columns[c] !== undefined && describeType(columns[c].type).isWide;
    let r = 0;
    for (const value of valuesOf(table.getChildAt(c)!))
      rows[r++]![name] = wide && typeof value === 'string' ? BigInt(value) : (value as Value);
  });
  return rows;
}
