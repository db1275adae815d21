import { AsofError } from '../../errors/asof-error.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import type { Cell } from '../cell/cell.ts';
import { hasRows } from '../cell/kinds.ts';
import type { Refusal } from '../sql/gate.ts';
import type { ReadSql } from '../sql/read-sql.ts';
import { inOrder, sayCircle } from './order.ts';

/** How SQL of a user's is read. */
type SqlReader = (text: string) => Promise<ReadSql | null>;

/** A cell among the others. */
export interface LinkedCell {
  cell: Cell;
  /** Of an SQL cell whose body could be read. */
  sql: ReadSql | null;
  /** Tables of the workspace that its SQL, or its picture, reads; as they are called there. */
  tables: string[];
  /** Indices of the cells whose answers or values it uses. */
  dependsOn: number[];
  /** Its own, then those with others; with one at least it cannot run. */
  problems: AsofError[];
}

export interface Graph {
  /** In the order of the file. */
  cells: LinkedCell[];
  /** Indices, each behind those that it depends on, else as in the file. Cells of a circle, and behind one, come last. */
  order: number[];
}

/**
 * Finds what each cell uses of the others.
 *
 * @param tables What the workspace's tables are called: labels, views and sources.
 * @param read Reads SQL with the engine's parser; null where that is not there, and nothing is known of SQL.
 */
export async function linkCells(
  cells: readonly Cell[],
  file: string,
  tables: readonly string[],
  read: SqlReader,
): Promise<Graph> {
  const linked: LinkedCell[] = [];
  for (const cell of cells) {
    const linking = new Linking(cell, cells, file, tables);
    await linking.link(read);
    linked.push(linking.found);
  }
  const { order, circles } = inOrder(linked.map(({ dependsOn }) => dependsOn));
  for (const circle of circles) {
    const params = sayCircle(circle.map((i) => cells[i]!.name));
    for (const i of circle) {
      const where = { file, line: cells[i]!.part.line };
      linked[i]!.problems.push(new AsofError('definitions_invalid', params, { where }));
    }
  }
  return { cells: linked, order };
}

/** What is wrong with a cell's SQL, with its line in the file. */
export function sqlError({ part, filled }: Cell, file: string, { message, expected, at }: Refusal): AsofError {
  const place = at === null ? 0 : filled.originalAt(at);
  const before = part.body.slice(0, place).match(/\r\n|\r|\n/g)?.length ?? 0;
  return new AsofError('sql_invalid', { message, expected }, { where: { file, line: part.line + 1 + before } });
}

class Linking {
  readonly found: LinkedCell;
  readonly #cells: readonly Cell[];
  readonly #file: string;
  readonly #tables: readonly string[];

  constructor(cell: Cell, cells: readonly Cell[], file: string, tables: readonly string[]) {
    this.found = { cell, sql: null, tables: [], dependsOn: [], problems: [...cell.problems] };
    this.#cells = cells;
    this.#file = file;
    this.#tables = tables;
  }

  async link(read: SqlReader): Promise<void> {
    const { cell } = this.found;
    const { content, filled, name } = cell;
    const clash = name === null || content?.kind === 'parameter' ? undefined : this.#table(name);
    if (clash !== undefined)
      this.#wrong(`there is a table called "${clash}" in the workspace`, 'give the cell another name');
    for (const used of filled.used) {
      const declaring = this.#cell(used);
      if (declaring !== -1 && this.#cells[declaring]!.kind === 'parameter') this.#need(declaring);
    }
    if (content?.kind === 'sql') {
      this.found.sql = await read(content.asked);
      const { refusals = [], tables = [] } = this.found.sql ?? {};
      this.found.problems.push(...refusals.map((refusal) => sqlError(cell, this.#file, refusal)));
      for (const table of tables) this.#useRows(table);
    }
    if (content?.kind === 'plot') this.#useRows(content.asked.of);
    if (content?.kind === 'check') for (const claim of content.asked) this.#useAnswer(claim.cell);
  }

  #useRows(name: string): void {
    const [other, table] = [this.#cell(name), this.#table(name)];
    const kind = this.#cells[other]?.kind;
    if (kind !== undefined && hasRows(kind)) this.#need(other);
    else if (kind !== undefined)
      this.#wrong(`"${name}" is a ${kind} cell and has no rows`, 'name one with rows, or a table');
    else if (table !== undefined) this.found.tables.push(table);
    else this.#unknown('table or cell', name, [...this.#names((one) => hasRows(one.kind)), ...this.#tables]);
  }

  #useAnswer(name: string): void {
    const other = this.#cell(name);
    if (other !== -1) this.#need(other);
    else
      this.#unknown(
        'cell',
        name,
        this.#names(() => true),
      );
  }

  #need(index: number): void {
    if (!this.found.dependsOn.includes(index)) this.found.dependsOn.push(index);
  }

  #cell(name: string): number {
    return this.#cells.findIndex((one) => one.name !== null && isSame(one.name, name));
  }

  #table(name: string): string | undefined {
    return this.#tables.find((one) => isSame(one, name));
  }

  #names(which: (cell: Cell) => boolean): string[] {
    return this.#cells.flatMap((one) => (one.name !== null && which(one) ? [one.name] : []));
  }

  #unknown(what: string, name: string, known: readonly string[]): void {
    this.found.problems.push(unknownName(what, name, known, this.#where));
  }

  #wrong(message: string, expected: string): void {
    this.found.problems.push(new AsofError('definitions_invalid', { message, expected }, { where: this.#where }));
  }

  get #where() {
    return { file: this.#file, line: this.found.cell.part.line };
  }
}

/** As SQL has it. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
