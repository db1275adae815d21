import type { LeakageAnswer, RowFilter, RowSort } from '../../../core/rpc/host-api.ts';
import type { Shown } from '../../../core/question/show.ts';
import { columnId, hiddenAs } from './side-by-side-cells.ts';
import type { ShowChoices } from '../../state/cell-state.ts';
import type { CellHost } from '../../state/cell.svelte.ts';
import { TableRows } from '../../state/table-rows.svelte.ts';

/** Both training sets row by row. */
export class SideBySide extends TableRows<RowFilter, RowSort> {
  #answer = $state.raw<LeakageAnswer | null>(null);
  #next: LeakageAnswer | null = null;

  constructor(bench: CellHost, keep?: (change: Partial<Shown>) => void) {
    super(bench, 'side by side', { filter: 'all', sort: { by: 'label' } }, keep);
  }

  /** The answer whose rows these are: the one before, while a new one's rows are put in order. */
  get answer(): LeakageAnswer | null {
    return this.#answer;
  }

  /** Begins with the leaked rows, where there are any; once chosen, a filter stays. */
  async show(answer: LeakageAnswer): Promise<void> {
    this.#next = answer;
    const { grid, result } = answer;
    await this.showTable({ result }, (column) => grid.some(({ value, peek }) => value === column || peek === column));
  }

  get showChoices(): ShowChoices | null {
    if (!this.#answer) return null;
    const { grid, counts } = this.#answer;
    const columns = grid.flatMap((column) => [
      columnId(column),
      ...(column.peek === undefined ? [] : [`peek of ${columnId(column)}`]),
    ]);
    return {
      rows: ['all', ...Object.keys(counts).filter((name) => name !== 'all' && this.hasFilter(name))],
      orders: ['label', 'peek'],
      columns,
      hides: [...new Set(grid.map(hiddenAs))],
    };
  }

  protected override usualFilter(): RowFilter {
    return (this.#next?.counts.leaked ?? 0) > 0 ? 'leaked' : 'all';
  }

  protected override hasFilter(name: string): name is RowFilter {
    const counts: Readonly<Record<string, number>> = { ...this.#next?.counts };
    return (counts[name] ?? 0) > 0;
  }

  /** How far a value peeked is a column of its own. */
  protected override nameOf(column: string): string {
    const found = this.#next?.grid.find(({ value, peek }) => value === column || peek === column);
    return found ? `${column === found.peek ? 'peek of ' : ''}${columnId(found)}` : column;
  }

  protected override columnOf(name: string): string {
    const found = this.#next?.grid.find((column) => [columnId(column), `peek of ${columnId(column)}`].includes(name));
    return (found && (name === columnId(found) ? found.value : found.peek)) ?? name;
  }

  protected override arranged(): void {
    this.#answer = this.#next;
  }
}
