import type { Engine, Run } from '../engine/engine.ts';
import { join, sql, type Sql } from '../sql/sql.ts';

/** Something in an engine's memory. */
export interface Kept {
  bytes: number;
  /** Takes it out of memory. */
  shed: () => Promise<void>;
}

/** What an engine's memory has room for: of what all pages keep, that which was used longest ago is shed. */
export class Room {
  readonly #most: number;
  /** In the order of use, oldest first. */
  readonly #kept = new Set<Kept>();

  /** Bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Makes room. What is kept now stays, however large it is, and so does what it stands on. */
  async keep(kept: Kept, base: Kept = kept): Promise<void> {
    this.#kept.add(kept);
    this.used(base);
    let bytes = [...this.#kept].reduce((sum, one) => sum + one.bytes, 0);
    for (const oldest of [...this.#kept]) {
      if (bytes <= this.#most) return;
      // Another, that makes room at the same time, may have shed it.
      if (oldest === kept || oldest === base || !this.#kept.delete(oldest)) continue;
      bytes -= oldest.bytes;
      await oldest.shed();
    }
  }

  used(kept: Kept): void {
    if (this.#kept.delete(kept)) this.#kept.add(kept);
  }

  leave(kept: Kept): void {
    this.#kept.delete(kept);
  }
}

/** About how many bytes tables take, from their first rows as text: numbers and times come to about as much. */
export async function bytesOfTables(engine: Engine, tables: readonly Sql[], run: Run): Promise<number> {
  if (tables.length === 0) return 0;
  const each = tables.map(
    (table) =>
      sql`SELECT (SELECT count(*) FROM ${table}) * avg(strlen(row(*COLUMNS(*))::VARCHAR)) AS bytes FROM (FROM ${table} LIMIT 200)`,
  );
  const all = sql`SELECT coalesce(sum(bytes), 0)::DOUBLE AS bytes FROM (${join(each, ' UNION ALL ')})`;
  const [found] = await engine.rows<{ bytes: number }>(all, run);
  return found!.bytes;
}
