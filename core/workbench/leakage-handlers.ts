import { filesOf, type AskContext } from '../ask/context.ts';
import { askDefine } from '../ask/define.ts';
import { openedBy } from '../ask/joined.ts';
import { askLeakage, peeksOf, type LeakageFound } from '../ask/leakage.ts';
import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { findExample } from '../leakage/rows/example.ts';
import { gridColumns } from '../leakage/rows/grid.ts';
import { pairRows } from '../leakage/rows/table.ts';
import type { Owned, Results } from '../results/results.ts';
import { countRows } from '../results/table.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { LeakageAnswer } from '../rpc/host-api.ts';
import type { HeldAnswer } from './held.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';
import { saveView, withView } from './save-view.ts';

/** Answers what a naive join would leak, of what is defined and of what is being defined. */
export function leakageHandlers(
  { engine, files }: Pick<WorkbenchParts, 'engine' | 'files'>,
  workspaces: OpenWorkspaces,
  results: Results<HeldAnswer>,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, 'leakage' | 'define' | 'saveView'> {
  /** Holds the rows that a report is about. */
  async function hold(context: AskContext, found: LeakageFound, owned: Owned, run: Run) {
    const { report, joined, pairs } = found;
    const counting = stepOf(run, 'counting', 'how far it peeked', 1, 1);
    try {
      const rows = pairRows(pairs);
      const answer = {
        report,
        peeks: await peeksOf(context, found, counting),
        grid: gridColumns(pairs),
        example: await findExample(engine, pairs, report, counting),
        counts: await countRows(engine, rows, counting),
      };
      const held = {
        answer: { joined, pairs, report },
        tables: { rows },
        scratches: [pairs.scratch, joined.scratch],
      };
      return { result: await results.hold(owned, held, counting), files: filesOf(openedBy(joined.plan)), ...answer };
    } catch (error) {
      await found.drop();
      throw error;
    }
  }

  async function timed(work: () => Promise<Omit<LeakageAnswer, 'seconds'>>): Promise<LeakageAnswer> {
    const started = performance.now();
    const answer = await work();
    return { ...answer, seconds: (performance.now() - started) / 1000 };
  }

  return {
    leakage: ({ workspace, owner, name, ...asked }, run) =>
      timed(async () => {
        const context = contextOf(workspace);
        return hold(context, await askLeakage(context, asked, run), { owner, name }, run);
      }),
    async define({ workspace, owner, name, ...asked }, run) {
      const context = contextOf(workspace);
      const answer = await timed(async () => hold(context, await askDefine(context, asked, run), { owner, name }, run));
      const { text } = workspaces.get(workspace);
      return { ...answer, isSaved: text !== null && withView(text, asked.view, files.env) === text };
    },
    saveView: async ({ workspace, view }) => ({ path: await saveView(workspaces.get(workspace), files, view) }),
  };
}
