import { Table, tableFromIPC, type Vector } from 'apache-arrow';
import type { Column } from '../../../../core/engine/engine.ts';
import type { ColumnSort, ColumnTest, Place, RowsInOrder } from '../../../../core/rpc/host-api.ts';
import { readTable, type ArrowPage } from '../arrow-page.ts';
import { wholeText } from '../cell.ts';
import { keyOf, keysOf, localTypes } from './keys.ts';
import { compareKey, sortRows, type Keys } from './radix.ts';
import { compareText, rankTexts, rowsWith, textsOf, type Texts } from './texts.ts';

/** What is asked of its rows. */
export interface ArrangedRows {
  order: readonly ColumnSort[];
  where: readonly ColumnTest[];
}

/** A whole table in the page: put in order, cut down and looked through here, to the row as the engine does it. */
export class LocalTable {
  readonly rows: number;
  readonly page: ArrowPage;
  readonly #table: Table;
  readonly #columns: readonly Column[];
  readonly #types: ReadonlyMap<string, string>;
  readonly #keys = new Map<string, Keys>();
  readonly #texts = new Map<string, Texts>();

  /** @param pages One behind the other, each an Arrow IPC stream. @param columns With the engine's types. */
  constructor(pages: readonly Uint8Array[], columns: readonly Column[]) {
    const tables = pages.map((page) => tableFromIPC(page));
    this.#table = tables.length === 1 ? tables[0]! : new Table(tables.flatMap(({ batches }) => batches));
    this.page = readTable(this.#table);
    this.rows = this.#table.numRows;
    this.#columns = columns;
    this.#types = new Map(columns.map(({ name, type }) => [name, type]));
  }

  /** The rows of which all tests hold, in an order; null where only the engine can tell. */
  explore({ order, where }: ArrangedRows): Uint32Array | null {
    if (![...order, ...where].every(({ column }) => localTypes.has(this.#types.get(column) ?? ''))) return null;
    let rows: Uint32Array | null = new Uint32Array(this.rows).map((_, row) => row);
    for (const test of where) {
      const holds = this.#tester(test);
      rows = holds && rows.filter(holds);
      if (rows === null) return null;
    }
    return order.reduceRight(
      (sorted, { column, descending = false }) => sortRows(sorted, this.#keysOf(column), descending),
      rows,
    );
  }

  /** Some of these rows, as a page. */
  pageOf(rows: Uint32Array, from: number, count: number): ArrowPage {
    const columns = this.page.columns.map((column) => ({
      ...column,
      at: (row: number) => column.at(rows[from + row]!),
    }));
    const byName = new Map(columns.map((column) => [column.name, column]));
    return { rows: Math.max(0, Math.min(count, rows.length - from)), columns, column: (name) => byName.get(name) };
  }

  /** How many, the number of the first, and what a page has. */
  sayOrder(rows: Uint32Array): RowsInOrder {
    const [number] = this.page.columns;
    const first = rows.length > 0 ? Number(number!.at(rows[0]!)) : null;
    return { rows: rows.length, first, columns: this.#columns };
  }

  /** Where the row with a number stands among these; null where it does not. */
  positionOf(rows: Uint32Array, number: number): number | null {
    const [numbers] = this.page.columns;
    const position = rows.findIndex((row) => Number(numbers!.at(row)) === number);
    return position === -1 ? null : position;
  }

  /** As `Explorable.find`, of these rows. */
  find(rows: Uint32Array, text: string, columns: readonly string[], from: Place, back: boolean): Place | null {
    const sought = text.toLowerCase();
    const ordered = (back ? [...columns].reverse() : columns).map((name) => ({
      name,
      column: this.page.column(name)!,
    }));
    const begin = ordered.findIndex(({ name }) => name === from.column) + 1;
    for (
      let row = Math.max(0, Math.min(from.row, rows.length - 1));
      row >= 0 && row < rows.length;
      row += back ? -1 : 1
    ) {
      const cells = row !== from.row ? ordered : ordered.slice(begin);
      const hit = cells.find(({ column }) => {
        const value = column.at(rows[row]!);
        return value !== null && wholeText(column, value).toLowerCase().includes(sought);
      });
      if (hit) return { row, column: hit.name };
    }
    return null;
  }

  #vector(name: string): Vector {
    return this.#table.getChild(name)!;
  }

  #keysOf(name: string): Keys {
    const known = this.#keys.get(name);
    if (known) return known;
    const made = this.#isText(name) ? rankTexts(this.#textsOf(name)) : keysOf(this.#vector(name));
    this.#keys.set(name, made);
    return made;
  }

  #textsOf(name: string): Texts {
    const known = this.#texts.get(name);
    if (known) return known;
    const made = textsOf(this.#vector(name));
    this.#texts.set(name, made);
    return made;
  }

  #isText(name: string): boolean {
    return this.#types.get(name) === 'VARCHAR';
  }

  /** Null where only the engine knows what is meant. */
  #tester(test: ColumnTest): ((row: number) => boolean) | null {
    const { column, is, value = '', from, to } = test;
    const { isNull } = this.#isText(column) ? this.#textsOf(column) : this.#keysOf(column);
    if (is === 'null') return (row) => isNull[row] === 1;
    if (is === 'not null') return (row) => isNull[row] === 0;
    if (is === 'contains') {
      if (!this.#isText(column)) return null;
      if (value === '') return (row) => isNull[row] === 0;
      const found = rowsWith(this.#textsOf(column), value);
      return (row) => found[row] === 1;
    }
    const [least, most] = is === 'equals' ? [value, value] : [from, to];
    const [above, below] = [this.#compare(column, least), this.#compare(column, most)];
    if (above === null || below === null) return null;
    return (row) => isNull[row] === 0 && above(row) >= 0 && below(row) <= 0;
  }

  /** A row's value against one that is written; null where that cannot be read here. */
  #compare(column: string, text: string | undefined): ((row: number) => number) | null {
    if (text === undefined) return () => 0;
    if (this.#isText(column)) {
      const [texts, bytes] = [this.#textsOf(column), new TextEncoder().encode(text)];
      return (row) => compareText(texts, row, bytes);
    }
    const [keys, other] = [this.#keysOf(column), keyOf(text, this.#types.get(column)!, this.#vector(column))];
    return other && ((row) => compareKey(keys, row, other));
  }
}
