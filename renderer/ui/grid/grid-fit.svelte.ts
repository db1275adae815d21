import type { GridCell } from './cell.ts';
import type { GridColumnSpec, GridGroup } from './columns.ts';
import { fitWidth } from './fit-widths.ts';

const looked = 40;
const atOnce = 60;

/** Widths as values have them, of each column once, when the first are here: nothing moves while they are read. */
export class GridFit {
  #widths = $state.raw<ReadonlyMap<string, number>>(new Map());

  /** By a column's id, pixels. */
  get widths(): ReadonlyMap<string, number> {
    return this.#widths;
  }

  /** The columns whose widths are not known yet; some, where there are many. */
  unfit(groups: readonly GridGroup[]): readonly GridColumnSpec[] {
    const all = groups.flatMap((group) => group.columns);
    return all.filter((column) => !this.#widths.has(column.id)).slice(0, atOnce);
  }

  /** Looks at rows that are on screen, and some behind them. */
  look(
    columns: readonly GridColumnSpec[],
    cell: (row: number, id: string) => GridCell | null,
    { rows, first, last }: { rows: number; first: number; last: number },
  ): void {
    const length = Math.min(looked, rows - first, Math.max(last - first, looked));
    const next = new Map(this.#widths);
    for (const column of columns) {
      const seen = Array.from({ length }, (_, i) => cell(first + i, column.id));
      next.set(column.id, fitWidth(column, seen));
    }
    this.#widths = next;
  }
}
