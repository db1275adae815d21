import { createContext } from 'svelte';
import type { Folder, Lesson, RecentWorkspace, WorkspaceRef } from '../../core/rpc/host-api.ts';
import { workspaceId } from '../../core/rpc/workspace-id.ts';
import { forgetKept } from './kept.ts';
import type { Answering } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What can be opened: lessons, workspaces that were open before, folders of the host's machine. */
export class Library {
  readonly lessons: Answering<Lesson[]>;
  /** The folder that is looked into, where there is no native dialog. */
  readonly folder: Answering<Folder>;
  readonly #workbench: Workbench;
  #recent = $state.raw<readonly RecentWorkspace[]>([]);

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.lessons = workbench.run('lessons');
    this.folder = workbench.run('folder');
  }

  /** The latest first. */
  get recent(): readonly RecentWorkspace[] {
    return this.#recent;
  }

  list(): Promise<Lesson[] | null> {
    void this.listRecent();
    return this.lessons.start((doing) => this.#workbench.host.call('lessons', null, doing));
  }

  async open(ref: WorkspaceRef): Promise<boolean> {
    const opened = await this.#workbench.open(ref);
    const { state } = this.#workbench.opening;
    // A folder that is not there; what could not be read for another reason may be read tomorrow.
    const isGone = state.status === 'failed' && state.error.code === 'file_missing';
    if (!opened && isGone && ref.kind === 'folder') await this.#workbench.shell.forget(ref);
    // Not waited for: whoever goes on once the workspace is there would undo what its user has done meanwhile.
    void this.listRecent();
    return opened;
  }

  /** Takes a workspace out of the list, with the copies of its files that nobody else has, and all that the browser remembers of it. */
  async forget(ref: WorkspaceRef): Promise<void> {
    await this.#workbench.shell.forget(ref);
    forgetKept(workspaceId(ref));
    await this.listRecent();
  }

  /** Null looks where the host starts: its home folder. */
  look(path: string | null): Promise<Folder | null> {
    return this.folder.start((doing) => this.#workbench.host.call('listFolder', { path }, doing));
  }

  /** The shell keeps them: a menu may show them too. */
  async listRecent(): Promise<void> {
    this.#recent = await this.#workbench.shell.recent();
  }
}

export const [getLibrary, setLibrary] = createContext<Library>();
