import { linkCells, type LinkedCell } from '../../core/notebook/graph/graph.ts';
import { readNotebook } from '../../core/notebook/notebook.ts';
import type { ReadSql } from '../../core/notebook/sql/read-sql.ts';
import type { Links, OpenCell } from './cell.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** How long nothing has to change before it is looked again who uses whom, while nobody waits for it. */
const restMs = 200;

/** Tells cells which others they use: by core's graph of the text. */
export class Linking {
  readonly #workbench: Workbench;
  readonly #sql = new Map<string, Promise<ReadSql | null>>();
  #order: readonly OpenCell[] = [];
  #last: { text: string; tables: readonly string[]; cells: readonly OpenCell[]; done: Promise<void> } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The cells as they were last linked, each behind those that it uses. */
  get order(): readonly OpenCell[] {
    return this.#order;
  }

  /** At once, unless it is known of this text. */
  of(text: string, file: string, cells: readonly OpenCell[]): Promise<void> {
    clearTimeout(this.#timer);
    const tables = this.#workbench.snapshot?.tables ?? [];
    const last = this.#last;
    // The same text opened once more has other cells.
    const isLinked = last?.text === text && last.tables === tables && cells.every((cell) => last.cells.includes(cell));
    if (last && isLinked) return last.done;
    const linked = { text, tables, cells, done: this.#link(text, file, cells, tables) };
    this.#last = linked;
    return linked.done;
  }

  /** Soon: while somebody types it is of no use. */
  soon(text: string, file: string, cells: readonly OpenCell[]): void {
    clearTimeout(this.#timer);
    if (this.#last === null || cells.some(({ links }) => links === null)) void this.of(text, file, cells);
    else this.#timer = setTimeout(() => void this.of(text, file, cells), restMs);
  }

  async #link(text: string, file: string, cells: readonly OpenCell[], tables: readonly string[]): Promise<void> {
    const { cells: read } = readNotebook(text, file);
    const graph = await linkCells(read, file, tables, (sql) => this.#read(sql));
    // Another text, or other cells, came meanwhile: their own links are on their way.
    if (this.#last?.text !== text || this.#last.cells !== cells) return this.#last?.done;
    const own = cells.filter(({ part }) => part.kind === 'cell');
    for (const cell of cells) if (!own.includes(cell)) cell.links ??= { uses: [], problem: null };
    graph.cells.forEach((linked, i) => own[i] && put(own[i], linked, own));
    this.#order = graph.order.flatMap((i) => own[i] ?? []);
  }

  #read(sql: string): Promise<ReadSql | null> {
    const known = this.#sql.get(sql) ?? this.#workbench.host.call('readSql', { text: sql });
    this.#sql.set(sql, known);
    // A host that is lost is asked again.
    return known.catch(() => (this.#sql.delete(sql), null));
  }
}

function put(cell: OpenCell, { dependsOn, problems }: LinkedCell, cells: readonly OpenCell[]): void {
  const uses = dependsOn.flatMap((i) => cells[i] ?? []);
  // What is wrong in its own text is told beside that; where SQL is wrong the engine tells best.
  const told = cell.problems.map(({ message }) => message);
  const isSql = cell.kind.kind === 'sql';
  const among = problems.filter(({ code, message }) => !told.includes(message) && !(isSql && isOfSql.includes(code)));
  const now: Links = { uses, problem: among[0] ?? null };
  const before = cell.links;
  const isSame = before?.problem?.message === now.problem?.message && before?.uses.length === uses.length;
  if (!isSame || before.uses.some((one, i) => one !== uses[i])) cell.links = now;
}

const isOfSql: readonly string[] = ['sql_invalid', 'unknown_name'];
