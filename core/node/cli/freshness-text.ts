import type { FreshnessReport } from '../../freshness/report.ts';
import { freshnessSentence } from '../../freshness/sentence.ts';
import { freshnessNotes, freshnessTable } from '../../freshness/views-table.ts';
import { textTable } from '../../text/text-table.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** How old each view is, for a terminal: the sentence, a line a view with the worst first, and what should be known. */
export function freshnessText(report: FreshnessReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = freshnessSentence(report).map((phrase) => paint(phrase, terminal));
  const { columns, rows } = freshnessTable(report, (text) => terminal.bold(text));
  const notes = freshnessNotes(report);
  return [`${sentence.join('')}\n`, textTable(columns, rows), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
