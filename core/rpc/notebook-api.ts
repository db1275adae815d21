/**
 * Calls about the notebooks of an open workspace, by their names in its folder. A workspace without a folder has
 * none; one that is not trusted gives none (`folder_untrusted`).
 */
export interface NotebookApi {
  /** By name: Markdown that has a cell or says in its front matter what version of notebooks it is. */
  notebooks(input: { workspace: string }): string[];
  /** Throws `file_missing`, `file_unreadable`. */
  openNotebook(input: NotebookRef): NotebookText;
  /**
   * Writes a notebook whole or not at all, where its file still is what `base` says: the revision that was read or
   * saved last, null for a file that is not there yet. Else nothing is written, and what lies there now comes
   * back. What was there before is kept as a version. Throws `output_unwritable`, `disk_full`.
   */
  saveNotebook(input: NotebookRef & { text: string; base: string | null }): SavedNotebook;
  /** Ends when the file is another than that revision, with the new one; null where it is gone. */
  notebookChanged(input: NotebookRef & { revision: string }): { revision: string | null };
  /** What was saved over, newest first. */
  notebookVersions(input: NotebookRef): NotebookVersion[];
  /** Throws `file_missing`. */
  notebookVersion(input: NotebookRef & { id: string }): { text: string };
}

/** A file in a workspace's own folder: `spring.md`. */
export interface NotebookRef {
  workspace: string;
  name: string;
}

/** `revision` is another for other bytes. A byte-order mark is part of the text. */
export interface NotebookText {
  text: string;
  revision: string;
}

export type SavedNotebook =
  { saved: true; revision: string } | { saved: false; /** Null where the file is gone. */ now: NotebookText | null };

export interface NotebookVersion {
  id: string;
  /** Microseconds since 1970. */
  at: bigint;
  bytes: number;
}
