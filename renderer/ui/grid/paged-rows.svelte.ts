import { readPage, type ArrowPage, type PageColumn } from './arrow-page.ts';
import { toCell, type GridCell } from './cell.ts';
import { decimalsOf } from './cell-text.ts';
import { PageCache } from './page-cache.ts';

type Fetch = (from: number, count: number, signal: AbortSignal) => Promise<ArrowPage>;

/** Rows of the host as a grid reads them: what is here at once, the rest when it comes. */
export class PagedRows {
  readonly rows: number;
  readonly #cache: PageCache;
  readonly #decimals = new Map<string, number>();
  /** Rises when pages come, so that what was read is read again. */
  #version = $state(0);

  constructor(rows: number, fetch: Fetch) {
    this.rows = rows;
    this.#cache = new PageCache({ rows, fetch }, { changed: () => this.#version++ });
  }

  /** All rows at hand, as one Arrow IPC stream. */
  static of(arrow: Uint8Array): PagedRows {
    const page = readPage(arrow);
    const rows = new PagedRows(page.rows, () => Promise.resolve(page));
    rows.want(0, page.rows - 1, true);
    return rows;
  }

  /** What went wrong, where pages no longer come. */
  get failure(): unknown {
    return (void this.#version, this.#cache.failure);
  }

  /** The columns of what is here; none before the first page. */
  get columns(): readonly PageColumn[] {
    return (void this.#version, this.#cache.any?.columns ?? []);
  }

  /** A row's page and its place in it, null while it is not here. */
  at(row: number): { page: ArrowPage; index: number } | null {
    return (void this.#version, this.#cache.at(row));
  }

  /** A value as a cell shows it. */
  cell(row: number, column: string): GridCell | null {
    const found = this.at(row);
    const read = found?.page.column(column);
    return found && read ? toCell(read, read.at(found.index), this.#decimalsOf(read, found.page.rows)) : null;
  }

  want(first: number, last: number, forward: boolean): void {
    this.#cache.want(first, last, forward);
  }

  retry(): void {
    this.#cache.retry();
    this.#version++;
  }

  close(): void {
    this.#cache.close();
  }

  /** Of the first page that is read, and then kept: a column's points must not move while it is scrolled. */
  #decimalsOf(column: PageColumn, rows: number): number {
    if (!column.fractional) return 0;
    const known = this.#decimals.get(column.name);
    if (known !== undefined) return known;
    const values = Array.from({ length: rows }, (_, row) => column.at(row));
    const decimals = decimalsOf(values.filter((value) => typeof value === 'number'));
    this.#decimals.set(column.name, decimals);
    return decimals;
  }
}
