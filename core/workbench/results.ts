import { Scratch } from '../engine/scratch.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { Joined } from '../join/join.ts';
import type { Pairs } from '../leakage/pairs.ts';
import { sql, type Sql } from '../sql/sql.ts';

/** An answer whose rows can still be asked for. */
export interface Result {
  id: string;
  joined: Joined;
  /** Both joins side by side: of a leakage answer; null of a training set. */
  pairs: Pairs | null;
  /** All tables but those of arrangements. */
  scratches: readonly Scratch[];
  arrangements: Map<string, Arrangement>;
}

export interface Arrangement {
  id: string;
  /** A table of (position, label_row); null where the rows are in label order, all of them. */
  table: Sql | null;
  rows: number;
  scratch: Scratch;
}

/** So many answers keep their tables; asking for the rows of an older one says that it is stale. */
const mostResults = 8;
/** So many orders of one answer; the next takes the place of the oldest. */
const mostArrangements = 6;

/** The answers that a page can ask for rows, least recently used first. */
export class Results {
  readonly #engine: Engine;
  /** Told apart from those of a process before this one. */
  readonly #prefix = Math.random().toString(36).slice(2, 10);
  readonly #held = new Map<string, Result>();
  #count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async hold(answer: Omit<Result, 'id' | 'arrangements'>): Promise<Result> {
    const id = `${this.#prefix}-${++this.#count}`;
    const result: Result = { ...answer, id, arrangements: new Map() };
    this.#held.set(id, result);
    while (this.#held.size > mostResults) await this.release(this.#held.keys().next().value!);
    return result;
  }

  get(id: string): Result {
    const result = this.#held.get(id);
    if (!result) throw new AsofError('stale_result');
    this.#held.delete(id);
    this.#held.set(id, result);
    return result;
  }

  /** Adds an order of a result's rows; `query` gives (position, label_row), null is every row in label order. */
  async arrange(result: Result, query: Sql | null, run: Run): Promise<Arrangement> {
    const scratch = new Scratch(this.#engine);
    const table = query && (await scratch.table('arranged', query, run));
    const rows = table ? await this.#countRows(table, run) : result.joined.rows;
    const arrangement = { id: `${result.id}-${++this.#count}`, table, rows, scratch };
    result.arrangements.set(arrangement.id, arrangement);
    if (result.arrangements.size > mostArrangements) {
      const oldest = result.arrangements.values().next().value!;
      result.arrangements.delete(oldest.id);
      await oldest.scratch.drop();
    }
    return arrangement;
  }

  arrangement(id: string): { result: Result; arrangement: Arrangement } {
    for (const result of this.#held.values()) {
      const arrangement = result.arrangements.get(id);
      if (arrangement) return { result: this.get(result.id), arrangement };
    }
    throw new AsofError('stale_result');
  }

  async release(id: string): Promise<void> {
    const result = this.#held.get(id);
    if (!result) return;
    this.#held.delete(id);
    const arranged = [...result.arrangements.values()].map(({ scratch }) => scratch);
    for (const scratch of [...arranged, ...result.scratches]) await scratch.drop();
  }

  async releaseAll(): Promise<void> {
    for (const id of [...this.#held.keys()]) await this.release(id);
  }

  async #countRows(table: Sql, run: Run): Promise<number> {
    const [counted] = await this.#engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`, run);
    return counted!.n;
  }
}
