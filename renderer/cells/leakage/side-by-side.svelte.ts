import type { LeakageAnswer, RowFilter, RowSort } from '../../../core/rpc/host-api.ts';
import { TableRows } from '../../state/table-rows.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

/** Both training sets row by row. */
export class SideBySide extends TableRows<RowFilter, RowSort> {
  #answer = $state.raw<LeakageAnswer | null>(null);
  #next: LeakageAnswer | null = null;
  #chosen = false;

  constructor(workbench: Workbench) {
    super(workbench, 'side by side', { filter: 'all', sort: { by: 'label' }, number: 'label_row' });
  }

  /** The answer whose rows these are: the one before, while a new one's rows are put in order. */
  get answer(): LeakageAnswer | null {
    return this.#answer;
  }

  /** Begins with the leaked rows, where there are any; once chosen, a filter stays. */
  async show(answer: LeakageAnswer): Promise<void> {
    const { counts, grid, result } = answer;
    this.#next = answer;
    this.#chosen &&= counts[this.filter] > 0;
    const filter = this.#chosen ? this.filter : counts.leaked > 0 ? 'leaked' : 'all';
    const { sort } = this;
    const isHere = sort.by !== 'column' || grid.some(({ value, peek }) => [value, peek].includes(sort.column));
    await this.showTable({ result }, { filter, ...(!isHere && { sort: { by: 'label' } }) });
  }

  override setFilter(filter: RowFilter): void {
    this.#chosen = true;
    super.setFilter(filter);
  }

  protected override arranged(): void {
    this.#answer = this.#next;
  }
}
