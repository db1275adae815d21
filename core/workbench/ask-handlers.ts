import type { AskContext } from '../ask/context.ts';
import { Scratch } from '../engine/scratch.ts';
import { dropAnswer } from '../notebook/runner/answer.ts';
import { askKind } from '../notebook/runner/ask-cell.ts';
import type { Results } from '../results/results.ts';
import { countRows, plainTable, type PagedTable } from '../results/table.ts';
import type { AskApi } from '../rpc/ask-api.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { Sql } from '../sql/sql.ts';
import type { HeldAnswer } from './held.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers what any kind of cell asks, and holds its rows. */
export function askHandlers(
  { engine }: Pick<WorkbenchParts, 'engine'>,
  results: Results<HeldAnswer>,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof AskApi> {
  return {
    async ask({ workspace, owner, name, ...asked }, run) {
      const started = performance.now();
      const answer = await askKind(contextOf(workspace), asked, run);
      const copied = new Scratch(engine);
      const scratches = [...answer.scratches, copied];
      try {
        const columns = answer.rows ? await engine.columns(answer.rows) : [];
        const copy = async (rows: Sql) => {
          const names = columns.map((column) => column.name);
          return plainTable(await copied.table('rows', rows, run), names, null);
        };
        const table = answer.rows && (answer.table ?? (await copy(answer.rows)));
        const counts = table ? await countRows(engine, table, run) : { all: 0 };
        const tables: Record<string, PagedTable> = table ? { rows: table } : {};
        const held = { answer: { rows: answer.rows }, tables, scratches };
        const result = await results.hold({ owner, name }, held, run);
        const { report, said, files } = answer;
        return { result, files, report, said, columns, counts, seconds: (performance.now() - started) / 1000 };
      } catch (error) {
        await dropAnswer({ scratches });
        throw error;
      }
    },
  };
}
