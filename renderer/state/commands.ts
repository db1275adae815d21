import { createContext } from 'svelte';
import { toWire } from '../../core/errors/asof-error.ts';
import type { Part } from '../../core/notebook/file/parts.ts';
import type { ShellCommand, ThemeChoice } from '../../core/rpc/desktop-bridge.ts';
import type { WorkspaceRef } from '../../core/rpc/host-api.ts';
import type { Cell, CellKind } from './cell.svelte.ts';
import type { KeyCommand } from './keyboard.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { Notebook } from './notebook.svelte.ts';
import type { Roles } from './roles.svelte.ts';
import { theme, themeChoices } from './theme.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

interface Parts {
  workbench: Workbench;
  notebook: Notebook;
  layout: Layout;
  library: Library;
  roles: Roles;
}

/** The button that adds a cell behind all. */
export const addCellId = 'add-cell';

/** What keys, the palette, native menus and buttons ask for: each thing is done in one place. */
export class Commands {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Opens what the host was started with: at first the first lesson, which shows a leak at once. */
  async begin(): Promise<void> {
    const { library, workbench } = this.#parts;
    void library.list();
    const { start } = await workbench.start();
    // A menu or a file that was opened with the program came first.
    if (workbench.opening.state.status === 'idle' && this.#parts.layout.stage === 'notebook') await this.open(start);
  }

  async firstLesson(): Promise<void> {
    const { library } = this.#parts;
    const lessons = library.lessons.value ?? (await library.list());
    const first = lessons?.[0];
    if (first) await this.open({ kind: 'lesson', id: first.id });
  }

  /** `pressed` is the key, where several stand for one command. */
  key(command: KeyCommand<'everywhere'>, pressed = ''): void {
    const { workbench, layout, notebook } = this.#parts;
    switch (command) {
      case 'palette':
      case 'keys':
        layout.overlay = layout.overlay === command ? null : command;
        return;
      case 'open':
        layout.stage = 'open';
        return;
      case 'save':
        return this.save();
      case 'cancel':
        workbench.activity.running.at(-1)?.cancel();
        return;
      case 'undo':
      case 'redo':
        return this.#step(command);
      case 'sidebar':
        return layout.toggleSidebar();
      case 'inspector':
        return this.toggleInspector();
      case 'close':
        return this.close();
      case 'go to cell':
        return this.goTo(notebook.cells[Number(pressed) - 1]);
    }
  }

  /** What is done to a cell. */
  cell(command: KeyCommand<'cell'>, cell: Cell): void {
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
        cell.collapsed = false;
        cell.editing = cell.kind.kind !== 'sql';
        return layout.edit(cell.id);
      case 'run':
        return this.#run(cell);
      case 'run and next': {
        this.#run(cell);
        const next = cells[at + 1];
        return layout.focus((next ?? cell).id);
      }
      case 'to prose':
        if (notebook.toProse(cell)) this.#said(notebook.cells[at]!, 'made prose');
        return;
      case 'undo':
        return this.#step('undo');
      case 'copy':
      case 'cut':
        void navigator.clipboard.writeText(notebook.markdownOf(cell)).then(() => {
          workbench.activity.say(`${cell.title} copied as Markdown`);
          if (command === 'cut') this.#delete(cell);
        });
        return;
      case 'paste':
        void navigator.clipboard.readText().then((text) => text.trim() && this.#added(notebook.paste(text, at + 1)));
        return;
      case 'name':
        layout.stage = 'notebook';
        cell.naming = true;
        return;
      case 'add above':
      case 'add below':
        layout.stage = 'notebook';
        notebook.adding = command === 'add above' ? at : at + 1;
        return;
      case 'move up':
      case 'move down':
        return this.#move(cell, command === 'move up' ? -1 : 1);
      case 'duplicate':
        return this.#added(notebook.duplicate(cell));
      case 'collapse':
        cell.collapsed = !cell.collapsed;
        return;
      case 'delete':
        return this.#delete(cell);
    }
  }

  /** What is done while its text is written in. */
  source(command: KeyCommand<'cell text'>, cell: Cell): void {
    const { notebook, layout } = this.#parts;
    if (command === 'undo' || command === 'redo') {
      notebook[command]();
      return;
    }
    const at = notebook.cells.indexOf(cell);
    notebook.leave(cell);
    const left = notebook.cells[at];
    if (!left) return layout.focus(addCellId);
    if (command === 'leave') layout.focus(left.id);
    else this.cell(command, left);
    if (command === 'run') layout.focus(left.id);
  }

  /** A new cell where one is being added, else behind all. */
  add(kind: CellKind): void {
    const { notebook } = this.#parts;
    const cell = notebook.add(kind, notebook.adding ?? notebook.cells.length);
    notebook.adding = null;
    this.#added(cell);
    if (cell?.kind.kind === 'prose') this.cell('edit', cell);
  }

  /** To a cell at the top; nowhere where there is none. */
  goTo(cell: Cell | null | undefined): void {
    if (cell) this.#parts.layout.goTo(cell.id);
  }

  /** To the nearest cell of a kind; where the notebook has none, to a new one. */
  goToKind(kind: string): void {
    const { notebook } = this.#parts;
    const cell = notebook.nearest(kind);
    const offered = notebook.offered.find((one) => one.kind === kind);
    if (cell) this.goTo(cell);
    else if (offered) this.add(offered);
  }

  #added(cell: Cell | null): void {
    if (cell) this.#said(cell, 'added');
  }

