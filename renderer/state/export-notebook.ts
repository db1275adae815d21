import { loadedWithPage } from '../../core/browser/page/loaded.ts';
import { toWire } from '../../core/errors/asof-error.ts';
import type { Cell } from '../../core/notebook/cell/cell.ts';
import type { CellOnPage, PieceOnPage } from '../../core/notebook/html/notebook-page.ts';
import { rowsOnPage } from '../../core/notebook/html/rows.ts';
import { readNotebook } from '../../core/notebook/notebook.ts';
import type { CellStatus } from '../../core/notebook/runner/runner.ts';
import { plural } from '../../core/text/figures.ts';
import type { AnswerStatus } from './cell-state.ts';
import type { OpenCell } from './cell.svelte.ts';
import { proseKind } from './notebook-cells.svelte.ts';
import type { OpenNotebook } from './notebook.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** A page that stands alone, and what its file is called. */
export interface MadePage {
  name: string;
  html: string;
}

/** The open notebook as its cells now stand, to be kept or given away. Nothing is run for it, and what is covered stays so. */
export async function exportNotebook(workbench: Workbench, notebook: OpenNotebook): Promise<MadePage> {
  const { notebookPage } = await loadedWithPage(import('../../core/notebook/html/notebook-page.ts'));
  const name = notebook.file.name ?? workbench.snapshot?.name ?? 'notebook';
  const { cells } = readNotebook(notebook.file.text, name);
  const shown = notebook.cells.slice(0, notebook.shown);
  for (const cell of shown) await cell.showKept();
  const pieces = await Promise.all(shown.map((one) => pieceOf(one, cells)));
  const left = notebook.cells.length - shown.length;
  const html = notebookPage({
    title: notebook.title,
    name: workbench.snapshot?.name ?? name,
    pieces,
    left: left === 0 ? '' : `${plural(left, 'cell')} below, once you have answered.`,
    madeBy: sayMaker(workbench),
  });
  return { name: `${fileStem(name)}.html`, html };
}

/** `asof 0.1.0, DuckDB native 1.5.5`. */
export function sayMaker({ about }: Pick<Workbench, 'about'>): string {
  return about ? `asof ${about.asof}, ${about.engine} ${about.engineVersion}` : 'asof';
}

/** What a file made of a notebook is called, before its ending. */
export function fileStem(name: string): string {
  return name.replace(/\.md$/i, '').replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
}

async function pieceOf(open: OpenCell, cells: readonly Cell[]): Promise<PieceOnPage> {
  if (open.kind.kind === proseKind) return { prose: (open.question as { text?: string }).text ?? '' };
  return cellOnPage(
    open,
    cells.find(({ part }) => part.at === open.part.at)!,
  );
}

/** An answer is shown where it is what the cell now says, or said to be stale; rows that are not to be had are told of. */
async function cellOnPage(open: OpenCell, cell: Cell): Promise<CellOnPage> {
  const { status, state } = open;
  const problems = [...open.problems, ...(status?.status === 'failed' ? [status.error] : [])];
  const hasAnswer = status === null ? Boolean(state.said) : isAnswered(status);
  const none = { answer: null, rows: null };
  if (problems.length > 0) return { cell, status: 'failed', because: '', problems, ...none };
  const because = (status && 'because' in status && status.because) || '';
  const stands = {
    cell,
    status: status ? statuses[status.status] : hasAnswer ? 'fresh' : 'never run',
    because,
    problems,
  } as const;
  if (state.tried) return { ...stands, answer: { report: { tried: state.tried }, said: '' }, rows: null };
  if (!hasAnswer) return { ...stands, ...none };
  const answer = {
    report: state.report ?? {},
    said: state.said ?? '',
    picture: state.picture ?? null,
    peeks: state.peeks ?? null,
  };
  try {
    return { ...stands, answer, rows: (await state.firstRows?.(rowsOnPage)) ?? null };
  } catch (thrown) {
    return { ...stands, answer, rows: null, because: toWire(thrown).title };
  }
}

function isAnswered({ status }: AnswerStatus): boolean {
  return status === 'done' || status === 'stale';
}

/** How a run without a window says the same. */
const statuses: Record<AnswerStatus['status'], CellStatus> = {
  idle: 'never run',
  waiting: 'queued',
  running: 'running',
  done: 'fresh',
  stale: 'stale',
  blocked: 'blocked',
  failed: 'failed',
  cancelled: 'stopped',
};
