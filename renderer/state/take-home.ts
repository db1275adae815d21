import { loadedWithPage } from '../../core/browser/page/loaded.ts';
import type { ReaderQuestion } from '../../core/notebook/cell/ask-cell.ts';
import type { ReaderAnswer } from '../../core/notebook/html/take-home.ts';
import type { Checked } from '../../core/notebook/runner/ask-claims.ts';
import type { OpenCell } from './cell.svelte.ts';
import { fileStem, sayMaker, type MadePage } from './export-notebook.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** The questions of a notebook to its reader. */
export function readerQuestions({ cells }: Pick<OpenNotebook, 'cells'>): readonly OpenCell[] {
  return cells.filter(({ state, problems }) => state.tried !== undefined && problems.length === 0);
}

/** What the reader of a lesson answered, as a page; the checks that prove it are run where they have not been. */
export async function takeHome(workbench: Workbench, notebook: OpenNotebook, today = new Date()): Promise<MadePage> {
  const { takeHomePage } = await loadedWithPage(import('../../core/notebook/html/take-home.ts'));
  const questions = readerQuestions(notebook);
  const checks = questions.map((cell) => checksBehind(cell, notebook.cells));
  const proving = checks.flat().filter(({ status }) => status?.status !== 'done');
  if (proving.length > 0) await notebook.runs.run(proving);
  const lesson = notebook.title ?? workbench.snapshot?.name ?? 'Lesson';
  const html = takeHomePage({
    lesson,
    date: today.toLocaleDateString('en-GB', { dateStyle: 'long' }),
    answers: questions.map((cell, i) => answerOf(cell, checks[i]!)),
    madeBy: sayMaker(workbench),
  });
  return { name: `${fileStem(`${lesson} answers`)}.html`, html };
}

/** The checks before the next question; none while they are covered. */
function checksBehind(question: OpenCell, cells: readonly OpenCell[]): OpenCell[] {
  if (question.state.covers) return [];
  const behind = cells.slice(cells.indexOf(question) + 1);
  const next = behind.findIndex(({ state }) => state.tried !== undefined);
  return behind.slice(0, next === -1 ? behind.length : next).filter(({ kind }) => kind.kind === 'check');
}

function answerOf({ question, state }: OpenCell, checks: readonly OpenCell[]): ReaderAnswer {
  const { asked } = question as unknown as { asked: ReaderQuestion };
  return { asked, tried: state.tried!, proofs: checks.map(proofOf) };
}

function proofOf({ status, state: { report } }: OpenCell): ReaderAnswer['proofs'][number] {
  if (status?.status === 'done' && report) return report as Checked;
  return { lack: status?.status === 'failed' ? status.error.title : 'the check has not run' };
}
