import { createContext } from 'svelte';
import type { AsofError } from '../../core/errors/asof-error.ts';
import { cellName, readNotebookCell } from '../../core/notebook/cell/cell.ts';
import { askedIn } from '../../core/notebook/cell/kinds.ts';
import { defaultCells, newQuestion, type Joined } from '../../core/notebook/default.ts';
import { bodyText, inserted, moved, removed, withBody } from '../../core/notebook/file/edit.ts';
import { notebookVersion, readFront } from '../../core/notebook/file/front.ts';
import type { Parameters } from '../../core/notebook/file/parameter.ts';
import { partText, splitNotebook, type Part } from '../../core/notebook/file/parts.ts';
import { fenced, matched, piecesOf, pieceText, withPart } from '../../core/notebook/file/pieces.ts';
import { setOwnField } from '../../core/model/edit-text.ts';
import { everyField, meant, type Asked } from '../../core/question/question.ts';
import { newBody, rewriteBody } from '../../core/question/write-cell.ts';
import type { WorkspaceSnapshot } from '../../core/rpc/host-api.ts';
import type { NotebookText } from '../../core/rpc/notebook-api.ts';
import { Cell, type Bench, type CellData, type CellKind } from './cell.svelte.ts';
import { kept, keep } from './kept.ts';
import { NotebookFile } from './notebook-file.svelte.ts';

/** What cells ask together: of which labels, joined with which features. */
export type Subject = Pick<Joined, 'labels' | 'features' | 'target'>;

type Parts = Omit<Bench, 'workspace' | 'cells'>;

/** The kinds of cells whose body is no question: of `prose`, of what cannot be read, and SQL. */
const prose = 'prose';
const unread = 'unread';

/** The notebook of the open workspace: its text, and the cells that are written there, in their order. */
export class Notebook {
  readonly kinds: readonly CellKind[];
  readonly file: NotebookFile;
  readonly #parts: Parts;
  #names = $state.raw<readonly string[]>([]);
  #cells = $state.raw<readonly Cell[]>([]);
  #current = $state.raw<Cell | null>(null);
  #title = $state.raw<string | null>(null);
  #problems = $state.raw<readonly AsofError[]>([]);
  /** Where a cell is being added: before the one with this place; null where none is. */
  adding = $state<number | null>(null);
  /** The text of the cells as the workspace gives them; null where there are others. */
  #default: string | null = null;
  /** What the next notebook begins with, found before its workspace is shown. */
  #found: (NotebookText & { name: string }) | null = null;
  #parameters: Parameters = {};
  /** Something in it is being asked otherwise, and has not to be read. */
  #asking: Cell | null = null;

