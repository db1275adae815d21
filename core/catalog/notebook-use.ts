import type { FeatureRef } from '../model/feature-ref.ts';

/** What a notebook asks of a workspace, by its text alone. */
export interface NotebookUse {
  /** Its file's name. */
  name: string;
  title: string | null;
  /** Those that ask something of the workspace, in the order of the file. */
  cells: CellUse[];
  /** Why what it uses is not known, or not all of it: one line; null where all of it could be read. */
  problem: string | null;
}

export interface CellUse {
  /** Null where it has no name. */
  name: string | null;
  kind: string;
  /** The line of the file at which it begins. */
  line: number;
  service: string | null;
  features: readonly FeatureRef[];
  /** Label tables, views and sources, or files, whose rows it reads. */
  tables: readonly string[];
  /** Of SQL every name in it: those that are tables' count as read. */
  words: readonly string[];
}
