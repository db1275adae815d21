import type { Arranged } from '../../core/results/results.ts';
import type { TableSort } from '../../core/results/table.ts';
import { PagedRows } from '../ui/grid/paged-rows.svelte.ts';
import type { Run } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** How many rows an order has, and the number of the first; null without rows. */
export interface RowsInOrder {
  rows: number;
  first: number | null;
}

/** The rows of a result: which, in which order, and the pages of them that are here. */
export class TableRows<F extends string, S extends TableSort> {
  readonly arranging: Run<RowsInOrder>;
  protected readonly workbench: Workbench;
  readonly #usual: S;
  readonly #number: string;
  /** What is shown next, while its rows are put in order; then the same as what is. */
  #next: Pick<Arranged, 'result' | 'table'> | null = null;
  #shown: Arranged | null = null;
  #filter: F;
  #sort: S;
  #rows = $state.raw<PagedRows | null>(null);
  #reordered = false;

  /** `number`: the column of a page with the rows' numbers. */
  constructor(workbench: Workbench, name: string, usual: { filter: F; sort: S; number: string }) {
    this.workbench = workbench;
    this.arranging = workbench.run(name);
    this.#filter = $state(usual.filter);
    this.#sort = $state.raw(usual.sort);
    this.#usual = usual.sort;
    this.#number = usual.number;
  }

  get filter(): F {
    return this.#filter;
  }

  get sort(): S {
    return this.#sort;
  }

  /** In their order; those of before, while others are put in order; null before the first. */
  get rows(): PagedRows | null {
    return this.#rows;
  }

  /** The rows stand in an order that was just chosen: they are read from the top. */
  get isReordered(): boolean {
    return this.#reordered;
  }

  setFilter(filter: F): void {
    this.#filter = filter;
    void this.#arrange(false);
  }

  setSort(sort: S): void {
    this.#sort = sort;
    void this.#arrange(true);
  }

  /** By a column: rising, then falling, then the usual order again. */
  sortBy(column: string): void {
    const { by, column: now, descending } = this.#sort as TableSort;
    const isSame = by === 'column' && now === column;
    this.setSort(isSame && descending ? this.#usual : ({ by: 'column', column, descending: isSame } as unknown as S));
  }

  /** The number of the row at a position; null while its page is on its way. */
  numberAt(position: number): number | null {
    const found = this.#rows?.at(position);
    const number = found?.page.column(this.#number)?.at(found.index) ?? null;
    return number === null ? null : Number(number);
  }

  /** Where the row with a number stands; null where the filter leaves it out, or nothing is shown yet. */
  async positionOf(row: number): Promise<number | null> {
    const shown = this.#shown;
    if (!shown || !this.arranging.value?.rows) return null;
    const found = await this.workbench.host.call('locate', { ...shown, row }).catch(() => null);
    return this.#shown === shown ? (found?.position ?? null) : null;
  }

  /** Shows a table's rows, by a filter and an order that may be others than those of before. */
  protected async showTable(
    of: Pick<Arranged, 'result' | 'table'>,
    { filter = this.#filter, sort = this.#sort }: { filter?: F; sort?: S },
  ): Promise<void> {
    this.#next = of;
    this.#filter = filter;
    this.#sort = sort;
    await this.#arrange(false);
  }

  protected clearRows(): void {
    this.#next = this.#shown = null;
    this.#rows?.close();
    this.#rows = null;
    this.arranging.reset();
  }

  /** The rows are about to be shown. */
  protected arranged(_rows: RowsInOrder): void | Promise<void> {}

  async #arrange(reordered: boolean): Promise<void> {
    if (!this.#next) return;
    const { host } = this.workbench;
    const asked = { ...this.#next, filter: this.#filter, sort: this.#sort };
    const found = await this.arranging.start((doing) => host.call('arrange', asked, doing));
    if (!found) return;
    this.#rows?.close();
    this.#shown = asked;
    this.#reordered = reordered;
    this.#rows = new PagedRows(found.rows, (from, count, signal) =>
      host.call('page', { ...asked, from, count }, { signal }),
    );
    await this.arranged(found);
  }
}
