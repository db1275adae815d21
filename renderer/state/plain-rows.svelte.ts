import type { Column } from '../../core/engine/engine.ts';
import type { Shown } from '../../core/question/show.ts';
import { TableRows } from './table-rows.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** The rows of an answer that has one table, as they come. */
export class PlainRows extends TableRows<'all', { by: string }> {
  /** @param by The order in which they come, as the answer's table calls it. @param cell Whose file keeps what is chosen. */
  constructor(workbench: Workbench, by: string, cell: { shown: Shown; keep(change: Partial<Shown>): void }) {
    super(workbench, 'rows', { filter: 'all', sort: { by } }, (change) => cell.keep(change));
    this.lookAs(cell.shown);
  }

  async show({ result, columns }: { result: string; columns: readonly Column[] }): Promise<void> {
    await this.showTable({ result }, (column) => columns.some(({ name }) => name === column));
  }

  clear(): void {
    this.clearRows();
    this.arranging.reset();
  }
}
