import { check as checkWorkspace, type CheckedTable, type CheckProblem, type CheckReport } from '../../check/check.ts';
import { count, plural } from '../../text/figures.ts';
import { sayInferred } from '../../ask/context.ts';
import { command } from './command.ts';
import { inWorkspace, requireDefinitions } from './session.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';

export const check = command({
  name: 'check',
  usage: '[-C DIR]',
  summary: 'Validate the definitions of asof.yaml against the data, all problems at once',
  words: 0,
  options: {},
  perform({ values }, context) {
    const { terminal, run } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const { workspace, text } = session;
      requireDefinitions(text, workspace.root);
      const report = await checkWorkspace(workspace, run);
      for (const table of report.tables) sayInferred(table.name, table.inferred).forEach((line) => terminal.err(line));
      terminal.out(values.json ? JSON.stringify(report, null, 2) : checkText(report, terminal));
      return report.problems.some(isError) ? 2 : 0;
    });
  },
});

function checkText({ problems, tables }: CheckReport, { bold }: Pick<Terminal, 'bold'>): string {
  const errors = problems.filter(isError).length;
  const verdict = `${plural(errors, 'error')}, ${plural(problems.length - errors, 'warning')}`;
  if (problems.length === 0 && tables.length === 0)
    return 'Nothing was checked: asof.yaml names no label table and no feature view';
  const lines = problems.map(
    ({ severity, message }) => `${severity === 'error' ? bold('error  ') : 'warning'}  ${message}`,
  );
  return [...(tables.length > 0 ? [tablesText(tables), ''] : []), ...lines, verdict].join('\n');
}

function tablesText(tables: readonly CheckedTable[]): string {
  const titles = ['table', 'kind', 'rows', 'join keys', 'timestamp', 'first', 'last'];
  return textTable(
    titles.map((title) => ({ title, align: title === 'rows' ? 'right' : 'left' })),
    tables.map((table) => [
      table.name,
      table.kind,
      count(table.rows),
      table.join_keys.join(', '),
      table.timestamp_field,
      table.first ?? '-',
      table.last ?? '-',
    ]),
  );
}

function isError(problem: CheckProblem): boolean {
  return problem.severity === 'error';
}
