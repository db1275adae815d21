import type { Column } from '../engine/engine.ts';
import type { AskedOf, AskingKind } from '../notebook/runner/ask-cell.ts';
import type { Answered, Owned } from '../results/results.ts';

/** The part of the contract that asks what a kind of cell asks, whatever kind that is. */
export interface AskApi {
  ask(input: { workspace: string } & Owned & AskedByKind): CellAnswer;
}

/** A kind, and its question. */
export type AskedByKind = { [K in AskingKind]: { kind: K; asked: AskedOf<K> } }[AskingKind];

/** An answer whose rows are held. */
export interface CellAnswer extends Answered {
  /** As `--json` prints it. */
  report: object;
  /** The same in a sentence. */
  said: string;
  /** Of its rows. */
  columns: Column[];
  /** How many rows each of their filters leaves, `all` among them. */
  counts: Record<string, number>;
  seconds: number;
}
