/** A port: where the notebooks of a workspace lie. Paths are whole. */
export interface NotebookFiles {
  /** Those in a workspace's folder itself, by name. */
  list(folder: string): Promise<NotebookEntry[]>;
  /** Throws `file_missing`, `file_unreadable`. */
  read(path: string): Promise<NotebookText>;
  /**
   * Writes a notebook whole or not at all, where the file still is what `base` says: the revision that was read or
   * saved last, null for a file that is not there yet. Else nothing is written, and what lies there now comes
   * back. What was there before is kept as a version. Throws `output_unwritable`, `disk_full`.
   */
  save(path: string, text: string, base: string | null): Promise<Saved>;
  /** Ends when the file is another than that revision, with the new one; null where it is gone. */
  changed(path: string, revision: string, signal?: AbortSignal): Promise<string | null>;
  /** What was saved over, newest first. */
  versions(path: string): Promise<NotebookVersion[]>;
  version(path: string, id: string): Promise<string>;
}

export interface NotebookEntry {
  path: string;
  name: string;
}

/** `revision` is a hash of the file's bytes. A byte-order mark is part of the text. */
export interface NotebookText {
  text: string;
  revision: string;
}

export type Saved =
  { saved: true; revision: string } | { saved: false; /** Null where the file is gone. */ now: NotebookText | null };

export interface NotebookVersion {
  id: string;
  /** Microseconds since 1970. */
  at: bigint;
  bytes: number;
}
