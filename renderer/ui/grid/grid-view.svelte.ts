import type { Shown } from '../../../core/question/show.ts';
import type { GridColumnSpec, GridGroup } from './columns.ts';
import { leastWidth } from './fit-widths.ts';

/** Wider than any screen. */
const mostWidth = 4000;

function within(pixels: number): number {
  return Math.round(Math.min(mostWidth, Math.max(leastWidth, pixels)));
}

/** What its reader has arranged, by the columns' ids. */
export type GridArranged = Pick<Shown, 'hide' | 'pin' | 'width'>;

/** How its reader has arranged a grid's columns. */
export class GridView {
  #hidden = $state.raw<readonly string[]>([]);
  /** Where a column was pinned or let go, and is not as it comes. */
  #pins = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  /** Chosen widths, pixels. */
  #widths = $state.raw<ReadonlyMap<string, number>>(new Map());
  readonly #onarrange: (change: Partial<GridArranged>) => void;

  /** @param onarrange Told of what its reader hides and shows, pins and makes wider. */
  constructor(onarrange: (change: Partial<GridArranged>) => void = () => {}) {
    this.#onarrange = onarrange;
  }

  /** What is hidden: columns' `hides`, in the order in which that was done. */
  get hidden(): readonly string[] {
    return this.#hidden;
  }

  /** As somebody else says. */
  look({ hide, pin, width }: GridArranged): void {
    this.#hidden = hide;
    this.#pins = new Map(pin.map(({ column, on }) => [column, on]));
    this.#widths = new Map(width.map(({ column, pixels }) => [column, within(pixels)]));
  }

  /** The columns as they are drawn; `fit` has the widths of those whose values have been looked at. */
  arrange(groups: readonly GridGroup[], fit: ReadonlyMap<string, number>): GridGroup[] {
    return groups.map((group) => {
      const shown = group.columns.filter((column) => !this.hidden.includes(hidesOf(column)));
      return { ...group, columns: shown.map((column) => this.#arranged(column, fit)) };
    });
  }

  /** All columns, hidden or not, with what is pinned. */
  pinned(groups: readonly GridGroup[]): GridGroup[] {
    return groups.map((group) => {
      return { ...group, columns: group.columns.map((column) => this.#withPin(column)) };
    });
  }

  hide(column: GridColumnSpec): void {
    this.#hide([...this.hidden.filter((one) => one !== hidesOf(column)), hidesOf(column)]);
  }

  show(hides: string): void {
    this.#hide(this.hidden.filter((one) => one !== hides));
  }

  showAll(): void {
    this.#hide([]);
  }

  pin({ id, pinned, comesPinned = pinned ?? false }: GridColumnSpec, on: boolean): void {
    const pins = new Map(this.#pins);
    if (on === comesPinned) pins.delete(id);
    else pins.set(id, on);
    this.#pins = pins;
    this.#onarrange({ pin: [...pins].map(([column, is]) => ({ column, on: is })) });
  }

  /** Null lets the values say it again. While it is dragged, nobody is told. */
  resize({ id }: GridColumnSpec, width: number | null, isDone = true): void {
    const widths = new Map(this.#widths);
    if (width === null) widths.delete(id);
    else widths.set(id, within(width));
    this.#widths = widths;
    if (isDone) this.#onarrange({ width: [...widths].map(([column, pixels]) => ({ column, pixels })) });
  }

  #hide(hidden: readonly string[]): void {
    this.#hidden = hidden;
    this.#onarrange({ hide: hidden });
  }

  #withPin(column: GridColumnSpec): GridColumnSpec {
    const comesPinned = column.pinned ?? false;
    return { ...column, pinned: this.#pins.get(column.id) ?? comesPinned, comesPinned };
  }

  #arranged(column: GridColumnSpec, fit: ReadonlyMap<string, number>): GridColumnSpec {
    const chosen = this.#widths.get(column.id);
    return {
      ...this.#withPin(column),
      chosen: chosen !== undefined,
      width: chosen ?? fit.get(column.id) ?? column.width,
    };
  }
}

/** What hiding it hides. */
export function hidesOf({ hides, id }: GridColumnSpec): string {
  return hides ?? id;
}
