import type { Place } from '../../../core/rpc/host-api.ts';
import type { Explorable } from './explorable.ts';

/** Looking for a text in a grid's cells, one after another in the order in which they stand. */
export class GridFind {
  open = $state(false);
  text = $state('');
  /** In this column alone; null is in all that are shown. */
  within = $state<string | null>(null);
  #said = $state('');
  #asked = 0;

  /** What became of the last search; empty while there is nothing to say. */
  get said(): string {
    return this.#said;
  }

  /** The next cell after a place, or before it, from the other end where there is none; null where there is none at all, or something else was looked for meanwhile. */
  async next(
    explore: Explorable,
    shown: readonly string[],
    from: Place,
    rows: number,
    back: boolean,
  ): Promise<Place | null> {
    const { text } = this;
    const columns = this.within !== null && shown.includes(this.within) ? [this.within] : shown;
    const asked = ++this.#asked;
    this.#said = '';
    if (text === '' || rows === 0 || columns.length === 0) return null;
    const start = back ? { row: rows, column: '' } : { row: -1, column: '' };
    try {
      const near = columns.includes(from.column) ? from : { row: back ? from.row + 1 : from.row - 1, column: '' };
      const found = await explore.find(text, columns, near, back);
      const any = found ?? (await explore.find(text, columns, start, back));
      if (asked !== this.#asked) return null;
      this.#said = any === null ? 'nothing found' : found === null ? (back ? 'from the end' : 'from the start') : '';
      return any;
    } catch {
      if (asked === this.#asked) this.#said = 'the rows could not be read';
      return null;
    }
  }

  close(): void {
    this.#asked++;
    this.open = false;
    this.#said = '';
  }
}
