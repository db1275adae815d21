import type { Brush } from '../../core/plot/axis.ts';

/** What is selected in one of the pictures, for all that draw the same rows. */
export interface Brushed {
  /** The name of the rows, as cells have it. */
  of: string;
  /** The cell in whose picture it was selected, by its id. */
  cell: string;
  brush: Brush;
  /** What is selected, in words. */
  said: string;
}

/** The one selection of a notebook. It is looked at and no more: nothing of it is written, or changes an answer. */
export class Brushing {
  now = $state.raw<Brushed | null>(null);

  /** What is selected of the rows with a name; null where nothing is, or of others. */
  of(name: string): Brushed | null {
    return this.now?.of.toLowerCase() === name.toLowerCase() ? this.now : null;
  }

  clear(): void {
    this.now = null;
  }

  /** A picture draws something else, or is gone: nothing is selected in it any longer. */
  left(cell: string): void {
    if (this.now?.cell === cell) this.clear();
  }
}
