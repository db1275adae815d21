import type { AsofError, WireError } from '../../core/errors/asof-error.ts';
import type { Progress } from '../../core/engine/engine.ts';
import type { FirstRows } from '../../core/notebook/html/rows.ts';
import type { Part } from '../../core/notebook/file/parts.ts';
import type { PeekHistogram } from '../../core/leakage/peek-histogram.ts';
import type { PlotData } from '../../core/plot/plot.ts';
import type { Meant, Question } from '../../core/question/question.ts';
import type { Shown } from '../../core/question/show.ts';

/** How an answer stands; a `RunState` fits. */
export type AnswerStatus =
  | { status: 'idle' | 'cancelled' }
  | { status: 'running'; progress: Progress | null }
  /** `at` of an answer that was kept: when it was given, in milliseconds since 1970. */
  | { status: 'done'; seconds: number; at?: number }
  | { status: 'failed'; error: WireError }
  /** What stands in the way, or has changed; null where that needs no words. */
  | { status: 'stale'; because: string | null; at?: number }
  | { status: 'waiting' | 'blocked'; because: string | null };

/** A cell's answer, and what is looked at in it. It lives as long as the cell, shown or not. */
export interface CellState<Q extends Question> {
  /** Null where nothing was asked, and nothing is said of it. */
  readonly status: AnswerStatus | null;
  /** What it depends on beside its question and other cells, as a text that changes with it; null while that is not known, and it waits. */
  readonly inputs?: string | null;
  /** Why it cannot be asked for now, where its cell says so itself and has not failed; null where it can. */
  readonly hindered?: string | null;
  /** Another with each answer, of what is there without being asked for. */
  readonly version?: string;
  /** Rows that SQL and plots may read by the cell's name: an answer's that the host holds, or a table's; null before it is there. */
  readonly rows?: { result: string } | { table: string } | null;
  /** What check cells claim things of. */
  readonly report?: object | null;
  /** Its answer in a sentence, where its report alone does not say it. */
  readonly said?: string;
  /** What its `show` can name, as its answer now is; null before that is there. */
  readonly showChoices?: ShowChoices | null;
  /** What it draws; null before it is there. */
  readonly picture?: PlotData | null;
  /** How far its naive picks lie from their labels; null before that is there. */
  readonly peeks?: readonly PeekHistogram[] | null;
  /** Of a question to the reader: the options that were tried, in their order. */
  readonly tried?: readonly number[];
  /** The first of the rows that it shows, as they are looked at; null before they are there. */
  firstRows?(most: number): Promise<FirstRows | null>;
  /** What follows it is not to be seen yet. */
  readonly covers?: boolean;
  /** What follows it may be seen, whatever it covered for. */
  skip?(): void;
  /** Its text waits for the user to say that it is to be run. */
  readonly isUnsaid?: boolean;
  /** False where the same, asked again, may give something else. */
  readonly isRepeatable?: boolean;
  /** Answers; called again when the question or the inputs have changed. */
  ask(question: Meant<Q>): unknown;
  cancel(): void;
  /** The cell is deleted: stops, and lets go of what the host holds for it. */
  close(): void;
  /** To an entity that was typed, where it has a place for one. */
  seek?(entity: string): unknown;
  /** To the page of something that is defined, by its id in the catalog. */
  showEntry?(id: string): void;
  /** The file says how its answer is looked at, and said something else before. */
  look?(shown: Shown): void;
  /** The user says that what is written is to be run. */
  say?(): void;
}

/** By the names that a file has for them. */
export interface ShowChoices {
  rows: readonly string[];
  orders: readonly string[];
  /** That can be sorted and tested by. */
  columns: readonly string[];
  hides: readonly string[];
}

/** What a cell's part of the file says. */
export interface CellData {
  part: Part;
  question: object;
  name: string | null;
  /** Nothing but its head is to be shown; null where the file does not say. */
  collapsed: boolean | null;
  /** It stands beside the cell before it, where there is room. */
  beside: boolean;
  /** How its answer is looked at. */
  show: Shown;
  /** What is wrong in it. */
  problems: readonly AsofError[];
}
