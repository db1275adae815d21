import { askMaterialize } from '../../ask/materialize.ts';
import type { MaterializeReceipt } from '../../materialize/receipt.ts';
import { materialize as question } from '../../question/materialize.ts';
import { count, took } from '../../text/figures.ts';
import { command } from './command.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inWorkspace, requireDefinitions } from './session.ts';
import { textTable } from '../../text/text-table.ts';

export const materializeCommand = command({
  name: 'materialize',
  usage: '[--views a,b] [--start T] [--end T] [--confirm NAME]',
  summary: 'Write the latest values from the files to the online store',
  words: 0,
  question,
  options: failOn('a figure of the JSON is so: views.written==0'),
  async perform({ asked, values }, context) {
    const gates = gatesOf(values);
    return inWorkspace(values.directory, context, async (session) => {
      requireDefinitions(session.text, session.workspace.root);
      const done = await askMaterialize(session, asked, context.run);
      const views = done.map(({ receipt }) => ({ ...receipt, seconds: Math.round(receipt.seconds * 1000) / 1000 }));
      const report: MaterializeReceipt = { views };
      const printed = values.json ? JSON.stringify(report, null, 2) : receiptText(report, asked.dryRun ?? false);
      return conclude(context.terminal, gates, report, printed);
    });
  },
});

function receiptText({ views }: MaterializeReceipt, dryRun: boolean): string {
  const figures = ['rows read', 'entities', dryRun ? 'would write' : 'written', 'kept newer', 'took'];
  const titles = ['view', 'from', 'to'].map((title) => ({ title, align: 'left' as const }));
  const table = textTable(
    [...titles, ...figures.map((title) => ({ title, align: 'right' as const }))],
    views.map((view) => [
      view.view,
      view.start ?? 'the beginning',
      view.end,
      ...[view.rows_read, view.entities, view.written, view.kept_newer].map((n) => count(n)),
      took(view.seconds),
    ]),
  );
  const notes = views.flatMap(({ view, notes = [] }) => notes.map((note) => `${view}: ${note}`));
  return [table, ...(notes.length > 0 ? [''] : []), ...notes].join('\n');
}
