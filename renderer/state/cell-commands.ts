import { pieceText } from '../../core/notebook/file/pieces.ts';
import { fromClipboard, noClipboard, toClipboard } from '../ui/clipboard.ts';
import type { CellKind, OpenCell } from './cell.svelte.ts';
import type { KeyCommand } from './keyboard.ts';
import type { Layout } from './layout.svelte.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

interface Parts {
  workbench: Workbench;
  notebook: OpenNotebook;
  layout: Layout;
}

/** The button that adds a cell behind all. */
export const addCellId = 'add-cell';

/** What keys, the palette and menus ask of cells; where the focus is then, and what is said of it. */
export class CellCommands {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What is done to a cell. */
  perform(command: KeyCommand<'cell'>, cell: OpenCell): void {
    const { notebook, layout, workbench } = this.#parts;
    const { cells } = notebook;
    const at = cells.indexOf(cell);
    switch (command) {
      case 'next':
      case 'previous': {
        const next = cells[at + (command === 'next' ? 1 : -1)];
        return next && layout.focus(next.id);
      }
      case 'edit':
        if (cell.collapsed) notebook.edits.collapse(cell, false);
        cell.editing = cell.kind.kind !== 'sql';
        return layout.edit(cell.id);
      case 'run':
        return this.#run(cell);
      case 'run and next': {
        this.#run(cell);
        const next = cells[at + 1];
        return layout.focus((next ?? cell).id);
      }
      case 'split':
        return this.#split(cell);
      case 'merge': {
        const next = notebook.edits.mergeable(cell);
        if (!next) return workbench.activity.say(`there is no text below that ${cell.title} can be merged with`);
        if (notebook.edits.merge(cell, next)) this.#said(cell, 'merged with the cell below');
        return;
      }
      case 'to prose':
        if (notebook.edits.toProse(cell)) this.#said(notebook.cells[at]!, 'made prose');
        return;
      case 'to SQL':
        if (cell.kind.kind !== 'prose') return workbench.activity.say(`${cell.title} is no prose`);
        return this.#turned(at, notebook.edits.fromProse(cell));
      case 'change kind':
        layout.stage = 'notebook';
        notebook.turning = cell;
        return;
      case 'undo':
        return this.step('undo');
      case 'stop all':
        return notebook.runs.stop();
      case 'copy':
      case 'cut':
        void toClipboard(notebook.edits.markdownOf(cell)).then((isCopied) => {
          workbench.activity.say(isCopied ? `${cell.title} copied as Markdown` : `not copied: ${noClipboard}`);
          if (isCopied && command === 'cut') this.#delete(cell);
        });
        return;
      case 'paste':
        void this.#paste(Math.min(at + 1, notebook.end));
        return;
      case 'name':
        layout.stage = 'notebook';
        cell.naming = true;
        return;
      case 'add above':
      case 'add below':
        layout.stage = 'notebook';
        // Not behind a question that covers what follows: nobody would see it.
        notebook.adding = command === 'add above' ? at : Math.min(at + 1, notebook.end);
        return;
      case 'move up':
      case 'move down':
        return this.#move(cell, command === 'move up' ? -1 : 1);
      case 'duplicate':
        return this.#added(notebook.edits.duplicate(cell));
      case 'collapse':
        return notebook.edits.collapse(cell, !cell.collapsed);
      case 'beside':
        notebook.edits.putBeside(cell, !cell.beside);
        return this.#said(
          cell,
          cell.beside ? 'is beside the cell before, where there is room' : 'is below the cell before',
        );
      case 'delete':
        return this.#delete(cell);
    }
  }

  /** Whether there is something that a command could do to a cell. */
  applies(command: KeyCommand<'cell'>, cell: OpenCell): boolean {
    const { notebook } = this.#parts;
    const isProse = cell.kind.kind === 'prose';
    if (command === 'split') return notebook.edits.isText(cell);
    if (command === 'merge') return notebook.edits.mergeable(cell) !== null;
    if (command === 'to SQL') return isProse;
    if (command === 'beside') return notebook.cells[0] !== cell && notebook.edits.isMarkable(cell);
    if (command === 'to prose' || command === 'name') return !isProse;
    return command !== 'change kind' || notebook.turnsTo(cell).length > 0;
  }

  /** The cell becomes one of another kind. */
  turn(cell: OpenCell, kind: CellKind): void {
    const { notebook } = this.#parts;
    const at = notebook.cells.indexOf(cell);
    notebook.turning = null;
    this.#turned(at, notebook.turn(cell, kind));
  }

  /** What is done while its text is written in. */
  source(command: KeyCommand<'cell text'>, cell: OpenCell): void {
    const { notebook, layout } = this.#parts;
    if (command === 'undo' || command === 'redo') return this.#stepIn(command, cell);
    if (command === 'split') return this.#split(cell);
    // In an editor that stays, the cursor does too.
    if (command === 'run' && cell.kind.kind === 'sql') return this.#run(cell);
    const at = notebook.cells.indexOf(cell);
    notebook.edits.leave(cell);
    const left = notebook.cells[at];
    if (!left) return layout.focus(addCellId);
    if (command === 'leave') layout.focus(left.id);
    else this.perform(command, left);
    if (command === 'run') layout.focus(left.id);
  }

  /** Out of the text of the cell that is written in: what it asks is then read. */
  leave(): void {
    const { current } = this.#parts.notebook;
    if (current?.editing) this.source('leave', current);
  }

  /** A new cell before the one that has this place, else behind all that are shown; prose is written in at once. */
  add(kind: CellKind, place: number | null = null): void {
    const { notebook, workbench } = this.#parts;
    const cell = notebook.add(kind, place ?? notebook.end);
    if (cell?.kind.kind !== 'prose') return this.#added(cell);
    this.perform('edit', cell);
    workbench.activity.say(`${cell.title} added`);
  }

  /** To a cell at the top, or to the question that still covers it; nowhere where there is none. */
  goTo(cell: OpenCell | null | undefined): void {
    const { notebook, layout } = this.#parts;
    const { cells, shown } = notebook;
    const open = cell && cells[Math.min(cells.indexOf(cell), shown - 1)];
    if (open) layout.goTo(open.id);
  }

  /** To the nearest cell of a kind; where the notebook has none, to a new one. */
  goToKind(kind: string): void {
    const { notebook } = this.#parts;
    const cell = notebook.nearest(kind);
    const offered = notebook.offered.find((one) => one.kind === kind);
    if (cell) this.goTo(cell);
    else if (offered) this.add(offered);
  }

  /** To the page of a thing in the nearest catalog; where the notebook has none, in a new one. */
  showInCatalog(id: string): void {
    const { notebook } = this.#parts;
    this.goToKind('catalog');
    notebook.nearest('catalog')?.state.showEntry?.(id);
  }

  async #paste(at: number): Promise<void> {
    const { notebook, workbench } = this.#parts;
    const text = await fromClipboard();
    if (text === null) workbench.activity.say(`not pasted: ${noClipboard}`);
    else if (text.trim()) this.#added(notebook.edits.paste(text, at));
  }

  #turned(at: number, isDone: boolean): void {
    const cell = this.#parts.notebook.cells[at];
    if (isDone && cell) this.#said(cell, 'is what the cell now is');
  }

  #split(cell: OpenCell): void {
    const { notebook, workbench } = this.#parts;
    const { activity } = workbench;
    if (!notebook.edits.isText(cell)) return activity.say(`${cell.title} asks one thing and cannot be split`);
    if (cell.caret === null) return activity.say(`write where ${cell.title} is to be split, then split it`);
    const below = notebook.edits.split(cell, cell.caret);
    if (!below) return;
    notebook.edits.leave(cell);
    below.caret = 0;
    this.perform('edit', below);
    activity.say(`${cell.title} split`);
  }

  /** Takes back while a cell is written in: the cursor stays there, unless that is about another cell. */
  #stepIn(command: 'undo' | 'redo', cell: OpenCell): void {
    const { notebook, layout } = this.#parts;
    const { length } = notebook.cells;
    const changed = this.#stepped(command);
    const { cells } = notebook;
    const isOwn = cells.includes(cell) && cells.length === length && changed?.every((one) => one === cell);
    if (changed && !isOwn)
      layout.focus((changed.find((one) => one !== cell) ?? changed[0] ?? cells[0])?.id ?? addCellId);
  }

  /** The cells whose text is another now; null where there was nothing to take back. */
  #stepped(command: 'undo' | 'redo'): readonly OpenCell[] | null {
    const { notebook } = this.#parts;
    const before = new Map(notebook.cells.map((cell) => [cell, pieceText(cell.part)]));
    if (!notebook.file[command]()) return null;
    return notebook.cells.filter((cell) => before.get(cell) !== pieceText(cell.part));
  }

  #added(cell: OpenCell | null): void {
    if (cell) this.#said(cell, 'added');
  }

  #said(cell: OpenCell, what: string): void {
    const { workbench, layout } = this.#parts;
    layout.focus(cell.id);
    workbench.activity.say(`${cell.title} ${what}`);
  }

  /** What writes somewhere has a button for it. */
  #run(cell: OpenCell): void {
    if (cell.kind.writes) this.#parts.workbench.activity.say(`${cell.title} writes, and does so by its own button`);
    else cell.run();
  }

  /** Takes back, or does again what was taken back; the cell that it is in gets the focus. */
  step(command: 'undo' | 'redo'): void {
    const { notebook, workbench, layout } = this.#parts;
    const at = notebook.current ? notebook.cells.indexOf(notebook.current) : 0;
    const changed = this.#stepped(command);
    if (changed === null) return workbench.activity.say(`there is nothing to ${command}`);
    const { cells } = notebook;
    layout.focus((changed[0] ?? cells[Math.min(at, cells.length - 1)])?.id ?? addCellId);
    workbench.activity.say(command === 'undo' ? 'undone' : 'done again');
  }

  #move(cell: OpenCell, by: 1 | -1): void {
    const { notebook, workbench, layout } = this.#parts;
    const isMoved = notebook.edits.move(cell, by);
    const [at, of] = [notebook.cells.indexOf(cell) + 1, notebook.cells.length];
    layout.focus(cell.id);
    workbench.activity.say(`${cell.title} ${isMoved ? 'moved to' : 'stays'} ${at} of ${of}`);
  }

  #delete(cell: OpenCell): void {
    const { notebook, workbench, layout } = this.#parts;
    const { inspected } = workbench;
    if (inspected?.kind === 'value' && inspected.cell === cell.id) workbench.inspect(null);
    const next = notebook.edits.remove(cell);
    layout.focus(next?.id ?? addCellId);
    workbench.activity.say(`${cell.title} deleted`);
  }
}
