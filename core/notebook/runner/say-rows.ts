import { doubtSentences } from '../../join/doubts.ts';
import { sayNotComputed } from '../../join/not-computed.ts';
import { plural } from '../../text/figures.ts';
import { sentenceText } from '../../text/phrase.ts';
import type { SetSaid } from './reports.ts';

export function sizeOf(rows: number, columns: number): string {
  return `${plural(rows, 'row')}, ${plural(columns, 'column')}`;
}

/** How large a table is. */
export function sayTable(name: string, { rows, columns }: { rows: number; columns: readonly unknown[] }): string {
  return `${name}: ${sizeOf(rows, columns.length)}`;
}

/** How large a training set is, and what is doubtful in it. */
export function sayTrainingSet({ rows, columns, coverage, notComputed }: SetSaid): string {
  const doubts = coverage.flatMap((view) => doubtSentences(view, rows)).map(sentenceText);
  return [sizeOf(rows, columns.length), ...doubts, ...notComputed.map(sayNotComputed)].join('. ');
}
