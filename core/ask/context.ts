import type { NotebookUse } from '../catalog/notebook-use.ts';
import type { BatchLoader, BatchReader } from '../engine/batches.ts';
import type { Engine } from '../engine/engine.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import type { Defined } from '../model/defined.ts';
import type { Inference } from '../model/definitions.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { FileVersions } from '../results/results.ts';
import { versionOfFiles, type Relation } from '../table/relation.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a question is asked of. Whoever asks (a command, a page, a notebook) makes one, and the answers are the same. */
export interface AskContext extends StoreContext {
  engine: Engine & BatchReader & BatchLoader;
  workspace: Workspace;
  /** Who computes which rows win; where not said, the engine. */
  offline?: OfflineEngine;
  /** Of `asof.yaml`; null where there is none. */
  text: string | null;
  /** Of this program. */
  version: string;
  /** Is told, a line each, what should be known beside the answer: what was guessed, what is wrong elsewhere. */
  tell?: (line: string) => void;
}

/** What is asked of the store alone needs only what is defined, and an engine for features on demand. */
export interface StoreContext {
  workspace: Defined;
  online: OnlineAccess;
  /** Computes features on demand; where there is no engine yet, it is opened. */
  expressions(): Promise<Engine & BatchReader>;
  /** The clock's, or a lesson's own. Microseconds. */
  now(): bigint;
  /** What the workspace's notebooks ask for; absent where it has no place for any. */
  notebooks?: () => Promise<NotebookUse[]>;
}

/** The workspace's online store, for as long as some work takes. */
export interface OnlineAccess {
  use<T>(purpose: 'read' | 'write', work: (store: OnlineStore) => Promise<T>): Promise<T>;
}

interface Opened {
  relation: Relation;
  inferred: readonly Inference[];
}

/** What was guessed of a table, one line each, with its reason. That a view has every feature of its file is no guess. */
export function sayInferred(table: string, inferred: readonly Inference[]): string[] {
  const guesses = inferred.filter(({ what }) => what !== 'features');
  return guesses.map(({ what, value, reason }) => `${table}: ${what.replaceAll('_', ' ')} = ${value} (${reason})`);
}

/** Tells what was guessed of tables, and that something is wrong elsewhere. */
export function tellOpened({ workspace: { problems }, tell }: AskContext, opened: readonly Opened[]): void {
  if (!tell) return;
  for (const { relation, inferred } of opened) sayInferred(relation.name, inferred).forEach((line) => tell(line));
  if (problems.length > 0) tell(`asof.yaml has problems elsewhere: asof check lists them (${problems.length})`);
}

/** Which files an answer is about, by the names of their tables. */
export function filesOf(opened: readonly { relation: Pick<Relation, 'name' | 'files'> }[]): FileVersions {
  return Object.fromEntries(opened.map(({ relation }) => [relation.name, versionOfFiles(relation.files)]));
}

/** Throws `file_changed` where an answer would be about two versions of a file. */
export async function verifyOpened({ workspace }: AskContext, opened: readonly Opened[]): Promise<void> {
  for (const { relation } of opened) await workspace.tables.verify(relation);
}
