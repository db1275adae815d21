import type { AsofError } from '../../core/errors/asof-error.ts';
import { readNotebookCell } from '../../core/notebook/cell/cell.ts';
import { askedIn } from '../../core/notebook/cell/kinds.ts';
import { nothingShown } from '../../core/question/show.ts';
import { bodyText } from '../../core/notebook/file/edit.ts';
import { readFront } from '../../core/notebook/file/front.ts';
import type { Parameters } from '../../core/notebook/file/parameter.ts';
import { partText, splitNotebook, type Part } from '../../core/notebook/file/parts.ts';
import { matched, piecesOf, pieceText } from '../../core/notebook/file/pieces.ts';
import { askedText } from '../../core/notebook/graph/stale.ts';
import { writtenParameters } from '../../core/notebook/notebook.ts';
import type { CellData } from './cell-state.ts';
import type { CellKind, OpenCell } from './cell.svelte.ts';
import type { Linking } from './linking.svelte.ts';
import type { NotebookFile } from './notebook-file.svelte.ts';

/** The kinds of pieces that are no question: `prose`, and what cannot be read. */
export const proseKind = 'prose';
export const unreadKind = 'unread';

interface Sources {
  kinds: readonly CellKind[];
  file: NotebookFile;
  linking: Linking;
  /** A cell that was not there before. */
  open: (kind: CellKind, id: string, data: CellData) => OpenCell;
}

/** The cells that are written in a notebook's text, in their order. Read again they stay what they are, found by their texts. */
export class NotebookCells {
  readonly #from: Sources;
  #list = $state.raw<readonly OpenCell[]>([]);
  #title = $state.raw<string | null>(null);
  #problems = $state.raw<readonly AsofError[]>([]);
  #parameters = $state.raw<Parameters>({});
  #frontParameters = $state.raw<Parameters>({});
  /** The one that has or last had the focus. */
  current = $state.raw<OpenCell | null>(null);

  constructor(from: Sources) {
    this.#from = from;
  }

  get list(): readonly OpenCell[] {
    return this.#list;
  }

  /** What the front matter calls the notebook; null where it does not. */
  get title(): string | null {
    return this.#title;
  }

  /** What is wrong in the front matter. */
  get problems(): readonly AsofError[] {
    return this.#problems;
  }

  /** Of these, what the front matter says. */
  get frontParameters(): Parameters {
    return this.#frontParameters;
  }

  /** The values of its parameters, as they are written. */
  get parameters(): Parameters {
    return this.#parameters;
  }

  /** All cells know what they use, as the text now is. */
  linked(): Promise<void> {
    const { file, linking } = this.#from;
    return linking.of(file.text, file.name ?? '', this.#list);
  }

  /**
   * Puts the cells in the order of the text; those that are in it still stay what they are.
   * @param asking One in whose form something is being asked otherwise: it has not to be read.
   */
  read(asking: OpenCell | null = null): void {
    const { file, linking } = this.#from;
    const { text, name } = file;
    const parts = splitNotebook(text);
    const front = readFront(parts[0], name ?? 'the notebook');
    const parameters = writtenParameters(parts, name ?? '');
    const isOther = askedText(parameters) !== askedText(this.#parameters);
    if (isOther) this.#parameters = parameters;
    [this.#title, this.#problems, this.#frontParameters] = [front.title, front.problems, front.parameters];
    const pieces = piecesOf(parts);
    const old = this.#list;
    const fits = (cell: OpenCell, i: number): boolean =>
      cell.part.kind === pieces[i]!.kind && (cell.editing || kindIn(cell.part) === kindIn(pieces[i]!));
    const found = matched(old, pieces.map(pieceText), ({ part }) => pieceText(part), fits);
    const ids = new Set(found.flatMap((cell) => cell?.id ?? []));
    const cells = pieces.map((part, i) => this.#put(found[i]!, part, { isOther, ids, asking }));
    for (const cell of old) if (!cells.includes(cell)) cell.state.close();
    this.#list = cells;
    linking.soon(text, name ?? '', cells);
    if (this.current && !cells.includes(this.current))
      this.current = cells.find(({ id }) => id === this.current?.id) ?? null;
  }

  /** Takes what was typed into its cell. That it may mean other cells by now is seen when it is left. */
  typed(cell: OpenCell, before: string, after: string): void {
    const { part } = cell;
    const pieces = piecesOf(splitNotebook(after));
    const isAlone = this.#list.every((one, i) => {
      const piece = pieces[i];
      return piece && (one === cell ? piece.kind === part.kind : pieceText(piece) === pieceText(one.part));
    });
    cell.isLate = true;
    if (isAlone && pieces.length === this.#list.length) return this.read();
    const end = part.at + partText(part).length + after.length - before.length;
    cell.part = { ...part, open: '', body: after.slice(part.at, end), close: '' };
  }

  /** Lets go of all. */
  close(): void {
    for (const cell of this.#list) cell.state.close();
    this.#list = [];
    this.current = null;
  }

  #put(
    cell: OpenCell | null,
    part: Part,
    { isOther, ids, asking }: { isOther: boolean; ids: Set<string>; asking: OpenCell | null },
  ): OpenCell {
    const isSame = cell !== null && partText(cell.part) === partText(part);
    // Problems have their lines, which may be others now.
    const isRead = isSame && (cell.problems.length === 0 || cell.part.line === part.line);
    if (cell && !isOther && isRead && (!cell.isLate || cell.editing)) {
      cell.part = part;
      return cell;
    }
    const { kind, ...data } = this.#readPart(part);
    if (cell && (cell.editing || cell === asking)) {
      [cell.part, cell.problems, cell.isLate] = [part, data.problems, cell.editing];
      return cell;
    }
    if (cell?.kind === kind) {
      cell.read(data);
      return cell;
    }
    const stem = part.kind === 'prose' ? proseKind : kindIn(part);
    const isOfKind = cell !== null && cell.id.replace(/-\d+$/, '') === stem;
    let id = isOfKind ? cell.id : stem;
    if (!isOfKind) for (let nth = 2; ids.has(id); nth++) id = `${stem}-${nth}`;
    ids.add(id);
    return this.#from.open(kind, id, data);
  }

  #readPart(part: Part): CellData & { kind: CellKind } {
    const { kinds, file } = this.#from;
    const kindOf = (name: string): CellKind | undefined => kinds.find(({ kind }) => kind === name);
    if (part.kind === 'prose')
      return {
        ...{ kind: kindOf(proseKind)!, part, question: { text: bodyText(part) } },
        ...{ name: null, collapsed: null, beside: false, show: nothingShown, problems: [] },
      };
    const { kind: word, content, ...read } = readNotebookCell(part, file.name ?? '', this.#parameters);
    const { name, collapsed, beside, show, problems } = read;
    const data = { part, name, collapsed, beside, show, problems };
    const kind = kindOf(word);
    if (word === 'sql' && kind) return { ...data, kind, question: { text: bodyText(part) } };
    if (kind && content) {
      const question = askedIn(word) ? (content.asked as object) : { asked: content.asked };
      return { ...data, kind, question };
    }
    const text = partText(part).replace(/(?:\r\n|\r|\n)$/, '');
    return { ...data, kind: kindOf(unreadKind)!, question: { text }, collapsed: null };
  }
}

/** The word of a cell's fence; of prose its own. */
export function kindIn({ kind, fence }: Part): string {
  if (kind === 'prose') return proseKind;
  const [, language = '', rest = ''] = /^(\S+)[ \t]*(.*)$/s.exec(fence!.info) ?? [];
  return language === 'sql' ? 'sql' : rest;
}
