import type { LeakageAnswer, RowFilter, RowSort } from '../../../core/rpc/host-api.ts';
import { PagedRows } from '../../ui/grid/paged-rows.svelte.ts';
import type { Run } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

interface Arranged {
  arrangement: string;
  rows: number;
}

/** Both training sets row by row: which rows, in which order, and the pages of them that are here. */
export class SideBySide {
  readonly arranging: Run<Arranged>;
  readonly #workbench: Workbench;
  #answer = $state.raw<LeakageAnswer | null>(null);
  /** What is shown next, while its rows are arranged; then the same as what is. */
  #next: LeakageAnswer | null = null;
  #filter = $state<RowFilter>('all');
  #chosen = false;
  #sort = $state.raw<RowSort>({ by: 'label' });
  #rows = $state.raw<PagedRows | null>(null);
  #reordered = false;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.arranging = workbench.run('side by side');
  }

  /** The answer whose rows these are: the one before, while a new one's rows are put in order. */
  get answer(): LeakageAnswer | null {
    return this.#answer;
  }

  get filter(): RowFilter {
    return this.#filter;
  }

  get sort(): RowSort {
    return this.#sort;
  }

  /** The rows in their order; null before the first. */
  get rows(): PagedRows | null {
    return this.#rows;
  }

  /** The rows stand in an order that was just chosen: they are read from the top. */
  get isReordered(): boolean {
    return this.#reordered;
  }

  /** Begins with the leaked rows, where there are any; once chosen, a filter stays. */
  async show(answer: LeakageAnswer): Promise<void> {
    const { counts, grid } = answer;
    this.#next = answer;
    if (!this.#chosen || counts[this.#filter] === 0) {
      this.#filter = counts.leaked > 0 ? 'leaked' : 'all';
      this.#chosen = false;
    }
    const sort = this.#sort;
    const column = sort.by === 'label' ? undefined : sort.column;
    if (column !== undefined && !grid.some(({ value, peek }) => value === column || peek === column)) {
      this.#sort = { by: 'label' };
    }
    await this.#arrange(answer, false);
  }

  setFilter(filter: RowFilter): void {
    this.#filter = filter;
    this.#chosen = true;
    if (this.#next) void this.#arrange(this.#next, false);
  }

  setSort(sort: RowSort): void {
    this.#sort = sort;
    if (this.#next) void this.#arrange(this.#next, true);
  }

  /** By a column: rising, then falling, then the labels' own order again. */
  sortBy(column: string): void {
    const now = this.#sort;
    const same = now.by === 'column' && now.column === column;
    if (same && now.descending) this.setSort({ by: 'label' });
    else this.setSort({ by: 'column', column, descending: same });
  }

  /** The label row that stands at a position; null while its page is on its way. */
  labelRow(position: number): number | null {
    const found = this.#rows?.at(position);
    const row = found?.page.column('label_row')?.at(found.index) ?? null;
    return row === null ? null : Number(row);
  }

  /** Where a label row stands; null where the filter leaves it out, or nothing is shown yet. */
  async positionOf(row: number): Promise<number | null> {
    const arranged = this.arranging.value;
    if (!arranged || arranged.rows === 0) return null;
    const asked = { arrangement: arranged.arrangement, row };
    const found = await this.#workbench.host.call('locate', asked).catch(() => null);
    return this.arranging.value === arranged ? (found?.position ?? null) : null;
  }

  async #arrange(answer: LeakageAnswer, reordered: boolean): Promise<void> {
    const { host } = this.#workbench;
    const asked = { result: answer.result, filter: this.#filter, sort: this.#sort };
    const arranged = await this.arranging.start((doing) => host.call('arrange', asked, doing));
    if (!arranged) return;
    const { arrangement, rows } = arranged;
    this.#rows?.close();
    this.#answer = answer;
    this.#reordered = reordered;
    this.#rows = new PagedRows(rows, (from, count, signal) =>
      host.call('page', { arrangement, from, count }, { signal }),
    );
  }
}
