import type { Column, Engine, Run } from '../engine/engine.ts';
import { Scratch, type Footing } from '../engine/scratch.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { ColumnTest } from '../question/show.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { bytesOfTables, type Kept, type Room } from './room.ts';
import { testsSql } from './explore.ts';
import {
  arrangedSql,
  columnsSql,
  findSql,
  knownColumn,
  pageSql,
  unknown,
  type PagedTable,
  type Place,
  type TableSort,
} from './table.ts';

/** Whose an answer is, and what others call its rows. */
export interface Owned {
  /** A page's cell, say: it keeps its newest answer and the one before. Left out, the answer is its own owner. */
  owner?: string | undefined;
  /** No two owners have the same. */
  name?: string | undefined;
}

/** Of tables, by their names: another text where their files are others, or have changed. */
export type FileVersions = Readonly<Record<string, string>>;

/** An answer whose rows can be asked for. */
export interface Answered {
  /** By this id. */
  result: string;
  /** Of the tables that it read. */
  files: FileVersions;
}

/** Rows of an answer in an order. */
export interface Arranged {
  result: string;
  /** Which of its tables; left out, its first. */
  table?: string | undefined;
  filter: string;
  sort: TableSort;
  /** All of which hold. */
  where?: readonly ColumnTest[] | undefined;
}

interface Held<A> extends Kept {
  owner: string;
  name: string | null;
  answer: A;
  /** The first is meant where none is named. */
  tables: Readonly<Record<string, PagedTable>>;
  scratches: readonly Footing[];
  arrangements: Map<string, Arrangement>;
  /** What the engine's `restarts` was: another has not got its tables. */
  life: number;
  /** To disk: whether it came there. */
  moving: Promise<boolean> | null;
}

interface Arrangement extends Kept {
  table: PagedTable;
  /** A table of (position, number); null where that is every row by its number. */
  order: Sql | null;
  rows: number;
  /** The number of the row that comes first; null without rows. */
  first: number | null;
}

/** Position and number, each eight bytes. */
const arrangedBytes = 16;

/**
 * The answers of one connection whose rows can be asked for, kept while their owners live. For want of room
 * an answer is moved to disk and read from there; where there is no disk it is let go of, and stale.
 */
export class Results<A> {
  readonly #engine: Engine;
  readonly #room: Room;
  /** Told apart from those of a process before this one. */
  readonly #prefix = Math.random().toString(36).slice(2, 10);
  /** In the order in which they were made. */
  readonly #held = new Map<string, Held<A>>();
  readonly #types = new WeakMap<PagedTable, Promise<readonly Column[]>>();
  #count = 0;

  constructor(engine: Engine, room: Room) {
    this.#engine = engine;
    this.#room = room;
  }

