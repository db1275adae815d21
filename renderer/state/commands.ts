import { createContext } from 'svelte';
import { toWire } from '../../core/errors/asof-error.ts';
import type { ShellCommand, ThemeChoice } from '../../core/rpc/desktop-bridge.ts';
import type { WorkspaceRef } from '../../core/rpc/host-api.ts';
import { workspaceId } from '../../core/rpc/workspace-id.ts';
import { CellCommands } from './cell-commands.ts';
import { exportNotebook, fileStem, type MadePage } from './export-notebook.ts';
import { forgetKept } from './kept.ts';
import type { KeyCommand } from './keyboard.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Presenting } from './presenting.svelte.ts';
import type { Roles } from './roles.svelte.ts';
import { atRest } from '../ui/at-rest.ts';
import { download } from '../ui/download.ts';
import { takeHome } from './take-home.ts';
import { theme, themeChoices } from './theme.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

interface Parts {
  workbench: Workbench;
  notebook: OpenNotebook;
  layout: Layout;
  presenting: Presenting;
  library: Library;
  roles: Roles;
}

/** What keys, the palette, native menus and buttons ask for: each thing is done in one place. */
export class Commands {
  /** What is done to cells. */
  readonly cells: CellCommands;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.cells = new CellCommands(parts);
  }

  /** Opens what a link leads to, else what the host was started with: at first the first lesson, which shows a leak at once. */
  async begin(follow: (() => Promise<void>) | null = null): Promise<void> {
    const { library, workbench } = this.#parts;
    void library.list();
    const { start } = await workbench.start();
    // A menu or a file that was opened with the program came first.
    if (workbench.opening.state.status !== 'idle' || this.#parts.layout.stage !== 'notebook') return;
    if (follow) await follow();
    else await this.open(start);
  }

  async firstLesson(): Promise<void> {
    const { library } = this.#parts;
    const lessons = library.lessons.value ?? (await library.list());
    const first = lessons?.[0];
    if (first) await this.open({ kind: 'lesson', id: first.id });
  }

  /** `pressed` is the key, where several stand for one command. */
  key(command: KeyCommand<'everywhere'>, pressed = ''): void {
    const { workbench, layout, notebook, presenting } = this.#parts;
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
      case 'run all':
      case 'run stale':
        this.cells.leave();
        return void (command === 'run all' ? notebook.runs.runAll() : notebook.runs.runStale());
      case 'undo':
      case 'redo':
        return this.cells.step(command);
      case 'sidebar':
        return layout.toggleSidebar();
      case 'inspector':
        return this.toggleInspector();
      case 'present':
        return presenting.cell ? presenting.end() : presenting.begin();
      case 'close':
        return this.close();
      case 'go to cell':
        return this.cells.goTo(notebook.cells[Number(pressed) - 1]);
    }
  }

  /** By the browser's own dialog, which saves PDF too. */
  async print(): Promise<void> {
    await this.#layOnPaper();
    // Not every browser waits in `print` until its dialog is closed.
    addEventListener('afterprint', () => (theme.onPaper = false), { once: true });
    print();
  }

  /** As a file; where the shell can make none, by the browser's dialog. */
  async savePdf(): Promise<void> {
    const { workbench, notebook } = this.#parts;
    const { pdf } = workbench.shell;
    if (!pdf) return this.print();
    await this.#layOnPaper();
    const name = `${fileStem(notebook.file.name ?? workbench.snapshot?.name ?? 'notebook')}.pdf`;
    await this.#saved(pdf().then((content) => ({ name, content })));
    theme.onPaper = false;
  }

  /** Every cell answered and drawn as wide as a page. */
  async #layOnPaper(): Promise<void> {
    const { notebook, layout, workbench } = this.#parts;
    [layout.stage, layout.overlay, layout.presented] = ['notebook', null, null];
    for (const cell of notebook.cells) cell.seen = true;
    await notebook.runs.runStale();
    theme.onPaper = true;
    do await atRest(document.body);
    while (workbench.activity.running.length > 0);
  }

  /** The notebook as it now stands, as a file. */
  async exportNotebook(): Promise<void> {
    const { notebook, workbench } = this.#parts;
    this.cells.leave();
    await this.#saved(contentOf(exportNotebook(workbench, notebook)));
  }

  /** What its reader answered, as a file. */
  async takeHome(): Promise<void> {
    const { notebook, workbench } = this.#parts;
    await this.#saved(contentOf(takeHome(workbench, notebook)));
  }

  async #saved(making: Promise<{ name: string; content: Uint8Array }>): Promise<void> {
    const { activity } = this.#parts.workbench;
    try {
      const { name, content } = await making;
      download(content, name);
      activity.say(`${name} saved`);
    } catch (thrown) {
      activity.say(toWire(thrown).title);
    }
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

  /** False where that fails; what was open stays. */
  async open(ref: WorkspaceRef): Promise<boolean> {
    const { layout, library, roles } = this.#parts;
    layout.overlay = null;
    layout.closeDrawer();
    if (!(await library.open(ref))) return false;
    layout.stage = 'notebook';
    roles.clear();
    return true;
  }

  /** Takes a workspace out of the list of recent ones; the open one is left for the first lesson. */
  async forget(ref: WorkspaceRef): Promise<void> {
    const { library, workbench } = this.#parts;
    const id = workspaceId(ref);
    const failed = await library.forget(ref).then(() => null, toWire);
    if (failed) return workbench.activity.say(failed.title);
    if (workbench.snapshot?.id === id) await this.firstLesson();
  }

  /** The open lesson as if it had never been opened; what was made of it stays in its folder. */
  async afresh(): Promise<void> {
    const { ref } = this.#parts.workbench;
    if (ref?.kind !== 'lesson') return;
    forgetKept(workspaceId(ref));
    await this.open({ ...ref, afresh: true });
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
    const { ref } = workbench;
    return ref?.kind === 'files' && roles.isLasting(ref);
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

  /** What is on top first: a dialog closes itself, then what is selected in plots, then the stage, then the inspector, then presenting ends. */
  close(): void {
    const { layout, workbench, notebook, presenting } = this.#parts;
    if (layout.overlay) layout.overlay = null;
    else if (layout.narrow && layout.sidebar) layout.closeDrawer();
    else if (layout.stage === 'notebook' && notebook.brushing.now) notebook.brushing.clear();
    else if (presenting.cell && !workbench.inspected) presenting.end();
    else if (layout.stage === 'notebook') workbench.inspect(null);
    else if (workbench.snapshot) {
      layout.stage = 'notebook';
      workbench.dismiss();
    }
  }
}

async function contentOf(making: Promise<MadePage>): Promise<{ name: string; content: Uint8Array }> {
  const { name, html } = await making;
  return { name, content: new TextEncoder().encode(html) };
}

export const [getCommands, setCommands] = createContext<Commands>();
