import type { Column } from '../../core/engine/engine.ts';
import type { FirstRows } from '../../core/notebook/html/rows.ts';
import type { Shown } from '../../core/question/show.ts';
import { describeType } from '../../core/types/describe-type.ts';
import type { CellHost } from './cell.svelte.ts';
import type { ShowChoices } from './cell-state.ts';
import { TableRows } from './table-rows.svelte.ts';

/** The rows of an answer that has one table. */
export class PlainRows extends TableRows<string, { by: string }> {
  #columns: readonly Column[] = [];
  /** How many rows each filter leaves. */
  #counts: Readonly<Record<string, number>> = {};
  readonly #first: string;
  readonly #by: string;

  /**
   * @param by The order in which they come, as the answer's table calls it. @param cell Whose file keeps what is chosen.
   * @param first The filter that is chosen first, where it leaves any rows.
   */
  constructor(bench: CellHost, by: string, cell: { shown: Shown; keep(change: Partial<Shown>): void }, first = 'all') {
    super(bench, 'rows', { filter: first, sort: { by } }, (change) => cell.keep(change));
    [this.#first, this.#by] = [first, by];
    this.lookAs(cell.shown);
  }

  async show(answer: { result: string; columns: readonly Column[]; counts?: Record<string, number> }): Promise<void> {
    const { result, columns, counts = {} } = answer;
    this.#columns = columns;
    this.#counts = counts;
    await this.showTable({ result }, (column) => columns.some(({ name }) => name === column));
  }

  /** The first of them in the order in which they stand, without the columns that are hidden; null before they are there. */
  async firstRows(most: number): Promise<FirstRows | null> {
    const all = this.rows?.rows;
    if (all === undefined) return null;
    const shown = this.#columns.filter(({ name }) => !this.view.hidden.includes(name));
    return {
      columns: shown.map(({ name, type }) => ({ name, isNumber: describeType(type).kind === 'number' })),
      rows: await this.texts(
        shown.map(({ name }) => name),
        0,
        Math.min(most, all),
      ),
      all,
      isPart: this.filter !== 'all' || this.where.length > 0,
    };
  }

  get showChoices(): ShowChoices {
    const columns = this.#columns.map(({ name }) => name);
    const rows = Object.keys(this.#counts).filter((name) => this.hasFilter(name));
    return { rows: ['all', ...rows.filter((name) => name !== 'all')], orders: [this.#by], columns, hides: columns };
  }

  clear(): void {
    this.clearRows();
    this.arranging.reset();
  }

  protected override usualFilter(): string {
    return (this.#counts[this.#first] ?? 0) > 0 ? this.#first : 'all';
  }

  protected override hasFilter(name: string): name is string {
    return name === 'all' || (this.#counts[name] ?? 0) > 0;
  }
}