  /** Keeps an answer with the tables that it is read from, and gives its id. Throws `bad_option` where another owner has its name. */
  async hold(
    { owner, name }: Owned,
    { answer, tables, scratches }: Pick<Held<A>, 'answer' | 'tables' | 'scratches'>,
    run: Run,
  ): Promise<string> {
    const id = `${this.#prefix}-${++this.#count}`;
    if (name !== undefined && [...this.#held.values()].some((one) => one.name === name && one.owner !== owner))
      throw new AsofError('bad_option', { message: `another cell is called ${name}`, expected: 'a name of its own' });
    const held: Held<A> = {
      ...{ owner: owner ?? id, name: name ?? null, answer, tables, scratches },
      ...{ arrangements: new Map(), life: this.#engine.restarts, moving: null },
      bytes: await bytesOfTables(
        this.#engine,
        scratches.flatMap((scratch) => scratch.tables),
        run,
      ),
      shed: () => this.#shed(id, held),
    };
    this.#held.set(id, held);
    const older = [...this.#held].filter(([, one]) => one.owner === held.owner).slice(0, -2);
    for (const [before] of older) await this.#drop(before);
    await this.#room.keep(held);
    return id;
  }

  /** Throws `stale_result`. */
  get(id: string): A {
    return this.#get(id).answer;
  }

  /** The rows that were last held under a name; null where there are none. */
  named(name: string): PagedTable | null {
    const held = [...this.#held.values()].findLast((one) => one.name === name);
    if (!held || held.life !== this.#engine.restarts) return null;
    this.#room.used(held);
    return tableOf(held);
  }

  /**
   * Puts rows in an order, in which `rows` and `locate` find them: how many, the number of the first, and what a page
   * of them has. Throws `stale_result`, `unknown_name`, `bad_option`.
   */
  async arrange(
    asked: Arranged,
    run: Run,
  ): Promise<Pick<Arrangement, 'rows' | 'first'> & { columns: readonly Column[] }> {
    const { rows, first, table } = await this.#arranged(asked, run);
    return { rows, first, columns: await this.#columnsOf(table) };
  }

  /** Columns of an order's rows as a query, for what is asked of them as a whole. */
  async columns(asked: Arranged, names: readonly string[], run: Run): Promise<{ from: Sql; columns: Column[] }> {
    const { table, order } = await this.#arranged(asked, run);
    const query = columnsSql(table, order, names);
    return { from: sql`(${query})`, columns: await this.#engine.columns(query) };
  }

  /** The next cell, or with `back` the one before, whose text has another, whatever the case; null where there is none. */
  async find(
    { text, columns, from, back, ...asked }: Arranged & { text: string; columns: string[]; from: Place; back: boolean },
    run: Run,
  ): Promise<Place | null> {
    const { table, order } = await this.#arranged(asked, run);
    const query = findSql(table, order, { text, columns, from, back });
    const [found] = await this.#engine.rows<{ position: number; column: string }>(query, run);
    return found ? { row: found.position, column: found.column } : null;
  }

  /** Some rows of an order as one Arrow IPC stream. */
  async rows({ from, count, ...asked }: Arranged & { from: number; count: number }, run: Run): Promise<Uint8Array> {
    const { table, order } = await this.#arranged(asked, run);
    return this.#engine.arrow(pageSql(table, order, from, count), run);
  }

  /** Where the row with a number stands in an order, from 0; null where the filter leaves it out. */
  async locate({ row, ...asked }: Arranged & { row: number }, run: Run): Promise<{ position: number } | null> {
    const { order, rows } = await this.#arranged(asked, run);
    if (order === null) return row < rows ? { position: row } : null;
    const [found] = await this.#engine.rows<{ position: number }>(
      sql`SELECT position::DOUBLE AS position FROM ${order} WHERE number = ${row}`,
      run,
    );
    return found ?? null;
  }

  /** Lets go of all that an owner has. */
  async release(owner: string): Promise<void> {
    for (const [id, held] of [...this.#held]) if (held.owner === owner) await this.#drop(id);
  }

  async releaseAll(): Promise<void> {
    for (const id of [...this.#held.keys()]) await this.#drop(id);
  }

  #get(id: string): Held<A> {
    const held = this.#held.get(id);
    if (held?.life !== this.#engine.restarts) throw new AsofError('stale_result');
    this.#room.used(held);
    return held;
  }

  /** Made where it is not there, or is not any more. */
  async #arranged(asked: Arranged, run: Run): Promise<Arrangement> {
    const { result, table: name, filter, sort, where = [] } = asked;
    const held = this.#get(result);
    const tests = where.map(({ column, is, value, from, to }) => [column, is, value, from, to]);
    const key = JSON.stringify([name, filter, sort.by, sort.columns ?? [], tests]);
    const known = held.arrangements.get(key);
    if (known) {
      // Before what it stands on: an order is made again in less time than an answer.
      this.#room.used(known);
      this.#room.used(held);
      return known;
    }
    const table = tableOf(held, name);
    for (const { column } of where) knownColumn(table, column);
    const condition = where.length > 0 ? await testsSql(this.#engine, where, await this.#columnsOf(table), run) : null;
    const query = arrangedSql(table, filter, sort, condition);
    if (query === null) {
      const rows = table.rows!;
      return { table, order: null, rows, first: rows > 0 ? 0 : null, bytes: 0, shed: () => Promise.resolve() };
    }
    const made = await this.#make(table, query, run);
    // It was let go of meanwhile, or the same was made twice at once.
    if (this.#held.get(result) !== held || held.arrangements.has(key)) {
      await made.shed();
      return this.#arranged(asked, run);
    }
    const { shed } = made;
    made.shed = () => (held.arrangements.delete(key), shed());
    held.arrangements.set(key, made);
    await this.#room.keep(made, held);
    return made;
  }

  /** What a page of it has; asked once. */
  #columnsOf(table: PagedTable): Promise<readonly Column[]> {
    const known = this.#types.get(table);
    if (known) return known;
    const asked = this.#engine.columns(
      sql`SELECT ${join(table.columns.map((name) => ident(name)))} FROM ${table.from}`,
    );
    this.#types.set(table, asked);
    asked.catch(() => this.#types.delete(table));
    return asked;
  }

  async #make(table: PagedTable, query: Sql, run: Run): Promise<Arrangement> {
    const scratch = new Scratch(this.#engine);
    try {
      const order = await scratch.table('arranged', query, run);
      const [found] = await this.#engine.rows<{ rows: number; first: number | null }>(
        sql`SELECT count(*)::DOUBLE AS rows, (min(number) FILTER (WHERE position = 0))::DOUBLE AS first FROM ${order}`,
        run,
      );
      return { table, order, ...found!, bytes: found!.rows * arrangedBytes, shed: () => scratch.drop() };
    } catch (error) {
      await scratch.drop();
      throw error;
    }
  }

  async #drop(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    this.#room.leave(held);
    for (const arrangement of [...held.arrangements.values()]) {
      this.#room.leave(arrangement);
      await arrangement.shed();
    }
    await held.moving;
    for (const scratch of held.scratches) await scratch.drop();
  }

  async #shed(id: string, held: Held<A>): Promise<void> {
    held.moving = this.#toDisk(held);
    // Where the disk is full, say, nobody who asked something else is to hear of it.
    if (!(await held.moving)) await this.#drop(id);
  }

  async #toDisk({ scratches }: Held<A>): Promise<boolean> {
    const { disk } = this.#engine;
    if (disk === null) return false;
    try {
      for (const scratch of scratches) await scratch.move(disk);
      return true;
    } catch {
      return false;
    }
  }
}

function tableOf<A>({ tables }: Held<A>, name: string | undefined = Object.keys(tables)[0]): PagedTable {
  if (name !== undefined && Object.hasOwn(tables, name)) return tables[name]!;
  throw unknown('table', name ?? '', Object.keys(tables));
}
