import type { FileVersions } from '../results/results.ts';
import type { NotebookRef } from './notebook-api.ts';

/**
 * Calls about what a page keeps of a notebook's answers beside it, to show them when it is opened again. What that
 * is, a page alone knows: to a host they are bytes. What this user did not keep, or what has been changed, is not given.
 */
export interface KeptApi {
  /** The latest first. */
  keptAnswers(input: NotebookRef): KeptAnswer[];
  /** What was noted with an answer; null where it is no longer there. */
  keptNotes(input: NotebookRef & KeptId): Uint8Array | null;
  /** In place of what was kept of a cell before the last. What cannot be kept is no failure. */
  keepAnswer(input: NotebookRef & KeptAnswer & { notes: Uint8Array }): null;
  /** Of the tables of a workspace, as their files are now. */
  fileVersions(input: { workspace: string; tables: string[] }): FileVersions;
}

export interface KeptId {
  /** A cell's fingerprint. */
  cell: string;
  /** The fingerprint of all that the answer depends on. */
  id: string;
}

export interface KeptAnswer extends KeptId {
  head: Uint8Array;
}
