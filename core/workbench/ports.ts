import type { OnlineStores } from '../ask/open-stores.ts';
import type { BatchLoader, BatchReader } from '../engine/batches.ts';
import type { Engine } from '../engine/engine.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import type { NaiveStrategy } from '../join/request.ts';
import type { Env } from '../model/reading.ts';
import type { Folder, Lesson, WorkspaceRef } from '../rpc/host-api.ts';
import type { SqlSandbox } from '../notebook/sql/sandbox.ts';
import type { Room } from '../results/room.ts';
import type { Tables } from '../table/relation.ts';
import type { WorkspaceFiles } from '../workspace/find.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { KeptWorkspaces } from './kept-workspaces.ts';
import type { NotebookFiles } from './notebook-files.ts';
import type { Trust } from './trust.ts';

/** A port: what the workbench needs of a disk besides the tables. */
export interface WorkbenchFiles extends WorkspaceFiles {
  /** What a folder holds; null is the user's own. Throws `file_missing`. */
  listFolder(path: string | null): Promise<Folder>;
  /** Writes a file that is not there yet. Throws `output_exists`, `output_unwritable`. */
  writeNew(path: string, text: string): Promise<void>;
  /** Writes a file over the one that is there: whole, or not at all. Throws `output_unwritable`. */
  replace(path: string, text: string): Promise<void>;
  /** A path as seen from a folder; a whole one stays as it is. */
  resolve(folder: string, path: string): string;
  /** A path as a definition in that folder writes it: relative where the file lies inside. */
  relative(folder: string, path: string): string;
  /** What was written to a path that only this program sees; null where it is a file of the user's. */
  written(path: string): Uint8Array | null;
  env: Env;
}

/** A port: the lessons that come with the program. */
export interface Lessons {
  all: readonly LessonEntry[];
  /** How a terminal of this machine starts the program, word by word; null where there is none. */
  program: readonly string[] | null;
  /** The root of a copy that can be written: the one that was made last, or a new one beside it. */
  open(id: string, afresh: boolean): Promise<string>;
}

export interface LessonEntry extends Lesson {
  naive: NaiveStrategy;
  /** The moment that its data is of, in ISO: what it asks as of now, and what ages count from. */
  now: string;
}

export interface WorkbenchParts {
  engine: Engine & BatchReader & BatchLoader;
  /** Who computes which rows win; where not said, the engine. */
  offline?: OfflineEngine;
  /** Text files are read once. */
  tables: Tables;
  /** For the answers of all pages. */
  room: Room;
  /** Every statement names the files themselves, so that its SQL runs as it is elsewhere; null where there are none to name. */
  plainTables: Tables | null;
  files: WorkbenchFiles;
  notebooks: NotebookFiles;
  kept: KeptWorkspaces;
  answers: KeptAnswers;
  lessons: Lessons;
  online: OnlineStores;
  trust: Trust;
  /** For SQL of users, made when somebody first asks; null where none can run. */
  sandbox: (() => SqlSandbox) | null;
  place: 'host' | 'page';
  version: string;
  start: WorkspaceRef;
}
