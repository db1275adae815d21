import type { GridPlace } from './grid-keys.ts';

/** The active cell, and the stretch of rows that is chosen with it. */
export class GridActive {
  #at = $state.raw<GridPlace>({ row: 0, column: 0 });
  /** Where the stretch begins; it ends at the active cell. */
  #anchor = $state<number | null>(null);

  get at(): GridPlace {
    return this.#at;
  }

  /** The first and the last row that are chosen; null where none are. */
  readonly picked = $derived.by<readonly [number, number] | null>(() => {
    const [anchor, { row }] = [this.#anchor, this.#at];
    return anchor === null ? null : [Math.max(0, Math.min(anchor, row)), Math.max(anchor, row)];
  });

  /** With `stretch` all rows from where that began are chosen, else none are. */
  move(to: GridPlace, stretch = false): void {
    this.#anchor = stretch ? (this.#anchor ?? Math.max(0, this.#at.row)) : null;
    this.#at = to;
  }

  /** To be opened by a menu: in a stretch that is chosen it stays as it is. */
  point(to: GridPlace): void {
    if (this.picked === null || to.row < this.picked[0] || to.row > this.picked[1]) this.move(to);
  }

  /** None is chosen. */
  unpick(): void {
    this.#anchor = null;
  }

  /** Another result has other rows: it stays among them. */
  keepAmong(rows: number, columns: number): void {
    const { row, column } = this.#at;
    if (row < rows && column < columns) return;
    const home = { row: Math.min(0, rows - 1), column: 0 };
    if (row !== home.row || column !== home.column) this.#at = home;
    this.#anchor = null;
  }
}
