import type { GridColumnSpec, GridGroup } from './columns.ts';

/** How its reader has arranged a grid's columns. */
export class GridView {
  #hidden = $state.raw<readonly string[]>([]);
  readonly #onhide: (hidden: readonly string[]) => void;
  /** Where a column was pinned or let go, and is not as it comes. */
  pins = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  /** Chosen widths, pixels. */
  widths = $state.raw<ReadonlyMap<string, number>>(new Map());

  /** @param onhide Told of what its reader hides and shows. */
  constructor(onhide: (hidden: readonly string[]) => void = () => {}) {
    this.#onhide = onhide;
  }

  /** What is hidden: columns' `hides`, in the order in which that was done. */
  get hidden(): readonly string[] {
    return this.#hidden;
  }

  /** As somebody else says. */
  look(hidden: readonly string[]): void {
    this.#hidden = hidden;
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
      return { ...group, columns: group.columns.map((column) => ({ ...column, pinned: this.#isPinned(column) })) };
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

  pin(column: GridColumnSpec, on: boolean): void {
    this.pins = new Map(this.pins).set(column.id, on);
  }

  /** Null lets the values say it again. */
  resize(column: GridColumnSpec, width: number | null): void {
    const widths = new Map(this.widths);
    if (width === null) widths.delete(column.id);
    else widths.set(column.id, width);
    this.widths = widths;
  }

  #hide(hidden: readonly string[]): void {
    this.#hidden = hidden;
    this.#onhide(hidden);
  }

  #isPinned(column: GridColumnSpec): boolean {
    return this.pins.get(column.id) ?? column.pinned ?? false;
  }

  #arranged(column: GridColumnSpec, fit: ReadonlyMap<string, number>): GridColumnSpec {
    const chosen = this.widths.get(column.id);
    return {
      ...column,
      pinned: this.#isPinned(column),
      chosen: chosen !== undefined,
      width: chosen ?? fit.get(column.id) ?? column.width,
    };
  }
}

/** What hiding it hides. */
export function hidesOf({ hides, id }: GridColumnSpec): string {
  return hides ?? id;
}
