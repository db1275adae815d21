import { createContext } from 'svelte';
import { cellName } from '../../core/notebook/cell/cell.ts';
import { defaultCells, newQuestion, type Joined } from '../../core/notebook/default.ts';
import { everyField } from '../../core/question/question.ts';
import { Cell, type Bench, type CellData, type CellKind } from './cell.svelte.ts';

/** What cells ask together: of which labels, joined with which features. */
export type Subject = Pick<Joined, 'labels' | 'features' | 'target'>;

type Parts = Omit<Bench, 'workspace' | 'cells'>;

/** The cells of the open workspace, in their order. */
export class Notebook {
  readonly kinds: readonly CellKind[];
  readonly #parts: Parts;
  #cells = $state.raw<readonly Cell[]>([]);
  #current = $state.raw<Cell | null>(null);
  /** Where a cell is being added: before the one with this place; null where none is. */
  adding = $state<number | null>(null);
  /** Nothing was added, deleted or moved: it is as the workspace gives it. */
  #isDefault = true;

  constructor(parts: Parts, kinds: readonly CellKind[]) {
    this.kinds = kinds;
    this.#parts = parts;
    parts.workbench.follow({ opened: () => this.#begin(), back: () => this.again() });
  }

  get cells(): readonly Cell[] {
    return this.#cells;
  }

  /** The cell that has or last had the focus. */
  get current(): Cell | null {
    return this.#current;
  }
  set current(cell: Cell | null) {
    this.#current = cell;
  }

  /** The cells as they are kept. */
  get data(): CellData[] {
    return this.#cells.map(({ data }) => data);
  }

  /** Puts these cells in place of all others. */
  load(cells: readonly CellData[]): void {
    for (const cell of this.#cells) cell.state.close();
    this.#current = this.adding = null;
    this.#cells = [];
    for (const data of cells) this.#cells = [...this.#cells, this.#make(data)];
  }

  /** The current cell where it is of this kind, else the first that is; null where none is. */
  nearest(kind: string): Cell | null {
    return this.#nearest((cell) => cell.kind.kind === kind);
  }

  /** What is asked of labels, where the current cell is, else first; null where nothing is. */
  get subject(): Subject | null {
    const cell = this.#nearest((one) => one.asks('labels'));
    return cell && (cell.question as unknown as Subject);
  }

  /** Goes to an entity in the nearest cell that shows one; gives that cell. */
  seek(entity: string): Cell | null {
    const cell = this.#nearest(({ state }) => state.seek !== undefined);
    cell?.state.seek?.(entity);
    return cell;
  }

  get canSeek(): boolean {
    return this.#cells.some(({ state }) => state.seek !== undefined);
  }

  /** Asks of other labels or features: in the nearest cell, and in all that ask of the same as it. */
  ask(change: Partial<Subject>): void {
    const before = this.subject;
    if (!before) return;
    for (const cell of this.#cells) {
      const asks = (['labels', 'features'] as const).filter((field) => cell.asks(field));
      const now = cell.question as unknown as Subject;
      const isSame = asks.every((field) => JSON.stringify(now[field]) === JSON.stringify(before[field]));
      if (asks.length > 0 && isSame) cell.ask(change);
    }
    this.#rearrange();
  }

  /** Asks all once more, but what writes. */
  again(): void {
    for (const cell of this.#cells) if (!cell.kind.writes) cell.again();
  }

  /** The kinds that a cell can be added of: where nothing can be joined, those that need no labels. */
  get offered(): readonly CellKind[] {
    const first = this.#parts.workbench.snapshot?.question ?? null;
    return this.kinds.filter(
      ({ question }) => first !== null || everyField(question).every(({ field }) => 'or' in field),
    );
  }

  /** A new cell at a place: it asks of the same as the others. */
  add(kind: CellKind, at: number): Cell {
    const { snapshot } = this.#parts.workbench;
    const { question: first = null } = snapshot ?? {};
    const asked = this.subject && { naive: 'latest' as const, ...first, ...this.subject };
    const question = snapshot ? newQuestion(kind.kind, snapshot, asked ?? first) : {};
    return this.#insert({ kind: kind.kind, question }, at);
  }

  /** The same question once more, below. */
  duplicate(cell: Cell): Cell {
    return this.#insert({ ...cell.data, name: null }, this.#cells.indexOf(cell) + 1);
  }

  /** Gives the cell to go on in: the next, else the one before, else none. */
  remove(cell: Cell): Cell | null {
    const at = this.#cells.indexOf(cell);
    this.#isDefault = false;
    cell.state.close();
    this.#cells = this.#cells.filter((one) => one !== cell);
    const next = this.#cells[at] ?? this.#cells[at - 1] ?? null;
    if (this.#current === cell) this.#current = next;
    return next;
  }

  /** Up or down by one; false where there is no room. */
  move(cell: Cell, by: 1 | -1): boolean {
    const at = this.#cells.indexOf(cell);
    const other = this.#cells[at + by];
    if (!other) return false;
    this.#isDefault = false;
    this.#cells = this.#cells.with(at, other).with(at + by, cell);
    return true;
  }

  /** Why a cell cannot be called so; null where it can. */
  whyNoName(name: string, cell: Cell | null): string | null {
    const isIt = (one: { name: string | null }): boolean => one.name?.toLowerCase() === name.toLowerCase();
    const { labels = [], views = [] } = this.#parts.workbench.snapshot ?? {};
    if (!cellName.test(name)) return 'use letters, digits, _ and -';
    if ([...labels, ...views].some(isIt)) return 'a table of the workspace is called so';
    return this.#cells.some((one) => one !== cell && isIt(one)) ? 'another cell is called so' : null;
  }

  #nearest(fits: (cell: Cell) => boolean): Cell | null {
    if (this.#current && fits(this.#current)) return this.#current;
    return this.#cells.find(fits) ?? null;
  }

  #insert(data: CellData, at: number): Cell {
    this.#isDefault = false;
    const cell = this.#make(data);
    this.#cells = this.#cells.toSpliced(at, 0, cell);
    return cell;
  }

  #make(data: CellData): Cell {
    const { snapshot } = this.#parts.workbench;
    const kind = this.kinds.find((one) => one.kind === data.kind);
    if (!kind || !snapshot) throw new Error(`no kind of cell is called ${data.kind}`);
    const ids = this.#cells.map(({ id }) => id);
    let id = kind.kind;
    for (let nth = 2; ids.includes(id); nth++) id = `${kind.kind}-${nth}`;
    const bench = { ...this.#parts, workspace: snapshot.id, cells: () => this.#cells };
    // SQL of other cells calls it so.
    const name = data.name ?? (kind.kind === 'sql' ? this.#freeName('query') : null);
    return new Cell(bench, kind, id, { ...data, name });
  }

  #freeName(stem: string): string {
    for (let nth = 1; ; nth++) if (this.whyNoName(`${stem}_${nth}`, null) === null) return `${stem}_${nth}`;
  }

  #begin(): void {
    this.#isDefault = true;
    const { snapshot } = this.#parts.workbench;
    this.load(snapshot && !snapshot.restricted ? defaultCells(snapshot, snapshot.question) : []);
  }

  /** Of a served log a workspace gets other cells than of labels, as long as nobody has arranged them. */
  #rearrange(): void {
    const { snapshot } = this.#parts.workbench;
    const { subject } = this;
    if (!this.#isDefault || !snapshot?.question || !subject) return;
    const wanted = defaultCells(snapshot, { ...snapshot.question, ...subject });
    if (wanted.some(({ kind }, i) => this.#cells[i]?.kind.kind !== kind) || wanted.length !== this.#cells.length)
      this.load(wanted);
  }
}

export const [getNotebook, setNotebook] = createContext<Notebook>();
