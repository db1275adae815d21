import type { AskContext } from '../../ask/context.ts';
import type { Run } from '../../engine/engine.ts';
import type { Sql } from '../../sql/sql.ts';

/** What a cell gave. It lives until `drop()`. */
export interface Answer {
  /** Another for each answer. */
  version: string;
  /** As `--json` prints it, and what a check cell claims things of. */
  report: object;
  /** The same in a sentence. */
  said: string;
  /** Its rows as SQL may read them by the cell's name; null where its kind has none. */
  rows: Sql | null;
  drop(): Promise<void>;
}

/** What a kind makes of a question. */
export type Asking<A> = (context: AskContext, asked: A, run: Run) => Promise<Answer>;

let count = 0;

export function answer(report: object, said: string, rows: Sql | null = null, drop = nothing): Answer {
  return { version: `answer ${++count}`, report, said, rows, drop };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
