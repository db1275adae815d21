import { createContext } from 'svelte';
import { AsofError, toWire, type WireError } from '../../core/errors/asof-error.ts';
import { unknownName } from '../../core/errors/unknown-name.ts';
import type { WorkspaceRef } from '../../core/rpc/host-api.ts';
import { workspaceId } from '../../core/rpc/workspace-id.ts';
import type { Commands } from './commands.ts';
import type { Layout } from './layout.svelte.ts';
import { cellAt, cellLink, formatLink, linked, readLink, refOf, type Link } from './link.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

interface Parts {
  workbench: Workbench;
  notebook: OpenNotebook;
  layout: Layout;
  commands: Commands;
}

/** The page's address, behind its `#`: it says what is shown, and what it says is shown. */
export class Address {
  readonly #parts: Parts;
  /** What it leads to and is not there yet: it is being opened, or its folder has to be trusted first. */
  #ahead = $state.raw<Link | null>(null);
  #isOpening = $state(false);
  /** With what was shown in its place. */
  #problem = $state.raw<{ error: WireError; shown: string | null } | null>(null);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Why it led nowhere, until something else is gone to; null where it was found. */
  get problem(): WireError | null {
    return this.#problem?.error ?? null;
  }

  /** What a window begins with: where its address leads, else what the host was started with. */
  async begin(): Promise<void> {
    const link = readLink(location.hash);
    await this.#parts.commands.begin(link && (() => this.#go(link)));
  }

  /** The back button was pressed, or another address typed. */
  async follow(): Promise<void> {
    const link = readLink(location.hash);
    if (link) await this.#go(link);
  }

  /** Opens what could not be opened once more: where the address leads to it, to its notebook and cell. */
  async again(): Promise<void> {
    const { workbench, commands } = this.#parts;
    const { asked, ref } = workbench;
    const link = readLink(location.hash);
    if (asked === null) return;
    const isLinked = link?.workspace === workspaceId(asked) && (ref === null || workspaceId(ref) !== link.workspace);
    if (isLinked) await this.#go(link);
    else await commands.open(asked);
  }

  /** Says what is shown now. Another workspace or notebook is a step that the back button takes back. */
  say(): void {
    const hash = this.#said;
    if (hash === null || hash === this.#problem?.shown) return;
    this.#problem = null;
    if (hash === location.hash) return;
    const [before, after] = [readLink(location.hash), readLink(hash)];
    const isStep = before !== null && (before.workspace !== after?.workspace || before.notebook !== after.notebook);
    history[isStep ? 'pushState' : 'replaceState'](null, '', hash);
  }

  /** Goes on to where it leads, as soon as nothing stands in the way. */
  arrive(): void {
    const { notebook, commands, workbench } = this.#parts;
    const { snapshot, ref } = workbench;
    const link = this.#ahead;
    if (link === null || this.#isOpening || ref === null || !snapshot || snapshot.restricted) return;
    this.#ahead = null;
    if (workspaceId(ref) !== link.workspace) return;
    if (link.notebook !== null && link.notebook !== notebook.file.name)
      return this.#lacks(unknownName('notebook', link.notebook, notebook.names));
    if (link.cell === null) return;
    const cell = cellAt(notebook.cells, link.cell);
    if (cell) commands.cells.goTo(cell);
    else this.#lacks(unknownName('cell', link.cell));
  }

  /** Null while something else than a notebook fills the centre. */
  get #said(): string | null {
    const { workbench, notebook, layout } = this.#parts;
    if (this.#isOpening || workbench.ref === null || layout.stage !== 'notebook') return null;
    const workspace = workspaceId(workbench.ref);
    if (this.#ahead?.workspace === workspace) return formatLink(this.#ahead);
    const { cells, current } = notebook;
    const cell = current && cells.includes(current) ? cellLink(cells, current) : null;
    return formatLink({ workspace, notebook: notebook.file.name, cell });
  }

  async #go(link: Link): Promise<void> {
    [this.#ahead, this.#isOpening, this.#problem] = [link, true, null];
    this.#parts.workbench.dismiss();
    let isThere = false;
    let thrown: unknown = null;
    try {
      isThere = await this.#open(link);
    } catch (error) {
      thrown = error;
    }
    // A newer one has overtaken it.
    if (this.#ahead !== link) return;
    this.#isOpening = false;
    this.#parts.layout.stage = isThere ? 'notebook' : 'open';
    if (thrown === null && isThere) return this.arrive();
    this.#ahead = null;
    if (thrown !== null) this.#lacks(thrown);
  }

  /** False where its workspace cannot be opened: the one that was open stays. */
  async #open(link: Link): Promise<boolean> {
    const { workbench, notebook, commands } = this.#parts;
    if (workbench.ref === null || workspaceId(workbench.ref) !== link.workspace) {
      notebook.wanted = link.notebook === null ? null : { workspace: link.workspace, name: link.notebook };
      return commands.open(await this.#find(link));
    }
    const isOther = link.notebook !== null && link.notebook !== notebook.file.name;
    if (isOther && notebook.names.includes(link.notebook!)) await notebook.open(link.notebook!);
    return true;
  }

  async #find(link: Link): Promise<WorkspaceRef> {
    const ref = refOf(link) ?? linked(link, await this.#parts.workbench.shell.recent())?.ref;
    if (ref) return ref;
    const hint = 'it was forgotten, or is of another machine or browser; open it anew from here';
    throw new AsofError('not_here', { what: 'opening what this link leads to', where: 'here', hint });
  }

  #lacks(thrown: unknown): void {
    this.#problem = { error: toWire(thrown), shown: this.#said };
  }
}

export const [getAddress, setAddress] = createContext<Address>();
