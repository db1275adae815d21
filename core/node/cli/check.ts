import { askCheck, askCheckDefined } from '../../ask/check.ts';
import type { CheckedTable, CheckProblem, CheckReport } from '../../check/check.ts';
import { check as question } from '../../question/check.ts';
import { count, plural } from '../../text/figures.ts';
import { command } from './command.ts';
import { inDefinitions, inWorkspace, requireDefinitions } from './session.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from '../../text/text-table.ts';

export const checkCommand = command({
  name: 'check',
  usage: '[--definitions] [--strict] [-C DIR]',
  summary: 'Validate the definitions of asof.yaml against the data, all problems at once',
  words: 0,
  question,
  options: {},
  async perform({ asked, values }, context) {
    const { terminal, run } = context;
    const report = asked.definitions
      ? await inDefinitions(values.directory, context, (session) => Promise.resolve(askCheckDefined(session, asked)))
      : await inWorkspace(values.directory, context, (session) => {
          requireDefinitions(session.text, session.workspace.root);
          return askCheck(session, asked, run);
        });
    terminal.out(values.json ? JSON.stringify(report, null, 2) : checkText(report, terminal, asked.definitions));
    return report.problems.some(isError) ? 2 : 0;
  },
});

function checkText(
  { problems, tables }: CheckReport,
  { bold }: Pick<Terminal, 'bold'>,
  onlyDefinitions = false,
): string {
  const errors = problems.filter(isError).length;
  const counts = `${plural(errors, 'error')}, ${plural(problems.length - errors, 'warning')}`;
  const verdict = onlyDefinitions ? `${counts} in what asof.yaml says; no file was opened` : counts;
  if (problems.length === 0 && tables.length === 0 && !onlyDefinitions)
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
