import { cellName } from '../../core/notebook/cell/cell.ts';
import { askedIn } from '../../core/notebook/cell/kinds.ts';
import { newWholeBody } from '../../core/notebook/default.ts';
import { bodyText, inserted, moved, removed, withBody } from '../../core/notebook/file/edit.ts';
import { endOf, lineContent, linesOf, usualEnd } from '../../core/notebook/file/lines.ts';
import { partText, splitNotebook, type Part } from '../../core/notebook/file/parts.ts';
import { fenced, pieceText, withPart } from '../../core/notebook/file/pieces.ts';
import { joinParts, splitPart, onlyFence, withBlock } from '../../core/notebook/file/recut.ts';
import type { ParameterValue } from '../../core/notebook/file/parameter.ts';
import { inline, setMappingField, setOwnField } from '../../core/model/edit-text.ts';
import { meant, type Asked } from '../../core/question/question.ts';
import { plainShown } from '../../core/question/show.ts';
import { newBody, rewriteBody, turnBody } from '../../core/question/write-cell.ts';
import type { CellKind, OpenCell } from './cell.svelte.ts';
import { kindIn, proseKind, unreadKind, type NotebookCells } from './notebook-cells.svelte.ts';
import type { NotebookFile } from './notebook-file.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What is done to the cells of a notebook: each thing is one edit of its text, which can be taken back. */
export class CellEdits {
  readonly #file: NotebookFile;
  readonly #cells: NotebookCells;
  readonly #workbench: Workbench;

