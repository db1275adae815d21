import { createContext } from 'svelte';
import { MediaQuery } from 'svelte/reactivity';
import { whileSettling } from '../ui/keep-in-place.ts';

/** What fills the centre. */
export type Stage = 'notebook' | 'open' | 'roles';
/** What lies on top of everything. */
export type Overlay = 'palette' | 'keys' | 'save' | 'connect' | 'save notebook' | 'new notebook';

/** An editor's code may have to be loaded first. */
const framesAwaited = 300;

/** Which parts of the workbench are shown. */
export class Layout {
  stage = $state<Stage>('notebook');
  overlay = $state<Overlay | null>(null);
  /** The id of the cell that is presented, or was when something else filled the centre; null while none is. */
  presented = $state<string | null>(null);
  readonly #wide = new MediaQuery('width >= 1640px');
  readonly #narrow = new MediaQuery('width < 900px');
  #pinned = $state(true);
  #drawer = $state(false);

  /** On a narrow window the sidebar is shown when it is asked for, and then lies over the rest. */
  get sidebar(): boolean {
    return this.#narrow.current ? this.#drawer : this.#pinned;
  }

  get narrow(): boolean {
    return this.#narrow.current;
  }

  /** All three panes stand beside one another and the column keeps its width. */
  get wide(): boolean {
    return this.#wide.current;
  }

  toggleSidebar(): void {
    if (this.#narrow.current) this.#drawer = !this.#drawer;
    else this.#pinned = !this.#pinned;
  }

  /** After something in it was chosen. */
  closeDrawer(): void {
    this.#drawer = false;
  }

  /** Brings a cell of the notebook to the top and gives it the focus. */
  goTo(id: string): void {
    this.#focus(id, (element) => {
      // What lies above may still grow while it is answered.
      whileSettling(element.closest('main'), () => element.scrollIntoView({ block: 'start' }), 2000);
    });
  }

  /** Gives a cell the focus; it is scrolled only where it is out of sight. */
  focus(id: string): void {
    this.#focus(id, (element) => element.scrollIntoView({ block: 'nearest' }));
  }

  /** Into the text of a cell, where it has one; as soon as its editor is there, unless the focus has gone elsewhere. */
  edit(id: string): void {
    const from = document.activeElement;
    const look = (left: number): void => {
      const cell = document.getElementById(id);
      const text = cell?.querySelector<HTMLElement>('.cm-content, textarea');
      const { activeElement: now } = document;
      const isElsewhere = now !== from && now !== document.body && now !== cell && now !== text;
      if (text && !isElsewhere) text.focus();
      else if (!text && !isElsewhere && left > 0) requestAnimationFrame(() => look(left - 1));
    };
    requestAnimationFrame(() => look(framesAwaited));
  }

  #focus(id: string, then: (element: HTMLElement) => void): void {
    this.stage = 'notebook';
    this.overlay = null;
    if (this.presented !== null) this.presented = id;
    requestAnimationFrame(() => {
      const element = document.getElementById(id);
      if (!element) return;
      element.focus({ preventScroll: true });
      then(element);
    });
  }
}

export const [getLayout, setLayout] = createContext<Layout>();
