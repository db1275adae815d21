import { createContext } from 'svelte';
import type { AsofError } from '../../core/errors/asof-error.ts';
import { defaultCells, newQuestion, type JoinQuestion } from '../../core/notebook/default.ts';
import { notebookVersion } from '../../core/notebook/file/front.ts';
import type { Parameters } from '../../core/notebook/file/parameter.ts';
import { splitNotebook } from '../../core/notebook/file/parts.ts';
import { piecesOf } from '../../core/notebook/file/pieces.ts';
import { everyField } from '../../core/question/question.ts';
import type { WorkspaceSnapshot } from '../../core/rpc/host-api.ts';
import type { NotebookRef, NotebookText } from '../../core/rpc/notebook-api.ts';
import { Brushing } from './brushing.svelte.ts';
import { CellEdits } from './cell-edits.ts';
import { CellRuns } from './cell-runs.svelte.ts';
import { OpenCell, type Bench, type CellKind, type Surrounding } from './cell.svelte.ts';
import { NotebookAnswers } from './kept-answers.ts';
import { kept, keep } from './kept.ts';
import { Linking } from './linking.svelte.ts';
import { kindIn, NotebookCells, proseKind, unreadKind } from './notebook-cells.svelte.ts';
import { NotebookFile, type DraftUse } from './notebook-file.svelte.ts';

/** What cells ask together: of which labels, joined with which features. */
export type Subject = Pick<JoinQuestion, 'labels' | 'features' | 'target'>;

type Parts = Omit<Bench, 'workspace' | 'notebook' | 'host'>;

/** The notebook of the open workspace: which file it is, its cells, and how they run. */
export class OpenNotebook implements Surrounding {
  readonly kinds: readonly CellKind[];
  readonly file: NotebookFile;
  /** All that is done to single cells. */
  readonly edits: CellEdits;
  readonly runs: CellRuns;
  readonly brushing = new Brushing();
  readonly #parts: Parts;
  readonly #written: NotebookCells;
  #names = $state.raw<readonly string[]>([]);
  /** Where a cell is being added: before the one with this place; null where none is. */
  adding = $state<number | null>(null);
  /** The cell whose kind is being chosen anew; null where none is. */
  turning = $state.raw<OpenCell | null>(null);
  /** What a link leads to, in place of the one that was open last; null where none does. */
  wanted: NotebookRef | null = null;
  /** The text of the cells as the workspace gives them; null where there are others. */
  #default: string | null = null;
  /** What the next notebook begins with, found before its workspace is shown. */
  #found: Found | null = null;
  answers: NotebookAnswers;

