import { createContext } from 'svelte';
import type { Folder, Lesson, WorkspaceRef } from '../../core/rpc/host-api.ts';
import type { Run } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

const key = 'asof.recent';
const most = 10;

/** What can be opened: lessons, workspaces that were open before, folders of the host's machine. */
export class Library {
  readonly lessons: Run<Lesson[]>;
  /** The folder that is looked into, where there is no native dialog. */
  readonly folder: Run<Folder>;
  readonly #workbench: Workbench;
  #recent = $state.raw<readonly string[]>(readRecent());

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
    return this.lessons.start((doing) => this.#workbench.host.call('lessons', null, doing));
  }

  async open(ref: WorkspaceRef): Promise<boolean> {
    const opened = await this.#workbench.open(ref);
    if (ref.kind === 'folder') this.#keep(opened ? [ref.path, ...this.#others(ref.path)] : this.#others(ref.path));
    return opened;
  }

  /** Null looks where the host starts: its home folder. */
  look(path: string | null): Promise<Folder | null> {
    return this.folder.start((doing) => this.#workbench.host.call('listFolder', { path }, doing));
  }

  #others(path: string): string[] {
    return this.#recent.filter((other) => other !== path);
  }

  #keep(paths: readonly string[]): void {
    this.#recent = paths.slice(0, most);
    localStorage.setItem(key, JSON.stringify(this.#recent));
  }
}

function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((path) => typeof path === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export const [getLibrary, setLibrary] = createContext<Library>();
