import { ident, sql, type Sql } from '../sql/sql.ts';
import type { Engine, Run } from './engine.ts';

/** What an answer stands on while it lives. */
export type Footing = Pick<Scratch, 'tables' | 'move' | 'drop'>;

/** Of what lies in a file: it takes no room that could be made elsewhere. */
export function footingInFile(drop: () => Promise<void>): Footing {
  return { tables: [], move: () => Promise.resolve(), drop };
}

/** Tables that one answer needs while it lives. Names are unique in the engine; `drop` removes them all. */
export class Scratch {
  static #count = 0;
  readonly #engine: Engine;
  readonly #tables: Sql[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The name of a table that something else will make. */
  name(purpose: string): string {
    const name = `asof_${purpose}_${++Scratch.#count}`;
    // Before it is made: a cancel may come when the table is there already.
    this.#tables.push(ident(name));
    return name;
  }

  /** Runs a query into a new table and gives the table's name. */
  async table(purpose: string, query: Sql, run?: Run): Promise<Sql> {
    const table = ident(this.name(purpose));
    await this.#engine.exec(sql`CREATE TABLE ${table} AS ${query}`, run);
    return table;
  }

  get tables(): readonly Sql[] {
    return this.#tables;
  }

  /** Moves all tables to another database, whose tables are found by their names as these are. */
  async move(database: Sql): Promise<void> {
    for (const table of this.#tables) {
      await this.#engine.exec(sql`CREATE TABLE ${database}.${table} AS FROM ${table}`);
      // Of two that have the name, the one in memory.
      await this.#engine.exec(sql`DROP TABLE ${table}`);
    }
  }

  async drop(): Promise<void> {
    for (const table of this.#tables.splice(0)) await this.#engine.exec(sql`DROP TABLE IF EXISTS ${table}`);
  }
}