  constructor(parts: Parts, kinds: readonly CellKind[]) {
    const { workbench } = parts;
    this.kinds = kinds;
    this.#parts = parts;
    this.answers = NotebookAnswers.none(workbench.host);
    this.file = new NotebookFile(workbench, () => this.#written.read());
    const linking = new Linking(workbench);
    const asked = (cell: OpenCell, before: object): void => this.edits.asked(cell, before);
    this.#written = new NotebookCells({
      kinds,
      file: this.file,
      linking,
      open: (kind, id, data) =>
        new OpenCell({ ...parts, workspace: this.#workspace, notebook: this }, kind, id, data, asked),
    });
    this.edits = new CellEdits(this.file, this.#written, workbench);
    this.runs = new CellRuns(this.#written, linking);
    workbench.follow({
      opening: (snapshot) => this.#find(snapshot),
      opened: () => this.#begin(),
      back: () => {
        this.runs.again();
        this.file.back();
      },
    });
  }

  get cells(): readonly OpenCell[] {
    return this.#written.list;
  }

  /** The notebooks of the workspace, by their names. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** How many cells are shown: what follows a question to the reader is not, before that is answered or skipped. */
  get shown(): number {
    const at = this.cells.findIndex(({ state }) => state.covers === true);
    return at === -1 ? this.cells.length : at + 1;
  }

  /** Where a cell is added that is to stand last: before the question that covers what follows. */
  get end(): number {
    return this.shown < this.cells.length ? this.shown - 1 : this.cells.length;
  }

  /** Nothing is covered any longer. */
  uncover(): void {
    for (const { state } of this.cells) if (state.covers === true) state.skip?.();
  }

  /** What is wrong in its front matter. */
  get problems(): readonly AsofError[] {
    return this.#written.problems;
  }

  /** The values of its parameters, as they are written. */
  get parameters(): Parameters {
    return this.#written.parameters;
  }

  /** Of these, what the front matter says. */
  get frontParameters(): Parameters {
    return this.#written.frontParameters;
  }

  linked(): Promise<void> {
    return this.#written.linked();
  }

  /** What its front matter calls it; null where it does not. */
  get title(): string | null {
    return this.#written.title;
  }

  /** The cell that has or last had the focus. */
  get current(): OpenCell | null {
    return this.#written.current;
  }
  set current(cell: OpenCell | null) {
    this.#written.current = cell;
  }

  /** Opens another notebook of the workspace. */
  async open(name: string): Promise<void> {
    const { workbench } = this.#parts;
    const workspace = this.#workspace;
    const found = await this.#read(workspace, name);
    if (workspace !== workbench.snapshot?.id) return;
    this.#take(found);
  }

  /** Makes a file of it. Throws `output_exists`, `output_unwritable`. */
  async saveAs(name: string): Promise<void> {
    await this.file.saveAs(name);
    this.#default = null;
    const [{ host }, workspace] = [this.#parts.workbench, this.#workspace];
    this.answers = await NotebookAnswers.open(host, { workspace, name });
    this.#names = await host.call('notebooks', { workspace });
  }

  /** A notebook with nothing but a title. */
  async create(name: string): Promise<void> {
    const { workbench } = this.#parts;
    const text = `---\ntitle: ${JSON.stringify(name.replace(/\.md$/i, ''))}\nasof: ${notebookVersion}\n---\n\nWrite here.\n`;
    await workbench.host.call('saveNotebook', { workspace: this.#workspace, name, text, base: null });
    this.#names = await workbench.host.call('notebooks', { workspace: this.#workspace });
    await this.open(name);
  }

  /** The current cell where it is of this kind, else the first that is; null where none is. */
  nearest(kind: string): OpenCell | null {
    return this.#nearest((cell) => cell.kind.kind === kind);
  }

  /** What is asked of labels, where the current cell is, else first; null where nothing is. */
  get subject(): Subject | null {
    const cell = this.#nearest((one) => one.asks('labels') && one.asks('features'));
    return cell && (cell.question as unknown as Subject);
  }

  /** Goes to an entity in the nearest cell that shows one; gives that cell. */
  seek(entity: string): OpenCell | null {
    const cell = this.#nearest(({ state }) => state.seek !== undefined);
    cell?.state.seek?.(entity);
    return cell;
  }

  get canSeek(): boolean {
    return this.cells.some(({ state }) => state.seek !== undefined);
  }

  /** Asks of other labels or features: in the nearest cell, and in all that ask of the same as it. */
  ask(change: Partial<Subject>): void {
    const before = this.subject;
    if (!before) return;
    for (const cell of this.cells) {
      const asks = (['labels', 'features'] as const).filter((field) => cell.asks(field));
      const now = cell.question as unknown as Subject;
      const isSame = asks.every((field) => JSON.stringify(now[field]) === JSON.stringify(before[field]));
      if (asks.length > 0 && isSame) cell.ask(change);
    }
    this.#rearrange();
  }

  /** The kinds that a cell can be added of: where nothing can be joined, those that need no labels. */
  get offered(): readonly CellKind[] {
    const first = this.#parts.workbench.snapshot?.question ?? null;
    return this.kinds.filter(
      ({ kind, question }) =>
        kind !== unreadKind && (first !== null || everyField(question).every(({ field }) => 'or' in field)),
    );
  }

  /** A new cell at a place: it asks of the same as the others. Null where nothing can be put there. */
  add(kind: CellKind, at: number): OpenCell | null {
    return this.edits.paste(this.edits.newText(kind, this.#newQuestion(kind)), at);
  }

  /** The kinds that a cell can become: prose, SQL of prose, and what asks of the same labels or features. */
  turnsTo(cell: OpenCell): readonly CellKind[] {
    const asks = ['labels', 'features'].filter((field) => cell.asks(field));
    return this.offered.filter(({ kind, question }) => {
      if (kind === cell.kind.kind) return false;
      if (kind === proseKind) return true;
      return kind === 'sql' ? cell.kind.kind === proseKind : asks.some((field) => Object.hasOwn(question, field));
    });
  }

  /** Makes a cell one of another kind; false where that cannot be. */
  turn(cell: OpenCell, kind: CellKind): boolean {
    if (kind.kind === proseKind) return this.edits.toProse(cell);
    if (kind.kind === 'sql') return this.edits.fromProse(cell);
    return this.edits.toKind(cell, kind, this.#newQuestion(kind));
  }

  #nearest(fits: (cell: OpenCell) => boolean): OpenCell | null {
    if (this.current && fits(this.current)) return this.current;
    return this.cells.find(fits) ?? null;
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

  /** Looks which notebooks a workspace has, and reads the one that was open last, else the first. */
  async #find({ id, restricted, root }: WorkspaceSnapshot): Promise<void> {
    await this.file.flush();
    [this.#found, this.#names] = [null, []];
    if (restricted || root === null) return;
    const { host } = this.#parts.workbench;
    this.#names = await host.call('notebooks', { workspace: id });
    const last = kept(`asof.open:${id}`);
    const wanted = this.wanted?.workspace === id ? this.wanted.name : null;
    this.wanted = null;
    const named = (asked: unknown): string | undefined => this.#names.find((one) => one === asked);
    const name = named(wanted) ?? named(last) ?? this.#names[0];
    if (name !== undefined) this.#found = await this.#read(id, name);
  }

  async #read(workspace: string, name: string): Promise<Found> {
    const { host } = this.#parts.workbench;
    const ref = { workspace, name };
    const [text, answers] = await Promise.all([host.call('openNotebook', ref), NotebookAnswers.open(host, ref)]);
    return { name, answers, ...text };
  }

  #begin(): void {
    const { snapshot } = this.#parts.workbench;
    this.#close();
    if (this.#found) return this.#take(this.#found);
    const cells = snapshot && !snapshot.restricted ? defaultCells(snapshot, snapshot.question) : [];
    // Of a folder that is not trusted nothing is shown, nor runs.
    this.#beginDefault(cells, cells.length > 0 ? 'take' : 'leave');
  }

  #take({ name, answers, ...found }: Found): void {
    this.#close();
    this.answers = answers;
    this.#default = null;
    keep(`asof.open:${this.#workspace}`, name);
    this.file.begin(this.#workspace, name, found);
    for (const cell of this.cells) cell.offer(answers);
  }

  #beginDefault(cells: ReturnType<typeof defaultCells>, draft: DraftUse): void {
    const texts = cells.map(({ kind, question }) =>
      this.edits.newText(
        this.kinds.find((one) => one.kind === kind)!,
        question,
      ),
    );
    const text = [`---\nasof: ${notebookVersion}\n---\n`, ...texts].join('\n');
    this.#default = text;
    this.answers = NotebookAnswers.none(this.#parts.workbench.host);
    this.file.beginUnnamed(this.#parts.workbench.snapshot?.id ?? '', text, draft);
  }

  #close(): void {
    this.brushing.clear();
    this.#written.close();
    this.adding = this.turning = null;
  }

  /** Of a served log a workspace gets other cells than of labels, as long as nobody has arranged them. */
  #rearrange(): void {
    const { snapshot } = this.#parts.workbench;
    const { subject } = this;
    if (this.#default === null || !snapshot?.question || !subject) return;
    const given = piecesOf(splitNotebook(this.#default)).map(kindIn);
    const isArranged = given.join() !== this.cells.map(({ part }) => kindIn(part)).join();
    const wanted = defaultCells(snapshot, { ...snapshot.question, ...subject });
    if (isArranged || wanted.map(({ kind }) => kind).join() === given.join()) return;
    this.#close();
    this.#beginDefault(wanted, 'replace');
  }
}

/** A notebook as it is read: its text, and what was kept beside it. */
type Found = NotebookText & { name: string; answers: NotebookAnswers };

export const [getNotebook, setNotebook] = createContext<OpenNotebook>();
