import { createContext } from 'svelte';
import { innerHeight, innerWidth } from 'svelte/reactivity/window';
import type { OpenCell } from './cell.svelte.ts';
import type { Layout } from './layout.svelte.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

interface Parts {
  workbench: Workbench;
  notebook: OpenNotebook;
  layout: Layout;
}

/** A projector's screen, pixels, and how much larger all is drawn on it. */
const projector = { width: 1024, height: 768, zoom: 1.5 };

/** The notebook for those who sit at the back: one cell at a time, in large type, and no panes. */
export class Presenting {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The cell that is presented; null while none is. */
  get cell(): OpenCell | null {
    const { notebook, layout } = this.#parts;
    if (layout.presented === null || layout.stage !== 'notebook') return null;
    return notebook.cells.find(({ id }) => id === layout.presented) ?? null;
  }

  /** How large it is drawn; 1 while nothing is presented. */
  get zoom(): number {
    if (!this.cell) return 1;
    const { width, height, zoom } = projector;
    const fits = Math.min((innerWidth.current ?? width) / width, (innerHeight.current ?? height) / height);
    return Math.min(Math.max(zoom * fits, 1), 4);
  }

  /** The place of the cell, from 1, and the number of all, covered ones too. */
  get place(): { at: number; of: number } {
    const { cells } = this.#parts.notebook;
    return { at: this.cell ? cells.indexOf(this.cell) + 1 : 0, of: cells.length };
  }

  /** It is a question that has to be answered or skipped before it goes on. */
  get isWaiting(): boolean {
    const { at, of } = this.place;
    return at < of && at === this.#parts.notebook.shown;
  }

  /** Begins at the current cell. */
  begin(): void {
    const { notebook, layout, workbench } = this.#parts;
    const { current, cells } = notebook;
    const cell = current && cells.includes(current) ? current : cells[0];
    if (!cell) return;
    while (workbench.inspected) workbench.inspect(null);
    layout.presented = cell.id;
    layout.goTo(cell.id);
  }

  /** Back among the others, at the same cell. */
  end(): void {
    const { cell } = this;
    const { layout } = this.#parts;
    layout.presented = null;
    if (cell) layout.goTo(cell.id);
  }

  /** The one to go to, past those of which only the head is shown; null where there is none. */
  next(by: 1 | -1): OpenCell | null {
    const { cells, shown } = this.#parts.notebook;
    const at = this.place.at - 1;
    const ahead = by === 1 ? cells.slice(at + 1, shown) : cells.slice(0, Math.max(0, at)).reverse();
    return ahead.find(({ collapsed, state }) => !collapsed || state.covers === true) ?? null;
  }

  step(by: 1 | -1): void {
    const { layout, workbench } = this.#parts;
    if (by === 1 && this.isWaiting) return workbench.activity.say('answer the question, or skip it, to go on');
    const next = this.next(by);
    if (next) layout.goTo(next.id);
  }
}

export const [getPresenting, setPresenting] = createContext<Presenting>();
