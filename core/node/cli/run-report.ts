import { toLine } from '../../errors/asof-error.ts';
import type { Checked } from '../../notebook/runner/ask-claims.ts';
import type { CellRun } from '../../notebook/runner/runner.ts';
import type { Exact } from '../../text/exact-json.ts';
import { plural } from '../../text/figures.ts';
import type { ExitStatus } from './command.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from '../../text/text-table.ts';

/** Spec section 6, `run --json`. Of several things that are wrong with a cell, `error` is the first. */
export function runReport(notebook: string, states: readonly CellRun[]): Exact {
  const cells = states.map(({ cell: { name, kind }, status, seconds, problems: [problem], answer }) => {
    const error = problem && { code: problem.code, kind: problem.kind, title: problem.title, hint: problem.hint };
    return {
      ...{ name, kind, state: status },
      seconds: seconds === null ? null : Math.round(seconds * 1000) / 1000,
      error: error ? { ...error, where: problem.where && { ...problem.where } } : null,
      answer: (answer?.report ?? null) as Exact,
    };
  });
  return { notebook, cells, checks: checksOf(states) };
}

/** A line a cell, one more for each further thing that is wrong with it, and how the checks went. */
export function runReportText(states: readonly CellRun[], { leak, bold }: Pick<Terminal, 'leak' | 'bold'>): string {
  const rows = states.flatMap(({ cell, status, problems, because, answer }) => {
    const isFailed = status === 'failed' || (answer !== null && cell.kind === 'check' && !isPassed(answer.report));
    const [said = '', ...more] = problems.length > 0 ? problems.map(toLine) : [answer?.said ?? because];
    const mark = isFailed ? leak : (text: string) => text;
    return [[mark(status), cell.name ?? '', cell.kind, said], ...more.map((line) => ['', '', '', line])];
  });
  const { passed, failed } = checksOf(states);
  const verdict = `${plural(passed, 'check')} passed, ${failed === 0 ? '0' : leak(String(failed))} failed`;
  const titles = ['state', 'cell', 'kind', ''].map((title) => ({ title, align: 'left' as const }));
  return [...(rows.length > 0 ? [textTable(titles, rows), ''] : []), bold(verdict)].join('\n');
}

/** Spec section 7. Where several hold: a cell that is wrong, then something outside, then a check. */
export function runStatus(states: readonly CellRun[]): ExitStatus {
  const failures = states.flatMap(({ problems }) => problems.map(({ kind }) => kind));
  if (failures.some((kind) => kind === 'input' || kind === 'data')) return 2;
  if (failures.length > 0) return 3;
  return checksOf(states).failed > 0 ? 1 : 0;
}

/** Check cells; one that could not be looked at has not passed. */
function checksOf(states: readonly CellRun[]): { passed: number; failed: number } {
  const checks = states.filter(({ cell }) => cell.kind === 'check');
  const passed = checks.filter(({ answer }) => answer !== null && isPassed(answer.report)).length;
  return { passed, failed: checks.length - passed };
}

function isPassed(report: object): boolean {
  return (report as Checked).passed;
}
