import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AsofError } from '../../errors/asof-error.ts';
import type { Sql } from '../../sql/sql.ts';
import { dropPrepared } from './prepared.ts';

/** Every running query holds a thread of Node's pool of four: one stays free for files and sockets. */
const most = 3;

/** Connections to one database, one per running query; more queries than that wait their turn. */
export class Connections {
  readonly #instance: DuckDBInstance;
  readonly #besides: readonly Sql[];
  readonly #idle: DuckDBConnection[] = [];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  readonly #all: Promise<DuckDBConnection>[] = [];
  #busy = 0;
  #ended = false;
  #whenIdle: (() => void)[] = [];

  /** `besides`: what each connection is told first. */
  constructor(instance: DuckDBInstance, besides: readonly Sql[] = []) {
    this.#instance = instance;
    this.#besides = besides;
  }

  /** Throws `cancelled` when the signal fires before a connection is free. */
  async take(signal?: AbortSignal): Promise<DuckDBConnection> {
    if (signal?.aborted || this.#ended) throw new AsofError('cancelled');
    this.#busy++;
    try {
      return this.#idle.pop() ?? (this.#all.length < most ? await this.#open() : await this.#turn(signal));
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  give(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
    this.#free();
  }

  /** As `close`; whoever asks from now on is told `cancelled`: a statement that begins while its connection is closed ends the process. */
  end(): Promise<void> {
    this.#ended = true;
    return this.close();
  }

  /** Waits for what still runs. */
  async close(): Promise<void> {
    if (this.#busy > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    for (const connection of await Promise.all(this.#all)) {
      dropPrepared(connection);
      connection.closeSync();
    }
  }

  #free(): void {
    if (--this.#busy === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #open(): Promise<DuckDBConnection> {
    const opening = this.#instance.connect();
    this.#all.push(opening);
    const connection = await opening;
    await connection.run("SET TimeZone = 'UTC'");
    // Without a progress bar there is no progress to ask for; it is never printed.
    await connection.run('SET enable_progress_bar = true');
    await connection.run('SET enable_progress_bar_print = false');
    await connection.run('SET progress_bar_time = 0');
    for (const statement of this.#besides) await connection.run(statement.text);
    return connection;
  }

  #turn(signal?: AbortSignal): Promise<DuckDBConnection> {
    return new Promise((resolve, reject) => {
      const receive = (connection: DuckDBConnection) => {
        signal?.removeEventListener('abort', leave);
        resolve(connection);
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(receive), 1);
        reject(new AsofError('cancelled'));
      };
      this.#waiting.push(receive);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
