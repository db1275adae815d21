import type { ColumnSort, ColumnTest, Place, ValueProfile } from '../../../core/rpc/host-api.ts';

/** Rows that can be put in another order, cut down and looked through, by the columns of their pages. */
export interface Explorable {
  /** Columns that they stand by, the first of them first. */
  readonly order: readonly ColumnSort[];
  /** All of which hold of the rows that are here. */
  readonly where: readonly ColumnTest[];
  /** How many rows there are without these; null where that is not known. */
  readonly total: number | null;
  /** By a column: rising, then falling, then no more; `more` leaves the others before it. */
  sortBy(column: string, more?: boolean): void;
  setOrder(columns: readonly ColumnSort[]): void;
  setWhere(tests: readonly ColumnTest[]): void;
  /** Null where nothing is here. */
  profile(column: string): Promise<(ValueProfile & { rows: number }) | null>;
  /** The next cell, or with `back` the one before, whose text has another, whatever the case; null where there is none. */
  find(text: string, columns: readonly string[], from: Place, back: boolean): Promise<Place | null>;
  /** Whole values as text, row by row; null is a null. */
  texts(columns: readonly string[], from: number, count: number): Promise<(string | null)[][]>;
}

/** The order after a column's head was chosen. */
export function sortedBy(order: readonly ColumnSort[], column: string, more: boolean): readonly ColumnSort[] {
  const now = order.find((one) => one.column === column);
  const others = more ? order.filter((one) => one !== now) : [];
  if (now?.descending) return others;
  if (now === undefined) return [...others, { column, descending: false }];
  const turned = { column, descending: true };
  return more ? order.map((one) => (one === now ? turned : one)) : [turned];
}
