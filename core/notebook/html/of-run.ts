import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import { describeType } from '../../types/describe-type.ts';
import { bodyText } from '../file/edit.ts';
import type { Notebook } from '../notebook.ts';
import type { CellRun } from '../runner/runner.ts';
import type { AnswerOnPage } from './answer.ts';
import type { PieceOnPage } from './notebook-page.ts';
import { rowsOnPage, type FirstRows } from './rows.ts';

/** What a notebook's page has of a run: its prose, and each cell as it ended, with the first of what SQL selected, and of a training set. */
export async function piecesOfRun(
  engine: Engine,
  { parts }: Notebook,
  states: readonly CellRun[],
  run: Run,
): Promise<PieceOnPage[]> {
  const pieces: PieceOnPage[] = [];
  for (const part of parts) {
    const state = states.find(({ cell }) => cell.part === part);
    if (state)
      pieces.push({ ...state, answer: await onPage(state, run), rows: await readFirstRows(engine, state, run) });
    else if (part.kind === 'prose') pieces.push({ prose: bodyText(part) });
  }
  return pieces;
}

async function onPage({ answer }: CellRun, run: Run): Promise<AnswerOnPage | null> {
  return answer && { ...answer, peeks: (await answer.peeks?.(run)) ?? null };
}

async function readFirstRows(engine: Engine, { cell, answer }: CellRun, run: Run): Promise<FirstRows | null> {
  if (!['sql', 'training-set'].includes(cell.kind) || !answer?.rows) return null;
  const columns = await engine.columns(answer.rows);
  const texts = columns.map(({ name }, i) => sql`${ident(name)}::VARCHAR AS ${ident(`c${i}`)}`);
  const rows = await engine.rows<Record<string, string | null>>(
    sql`SELECT ${join(texts)} FROM (${answer.rows}) LIMIT ${rowsOnPage}`,
    run,
  );
  return {
    columns: columns.map(({ name, type }) => ({ name, isNumber: describeType(type).kind === 'number' })),
    rows: rows.map((row) => columns.map((_, i) => row[`c${i}`]!)),
    all: (answer.report as { rows: number }).rows,
    isPart: false,
  };
}