  #said(cell: Cell, what: string): void {
    const { workbench, layout } = this.#parts;
    layout.focus(cell.id);
    workbench.activity.say(`${cell.title} ${what}`);
  }

  /** What writes somewhere has a button for it. */
  #run(cell: Cell): void {
    cell.collapsed = false;
    if (cell.kind.writes) this.#parts.workbench.activity.say(`${cell.title} writes, and does so by its own button`);
    else cell.run();
  }

  /** Takes back, or does again what was taken back; the cell that it is in gets the focus. */
  #step(command: 'undo' | 'redo'): void {
    const { notebook, workbench, layout } = this.#parts;
    const before = new Map(notebook.cells.map((cell) => [cell, cell.part]));
    const at = notebook.current ? notebook.cells.indexOf(notebook.current) : 0;
    if (!notebook[command]()) return workbench.activity.say(`there is nothing to ${command}`);
    const { cells } = notebook;
    const changed = cells.find((cell) => !samePart(before.get(cell), cell.part));
    layout.focus((changed ?? cells[Math.min(at, cells.length - 1)])?.id ?? addCellId);
    workbench.activity.say(command === 'undo' ? 'undone' : 'done again');
  }

  #move(cell: Cell, by: 1 | -1): void {
    const { notebook, workbench, layout } = this.#parts;
    const isMoved = notebook.move(cell, by);
    const [at, of] = [notebook.cells.indexOf(cell) + 1, notebook.cells.length];
    layout.focus(cell.id);
    workbench.activity.say(`${cell.title} ${isMoved ? 'moved to' : 'stays'} ${at} of ${of}`);
  }

  #delete(cell: Cell): void {
    const { notebook, workbench, layout } = this.#parts;
    const { inspected } = workbench;
    if (inspected?.kind === 'value' && inspected.cell === cell.id) workbench.inspect(null);
    const next = notebook.remove(cell);
    layout.focus(next?.id ?? addCellId);
    workbench.activity.say(`${cell.title} deleted`);
  }

  menu(command: ShellCommand): void {
    const { layout } = this.#parts;
    switch (command.name) {
      case 'open':
        return void this.open(command.ref);
      case 'files':
        return void this.guess(command.paths);
      case 'open-workspace':
        return void this.openFolder();
      case 'open-files':
        return void this.openFiles();
      case 'theme':
        return this.theme(command.theme);
      case 'palette':
      case 'keys':
        layout.overlay = command.name;
        return;
      case 'cancel':
        return this.key('cancel');
    }
  }

  async open(ref: WorkspaceRef): Promise<void> {
    const { layout, library, roles } = this.#parts;
    layout.overlay = null;
    layout.closeDrawer();
    if (!(await library.open(ref))) return;
    layout.stage = 'notebook';
    roles.clear();
  }

  /** The open lesson as if it had never been opened; what was made of it stays in its folder. */
  async afresh(): Promise<void> {
    const { ref } = this.#parts.workbench;
    if (ref?.kind === 'lesson') await this.open({ ...ref, afresh: true });
  }

  /** With the system's dialog; where there is none, with the open view's folders. */
  async openFolder(): Promise<void> {
    const { layout, workbench } = this.#parts;
    const { dialogs } = workbench.shell;
    if (!dialogs) layout.stage = 'open';
    const path = await dialogs?.openFolder();
    if (path) await this.open({ kind: 'folder', path });
  }

  async openFiles(): Promise<void> {
    const { layout, workbench } = this.#parts;
    const { dialogs } = workbench.shell;
    if (!dialogs) layout.stage = 'open';
    const paths = (await dialogs?.openFiles()) ?? [];
    if (paths.length) await this.guess(paths);
  }

  /** Files of the host's machine, to the role picker. */
  async guess(paths: readonly string[]): Promise<void> {
    this.#toRoles();
    await this.#parts.roles.add(paths);
  }

  /** The same with files of the page. */
  async take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.#toRoles();
    await this.#parts.roles.adopt(files);
  }

  /** Files join those that are already there; coming anew, there are none. */
  #toRoles(): void {
    const { layout, roles } = this.#parts;
    if (layout.stage !== 'roles') roles.clear();
    layout.overlay = null;
    layout.stage = 'roles';
  }

  /** Files that were dropped make a workspace without a folder; it can be given one. */
  get canSave(): boolean {
    const { roles, workbench } = this.#parts;
    const { ref, shell } = workbench;
    return ref?.kind === 'files' && shell.kind !== 'page' && roles.isLasting(ref);
  }

  save(): void {
    const { layout, notebook } = this.#parts;
    if (this.canSave) layout.overlay = 'save';
    else if (notebook.file.state.status === 'gone') void notebook.file.saveAgain();
    else if (notebook.file.name !== null) void notebook.file.flush();
    else if (this.canKeep) layout.overlay = 'save notebook';
  }

  /** The workspace has a folder, in which notebooks can lie. */
  get canKeep(): boolean {
    const { snapshot } = this.#parts.workbench;
    return snapshot !== null && snapshot.root !== null && snapshot.restricted === null;
  }

  /** Asks for the name of a new notebook. */
  newNotebook(): void {
    if (this.canKeep) this.#parts.layout.overlay = 'new notebook';
  }

  async openNotebook(name: string): Promise<void> {
    const { notebook, layout, workbench } = this.#parts;
    layout.overlay = null;
    layout.stage = 'notebook';
    await notebook.open(name).catch((thrown: unknown) => workbench.activity.say(toWire(thrown).title));
  }

  /** The form that says where the online store is. */
  connect(): void {
    if (this.#parts.workbench.snapshot) this.#parts.layout.overlay = 'connect';
  }

  theme(choice: ThemeChoice): void {
    theme.choice = choice;
    this.#parts.workbench.shell.theme(choice);
  }

  /** As the system, then light, then dark. */
  nextTheme(): void {
    const at = themeChoices.indexOf(theme.choice);
    this.theme(themeChoices[(at + 1) % themeChoices.length]!);
  }

  toggleInspector(): void {
    const { workbench, notebook } = this.#parts;
    const table = notebook.subject?.labels;
    if (workbench.inspected) while (workbench.inspected) workbench.inspect(null);
    else if (table !== undefined) workbench.inspect({ kind: 'profile', table });
  }

  /** What is on top first: a dialog closes itself, then the stage, then the inspector. */
  close(): void {
    const { layout, workbench } = this.#parts;
    if (layout.overlay) layout.overlay = null;
    else if (layout.narrow && layout.sidebar) layout.closeDrawer();
    else if (layout.stage !== 'notebook') layout.stage = workbench.snapshot ? 'notebook' : layout.stage;
    else workbench.inspect(null);
  }
}

function samePart(one: Part | undefined, other: Part): boolean {
  return one?.open === other.open && one.body === other.body && one.close === other.close;
}

export const [getCommands, setCommands] = createContext<Commands>();
