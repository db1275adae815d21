import type { NotebookText, NotebookVersion, SavedNotebook } from '../rpc/notebook-api.ts';

/** A port: where the notebooks of a workspace lie. Paths are whole; the calls are those of `NotebookApi`. */
export interface NotebookFiles {
  /** Markdown in a workspace's folder itself, by name. */
  list(folder: string): Promise<NotebookEntry[]>;
  read(path: string): Promise<NotebookText>;
  save(path: string, text: string, base: string | null): Promise<SavedNotebook>;
  changed(path: string, revision: string, signal?: AbortSignal): Promise<string | null>;
  versions(path: string): Promise<NotebookVersion[]>;
  version(path: string, id: string): Promise<string>;
}

export interface NotebookEntry {
  path: string;
  name: string;
}
