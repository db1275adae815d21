import type { ArrowPage } from './arrow-page.ts';

export interface PageSource {
  rows: number;
  /** Rows [from, from + count) of the whole. */
  fetch: (from: number, count: number, signal: AbortSignal) => Promise<ArrowPage>;
}

interface Options {
  pageSize?: number;
  /** How many pages are kept; those asked for longest ago go first. */
  keep?: number;
  /** How many are fetched at once; where a view flies past, only what it shows last is fetched next. */
  atOnce?: number;
  /** How long a view must stay, milliseconds, after a jump to where nothing is here: who flies past is not served on the way. */
  stay?: number;
  /** A page came, or one could not be had. */
  changed: () => void;
}

/** Rows by position, fetched in pages as they are wanted, the least recently wanted forgotten. */
export class PageCache {
  readonly #source: PageSource;
  readonly #options: Required<Options>;
  /** In the order of use, oldest first. */
  readonly #pages = new Map<number, ArrowPage>();
  readonly #fetching = new Map<number, AbortController>();
  #wanted: number[] = [];
  #jumped: ReturnType<typeof setTimeout> | null = null;
  #failure: unknown = null;
  #closed = false;

  constructor(source: PageSource, options: Options) {
    this.#source = source;
    this.#options = { pageSize: 200, keep: 60, atOnce: 2, stay: 40, ...options };
  }

  /** Why pages no longer come; null while they do. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A row's page and its place in it; null while it is not here. */
  at(row: number): { page: ArrowPage; index: number } | null {
    const { pageSize } = this.#options;
    const page = this.#pages.get(Math.floor(row / pageSize));
    const index = row % pageSize;
    return page && index < page.rows ? { page, index } : null;
  }

  /** Any page that is here. */
  get any(): ArrowPage | null {
    return this.#pages.values().next().value ?? null;
  }

  /** Says which rows are on screen; they are fetched first, then a page further in the direction of travel, then one behind. */
  want(first: number, last: number, forward = true): void {
    const { pageSize } = this.#options;
    const most = Math.ceil(this.#source.rows / pageSize) - 1;
    const [low, high] = [Math.floor(first / pageSize), Math.floor(last / pageSize)];
    const shown = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
    const around = forward ? [high + 1, low - 1] : [low - 1, high + 1];
    const before = this.#wanted;
    this.#wanted = [...shown, ...around].filter((page) => page >= 0 && page <= most);
    for (const page of this.#wanted) this.#touch(page);
    const isJump = before.length > 0 && !shown.some((page) => this.#pages.has(page) || before.includes(page));
    if (isJump || this.#jumped !== null) this.#wait();
    else this.#fetchNext();
  }

  retry(): void {
    this.#failure = null;
    this.#fetchNext();
  }

  close(): void {
    this.#closed = true;
    if (this.#jumped !== null) clearTimeout(this.#jumped);
    for (const controller of this.#fetching.values()) controller.abort();
  }

  #wait(): void {
    if (this.#jumped !== null) clearTimeout(this.#jumped);
    this.#jumped = setTimeout(() => {
      this.#jumped = null;
      this.#fetchNext();
    }, this.#options.stay);
  }

  #touch(page: number): void {
    const held = this.#pages.get(page);
    if (!held) return;
    this.#pages.delete(page);
    this.#pages.set(page, held);
  }

  #fetchNext(): void {
    const { pageSize, atOnce } = this.#options;
    if (this.#closed || this.#failure !== null || this.#jumped !== null) return;
    for (const page of this.#wanted) {
      if (this.#fetching.size >= atOnce) return;
      if (this.#pages.has(page) || this.#fetching.has(page)) continue;
      const controller = new AbortController();
      this.#fetching.set(page, controller);
      const from = page * pageSize;
      const count = Math.min(pageSize, this.#source.rows - from);
      this.#source.fetch(from, count, controller.signal).then(
        (arrived) => this.#arrive(page, arrived),
        (failure: unknown) => this.#fail(page, failure),
      );
    }
  }

  #arrive(page: number, arrived: ArrowPage): void {
    this.#fetching.delete(page);
    if (this.#closed) return;
    this.#pages.set(page, arrived);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#options.keep) break;
      this.#pages.delete(oldest);
    }
    this.#options.changed();
    this.#fetchNext();
  }

  #fail(page: number, failure: unknown): void {
    this.#fetching.delete(page);
    if (this.#closed) return;
    this.#failure = failure;
    this.#options.changed();
  }
}
