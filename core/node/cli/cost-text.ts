import type { CostReport } from '../../cost/report.ts';
import { costSentence } from '../../cost/sentence.ts';
import { costFeaturesTable, costViewsTable, savingsTable } from '../../cost/tables.ts';
import { bytes } from '../../text/figures.ts';
import { textTable, type PrintedTable } from '../../text/text-table.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** What is online takes, for a terminal: the sentence, a line a view, a line a feature, an entity's, and what could be saved. */
export function costText(report: CostReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const { views, entities, store } = report;
  const sentence = costSentence(report).map((phrase) => paint(phrase, terminal));
  const notes = views.flatMap(({ view, note }) => (note === null ? [] : [`${view}: ${note}`]));
  const whole =
    store.bytes === null
      ? 'what the store as a whole takes, it does not tell'
      : `the store as a whole: ${bytes(store.bytes)}`;
  const text = ({ columns, rows }: PrintedTable): string => textTable(columns, rows);
  const more = [costFeaturesTable(report), savingsTable(report)].filter(({ rows }) => rows.length > 0);
  return [
    `${sentence.join('')}\n`,
    text(costViewsTable(report)),
    ...more.flatMap((table) => ['', text(table)]),
    '',
    ...entities.map(
      ({ join_keys, views: of, bytes: all }) =>
        `${join_keys.length > 0 ? `an entity of ${join_keys.join()}` : 'what has no key'}, with a record of each of ${of.join(', ')}: ${bytes(all)}`,
    ),
    whole,
    ...notes,
  ].join('\n');
}
