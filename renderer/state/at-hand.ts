import type { Column } from '../../core/engine/engine.ts';
import type { Host } from '../../core/rpc/contract.ts';
import type { Arranged } from '../../core/results/results.ts';
import { LocalTable, type ArrangedRows } from '../ui/grid/local/local-table.ts';

/**
 * How many values of one table a page keeps, to put it in order and cut it down by itself: a million rows of eight
 * columns. Of more the host is asked, which has them beside it: a thousand million bytes would be minutes on their way.
 */
const mostValues = 8_000_000;
/** So few are waited for; while more arrive, the host is asked. */
const fewValues = 400_000;
/** Of one call. */
const pageRows = 10_000;
const callsAtOnce = 4;

/** Rows of a table that is here, in the order that was asked for. */
export interface HereInOrder {
  table: LocalTable;
  rows: Uint32Array;
}

/** The whole of the table that is looked at, where it is small enough to be had. */
export class AtHand {
  readonly #host: Host;
  #key = '';
  #loading: Promise<LocalTable | null> = Promise.resolve(null);
  #here: LocalTable | null = null;
  #isFew = false;
  #stop = new AbortController();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Rows of `base`, which asks nothing of columns, as `asked`; null where the host is to be asked. */
  async explore(base: Arranged, asked: ArrangedRows): Promise<HereInOrder | null> {
    const key = JSON.stringify(base);
    if (key !== this.#key) await this.#begin(base, key);
    const table = this.#isFew ? await this.#loading : this.#here;
    const rows = (key === this.#key && table?.explore(asked)) || null;
    return rows && { table: table!, rows };
  }

  drop(): void {
    this.#stop.abort();
    this.#key = '';
    this.#here = null;
    this.#isFew = false;
    this.#loading = Promise.resolve(null);
  }

  async #begin(base: Arranged, key: string): Promise<void> {
    this.drop();
    this.#key = key;
    const { signal } = (this.#stop = new AbortController());
    const { rows, columns } = await this.#host.call('arrange', base, { signal });
    const values = rows * (columns.length + 1);
    if (signal.aborted || values > mostValues) return;
    this.#isFew = values <= fewValues;
    this.#loading = this.#load(base, rows, columns, signal);
  }

  /** Null where it could not be had: then the host is asked as before. */
  async #load(
    base: Arranged,
    rows: number,
    columns: readonly Column[],
    signal: AbortSignal,
  ): Promise<LocalTable | null> {
    const pages = Array.from<Uint8Array>({ length: Math.max(1, Math.ceil(rows / pageRows)) });
    let next = 0;
    const fetch = async (): Promise<void> => {
      while (next < pages.length) {
        const at = next++;
        const from = at * pageRows;
        const count = Math.min(pageRows, rows - from);
        pages[at] = await this.#host.call('page', { ...base, from, count }, { signal });
      }
    };
    try {
      await Promise.all(Array.from({ length: callsAtOnce }, fetch));
      if (signal.aborted) return null;
      this.#here = new LocalTable(pages, columns);
      return this.#here;
    } catch {
      return null;
    }
  }
}
