import { plural } from '../../../core/text/figures.ts';
import { noClipboard, toClipboard } from '../clipboard.ts';
import type { GridCell } from './cell.ts';
import { sourceOf, type GridColumnSpec } from './columns.ts';
import { copied, type CopyForm } from './copy.ts';
import type { Explorable } from './explorable.ts';
import type { GridPlace } from './grid-keys.ts';

/** What is copied from: whole values of the rows, else what stands in the cells. */
interface Copied {
  columns: readonly GridColumnSpec[];
  cell: (row: number, id: string) => GridCell | null;
  explore: Explorable | null;
}

const mostCopied = 5_000_000;

/** Takes a grid's values to the clipboard. */
export class GridCopy {
  readonly #from: () => Copied;
  #said = $state('');

  constructor(from: () => Copied) {
    this.#from = from;
  }

  /** What became of the last copy; empty before there was one. */
  get said(): string {
    return this.#said;
  }

  /** A value, or a column's name where the place is in the head. */
  async one({ row, column: at }: GridPlace): Promise<void> {
    const column = this.#from().columns[at]!;
    if (row < 0) return this.#put(column.title, 'the name');
    const [[text = null] = []] = await this.#texts([column], row, 1);
    await this.#put(text ?? 'null', 'the value');
  }

  /** Rows with their head; `to` is the last. */
  async rows(form: CopyForm, from: number, to: number, of = this.#from().columns): Promise<void> {
    const count = to - from + 1;
    if (count * of.length > mostCopied) {
      this.#said = `too much to copy: ${plural(count, 'row')}. Filter first`;
      return;
    }
    this.#said = 'copying…';
    const head = of.map(({ title }) => title);
    await this.#put(copied(form, head, await this.#texts(of, from, count)), `${plural(count, 'row')} as ${form}`);
  }

  async #put(text: string, what: string): Promise<void> {
    this.#said = (await toClipboard(text)) ? `copied ${what}` : `not copied: ${noClipboard}`;
  }

  async #texts(of: readonly GridColumnSpec[], from: number, count: number): Promise<(string | null)[][]> {
    const { explore, cell } = this.#from();
    if (explore) return explore.texts(of.map(sourceOf), from, count);
    return Array.from({ length: count }, (_, i) => of.map((column) => plain(cell(from + i, column.id))));
  }
}

function plain(shown: GridCell | null): string | null {
  return shown === null || shown.tone === 'null' ? null : (shown.title ?? shown.text);
}