  constructor(file: NotebookFile, cells: NotebookCells, workbench: Workbench) {
    [this.#file, this.#cells, this.#workbench] = [file, cells, workbench];
  }

  /** Cells as Markdown, put at a place; gives the first. Null where nothing can be put there. */
  paste(markdown: string, at: number): OpenCell | null {
    const before = new Set(this.#list);
    const parts = splitNotebook(this.#file.text);
    if (!this.#edit(() => inserted(this.#file.text, parts, this.#placeOf(parts, at), markdown))) return null;
    return this.#list.find((cell) => !before.has(cell)) ?? this.#list[Math.min(at, this.#list.length - 1)] ?? null;
  }

  /** The same once more, below; without its name, which is its own. */
  duplicate(cell: OpenCell): OpenCell | null {
    return this.paste(this.markdownOf(cell, false), this.#list.indexOf(cell) + 1);
  }

  /** A cell as it is written. */
  markdownOf({ part, kind, name }: OpenCell, withName = true): string {
    const text = `${pieceText(part).replace(/[\r\n]*$/, '')}\n`;
    if (withName || name === null || part.kind !== 'cell') return text;
    if (kind.kind === 'sql') return fenced(`sql ${this.#freeName(name)}`, bodyText(part));
    return fenced(part.fence!.info, setOwnField(bodyText(part), 'as', undefined, []));
  }

  /** Gives the cell to go on in: the next, else the one before, else none. */
  remove(cell: OpenCell): OpenCell | null {
    const at = this.#list.indexOf(cell);
    if (!this.#edit(() => removed(this.#file.text, cell.part))) return cell;
    const next = this.#list[at] ?? this.#list[at - 1] ?? null;
    if (this.#cells.current === cell) this.#cells.current = next;
    return next;
  }

  /** Up or down by one; false where there is no room. */
  move(cell: OpenCell, by: 1 | -1): boolean {
    const at = this.#list.indexOf(cell);
    return this.#list[at + by] !== undefined && this.moveTo(cell, by === 1 ? at + 2 : at - 1);
  }

  /** Before the cell that has this place. */
  moveTo(cell: OpenCell, place: number): boolean {
    const parts = splitNotebook(this.#file.text);
    const from = parts.findIndex(({ at }) => at === cell.part.at);
    return this.#edit(() => moved(this.#file.text, parts, from, this.#placeOf(parts, place)));
  }

  /** What stands behind a place in its text, as a cell of its own below; null where that cannot be, which is said. */
  split(cell: OpenCell, at: number): OpenCell | null {
    const { part, name } = cell;
    const place = this.#list.indexOf(cell);
    const info = part.kind === 'prose' ? null : `sql ${this.#freeName(name ?? 'query_1')}`;
    return this.#edit(() => splitPart(this.#file.text, part, at, info)) ? (this.#list[place + 1] ?? null) : null;
  }

  /** Only texts can be split, and put together with the next: what asks in YAML asks one thing. */
  isText({ kind }: OpenCell): boolean {
    return kind.kind === proseKind || kind.kind === 'sql';
  }

  /** The one below, whose text can stand behind its own; null where there is none. */
  mergeable(cell: OpenCell): OpenCell | null {
    const next = this.#list[this.#list.indexOf(cell) + 1];
    return next && next.kind === cell.kind && this.isText(cell) ? next : null;
  }

  /** With the text of the next behind its own. */
  merge(cell: OpenCell, next: OpenCell): boolean {
    return this.#edit(() => joinParts(this.#file.text, cell.part, next.part));
  }

  /** Its text as prose, what was a cell as a fence that is none; prose stays. */
  toProse(cell: OpenCell): boolean {
    const { part } = cell;
    if (part.kind !== 'cell') return false;
    const info = cell.kind.kind === 'sql' ? 'sql' : `yaml ${kindIn(part)}`;
    return this.#edit(() => withPart(this.#file.text, part, fenced(info, bodyText(part))));
  }

  /** Prose as SQL; as the cell that it was, where it is one fence that `toProse` made. */
  fromProse(cell: OpenCell): boolean {
    const { part } = cell;
    const { info, body } = onlyFence(bodyText(part)) ?? { info: 'sql', body: bodyText(part) };
    const [, kind] = /^yaml[ \t]+(\S+)$/.exec(info) ?? [];
    const fence = kind === undefined ? `sql ${this.#freeName('query_1')}` : `asof ${kind}`;
    return this.#edit(() => withBlock(this.#file.text, part, fenced(fence, body)));
  }

  /** Of another kind that asks of the same: what both ask is asked, what only the old one asks is not. */
  toKind(cell: OpenCell, { kind, question }: CellKind, asked: object): boolean {
    const { part } = cell;
    const both = Object.entries(cell.question).filter(([field]) => Object.hasOwn(question, field));
    const from = { question: askedIn(cell.kind.kind) ?? {}, asked: cell.question };
    const to = { question: askedIn(kind) ?? {}, asked: meant(question, { ...asked, ...Object.fromEntries(both) }) };
    return this.#edit(() =>
      withPart(this.#file.text, part, fenced(`asof ${kind}`, turnBody(bodyText(part), from, to))),
    );
  }

  /** Null takes its name away; SQL has one always. */
  rename(cell: OpenCell, name: string | null): void {
    const { part } = cell;
    if (part.kind !== 'cell' || (cell.kind.kind === 'sql' && name === null)) return;
    const body = setOwnField(bodyText(part), 'as', name ?? undefined, ['as']);
    this.#edit(() =>
      cell.kind.kind === 'sql'
        ? this.#withInfo(part, sqlInfo(name!, cell))
        : withBody(this.#file.text, part, body.replace(/\n$/, '')),
    );
  }

  /** Only its head, or all of it again. In the file it says so; of prose, and of what cannot be read, only the window knows. */
  collapse(cell: OpenCell, on: boolean): void {
    if (this.isMarkable(cell)) this.#mark(cell, { collapsed: on });
    else cell.collapsed = on;
  }

  /** Beside the cell before it where there is room, or below it again. */
  putBeside(cell: OpenCell, on: boolean): void {
    this.#mark(cell, { beside: on });
  }

  /** How its answer is looked at; what follows soon is taken back with it. */
  keepShown(cell: OpenCell): void {
    // While its text is written in, that is what counts.
    if (!this.isMarkable(cell) || (cell.editing && cell.kind.kind !== 'sql')) return;
    this.#file.change(this.#withShown(cell), `show ${cell.id}`);
    this.#cells.read();
  }

  #withShown(cell: OpenCell): string {
    const { part, kind, name, shown } = cell;
    if (kind.kind === 'sql') return this.#withInfo(part, sqlInfo(name!, cell));
    const order = ['as', 'beside', 'collapsed', 'show'];
    const body = setOwnField(bodyText(part), 'show', plainShown(shown), order);
    return withBody(this.#file.text, part, body.replace(/\n$/, ''));
  }

  #withInfo(part: Part, info: string): string {
    const open = part.open.replace(part.fence!.info, () => info);
    return withPart(this.#file.text, part, partText({ ...part, open }));
  }

  /** The file can say how it is shown. */
  isMarkable({ kind }: OpenCell): boolean {
    return kind.kind !== proseKind && kind.kind !== unreadKind;
  }

  #mark(cell: OpenCell, change: Partial<Marks>): void {
    const { part, kind, name, beside, collapsed, shown } = cell;
    if (kind.kind === 'sql') {
      const info = sqlInfo(name!, { beside, collapsed, shown, ...change });
      this.#edit(() => this.#withInfo(part, info));
      return;
    }
    const marked = Object.entries(change).reduce(
      (body, [mark, on]) => setOwnField(body, mark, on || undefined, ['as', 'beside', 'collapsed']),
      bodyText(part),
    );
    this.#edit(() => withBody(this.#file.text, part, marked.replace(/\n$/, '')));
  }

  /** Why a cell cannot be called so; null where it can. */
  whyNoName(name: string, cell: OpenCell | null): string | null {
    const isIt = (one: { name: string | null }): boolean => one.name?.toLowerCase() === name.toLowerCase();
    const { labels = [], views = [] } = this.#workbench.snapshot ?? {};
    if (!cellName.test(name)) return 'use letters, digits, _ and -';
    if ([...labels, ...views].some(isIt)) return 'a table of the workspace is called so';
    return this.#list.some((one) => one !== cell && isIt(one)) ? 'another cell is called so' : null;
  }

  /** What a cell's text field shows. */
  sourceOf(cell: OpenCell): string {
    if (cell.kind.kind !== unreadKind) return bodyText(cell.part);
    return linesOf(partText(cell.part)).map(lineContent).join('\n');
  }

  /** Puts other text into a cell. What it asks is read when it is no longer written in. */
  write(cell: OpenCell, source: string): void {
    const { text } = this.#file;
    const after = this.#written(cell, source);
    this.#file.change(after, `write ${cell.id}`);
    this.#cells.typed(cell, text, after);
  }

  #written({ part, kind: { kind } }: OpenCell, source: string): string {
    const { text } = this.#file;
    // Empty lines around prose are none of it: with each key that is typed in them there would be more.
    if (kind === proseKind) return withBody(text, part, source.replace(/^(?:[ \t]*\n)+|(?:\n[ \t]*)+$/g, ''));
    if (kind !== unreadKind) return withBody(text, part, source);
    const lines = linesOf(partText(part));
    return withPart(text, part, source.split('\n').join(usualEnd(lines.join(''))) + endOf(lines.at(-1) ?? ''));
  }

  /** A cell is no longer written in. */
  leave(cell: OpenCell): void {
    cell.editing = false;
    this.#cells.read();
  }

  /** Writes one field of a cell's body. */
  set(cell: OpenCell, key: string, value: unknown): void {
    const body = setOwnField(bodyText(cell.part), key, value, ['as', key]);
    this.#file.change(withBody(this.#file.text, cell.part, body.replace(/\n$/, '')), `set ${cell.id}`);
    this.#cells.read();
  }

  /** Gives a parameter of the front matter another value. */
  setParameter(name: string, value: ParameterValue): void {
    const [front] = splitNotebook(this.#file.text);
    if (front?.kind !== 'front') return;
    const body = setMappingField(bodyText(front), 'parameters', name, value, []);
    this.#file.change(withBody(this.#file.text, front, body.replace(/\n$/, '')), `set ${name}`);
    this.#cells.read();
  }

  /** Something was asked in a form: it is written, and nothing else in the cell. */
  asked(cell: OpenCell, before: object): void {
    const question = askedIn(cell.kind.kind);
    const { text } = cell.question as { text?: string };
    if (question === null && text !== undefined) return this.write(cell, text);
    if (question === null) return;
    const body = bodyText(cell.part);
    const rewritten = rewriteBody(question, body, before as typeof cell.question, cell.question);
    const after = body.endsWith('\n') ? rewritten : rewritten.replace(/\n$/, '');
    if (after === body) return;
    this.#file.change(withBody(this.#file.text, cell.part, after), 'form');
    this.#cells.read(cell);
  }

  /** A new cell as it is written. */
  newText({ kind, question }: CellKind, asked: object): string {
    if (kind === proseKind) return 'Text\n';
    if (kind === 'sql') return fenced(`sql ${this.#freeName('query_1')}`, (asked as { text?: string }).text ?? '');
    const about = this.#list.find((cell) => cell.kind.kind === 'leakage' && cell.name !== null)?.name ?? 'spring';
    const whole = newWholeBody(kind, this.#freeName('days'), about);
    if (whole !== null) return fenced(`asof ${kind}`, whole);
    return fenced(`asof ${kind}`, newBody(askedIn(kind) ?? {}, meant(question, asked as Asked<typeof question>)));
  }

  get #list(): readonly OpenCell[] {
    return this.#cells.list;
  }

  #freeName(name: string): string {
    const stem = name.replace(/_\d+$/, '');
    for (let nth = 1; ; nth++) if (this.whyNoName(`${stem}_${nth}`, null) === null) return `${stem}_${nth}`;
  }

  /** The part before which a cell's place is. */
  #placeOf(parts: readonly Part[], place: number): number {
    const next = this.#list[place];
    return next ? parts.findIndex(({ at }) => at === next.part.at) : parts.length;
  }

  /** False where it cannot be done; that is said. */
  #edit(edit: () => string): boolean {
    try {
      this.#file.change(edit());
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      this.#workbench.activity.say(thrown.message);
      return false;
    }
    this.#cells.read();
    return true;
  }
}

type Marks = Pick<OpenCell, 'beside' | 'collapsed' | 'shown'>;

function sqlInfo(name: string, { beside, collapsed, shown }: Marks): string {
  const show = plainShown(shown) === undefined ? '' : inline(plainShown(shown));
  // A backtick would end the fence: what has one is not kept.
  const kept = show === '' || show.includes('`') ? [] : [`show=${show}`];
  return ['sql', name, ...(beside ? ['beside'] : []), ...(collapsed ? ['collapsed'] : []), ...kept].join(' ');
}
