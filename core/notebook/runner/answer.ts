import type { FileVersions } from '../../results/results.ts';
import type { AskContext } from '../../ask/context.ts';
import type { Run } from '../../engine/engine.ts';
import type { Footing } from '../../engine/scratch.ts';
import type { PeekHistogram } from '../../leakage/peek-histogram.ts';
import type { PlotData } from '../../plot/plot.ts';
import type { PagedTable } from '../../results/table.ts';
import type { Sql } from '../../sql/sql.ts';

/** What a cell gave. It lives until `dropAnswer`. */
export interface Answer {
  /** Another for each answer. */
  version: string;
  /** As `--json` prints it, and what a check cell claims things of. */
  report: object;
  /** The same in a sentence. */
  said: string;
  /** What it draws; null where its kind draws nothing. */
  picture: PlotData | null;
  /** How far its naive picks lie from their labels, counted when that is asked; null where it has none. */
  peeks: ((run: Run) => Promise<PeekHistogram[]>) | null;
  /** Its rows as SQL may read them by the cell's name; null where its kind has none. */
  rows: Sql | null;
  /** The same rows as they are paged, with filters of their own; null where they are simply `rows`. */
  table: PagedTable | null;
  /** Which files it is about, `filesOf`. */
  files: FileVersions;
  /** What it stands on. */
  scratches: readonly Footing[];
}

/** What a kind makes of a question. */
export type Asking<A> = (context: AskContext, asked: A, run: Run) => Promise<Answer>;

let count = 0;

export function answer(
  report: object,
  said: string,
  more: Partial<Pick<Answer, 'picture' | 'peeks' | 'rows' | 'table' | 'files' | 'scratches'>> = {},
): Answer {
  const nothing = { picture: null, peeks: null, rows: null, table: null, files: {}, scratches: [] };
  return { version: `answer ${++count}`, report, said, ...nothing, ...more };
}

export async function dropAnswer({ scratches }: Pick<Answer, 'scratches'>): Promise<void> {
  for (const scratch of scratches) await scratch.drop();
}