  constructor(parts: Parts, kinds: readonly CellKind[]) {
    this.kinds = kinds;
    this.#parts = parts;
    this.file = new NotebookFile(parts.workbench, () => this.#read());
    parts.workbench.follow({
      opening: (snapshot) => this.#find(snapshot),
      opened: () => this.#begin(),
      back: () => {
        this.again();
        this.file.back();
      },
    });
  }

  get cells(): readonly Cell[] {
    return this.#cells;
  }

  /** The notebooks of the workspace, by their names. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** What is wrong in its front matter. */
  get problems(): readonly AsofError[] {
    return this.#problems;
  }

  /** What its front matter calls it; null where it does not. */
  get title(): string | null {
    return this.#title;
  }

  /** The cell that has or last had the focus. */
  get current(): Cell | null {
    return this.#current;
  }
  set current(cell: Cell | null) {
    this.#current = cell;
  }

  /** Opens another notebook of the workspace. */
  async open(name: string): Promise<void> {
    const { workbench } = this.#parts;
    const workspace = this.#workspace;
    const found = await workbench.host.call('openNotebook', { workspace, name });
    if (workspace !== this.#parts.workbench.snapshot?.id) return;
    this.#take({ ...found, name });
  }

  /** Makes a file of it. Throws `output_exists`, `output_unwritable`. */
  async saveAs(name: string): Promise<void> {
    await this.file.saveAs(name);
    this.#default = null;
    this.#names = await this.#parts.workbench.host.call('notebooks', { workspace: this.#workspace });
  }

  /** A notebook with nothing but a title. */
  async create(name: string): Promise<void> {
    const { workbench } = this.#parts;
    const text = `---\ntitle: ${JSON.stringify(name.replace(/\.md$/i, ''))}\nasof: ${notebookVersion}\n---\n\nWrite here.\n`;
    await workbench.host.call('saveNotebook', { workspace: this.#workspace, name, text, base: null });
    this.#names = await workbench.host.call('notebooks', { workspace: this.#workspace });
    await this.open(name);
  }

  undo(): boolean {
    return this.file.undo();
  }

  redo(): boolean {
    return this.file.redo();
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
      ({ kind, question }) =>
        kind !== unread && (first !== null || everyField(question).every(({ field }) => 'or' in field)),
    );
  }

  /** A new cell at a place: it asks of the same as the others. Null where nothing can be put there. */
  add(kind: CellKind, at: number): Cell | null {
    return this.paste(this.#textOf(kind, this.#newQuestion(kind)), at);
  }

  /** Cells as Markdown, put at a place; gives the first. */
  paste(markdown: string, at: number): Cell | null {
    const before = new Set(this.#cells);
    const parts = splitNotebook(this.file.text);
    if (!this.#edit(() => inserted(this.file.text, parts, this.#placeOf(parts, at), markdown))) return null;
    return this.#cells.find((cell) => !before.has(cell)) ?? this.#cells[Math.min(at, this.#cells.length - 1)] ?? null;
  }

  /** The same once more, below; without its name, which is its own. */
  duplicate(cell: Cell): Cell | null {
    return this.paste(this.markdownOf(cell, false), this.#cells.indexOf(cell) + 1);
  }

  /** A cell as it is written. */
  markdownOf({ part, kind, name }: Cell, withName = true): string {
    const text = `${pieceText(part).replace(/[\r\n]*$/, '')}\n`;
    if (withName || name === null || part.kind !== 'cell') return text;
    if (kind.kind === 'sql') return fenced(`sql ${this.#freeName(name)}`, bodyText(part));
    return fenced(part.fence!.info, setOwnField(bodyText(part), 'as', undefined, []));
  }

  /** Gives the cell to go on in: the next, else the one before, else none. */
  remove(cell: Cell): Cell | null {
    const at = this.#cells.indexOf(cell);
    if (!this.#edit(() => removed(this.file.text, cell.part))) return cell;
    const next = this.#cells[at] ?? this.#cells[at - 1] ?? null;
    if (this.#current === cell) this.#current = next;
    return next;
  }

  /** Up or down by one; false where there is no room. */
  move(cell: Cell, by: 1 | -1): boolean {
    const at = this.#cells.indexOf(cell);
    return this.#cells[at + by] !== undefined && this.moveTo(cell, by === 1 ? at + 2 : at - 1);
  }

  /** Before the cell that has this place. */
  moveTo(cell: Cell, place: number): boolean {
    const parts = splitNotebook(this.file.text);
    const from = parts.findIndex(({ at }) => at === cell.part.at);
    return this.#edit(() => moved(this.file.text, parts, from, this.#placeOf(parts, place)));
  }

  /** Its text as prose, what was a cell as a fence that is none; prose stays. */
  toProse(cell: Cell): boolean {
    const { part } = cell;
    if (part.kind !== 'cell') return false;
    const language = cell.kind.kind === 'sql' ? 'sql' : 'yaml';
    return this.#edit(() => withPart(this.file.text, part, fenced(language, bodyText(part))));
  }

  /** Null takes its name away; SQL has one always. */
  rename(cell: Cell, name: string | null): void {
    const { part } = cell;
    if (part.kind !== 'cell' || (cell.kind.kind === 'sql' && name === null)) return;
    const body = setOwnField(bodyText(part), 'as', name ?? undefined, ['as']);
    this.#edit(() =>
      cell.kind.kind === 'sql'
        ? withPart(
            this.file.text,
            part,
            partText({ ...part, open: part.open.replace(part.fence!.info, `sql ${name}`) }),
          )
        : withBody(this.file.text, part, body.replace(/\n$/, '')),
    );
  }

  /** Why a cell cannot be called so; null where it can. */
  whyNoName(name: string, cell: Cell | null): string | null {
    const isIt = (one: { name: string | null }): boolean => one.name?.toLowerCase() === name.toLowerCase();
    const { labels = [], views = [] } = this.#parts.workbench.snapshot ?? {};
    if (!cellName.test(name)) return 'use letters, digits, _ and -';
    if ([...labels, ...views].some(isIt)) return 'a table of the workspace is called so';
    return this.#cells.some((one) => one !== cell && isIt(one)) ? 'another cell is called so' : null;
  }

  /** What a cell's text field shows. */
  sourceOf(cell: Cell): string {
    return cell.kind.kind === unread ? partText(cell.part).replace(/(?:\r\n|\r|\n)$/, '') : bodyText(cell.part);
  }

  /** Puts other text into a cell. What it asks is read when it is no longer written in. */
  write(cell: Cell, source: string): void {
    const { part } = cell;
    const { text } = this.file;
    const end = /(?:\r\n|\r|\n)$/.exec(partText(part))?.[0] ?? '';
    const after = cell.kind.kind === unread ? withPart(text, part, source + end) : withBody(text, part, source);
    this.file.change(after, `write ${cell.id}`);
    this.#typed(cell, text, after);
  }

  /** A cell is no longer written in. */
  leave(cell: Cell): void {
    cell.editing = false;
    this.#read();
  }

  #nearest(fits: (cell: Cell) => boolean): Cell | null {
    if (this.#current && fits(this.#current)) return this.#current;
    return this.#cells.find(fits) ?? null;
  }

  get #workspace(): string {
    return this.#parts.workbench.snapshot!.id;
  }

  #newQuestion(kind: CellKind): object {
    const { snapshot } = this.#parts.workbench;
    const { question: first = null } = snapshot ?? {};
    const asked = this.subject && { naive: 'latest' as const, ...first, ...this.subject };
    return snapshot ? newQuestion(kind.kind, snapshot, asked ?? first) : {};
  }

  #textOf({ kind, question }: CellKind, asked: object): string {
    if (kind === prose) return 'Text\n';
    if (kind === 'sql') return fenced(`sql ${this.#freeName('query_1')}`, (asked as { text?: string }).text ?? '');
    return fenced(`asof ${kind}`, newBody(askedIn(kind) ?? {}, meant(question, asked as Asked<typeof question>)));
  }

  #freeName(name: string): string {
    const stem = name.replace(/_\d+$/, '');
    for (let nth = 1; ; nth++) if (this.whyNoName(`${stem}_${nth}`, null) === null) return `${stem}_${nth}`;
  }

  /** The part before which a cell's place is. */
  #placeOf(parts: readonly Part[], place: number): number {
    const next = this.#cells[place];
    return next ? parts.findIndex(({ at }) => at === next.part.at) : parts.length;
  }

  /** False where it cannot be done; that is said. */
  #edit(edit: () => string): boolean {
    try {
      this.file.change(edit());
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      this.#parts.workbench.activity.say(thrown.message);
      return false;
    }
    this.#read();
    return true;
  }

  /** Something was asked in a form: it is written, and nothing else in the cell. */
  #asked(cell: Cell, before: object): void {
    const question = askedIn(cell.kind.kind);
    const { text } = cell.question as { text?: string };
    if (question === null && text !== undefined) return this.write(cell, text);
    if (question === null) return;
    const body = bodyText(cell.part);
    const rewritten = rewriteBody(question, body, before as typeof cell.question, cell.question);
    const after = body.endsWith('\n') ? rewritten : rewritten.replace(/\n$/, '');
    if (after === body) return;
    this.file.change(withBody(this.file.text, cell.part, after), 'form');
    this.#asking = cell;
    this.#read();
    this.#asking = null;
  }

  /** Takes what was typed into its cell. That it may mean other cells by now is seen when it is left. */
  #typed(cell: Cell, before: string, after: string): void {
    const { part } = cell;
    const pieces = piecesOf(splitNotebook(after));
    const isAlone = this.#cells.every((one, i) => {
      const piece = pieces[i];
      return piece && (one === cell ? piece.kind === part.kind : pieceText(piece) === pieceText(one.part));
    });
    cell.isLate = true;
    if (isAlone && pieces.length === this.#cells.length) return this.#read();
    const end = part.at + partText(part).length + after.length - before.length;
    cell.part = { ...part, open: '', body: after.slice(part.at, end), close: '' };
  }

  /** Puts the cells in the order of the text; those that are in it still stay what they are. */
  #read(): void {
    const { text, name } = this.file;
    const parts = splitNotebook(text);
    const front = readFront(parts[0], name ?? 'the notebook');
    const isOther = JSON.stringify(front.parameters) !== JSON.stringify(this.#parameters);
    [this.#parameters, this.#title, this.#problems] = [front.parameters, front.title, front.problems];
    const pieces = piecesOf(parts);
    const old = this.#cells;
    const fits = (cell: Cell, i: number): boolean =>
      cell.part.kind === pieces[i]!.kind && (cell.editing || kindIn(cell.part) === kindIn(pieces[i]!));
    const found = matched(old, pieces.map(pieceText), ({ part }) => pieceText(part), fits);
    const ids = new Set(found.flatMap((cell) => cell?.id ?? []));
    const cells = pieces.map((part, i) => this.#put(found[i]!, part, isOther, ids));
    for (const cell of old) if (!cells.includes(cell)) cell.state.close();
    this.#cells = cells;
    if (this.#current && !cells.includes(this.#current))
      this.#current = cells.find(({ id }) => id === this.#current?.id) ?? null;
  }

  #put(cell: Cell | null, part: Part, isOther: boolean, ids: Set<string>): Cell {
    if (cell && !isOther && partText(cell.part) === partText(part) && (!cell.isLate || cell.editing)) {
      cell.part = part;
      return cell;
    }
    const { kind, ...data } = this.#readPart(part);
    if (cell && (cell.editing || cell === this.#asking)) {
      [cell.part, cell.problems] = [part, data.problems];
      return cell;
    }
    if (cell?.kind === kind) {
      cell.read(data);
      return cell;
    }
    const stem = part.kind === 'prose' ? prose : kindIn(part);
    const isSame = cell !== null && cell.id.replace(/-\d+$/, '') === stem;
    let id = isSame ? cell.id : stem;
    if (!isSame) for (let nth = 2; ids.has(id); nth++) id = `${stem}-${nth}`;
    ids.add(id);
    const bench = { ...this.#parts, workspace: this.#workspace, cells: () => this.#cells };
    return new Cell(bench, kind, id, data, (one, before) => this.#asked(one, before));
  }

  #readPart(part: Part): CellData & { kind: CellKind } {
    const kindOf = (name: string): CellKind | undefined => this.kinds.find(({ kind }) => kind === name);
    if (part.kind === 'prose')
      return { kind: kindOf(prose)!, part, question: { text: bodyText(part) }, name: null, problems: [] };
    const { kind: word, name, content, problems } = readNotebookCell(part, this.file.name ?? '', this.#parameters);
    const kind = kindOf(word);
    if (word === 'sql' && kind) return { kind, part, question: { text: bodyText(part) }, name, problems };
    if (kind && content) return { kind, part, question: content.asked as object, name, problems };
    const text = partText(part).replace(/(?:\r\n|\r|\n)$/, '');
    return { kind: kindOf(unread)!, part, question: { text }, name, problems };
  }

  /** Looks which notebooks a workspace has, and reads the one that was open last, else the first. */
  async #find({ id, restricted, root }: WorkspaceSnapshot): Promise<void> {
    await this.file.flush();
    [this.#found, this.#names] = [null, []];
    if (restricted || root === null) return;
    const { host } = this.#parts.workbench;
    this.#names = await host.call('notebooks', { workspace: id });
    const last = kept(`asof.open:${id}`);
    const name = this.#names.find((one) => one === last) ?? this.#names[0];
    if (name !== undefined) this.#found = { name, ...(await host.call('openNotebook', { workspace: id, name })) };
  }

  #begin(): void {
    const { snapshot } = this.#parts.workbench;
    this.#close();
    if (this.#found) return this.#take(this.#found);
    const cells = snapshot && !snapshot.restricted ? defaultCells(snapshot, snapshot.question) : [];
    this.#beginDefault(cells);
  }

  #take({ name, ...found }: NotebookText & { name: string }): void {
    this.#close();
    this.#default = null;
    keep(`asof.open:${this.#workspace}`, name);
    this.file.begin(this.#workspace, name, found);
  }

  #beginDefault(cells: ReturnType<typeof defaultCells>): void {
    const texts = cells.map(({ kind, question }) =>
      this.#textOf(
        this.kinds.find((one) => one.kind === kind)!,
        question,
      ),
    );
    const text = [`---\nasof: ${notebookVersion}\n---\n`, ...texts].join('\n');
    this.#default = text;
    this.file.begin(this.#parts.workbench.snapshot?.id ?? '', null, { text, revision: null });
  }

  #close(): void {
    for (const cell of this.#cells) cell.state.close();
    this.#cells = [];
    this.#current = this.adding = null;
  }

  /** Of a served log a workspace gets other cells than of labels, as long as nobody has arranged them. */
  #rearrange(): void {
    const { snapshot } = this.#parts.workbench;
    const { subject } = this;
    if (this.#default === null || !snapshot?.question || !subject) return;
    const given = piecesOf(splitNotebook(this.#default)).map(kindIn);
    const isArranged = given.join() !== this.#cells.map(({ part }) => kindIn(part)).join();
    const wanted = defaultCells(snapshot, { ...snapshot.question, ...subject });
    if (isArranged || wanted.map(({ kind }) => kind).join() === given.join()) return;
    this.#close();
    this.#beginDefault(wanted);
  }
}

/** The word of a cell's fence; of prose its own. */
function kindIn({ kind, fence }: Part): string {
  if (kind === 'prose') return prose;
  const [, language = '', rest = ''] = /^(\S+)[ \t]*(.*)$/.exec(fence!.info) ?? [];
  return language === 'sql' ? 'sql' : rest;
}

export const [getNotebook, setNotebook] = createContext<Notebook>();
