import { createContext } from 'svelte';
import type { Folder, Lesson, WorkspaceRef } from '../../core/rpc/host-api.ts';
import type { Run } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What can be opened: lessons, workspaces that were open before, folders of the host's machine. */
export class Library {
  readonly lessons: Run<Lesson[]>;
  /** The folder that is looked into, where there is no native dialog. */
  readonly folder: Run<Folder>;
  readonly #workbench: Workbench;
  #recent = $state.raw<readonly string[]>([]);

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.lessons = workbench.run('lessons');
    this.folder = workbench.run('folder');
  }

  /** Paths of workspace folders, the latest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  list(): Promise<Lesson[] | null> {
    void this.listRecent();
    return this.lessons.start((doing) => this.#workbench.host.call('lessons', null, doing));
  }

  async open(ref: WorkspaceRef): Promise<boolean> {
    const opened = await this.#workbench.open(ref);
    if (!opened) this.#workbench.shell.gone(ref);
    await this.listRecent();
    return opened;
  }

  /** Null looks where the host starts: its home folder. */
  look(path: string | null): Promise<Folder | null> {
    return this.folder.start((doing) => this.#workbench.host.call('listFolder', { path }, doing));
  }

  /** The shell keeps them: a menu may show them too. */
  async listRecent(): Promise<void> {
    const recent = await this.#workbench.shell.recent();
    this.#recent = recent.flatMap(({ ref }) => (ref.kind === 'folder' ? [ref.path] : []));
  }
}

export const [getLibrary, setLibrary] = createContext<Library>();
