import { doubtSentences } from '../../join/doubts.ts';
import type { ViewCoverage } from '../../join/request.ts';
import { plural } from '../../text/figures.ts';
import { sentenceText } from '../../text/phrase.ts';

export function sizeOf(rows: number, columns: number): string {
  return `${plural(rows, 'row')}, ${plural(columns, 'column')}`;
}

/** How large a table is. */
export function sayTable(name: string, { rows, columns }: { rows: number; columns: readonly unknown[] }): string {
  return `${name}: ${sizeOf(rows, columns.length)}`;
}

/** How large a training set is, and what is doubtful in it. */
export function sayTrainingSet(rows: number, columns: number, coverage: readonly ViewCoverage[]): string {
  const doubts = coverage.flatMap((view) => doubtSentences(view, rows)).map(sentenceText);
  return [sizeOf(rows, columns), ...doubts].join('. ');
}
