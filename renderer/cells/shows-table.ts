import type { FirstRows } from '../../core/notebook/html/rows.ts';
import type { Shown } from '../../core/question/show.ts';
import type { ShowChoices } from '../state/cell-state.ts';
import type { PlainRows } from '../state/plain-rows.svelte.ts';

/** What the state of a cell that shows one table of rows says of it (`CellState`). */
export abstract class ShowsTable {
  abstract readonly table: PlainRows;

  firstRows(most: number): Promise<FirstRows | null> {
    return this.table.firstRows(most);
  }

  get showChoices(): ShowChoices | null {
    return this.table.showChoices;
  }

  look(shown: Shown): void {
    this.table.lookAs(shown);
  }
}
